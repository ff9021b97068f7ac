/**
 * Writes a value as the AWS query protocol does: objects as nested elements, lists as `<member>` elements, maps as `<entry>` elements
 * with `<key>` and `<value>`, dates in ISO 8601. Members that are `undefined` or `null` are left out.
 * Source: Smithy, "AWS query protocol", "Response serialization".
 */
export function toXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => toXml("member", item)).join("");
  if (value instanceof Map) return [...value].map(([key, item]) => toXml("entry", { key, value: item })).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, member]) => toXml(name, member))
      .join("");
  }
  return escapeXml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
