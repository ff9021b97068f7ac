import { Big } from "big.js";

/** One event's part in a summary, with its place in the shard. */
export interface Entry {
  key: string;
  /** Decimal numbers by field name. */
  add: Readonly<Record<string, string>>;
  /** Decimal numbers by field name, of which the summary keeps the least. */
  min?: Readonly<Record<string, string>>;
  /** Decimal numbers by field name, of which the summary keeps the greatest. */
  max?: Readonly<Record<string, string>>;
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
  /** The least and the greatest of the run, by field name. */
  extremes: Map<string, Extreme>;
  first: string;
  last: string;
  /** The latest of the entries' creation times. */
  createdAt: number;
}

/** A number that a summary takes where it has none, or one that this number beats. */
export interface Extreme {
  kind: "min" | "max";
  /** In decimal notation, without exponents. */
  value: string;
}

/** Tells whether a number beats another one, as the new extreme. */
export function beats({ kind, value }: Extreme, other: string): boolean {
  return kind === "min" ? new Big(value).lt(other) : new Big(value).gt(other);
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

/** Adds up entries of one key, which are in order and at least one, and finds their extremes. */
export function fold(entries: readonly [Entry, ...Entry[]]): Fold {
  const sums = new Map<string, Big>();
  const extremes = new Map<string, Extreme>();
  let createdAt = 0;
  for (const entry of entries) {
    createdAt = Math.max(createdAt, entry.createdAt);
    for (const [field, value] of Object.entries(entry.add))
      sums.set(field, (sums.get(field) ?? new Big(0)).plus(value));
    for (const [field, extreme] of extremesOf(entry)) {
      const known = extremes.get(field);
      if (known === undefined || beats(extreme, known.value)) extremes.set(field, extreme);
    }
  }
  return {
    count: entries.length,
    sums: new Map([...sums].map(([field, sum]) => [field, sum.toFixed()])),
    extremes,
    first: entries[0].position,
    last: (entries.at(-1) as Entry).position,
    createdAt,
  };
}

function extremesOf({ min = {}, max = {} }: Entry): [string, Extreme][] {
  return [
    ...Object.entries(min).map(([field, value]): [string, Extreme] => [field, { kind: "min", value }]),
    ...Object.entries(max).map(([field, value]): [string, Extreme] => [field, { kind: "max", value }]),
  ];
}

/** Sums that take as much of a write's expressions as one extreme, which is compared and set. */
const SUMS_AN_EXTREME = 2;

/**
 * The longest run from the start whose fold has at most `maxFields` fields, of which each extreme counts twice, and what is left; the run has
 * at least one entry.
 */
export function splitByFields<T extends Entry>(
  entries: readonly [T, ...T[]],
  maxFields: number,
): { run: [T, ...T[]]; rest: T[] } {
  const sums = new Set<string>();
  const extremes = new Set<string>();
  let end = 0;
  for (const entry of entries) {
    for (const field of Object.keys(entry.add)) sums.add(field);
    for (const [field] of extremesOf(entry)) extremes.add(field);
    if (end > 0 && sums.size + SUMS_AN_EXTREME * extremes.size > maxFields) break;
    end += 1;
  }
  return { run: [entries[0], ...entries.slice(1, end)], rest: entries.slice(end) };
}
