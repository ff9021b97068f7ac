import { Big } from "big.js";

/** One event's part in a summary, with its place in the shard. */
export interface Entry {
  key: string;
  /** Decimal numbers by field name. */
  add: Readonly<Record<string, string>>;
  /** Comparable as a string; from `positionOf`. */
  position: string;
  /** When the stream record was created, in epoch seconds. */
  createdAt: number;
}

/** The sum that a run of entries of one key adds to its summary. */
export interface Fold {
  count: number;
  /** Exact sums in decimal notation, without exponents. */
  sums: Map<string, string>;
  first: string;
  last: string;
  /** The latest of the entries' creation times. */
  createdAt: number;
}

/** Tells whether there is a first element, in a form the compiler understands. */
export function isNotEmpty<T>(values: readonly T[]): values is readonly [T, ...T[]] {
  return values.length > 0;
}

/** Entries by key, each group in the order of its positions. */
export function groupByKey<T extends Entry>(entries: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(entry.key);
    if (group === undefined) groups.set(entry.key, [entry]);
    else group.push(entry);
  }
  for (const group of groups.values()) group.sort((a, b) => (a.position < b.position ? -1 : 1));
  return groups;
}

/** Adds up entries of one key, which are in order and at least one. */
export function fold(entries: readonly [Entry, ...Entry[]]): Fold {
  const sums = new Map<string, Big>();
  let createdAt = 0;
  for (const entry of entries) {
    createdAt = Math.max(createdAt, entry.createdAt);
    for (const [field, value] of Object.entries(entry.add))
      sums.set(field, (sums.get(field) ?? new Big(0)).plus(value));
  }
  return {
    count: entries.length,
    sums: new Map([...sums].map(([field, sum]) => [field, sum.toFixed()])),
    first: entries[0].position,
    last: (entries.at(-1) as Entry).position,
    createdAt,
  };
}

/** The longest run from the start whose fold has at most `maxFields` fields, and what is left; the run has at least one entry. */
export function splitByFields<T extends Entry>(
  entries: readonly [T, ...T[]],
  maxFields: number,
): { run: [T, ...T[]]; rest: T[] } {
  const fields = new Set<string>();
  let end = 0;
  for (const entry of entries) {
    for (const field of Object.keys(entry.add)) fields.add(field);
    if (end > 0 && fields.size > maxFields) break;
    end += 1;
  }
  return { run: [entries[0], ...entries.slice(1, end)], rest: entries.slice(end) };
}
