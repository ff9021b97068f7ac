/** A list of the query protocol whose items have a name of their own, such as RDS's `<DBInstances><DBInstance>`. */
export class NamedList {
  constructor(
    readonly name: string,
    readonly items: readonly unknown[],
  ) {}
}

/**
 * Writes a value as the AWS query protocol does: objects as nested elements, lists as `<member>` elements, maps as `<entry>` elements
 * with `<key>` and `<value>`, dates in ISO 8601. Members that are `undefined` or `null` are left out.
 * Source: Smithy, "AWS query protocol", "Response serialization".
 *
 * @param listed what an element of a list is called
 */
export function toXml(name: string, value: unknown, listed: "member" | "item" = "member"): string {
  if (value === undefined || value === null) return "";
  return `<${name}>${content(value, listed)}</${name}>`;
}

/**
 * Writes a value as REST APIs in XML do whose lists are flattened, such as S3's: every item of a list is an element with the
 * list's name.
 * Source: Smithy, "XML traits", `xmlFlattened`.
 */
export function toFlatXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((item) => toFlatXml(name, item)).join("");
  if (typeof value === "object" && !(value instanceof Date)) {
    const members = Object.entries(value).map(([member, content]) => toFlatXml(member, content));
    return `<${name}>${members.join("")}</${name}>`;
  }
  return `<${name}>${content(value, "member")}</${name}>`;
}

function content(value: unknown, listed: "member" | "item"): string {
  if (Array.isArray(value)) return value.map((item) => toXml(listed, item, listed)).join("");
  if (value instanceof Map) {
    return [...value].map(([key, item]) => toXml("entry", { key, value: item }, listed)).join("");
  }
  if (value instanceof NamedList) return value.items.map((item) => toXml(value.name, item, listed)).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, member]) => toXml(name, member, listed))
      .join("");
  }
  return escapeXml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  // A parser would read a carriage return that stands for itself as a line feed (XML 1.0, "End-of-Line Handling").
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? "&#13;");
}
