import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../../../local/base/clock";
import { deliver } from "../deliver";
import { Patience } from "../patience";
import { pause, poll } from "../poll";
import type { Terminal } from "../progress";
import { seconds, tableOf } from "../report";
import { createSchedule } from "../schedule";
import { WebhookApi } from "../webhookApi";
import { type DebounceAccount, DebounceLedger } from "./account";
import { EntityApi } from "./entityApi";
import { type DebounceState, DebounceSystem } from "./system";
import type { DebounceTarget } from "./target";

export interface DebounceLoad {
  entities: number;
  /** Changes of each entity, one webhook each. */
  changes: number;
  /** Entities that are changed in turns; the others wait for their turn. */
  together: number;
  /** Webhooks a second; absent: as fast as answers come. */
  rate?: number;
  /** Webhooks under way at once, at most. */
  concurrency: number;
  /** Requests that brought nothing new, or came early, do not spoil the account: what the death of a worker may cost. */
  toleratesDeaths: boolean;
  settle: {
    /** Milliseconds between two looks at the system. */
    pollMs: number;
    /** Milliseconds that a balance must hold: requests too many come after those that make it balance. */
    confirmMs: number;
    /** Give up when nothing has changed for so many milliseconds. */
    quietMs: number;
  };
}

/**
 * Changes entities in bursts, tells a debouncing system of each change, shows what becomes of it, and compares what was sent with
 * the state requests that were made and with what Postgres holds in the end.
 *
 * Each change is known to the API before its webhook leaves, as it is with senders that mean what they say.
 */
export async function loadDebounce(
  load: DebounceLoad,
  target: DebounceTarget,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<DebounceAccount> {
  const runId = `load-${randomUUID().slice(0, 8)}`;
  const { outputs } = target;
  const webhooks = new WebhookApi(outputs.apiEndpoint, load.concurrency, target.authorize);
  const entities = new EntityApi(outputs.entityApiEndpoint, target.authorizeEntities, clock);
  const watch = new Watch(new DebounceSystem(target, runId), new DebounceLedger(), clock, terminal);
  const stop = poll(
    clock,
    load.settle.pollMs,
    () => watch.look(),
    (error) => terminal.write(`cannot look at the system: ${error.message}\n`),
  );
  try {
    await changeAll(load, target, { webhooks, entities, ledger: watch.ledger, clock, runId });
    const sendingMs = clock.now() - watch.startedAt;
    const sent = load.entities * load.changes;
    terminal.write(`sent in ${seconds(sendingMs)} (${Math.round((sent * 1000) / Math.max(1, sendingMs))} a second)\n`);
    terminal.write(`waiting until ${load.entities} entities have been quiet for ${outputs.quietSeconds} s ...\n`);
    await settled(load.settle, watch, clock);
    const asked = await entities.requestsFor(watch.ledger.entityIds);
    const times = { quietMs: outputs.quietSeconds * 1000, maxWaitMs: outputs.maxWaitSeconds * 1000 };
    const account = watch.ledger.account(watch.stored, asked, times, load.toleratesDeaths);
    terminal.write(`${report(account, outputs.quietSeconds, watch.changedAt - watch.startedAt)}\n`);
    for (const [reason, count] of watch.ledger.reasons.slice(0, 5)) terminal.write(`${count} x ${reason}\n`);
    terminal.write(`${verdict(account, load)}\n`);
    return account;
  } finally {
    await stop();
    await Promise.all([webhooks.close(), entities.close()]);
  }
}

interface Sending {
  webhooks: WebhookApi;
  entities: EntityApi;
  ledger: DebounceLedger;
  clock: Clock;
  runId: string;
}

async function changeAll(load: DebounceLoad, { sources }: DebounceTarget, sending: Sending): Promise<void> {
  const { webhooks, entities, ledger, clock, runId } = sending;
  const schedule = createSchedule(clock, load.rate);
  const patience = new Patience(clock);
  let index = 0;
  const send = async (number: number, change: number) => {
    const entityId = `${runId}-${number}`;
    // One source a entity: two sources may well speak of two things by one name.
    const source = sources[number % sources.length];
    if (source === undefined) throw new Error("a run needs at least one source");
    await schedule.turn(index++);
    const sentAt = clock.now();
    const deliveryId = `${entityId}-${change}`;
    // Some senders have their delivery's id in the body, under one of these names.
    const body = JSON.stringify({ entityId, change, id: deliveryId, event_id: deliveryId });
    const webhook = { source, deliveryId, body, isForged: false };
    ledger.record({ entityId, change, sentAt }, await deliver(clock, patience, () => webhooks.post(webhook)));
  };
  for (let first = 0; first < load.entities; first += load.together) {
    const group = Array.from({ length: Math.min(load.together, load.entities - first) }, (_, place) => first + place);
    for (let change = 1; change <= load.changes; change++) {
      await entities.change(group.map((number) => ({ entityId: `${runId}-${number}`, change })));
      const turns = shuffled(group, `${runId}/${change}`).values();
      const worker = async () => {
        // The workers share one iterator: each takes the next entity that nobody has taken yet.
        for (const number of turns) await send(number, change);
      };
      await Promise.all(Array.from({ length: load.concurrency }, worker));
    }
  }
}

/** In an order of its own for each key: no entity is always the last. */
function shuffled(numbers: readonly number[], key: string): number[] {
  const rank = (number: number) => createHash("sha256").update(`${key}/${number}`).digest().readUInt32LE(0);
  return [...numbers].sort((a, b) => rank(a) - rank(b));
}

/** Between two lines that say the same. */
const QUIET_LINE_MS = 10_000;

/** Looks at the system, and writes a line for each change. */
class Watch {
  readonly startedAt: number;
  /** When Postgres held more of the run for the last time. */
  changedAt: number;
  stored: ReadonlyMap<string, number> = new Map();
  current = 0;
  latest: DebounceState | undefined;
  private written = { seen: "", at: 0 };

  constructor(
    private readonly system: DebounceSystem,
    readonly ledger: DebounceLedger,
    private readonly clock: Clock,
    private readonly terminal: Terminal,
  ) {
    this.startedAt = clock.now();
    this.changedAt = this.startedAt;
  }

  async look(): Promise<void> {
    const [state, stored] = await Promise.all([this.system.state(), this.system.stored()]);
    this.stored = stored;
    this.latest = state;
    const current = this.ledger.current(stored);
    if (current !== this.current) this.changedAt = this.clock.now();
    this.current = current;
    const seen = JSON.stringify([this.ledger.requests, state, current]);
    if (seen === this.written.seen && this.clock.now() - this.written.at < QUIET_LINE_MS) return;
    this.written = { seen, at: this.clock.now() };
    const { waiting, inFlight, handlers, processors } = state;
    this.terminal.write(
      `${seconds(this.clock.now() - this.startedAt).padStart(8)}  sent ${this.ledger.requests}  waiting ${waiting} + ${inFlight} ` +
        `in hand  handlers ${handlers.running} of ${handlers.desired}  processors ${processors.running} of ` +
        `${processors.desired}  up to date ${current} of ${this.ledger.expected}\n`,
    );
  }
}

/** Waits until Postgres holds every last change and goes on doing so, or until nothing has changed for long. */
async function settled(
  { confirmMs, quietMs, pollMs }: DebounceLoad["settle"],
  watch: Watch,
  clock: Clock,
): Promise<void> {
  const sentAt = clock.now();
  for (;;) {
    const { waiting, inFlight } = watch.latest ?? { waiting: 1, inFlight: 0 };
    const isComplete = watch.current >= watch.ledger.expected && waiting + inFlight === 0;
    if (clock.now() - Math.max(sentAt, watch.changedAt) >= (isComplete ? confirmMs : quietMs)) return;
    await pause(clock, pollMs);
  }
}

function report(account: DebounceAccount, quietSeconds: number, currentMs: number): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["entities", account.entities, "that were changed"],
    ["sent", account.sent, "webhooks, one a change"],
    ["accepted", account.accepted, "webhooks that the API took"],
    ["refused", account.refused, "webhooks that it did not take"],
    ["up to date", account.current, `entities whose last change is in Postgres, after ${seconds(currentMs)}`],
    ["lost", account.lost, "entities whose last change is not"],
    ["requests", account.requests, "for an entity's state"],
    ["saved", account.saved, "webhooks that cost no request of their own"],
    ["asked once", account.once, "entities with exactly one request"],
    ["further", account.further, "requests for what had changed again"],
    ["repeated", account.repeated, "requests that brought nothing new"],
    ["early", account.early, `requests before ${quietSeconds} s without a change`],
  ];
  if (account.failedRequests > 0)
    rows.push(["failed", account.failedRequests, "requests that the entities' API failed"]);
  if (account.unknown > 0) rows.push(["unknown", account.unknown, "webhooks given up on; perhaps in the queue"]);
  const pauses = `longest pause between two changes of an entity: ${seconds(account.longestPauseMs)}`;
  return `${tableOf(rows)}\n${pauses} (quiet: ${quietSeconds} s)`;
}

function verdict(account: DebounceAccount, { toleratesDeaths }: DebounceLoad): string {
  if (account.balances) {
    return `the account balances: the last change of ${account.current} entities is stored, ${account.saved} requests were saved`;
  }
  const faults = [
    [account.lost, "lost"],
    [toleratesDeaths ? 0 : account.early, "early"],
    [toleratesDeaths ? 0 : account.repeated, "requests that brought nothing new"],
    [account.unknown, "given up on, perhaps in the queue"],
  ].filter(([count]) => count !== 0);
  return `the account does NOT balance: ${faults.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}
