import { BlockList, isIP } from "node:net";
import { PatternError } from "./patternError";

/** Compiles a range of addresses, such as `"10.0.0.0/24"`. @throws PatternError */
export function compileCidr(operand: unknown): (text: string) => boolean {
  if (typeof operand !== "string") throw new PatternError("prefix match pattern must be a string");
  const [address = "", mask, ...more] = operand.split("/");
  if (mask === undefined || more.length > 0) throw new PatternError("Malformed CIDR, one '/' required");
  if (!/^\d+$/.test(mask)) throw new PatternError("Malformed CIDR, mask bits must be an integer");
  const version = isIP(address);
  if (version === 0) throw new PatternError(`Nonstandard IP address: ${address}`);
  const most = version === 4 ? 32 : 128;
  if (Number(mask) > most) throw new PatternError(`Malformed CIDR, mask bits must be between 0 and ${most}`);
  const range = new BlockList();
  range.addSubnet(address, Number(mask), familyOf(version));
  return (text) => isIP(text) === version && range.check(text, familyOf(version));
}

function familyOf(version: number): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}
