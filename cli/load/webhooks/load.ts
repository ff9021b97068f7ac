import { randomUUID } from "node:crypto";
import { build } from "hdr-histogram-js";
import type { Clock } from "../../../local/base/clock";
import { deliver } from "../deliver";
import { Patience, patiently } from "../patience";
import { pause, poll } from "../poll";
import type { Terminal } from "../progress";
import { type Latencies, latencyTable, seconds, tableOf } from "../report";
import { createSchedule } from "../schedule";
import { WebhookApi } from "../webhookApi";
import { type WebhookAccount, WebhookLedger } from "./account";
import { bodyOf } from "./body";
import { planWebhooks } from "./plan";
import { type SystemState, WebhookSystem } from "./system";
import type { WebhookTarget } from "./target";

export interface WebhooksLoad {
  /** Requests altogether. */
  count: number;
  /** Requests a second; absent: as fast as answers come. */
  rate?: number;
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Per cent of the requests that repeat an earlier delivery. */
  duplicates: number;
  /** Per cent of the requests with a wrong signature. */
  forged: number;
  settle: SettleOptions;
}

export interface SettleOptions {
  /** Milliseconds between two looks at the system. */
  pollMs: number;
  /** Milliseconds that a balance must hold: what is stored twice may come after what made the account balance. */
  confirmMs: number;
  /** Give up when nothing has changed for so many milliseconds. */
  quietMs: number;
  /** Milliseconds to wait, after all that, for the workers to be as few again as before the run; 0 does not wait. */
  scaleInMs: number;
}

/** The findings of a run, for callers that do not read tables. */
export interface WebhooksResult {
  account: WebhookAccount;
  /** Milliseconds from the first request to the last answer. */
  sendingMs: number;
  /** Milliseconds from the first request to the moment at which Postgres held all of it. */
  storedMs: number;
  workers: { before: number; most: number; after: number };
  quarantined: number;
  deadLetters: number;
}

/** Hammers a webhook system, shows what becomes of it, and compares what was accepted with what Postgres holds in the end. */
export async function loadWebhooks(
  load: WebhooksLoad,
  target: WebhookTarget,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<WebhooksResult> {
  const runId = `load-${randomUUID().slice(0, 8)}`;
  const api = new WebhookApi(target.outputs.apiEndpoint, load.concurrency, target.authorize);
  const system = new WebhookSystem(target.clients, target.outputs, runId);
  const ledger = new WebhookLedger();
  let stop = async () => {};
  try {
    const watch = new Watch(system, ledger, clock, terminal, await system.state());
    stop = watch.every(load.settle.pollMs);
    const latencies = await sendAll(load, target, api, ledger, clock, runId);
    const sendingMs = clock.now() - watch.startedAt;
    terminal.write(
      `sent in ${seconds(sendingMs)} (${Math.round((load.count * 1000) / Math.max(1, sendingMs))} a second)\n`,
    );
    terminal.write(`${latencyTable(latencies)}\nwaiting for the workers ...\n`);

    const account = await settled(load.settle, system, ledger, watch, clock);
    const storedMs = watch.changedAt - watch.startedAt;
    const { workers, quarantined, deadLetters } = await scaledIn(load.settle.scaleInMs, watch, clock);
    const result = { account, sendingMs, storedMs, workers, quarantined, deadLetters };
    terminal.write(`${report(result)}\n`);
    for (const [reason, count] of ledger.reasons.slice(0, 5)) terminal.write(`${count} x ${reason}\n`);
    terminal.write(`${verdict(account)}\n`);
    return result;
  } finally {
    await stop();
    await api.close();
  }
}

async function sendAll(
  load: WebhooksLoad,
  { sources }: WebhookTarget,
  api: WebhookApi,
  ledger: WebhookLedger,
  clock: Clock,
  runId: string,
): Promise<Latencies> {
  const plan = planWebhooks({ ...load, sources, runId }).entries();
  const schedule = createSchedule(clock, load.rate);
  const patience = new Patience(clock);
  const latencies = build({ lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 });
  const worker = async () => {
    // The workers share one iterator: each takes the next request that nobody has taken yet.
    for (const [index, webhook] of plan) {
      const dueAt = await schedule.turn(index);
      const outcome = await deliver(clock, patience, () =>
        api.post({ ...webhook, body: bodyOf(runId, webhook.number) }),
      );
      latencies.recordValue(Math.max(1, Math.round((clock.now() - dueAt) * 1000)));
      ledger.record(webhook, outcome);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  return latencies;
}

/** Between two lines that say the same. */
const QUIET_LINE_MS = 10_000;

/** Looks at the system again and again, and writes a line for each change. */
class Watch {
  readonly startedAt: number;
  /** When Postgres held more of the run for the last time. */
  changedAt: number;
  stored = 0;
  latest: SystemState;
  most: number;
  private written = { seen: "", at: 0 };

  constructor(
    private readonly system: WebhookSystem,
    private readonly ledger: WebhookLedger,
    private readonly clock: Clock,
    private readonly terminal: Terminal,
    readonly before: SystemState,
  ) {
    this.startedAt = clock.now();
    this.changedAt = this.startedAt;
    this.latest = before;
    this.most = before.workers.running;
  }

  /** @returns stops it, after the look that is under way */
  every(pollMs: number): () => Promise<void> {
    return poll(
      this.clock,
      pollMs,
      () => this.look(),
      (error) => this.terminal.write(`cannot look at the system: ${error.message}\n`),
    );
  }

  private async look(): Promise<void> {
    const [state, { stored, latencyMs }] = await Promise.all([this.system.state(), this.system.progress()]);
    if (stored !== this.stored) this.changedAt = this.clock.now();
    this.stored = stored;
    this.latest = state;
    this.most = Math.max(this.most, state.workers.running);
    const { waiting, inFlight, workers } = state;
    const seen = JSON.stringify([this.ledger.requests, state, stored]);
    if (seen === this.written.seen && this.clock.now() - this.written.at < QUIET_LINE_MS) return;
    this.written = { seen, at: this.clock.now() };
    const latency =
      latencyMs === undefined ? "" : `  latency p50 ${seconds(latencyMs.p50)}, p99 ${seconds(latencyMs.p99)}`;
    this.terminal.write(
      `${seconds(this.clock.now() - this.startedAt).padStart(8)}  sent ${this.ledger.requests}  waiting ${waiting} + ${inFlight} ` +
        `in hand  workers ${workers.running} of ${workers.desired}  stored ${stored}${latency}\n`,
    );
  }
}

/** Waits until Postgres holds what was accepted and goes on doing so, or until nothing has changed for long. */
async function settled(
  { confirmMs, quietMs, pollMs }: SettleOptions,
  system: WebhookSystem,
  ledger: WebhookLedger,
  watch: Watch,
  clock: Clock,
): Promise<WebhookAccount> {
  const sentAt = clock.now();
  for (;;) {
    const isComplete = watch.stored >= ledger.expected && watch.latest.waiting + watch.latest.inFlight === 0;
    if (clock.now() - Math.max(sentAt, watch.changedAt) >= (isComplete ? confirmMs : quietMs)) {
      return ledger.account(await patiently(clock, () => system.rows()));
    }
    await pause(clock, pollMs);
  }
}

async function scaledIn(limitMs: number, watch: Watch, clock: Clock) {
  const until = clock.now() + limitMs;
  const before = watch.before.workers.running;
  while (clock.now() < until && watch.latest.workers.running > before) await pause(clock, 500);
  const { quarantined, deadLetters, workers } = watch.latest;
  return {
    workers: { before, most: watch.most, after: workers.running },
    quarantined: quarantined - watch.before.quarantined,
    deadLetters: deadLetters - watch.before.deadLetters,
  };
}

function report({ account, storedMs, workers, quarantined, deadLetters }: WebhooksResult): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["sent", account.sent, "requests, repeats and forgeries included"],
    ["accepted", account.accepted, "deliveries with a right signature, or of sources that sign nothing"],
    ["repeated", account.repeated, "requests that repeated a delivery"],
    ["forged", account.forged, "deliveries with a wrong signature"],
    ["refused", account.refused, "requests that the API did not take"],
    ["stored", account.stored, `accepted deliveries in Postgres, after ${seconds(storedMs)}`],
    ["lost", account.lost, "accepted, but not in Postgres"],
    ["twice", account.twice, "in Postgres more than once"],
    ["forged, stored", account.forgedStored, "with a wrong signature, and in Postgres all the same"],
    ["quarantined", quarantined, "more in the quarantine queue than before"],
    ["dead letters", deadLetters, "more in the dead-letter queue than before"],
    ["workers", workers.most, `at most; ${workers.before} before, ${workers.after} at the end`],
  ];
  if (account.unknown > 0) rows.push(["unknown", account.unknown, "given up on; perhaps in the queue"]);
  return tableOf(rows);
}

function verdict(account: WebhookAccount): string {
  if (account.balances) return `the account balances: ${account.stored} deliveries stored, each exactly once`;
  const faults = [
    [account.lost, "lost"],
    [account.twice, "stored twice"],
    [account.forgedStored, "forged and stored"],
    [account.unknown, "given up on, perhaps in the queue"],
  ].filter(([count]) => count !== 0);
  return `the account does NOT balance: ${faults.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}
