import { createHash } from "node:crypto";

/**
 * An identifier in the form of API Gateway's: lower-case letters and digits. It derives from the URN, so that an endpoint
 * is the same in every start of the same program.
 */
export function identifierOf(urn: string, length: 7 | 10): string {
  const digest = BigInt(`0x${createHash("sha256").update(urn).digest("hex")}`);
  return digest.toString(36).padStart(length, "0").slice(-length);
}
