import { parseJson } from "../http/jsonText";

/** @throws Error for a body that is no JSON */
export function jsonBody(body: Buffer): unknown {
  return parseJson(body.toString("utf8"));
}

/** A text, number or truth value at a place of a document, as a text; `undefined` where there is none. */
export function textAt(document: unknown, ...path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>((inner, name) => {
    const isObject = typeof inner === "object" && inner !== null;
    return isObject && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined;
  }, document);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

/** The fields of a form as Twilio signs them: sorted by name, each name with its value; of a name given twice, each value once. */
export function formFields(body: Buffer): string {
  const fields = [...new URLSearchParams(body.toString("utf8"))].map(([name, value]) => ({ name, value }));
  const sorted = fields.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  return [...new Set(sorted.map(({ name, value }) => name + value))].join("");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
