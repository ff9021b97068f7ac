import { isObject } from "./json";

/** A value of an event at some path. */
export interface Field {
  readonly value: unknown;
  /** The lists that it is in, and which of their elements it is in. */
  readonly within: readonly Membership[];
}

interface Membership {
  readonly list: readonly unknown[];
  readonly at: number;
}

const NOWHERE: readonly Membership[] = [];

/** Makes the search for the fields at a path. @param keys of the pattern, from the outside in; a key with dots is several */
export function fieldFinder(keys: readonly string[]): (event: unknown) => Field[] {
  const parts = keys.join(".").split(".");
  // A key of an event may have dots, too: every way to write the rest of the path is looked for.
  const ways = parts.map((_, from) =>
    parts
      .slice(from)
      .map((__, count) => ({ key: parts.slice(from, from + count + 1).join("."), next: from + count + 1 })),
  );

  function collect(value: unknown, from: number, within: readonly Membership[], found: Field[]): void {
    if (Array.isArray(value)) {
      for (const [at, element] of value.entries()) collect(element, from, [...within, { list: value, at }], found);
    } else if (from === parts.length) {
      if (!isObject(value)) found.push({ value, within });
    } else if (isObject(value)) {
      for (const { key, next } of ways[from] ?? []) {
        if (Object.hasOwn(value, key)) collect(value[key], next, within, found);
      }
    }
  }

  return (event) => {
    const found: Field[] = [];
    collect(event, 0, NOWHERE, found);
    return found;
  };
}

/** Tells whether two fields can be of the same thing: they are not in two elements of one list. */
export function agree(one: Field, other: Field): boolean {
  return one.within.every(({ list, at }) => other.within.every((each) => each.list !== list || each.at === at));
}
