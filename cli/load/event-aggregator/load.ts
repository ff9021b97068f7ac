import { randomUUID } from "node:crypto";
import { build } from "hdr-histogram-js";
import type { Clock } from "../../../local/base/clock";
import type { Authorize } from "../authorization";
import { deliver } from "../deliver";
import { Patience, patiently, unlessNobodyListens } from "../patience";
import { createProgress, type Terminal } from "../progress";
import { latencyTable, seconds, tableOf } from "../report";
import { createSchedule } from "../schedule";
import { type Account, Ledger } from "./account";
import { EventAggregatorApi, summaryIdOf } from "./api";
import type { FailureQueue } from "./failureQueue";
import { planSends } from "./plan";
import { SETTLE_DEFAULTS, type SettleOptions, settle } from "./settle";

export interface EventAggregatorLoad {
  endpoint: string;
  /** Absent for an API that lets everybody in. */
  authorize?: Authorize;
  /** Sends altogether. */
  count: number;
  /** Sends a second; absent: as fast as the workers get answers. */
  rate?: number;
  /** Sends under way at once, at most. */
  concurrency: number;
  /** Distinct contents. */
  keys: number;
  /** Per cent of the sends that repeat an earlier one. */
  duplicates: number;
  seed: number;
  settle?: Partial<SettleOptions>;
  /** Absent: nobody can look, so the account does not say. */
  failureQueue?: FailureQueue;
}

/** The findings of a run, for callers that do not read tables. */
export interface LoadResult {
  account: Account;
  /** Milliseconds from the first send to the last answer. */
  sendingMs: number;
  /** Milliseconds from the first send to the first reading of the summaries that balanced. */
  summarisedMs: number;
}

/**
 * Posts events to an event aggregator, waits for its summaries, and compares the two key by key.
 * @throws Error when the API gives no summaries
 */
export async function loadEventAggregator(
  load: EventAggregatorLoad,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<LoadResult> {
  const api = new EventAggregatorApi(load.endpoint, load.concurrency, load.authorize);
  try {
    const ledger = new Ledger(await patiently(clock, () => unlessNobodyListens(api.counts())), summaryIdOf);
    const failedBefore = await load.failureQueue?.depth();
    const startedAt = clock.now();
    const latencies = await sendAll(load, api, ledger, clock, terminal);
    const sendingMs = clock.now() - startedAt;
    terminal.write(
      `\nsent in ${seconds(sendingMs)} (${Math.round((load.count * 1000) / Math.max(1, sendingMs))} a second)\n`,
    );
    terminal.write(`${latencyTable(latencies)}\nwaiting for the summaries ...\n`);

    let balancedAt: number | undefined;
    const settled = await settle(
      clock,
      ledger,
      () => api.counts(),
      { ...SETTLE_DEFAULTS, ...load.settle },
      (seen) => {
        balancedAt = seen.lost + seen.overCounted === 0 ? (balancedAt ?? clock.now()) : undefined;
      },
    );
    const failedNow = await load.failureQueue?.depth();
    const account = ledger.account(settled.counts, (failedNow ?? 0) - (failedBefore ?? 0));
    terminal.write(`${accountTable(account)}\n`);
    if (load.failureQueue === undefined) terminal.write("the failure queue was not looked at\n");
    for (const [reason, count] of ledger.reasons.slice(0, 5)) terminal.write(`${count} x ${reason}\n`);
    terminal.write(`${verdict(account)}\n`);
    return { account, sendingMs, summarisedMs: (balancedAt ?? clock.now()) - startedAt };
  } finally {
    await api.close();
  }
}

async function sendAll(
  load: EventAggregatorLoad,
  api: EventAggregatorApi,
  ledger: Ledger,
  clock: Clock,
  terminal: Terminal,
) {
  const sends = planSends({ ...load, runId: randomUUID().slice(0, 8) }).entries();
  const schedule = createSchedule(clock, load.rate);
  const patience = new Patience(clock);
  const latencies = build({ lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 });
  const progress = createProgress(terminal, clock, load.count);
  const worker = async () => {
    // The workers share one iterator: each takes the next send that nobody has taken yet.
    for (const [index, send] of sends) {
      const dueAt = await schedule.turn(index);
      const outcome = await deliver(clock, patience, () => api.post(send));
      latencies.recordValue(Math.max(1, Math.round((clock.now() - dueAt) * 1000)));
      ledger.record(send, outcome);
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  progress.stop();
  return latencies;
}

function verdict(account: Account): string {
  if (account.balances) return `the account balances: ${account.summarised} events summarised, each exactly once`;
  const faults = [
    [account.lost, "lost"],
    [account.overCounted, "over-counted"],
    [account.splitKeys, "stored twice under one Idempotency-Key"],
    [account.unknown, "given up on, perhaps stored"],
    [account.refused, "refused"],
    [account.failed, "in the failure queue"],
  ].filter(([count]) => count !== 0);
  return `the account does NOT balance: ${faults.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}

function accountTable(account: Account): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["sent", account.sent, "requests, repeats included"],
    ["accepted", account.accepted, "distinct events (eventIds)"],
    ["repeated", account.repeated, "repeats that got the first eventId"],
    ["refused", account.refused, "sends that the API did not take"],
    ["summarised", account.summarised, "growth of the summaries"],
    ["lost", account.lost, "accepted, but in no summary"],
    ["over-counted", account.overCounted, "in a summary more often than accepted"],
  ];
  if (account.failed !== 0) rows.push(["failed", account.failed, "growth of the failure queue"]);
  if (account.unknown > 0) rows.push(["unknown", account.unknown, "given up on; perhaps stored"]);
  if (account.splitKeys > 0) rows.push(["split keys", account.splitKeys, "Idempotency-Keys with two eventIds"]);
  return tableOf(rows);
}
