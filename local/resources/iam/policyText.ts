/**
 * A policy as JSON text: programs write policies as text or as plain objects, and providers know text only.
 *
 * @throws Error that names the property when it is neither
 */
export function policyText(value: unknown, property: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  throw new Error(`${property} must be a policy document, as JSON text or as an object`);
}
