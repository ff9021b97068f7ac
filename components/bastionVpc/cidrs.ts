import { isIPv4, isIPv6 } from "node:net";

/** A range of addresses: the first, and the one behind the last. */
interface Range {
  first: bigint;
  end: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Decides whether a text is a range of IPv4 or IPv6 addresses, written by its first address. */
export function isCidr(text: string): boolean {
  return rangeOf(text, 4) !== undefined || rangeOf(text, 6) !== undefined;
}

export function isIpv6Cidr(text: string): boolean {
  return rangeOf(text, 6) !== undefined;
}

/** Decides whether the ranges together hold every address of IPv4, or every one of IPv6. */
export function coverEverything(cidrs: readonly string[]): boolean {
  return ([4, 6] as const).some((version) => {
    const ranges = cidrs.flatMap((cidr) => rangeOf(cidr, version) ?? []).sort((a, b) => (a.first < b.first ? -1 : 1));
    let reached = 0n;
    for (const { first, end } of ranges) {
      if (first > reached) return false;
      if (end > reached) reached = end;
    }
    return reached === 1n << BigInt(BITS[version]);
  });
}

function rangeOf(text: string, version: 4 | 6): Range | undefined {
  const [, address = "", prefix = ""] = /^([\d.a-fA-F:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const is = version === 4 ? isIPv4 : isIPv6;
  const bits = BITS[version];
  if (!is(address) || Number(prefix) > bits) return undefined;
  const size = 1n << BigInt(bits - Number(prefix));
  const first = version === 4 ? ipv4(address) : ipv6(address);
  return first % size === 0n ? { first, end: first + size } : undefined;
}

function ipv4(address: string): bigint {
  return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(address: string): bigint {
  // The last four bytes may be written as an IPv4 address (RFC 4291, section 2.2).
  const text = address.replace(/[\d.]+$/, (tail) => {
    if (!tail.includes(".")) return tail;
    const value = ipv4(tail);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
