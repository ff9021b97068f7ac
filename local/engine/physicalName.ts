import { createHash } from "node:crypto";

/**
 * Names a resource as Pulumi's auto-naming does, `<logical name>-<seven hexadecimal digits>`, but with digits that follow
 * from the URN and the number of replacements: the same program has the same names in every start.
 *
 * @param maxLength AWS's limit for this kind of name, in characters; the logical part is cut to fit
 */
export function autoName(urn: string, replacements: number, name: string, maxLength: number): string {
  const digits = createHash("sha256").update(`${urn}\n${replacements}`).digest("hex").slice(0, 7);
  return nameWithDigits(name, digits, maxLength);
}

/** @param maxLength in characters; the logical part is cut to fit */
export function nameWithDigits(name: string, digits: string, maxLength: number): string {
  return `${name.slice(0, maxLength - digits.length - 1)}-${digits}`;
}
