import type { Books } from "./books";

/** The contents of a system, as seen from outside at one moment. */
export interface Holdings {
  /** Every card whose holder is inside, of this run or not, and where. */
  inside: ReadonlyMap<string, string>;
  /** People inside by area, as the occupancy table has it. */
  occupancy: Readonly<Record<string, number>>;
  /** Events by type that the ledger says were produced, and archived. */
  produced: Readonly<Record<string, number>>;
  archived: Readonly<Record<string, number>>;
  /** Messages in the queues of what has failed. */
  failed: number;
}

/** One number, and what it has to be. */
export interface Row {
  name: string;
  expected: number;
  found: number;
  agrees: boolean;
  meaning: string;
}

export interface AccessCardsAccount {
  rows: readonly Row[];
  /** Cards of this run that are where they must not be, or not where they must be. */
  astray: readonly string[];
  complaints: readonly [fault: string, count: number][];
  balances: boolean;
}

/**
 * Holds what a system has against the books of a run.
 *
 * @param before as it was before the run: a system that was in use holds something already
 * @param queried distinct events of this run by type, as a query of the archive counts them; absent where nobody has asked yet
 */
export function accountOf(
  books: Books,
  runId: string,
  before: Holdings,
  now: Holdings,
  queried?: Readonly<Record<string, number>>,
): AccessCardsAccount {
  const { refusedEntries, refusedExits, unknown } = books.counts;
  const rows = [
    row("refused entries", 0, refusedEntries, "entries that got no decision"),
    row("refused exits", 0, refusedExits, "exits that the API did not take"),
    row("unknown", 0, unknown, "requests given up on; perhaps taken"),
    ...occupancyRows(books, runId, now),
    ...ledgerRows(books, before, now),
    ...(queried === undefined ? [] : queryRows(books, queried)),
    row("failed", 0, now.failed - before.failed, "more in the queues of what has failed"),
  ];
  const astray = astrayOf(books, runId, now);
  const { complaints } = books;
  return {
    ...{ rows, astray, complaints },
    balances: rows.every(({ agrees }) => agrees) && astray.length === 0 && complaints.length === 0,
  };
}

function occupancyRows(books: Books, runId: string, now: Holdings): Row[] {
  return Object.keys(books.areas).flatMap((area) => {
    const ofRun = count(now.inside, (card, place) => card.startsWith(`${runId}-`) && place === area);
    const ofAll = count(now.inside, (_card, place) => place === area);
    const expected = count(books.inside, (_card, place) => place === area);
    return [
      row(`${area}: cards`, expected, ofRun, "inside by the cards' states, of this run"),
      row(`${area}: occupancy`, ofAll, now.occupancy[area] ?? 0, "inside by the occupancy table, of all cards"),
    ];
  });
}

function ledgerRows(books: Books, before: Holdings, now: Holdings): Row[] {
  return Object.entries(books.events).flatMap(([type, expected]) => {
    const produced = (now.produced[type] ?? 0) - (before.produced[type] ?? 0);
    const archived = (now.archived[type] ?? 0) - (before.archived[type] ?? 0);
    // Outbox, gates and delivery streams all may send an event twice, which queries and replays allow for.
    return [
      rowAtLeast(`${type}: produced`, expected, produced, "in the ledger, copies included"),
      rowAtLeast(`${type}: archived`, Math.max(expected, produced), archived, "in the ledger, copies included"),
    ];
  });
}

function queryRows(books: Books, queried: Readonly<Record<string, number>>): Row[] {
  const types = new Set([...Object.keys(books.events), ...Object.keys(queried)]);
  return [...types]
    .sort()
    .map((type) =>
      row(`${type}: queried`, books.events[type] ?? 0, queried[type] ?? 0, "distinct ids by a query of the archive"),
    );
}

function astrayOf(books: Books, runId: string, { inside }: Holdings): string[] {
  const cards = new Set([...books.inside.keys(), ...[...inside.keys()].filter((card) => card.startsWith(`${runId}-`))]);
  return [...cards]
    .filter((card) => books.inside.get(card) !== inside.get(card))
    .map((card) => `${card} must be ${placeOf(books.inside.get(card))}, and is ${placeOf(inside.get(card))}`);
}

function placeOf(area: string | undefined): string {
  return area === undefined ? "outside" : `in ${area}`;
}

function row(name: string, expected: number, found: number, meaning: string): Row {
  return { name, expected, found, agrees: expected === found, meaning };
}

function rowAtLeast(name: string, expected: number, found: number, meaning: string): Row {
  return { name, expected, found, agrees: found >= expected, meaning };
}

function count(places: ReadonlyMap<string, string>, matches: (card: string, area: string) => boolean): number {
  return [...places].filter(([card, area]) => matches(card, area)).length;
}
