import { isRecord } from "../base/isRecord";

/** Writes members of an API (`AllowOrigins`) as inputs of a resource have them (`allowOrigins`), at every depth. */
export function asInputs(value: unknown): unknown {
  return renamed(value, (name) => name.charAt(0).toLowerCase() + name.slice(1));
}

/** Writes inputs of a resource as members of an API have them, at every depth. */
export function asMembers(value: unknown): unknown {
  return renamed(value, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]));
}
