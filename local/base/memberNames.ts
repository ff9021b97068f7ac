import { isRecord } from "./isRecord";

/** A structure of an API or of a resource, by the names of its members. */
export type Structure = Readonly<Record<string, unknown>>;

/** The name that an input has where AWS's API says `BatchSize`: `batchSize`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The name that AWS's API has for an input. */
export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Writes members of an API (`AllowOrigins`) as inputs of a resource have them (`allowOrigins`), at every depth. */
export function asInputs(value: unknown): unknown {
  return renamed(value, lowerFirst);
}

/** Writes inputs of a resource as members of an API have them, at every depth. */
export function asMembers(value: unknown): unknown {
  return renamed(value, upperFirst);
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]));
}
