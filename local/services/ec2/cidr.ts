import { isIPv4 } from "node:net";

/** An IPv4 range: its first address as a whole number, and how many addresses it has. */
export interface Range {
  first: number;
  size: number;
}

/** @throws Error for what is no IPv4 range, or has bits set behind its prefix */
export function parseCidr(text: string): Range {
  const [, address = "", prefix = ""] = text.match(/^([\d.]+)\/(\d{1,2})$/) ?? [];
  const size = 2 ** (32 - Number(prefix));
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  if (!isIPv4(address) || Number(prefix) > 32 || first % size !== 0) {
    throw new Error(`"${text}" is no IPv4 range: write its first address and the length of its prefix, as 10.0.0.0/16`);
  }
  return { first, size };
}

/** `{ first: 167772160, size: 65536 }` -> `"10.0.0.0/16"` */
export function cidrOf({ first, size }: Range): string {
  const address = [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".");
  return `${address}/${32 - Math.log2(size)}`;
}

/** Tells if two IPv4 ranges have an address in common. */
export function overlap(a: string, b: string): boolean {
  const [one, other] = [parseCidr(a), parseCidr(b)];
  return one.first < other.first + other.size && other.first < one.first + one.size;
}
