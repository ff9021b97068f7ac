import { createHash } from "node:crypto";
import type { ResourceContext } from "../../engine/resourceHandler";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SMALL = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * An identifier in the form of Cognito's. It follows from the URN and the generated name, so that issuers and client ids are the same
 * in every start of the same program, and what replaces a resource has another.
 */
export function cognitoId(context: ResourceContext, purpose: string, length: number, letters: "small" | "all"): string {
  const alphabet = letters === "small" ? SMALL : LETTERS_AND_DIGITS;
  const text = `${context.urn}\n${context.physicalName(undefined, 255)}\n${purpose}`;
  // Sixty-four bytes of hash give more characters than any identifier has.
  const bytes = createHash("sha512").update(text).digest().subarray(0, length);
  return [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
}
