import { randomUUID } from "node:crypto";
import Table from "cli-table3";
import type { Clock } from "../../../local/base/clock";
import { patiently } from "../patience";
import { pause } from "../poll";
import type { Terminal } from "../progress";
import { tableOf } from "../report";
import { type AccessCardsAccount, accountOf, type Row } from "./account";
import { Books } from "./books";
import { commute, evacuation, type Measured, pairs } from "./scenarios";
import type { AccessCardsSystem } from "./system";

const SCENARIOS = { commute, evacuation, pairs };

export type Scenario = keyof typeof SCENARIOS;

export interface AccessCardsLoad {
  scenario: Scenario;
  people: number;
  /** The same seed gives the same people, with the same habits. */
  seed: number;
  /** Requests under way at once, at most. */
  concurrency: number;
  /** People a second; absent: as answers come. */
  rate?: number;
  settle: {
    /** Milliseconds between two looks at the system. */
    pollMs: number;
    /** Milliseconds that a balance must hold: what is counted twice may come after what made the account balance. */
    confirmMs: number;
    /** Give up when nothing has changed for so many milliseconds. */
    quietMs: number;
  };
}

/** The findings of a run, for callers that do not read tables. */
export interface AccessCardsResult {
  account: AccessCardsAccount;
  /** Prefix of the ids of all cards of the run. */
  runId: string;
  events: Readonly<Record<string, number>>;
  denials: Readonly<Record<string, number>>;
  pairs: { all: number; right: number };
  measured: Measured;
}

/** Sends people through the gates of a system, and holds all that it keeps of them against what was sent and answered. */
export async function loadAccessCards(
  load: AccessCardsLoad,
  system: AccessCardsSystem,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<AccessCardsResult> {
  const runId = `load-${randomUUID().slice(0, 8)}`;
  const books = new Books(system.areas);
  const since = clock.now();
  const before = await system.holdings(since);
  const measured = await SCENARIOS[load.scenario]({ ...load, runId }, { system, books, clock, terminal });
  terminal.write(`${measuredTable(measured)}\nwaiting for consumers and the archive ...\n`);

  const looks = async (withQuery: boolean) => {
    const now = await patiently(clock, () => system.holdings(since));
    return accountOf(
      books,
      runId,
      before,
      now,
      withQuery ? await patiently(clock, () => system.queried(runId, since)) : undefined,
    );
  };
  const account = await settled(load.settle, looks, clock, terminal);
  const { events, denials } = books;
  terminal.write(`${sentTable(books)}\n${accountTable(account.rows)}\n`);
  for (const fault of account.astray.slice(0, 10)) terminal.write(`${fault}\n`);
  for (const [fault, count] of account.complaints.slice(0, 10)) terminal.write(`${count} x ${fault}\n`);
  terminal.write(`${verdict(account, books)}\n`);
  return { account, runId, events, denials, pairs: books.pairs, measured };
}

/** Looks until the account balances and goes on doing so, or until nothing has changed for long. */
async function settled(
  { pollMs, confirmMs, quietMs }: AccessCardsLoad["settle"],
  look: (withQuery: boolean) => Promise<AccessCardsAccount>,
  clock: Clock,
  terminal: Terminal,
): Promise<AccessCardsAccount> {
  let changedAt = clock.now();
  let seen = "";
  // A query costs money: it is asked once all else agrees.
  let withQuery = false;
  for (;;) {
    const account = await look(withQuery);
    const open = openRows(account);
    if (open !== seen) {
      changedAt = clock.now();
      seen = open;
      if (open !== "") terminal.write(`${open}\n`);
    }
    const wouldBalance = account.rows.every(({ agrees }) => agrees) && account.astray.length === 0;
    const forMs = clock.now() - changedAt;
    if (wouldBalance && !withQuery) {
      withQuery = true;
      continue;
    }
    if (forMs >= (wouldBalance ? confirmMs : quietMs)) return withQuery ? account : look(true);
    await pause(clock, pollMs);
  }
}

/** Names what does not agree yet: `entered: archived 12 of 40`. */
function openRows({ rows, astray }: AccessCardsAccount): string {
  const open = rows
    .filter(({ agrees }) => !agrees)
    .map(({ name, found, expected }) => `${name} ${found} of ${expected}`);
  if (astray.length > 0) open.push(`${astray.length} cards not yet where they must be`);
  return open.join(", ");
}

function measuredTable(measured: Measured): string {
  const table = new Table({ head: ["ms", "requests", "p50", "p99", "max"], style: { head: [], border: [] } });
  for (const [name, histogram] of Object.entries(measured)) {
    const milliseconds = [50, 99, 100].map((percentile) => histogram.getValueAtPercentile(percentile) / 1000);
    table.push([name, histogram.totalCount, ...milliseconds.map((value) => value.toFixed(1))].map(String));
  }
  return table.toString();
}

function sentTable({ counts, events, denials, pairs }: Books): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["commands", counts.commands, "to register or block a card"],
    ["entries", counts.entries, "requests to be let in, repetitions included"],
    ["granted", events.entered ?? 0, "distinct events"],
    ...Object.entries(denials)
      .sort()
      .map(([reason, count]): [string, number, string] => ["denied", count, reason]),
    ["exits", counts.exits, "requests, repetitions included"],
    ["accepted", events.left ?? 0, "distinct events"],
  ];
  if (pairs.all > 0) rows.push(["pairs", pairs.right, `of ${pairs.all}: exactly one of two at once was granted`]);
  return tableOf(rows);
}

function accountTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["account", "must be", "is", "", "what it counts"],
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "left", "left"],
  });
  for (const { name, expected, found, agrees, meaning } of rows) {
    table.push([name, String(expected), String(found), agrees ? "" : "DIFFERS", meaning]);
  }
  return table.toString();
}

function verdict(account: AccessCardsAccount, { events }: Books): string {
  const total = Object.values(events).reduce((sum, count) => sum + count, 0);
  if (account.balances) return `the account balances: ${total} events, the same everywhere`;
  const complaints = account.complaints.reduce((sum, [, count]) => sum + count, 0);
  const open = openRows(account);
  const faults = [...(open === "" ? [] : [open]), ...(complaints === 0 ? [] : [`${complaints} wrong answers`])];
  return `the account does NOT balance: ${faults.join(", ")}`;
}
