import { createHash } from "node:crypto";

/**
 * The identifier that IAM gives a user (`AIDA...`), a policy (`ANPA...`) or a role (`AROA...`): 21 characters, the same in every start.
 * Source: IAM User Guide, "IAM identifiers", "Understanding unique ID prefixes".
 */
export function uniqueId(prefix: "AGPA" | "AIDA" | "AIPA" | "ANPA" | "AROA", arn: string): string {
  const digits = BigInt(`0x${createHash("sha256").update(arn).digest("hex")}`).toString(36);
  return prefix + digits.toUpperCase().slice(0, 17);
}
