import { randomUUID } from "node:crypto";
import { build } from "hdr-histogram-js";
import type { Clock } from "../../../local/base/clock";
import type { Authorize } from "../authorization";
import { deliver } from "../deliver";
import { Patience, patiently } from "../patience";
import { createProgress, type Terminal } from "../progress";
import { latencyTable, seconds, tableOf } from "../report";
import { createSchedule } from "../schedule";
import { type IngestionAccount, IngestionLedger } from "./account";
import { type IngestionAnswer, IngestionApi } from "./api";
import { type FuzzAccount, fuzz } from "./fuzz";
import { type PlannedEntry, planEntries } from "./plan";

export interface IngestionLoad {
  /** The public URL, with a slash at its end. */
  url: string;
  /** Absent for a URL that lets everybody in. */
  authorize?: Authorize;
  /** Requests of all kinds; 0 for none. */
  count: number;
  /** Requests a second; absent: as fast as answers come. */
  rate?: number;
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Fuzzed query strings besides; 0 for none. */
  fuzz: number;
}

export interface IngestionResult {
  account: IngestionAccount;
  fuzzed: FuzzAccount;
  balances: boolean;
}

/**
 * Sends entries of every valid and invalid kind, holds each answer against what it had to be and the list against what was valid, then
 * sends fuzzed query strings.
 */
export async function loadIngestion(
  load: IngestionLoad,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<IngestionResult> {
  const api = new IngestionApi(load.url, load.concurrency, load.authorize);
  const runId = `load-${randomUUID().slice(0, 8)}`;
  try {
    const ledger = new IngestionLedger();
    if (load.count > 0) await sendAll(load, api, ledger, runId, clock, terminal);
    const account = ledger.account(await patiently(clock, () => api.storedNames()), runId);
    terminal.write(`${kindTable(ledger)}\n${accountTable(account)}\n`);
    for (const [fault, count] of ledger.complaints.slice(0, 10)) terminal.write(`${count} x ${fault}\n`);
    const fuzzed = await fuzzAll(load, api, runId, clock, terminal);
    const balances = account.balances && fuzzed.balances;
    terminal.write(`${verdict(account, fuzzed, balances)}\n`);
    return { account, fuzzed, balances };
  } finally {
    await api.close();
  }
}

async function sendAll(
  load: IngestionLoad,
  api: IngestionApi,
  ledger: IngestionLedger,
  runId: string,
  clock: Clock,
  terminal: Terminal,
): Promise<void> {
  const entries = planEntries(load.count, runId).entries();
  const schedule = createSchedule(clock, load.rate);
  const patience = new Patience(clock);
  const latencies = build({ lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 });
  const progress = createProgress(terminal, clock, load.count);
  const startedAt = clock.now();
  const worker = async () => {
    // The workers share one iterator: each takes the next entry that nobody has taken yet.
    for (const [index, entry] of entries) {
      const dueAt = await schedule.turn(index);
      await sendOne(api, ledger, entry, clock, patience);
      latencies.recordValue(Math.max(1, Math.round((clock.now() - dueAt) * 1000)));
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  progress.stop();
  const ms = clock.now() - startedAt;
  terminal.write(`\nsent in ${seconds(ms)} (${Math.round((load.count * 1000) / Math.max(1, ms))} a second)\n`);
  terminal.write(`${latencyTable(latencies)}\n`);
}

async function sendOne(
  api: IngestionApi,
  ledger: IngestionLedger,
  entry: PlannedEntry,
  clock: Clock,
  patience: Patience,
): Promise<void> {
  const send = () => api.send(entry.method, entry.text);
  let answer: IngestionAnswer | undefined;
  const outcome = await deliver(clock, patience, () =>
    api.attempt(send, (given) => {
      answer = given;
      if (given.status >= 500) ledger.sawServerError(given);
    }),
  );
  if (outcome.kind !== "accepted" || answer === undefined) {
    ledger.givenUp(entry, outcome.kind === "accepted" ? "no answer" : outcome.reason);
    return;
  }
  ledger.answered(entry, answer, outcome.attempts);
  // The same again must come to the same entry, whoever repeats it.
  if (entry.kind === "valid, sent again") await deliver(clock, patience, () => api.attempt(send, () => undefined));
}

async function fuzzAll(
  load: IngestionLoad,
  api: IngestionApi,
  seed: string,
  clock: Clock,
  terminal: Terminal,
): Promise<FuzzAccount> {
  if (load.fuzz > 0) terminal.write(`${load.fuzz} fuzzed query strings ...\n`);
  const progress = createProgress(terminal, clock, load.fuzz);
  const fuzzed = await fuzz(api, { count: load.fuzz, concurrency: load.concurrency, seed }, () => progress.advance());
  progress.stop();
  const answers = Object.entries(fuzzed.answers).map(([hundreds, count]) => `${count} x ${hundreds}`);
  const shown = answers.join(", ") || "none";
  terminal.write(`\nanswers to fuzzed query strings: ${shown}; ${fuzzed.pages} pages looked at\n`);
  for (const fault of fuzzed.brokenPages.slice(0, 10)) terminal.write(`${fault}\n`);
  return fuzzed;
}

function kindTable(ledger: IngestionLedger): string {
  return tableOf([...ledger.kinds].map(([kind, { sent, right }]) => [kind, sent, `${right} answered right`]));
}

function accountTable(account: IngestionAccount): string {
  return tableOf([
    ["sent", account.sent, "requests of all kinds"],
    ["right", account.right, "answers that were what they had to be"],
    ["wrong", account.wrong, "other answers"],
    ["unanswered", account.unanswered, "given up on"],
    ["5xx", account.serverErrors, "tries that were answered with 5xx"],
    ["valid", account.valid, "entries that had to be stored"],
    ["stored once", account.storedOnce, "of those"],
    ["lost", account.lost, "valid, but not stored"],
    ["twice", account.twice, "stored more than once"],
    ["stray", account.stray, "stored, though not valid"],
  ]);
}

function verdict(account: IngestionAccount, fuzzed: FuzzAccount, balances: boolean): string {
  if (balances) {
    return `the account balances: ${account.right} answers right, ${account.storedOnce} entries stored once, ${fuzzed.sent} fuzzed`;
  }
  const faults = [
    [account.wrong, "answered wrong"],
    [account.unanswered + fuzzed.unanswered, "unanswered"],
    [account.serverErrors + fuzzed.serverErrors, "x 5xx"],
    [account.lost, "lost"],
    [account.twice, "stored twice"],
    [account.stray, "stray"],
    [fuzzed.brokenPages.length, "broken pages"],
  ].filter(([count]) => count !== 0);
  return `the account does NOT balance: ${faults.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}
