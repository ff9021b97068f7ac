import { randomUUID } from "node:crypto";
import type { Clock } from "../../../local/base/clock";
import { backoffMs, Patience, patiently } from "../patience";
import { pause, poll } from "../poll";
import type { Terminal } from "../progress";
import { tableOf } from "../report";
import { accountOf, type BurstsAccount, type Sendings, verdictOf } from "./account";
import { type BurstsState, BurstsSystem } from "./system";
import type { BurstsTarget } from "./target";

export interface BurstsLoad {
  /** Messages of the first burst. */
  count: number;
  /** Messages of a second burst, which comes while the alarm is on; none where 0. */
  secondBurst: number;
  /** Per cent of the messages that are sent again, as messages of their own with the same id. */
  duplicates: number;
  /** Batches of ten under way at once. */
  concurrency: number;
  settle: {
    /** Milliseconds between two looks at the system. */
    pollMs: number;
    /** Milliseconds for which everything must stay as it should be. */
    confirmMs: number;
    /** Give up when nothing has changed for so many milliseconds. */
    quietMs: number;
  };
}

/** The findings of a run, for callers that do not read tables. */
export interface BurstsResult {
  account: BurstsAccount;
  /** The state of the alarm when the second burst came; absent without one. */
  alarmAtSecondBurst?: string;
  /** Tasks at once, at most. */
  mostTasks: number;
  /** Milliseconds from the first message to the first task that ran, to the last item, and to the end of the last task. */
  firstTaskMs: number | undefined;
  storedMs: number;
  goneMs: number;
}

const BATCH = 10;
/** For about 45 s. */
const SEND_ATTEMPTS = 24;
/** Between two lines that say the same. */
const QUIET_LINE_MS = 10_000;

/** Sends bursts, shows what becomes of them, and waits until they are stored and the workers are gone. */
export async function loadBursts(
  load: BurstsLoad,
  target: BurstsTarget,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<BurstsResult> {
  const system = new BurstsSystem(target, `burst-${randomUUID().slice(0, 8)}`);
  const sendings = { sent: 0, refused: 0, accepted: new Set<number>() };
  const watch = new Watch(system, sendings, clock, terminal, await system.state());
  const stop = poll(
    clock,
    load.settle.pollMs,
    () => watch.look(),
    (error) => terminal.write(`cannot look at the system: ${error.message}\n`),
  );

  try {
    await sendBurst(load, system, sendings, clock, { from: 0, count: load.count });
    let alarmAtSecondBurst: string | undefined;
    if (load.secondBurst > 0) {
      terminal.write("waiting for the alarm before the second burst ...\n");
      await until(clock, load.settle, watch, ({ alarm, tasks }) => alarm === "ALARM" && tasks.running > 0);
      alarmAtSecondBurst = watch.latest.alarm;
      await sendBurst(load, system, sendings, clock, { from: load.count, count: load.secondBurst });
    }
    const isDone = ({ waiting, inFlight, stored, tasks }: BurstsState) =>
      waiting + inFlight + tasks.running + tasks.pending === 0 && stored >= sendings.accepted.size;
    await until(clock, load.settle, watch, isDone, load.settle.confirmMs);
    const result = resultOf(watch, sendings, await patiently(clock, () => system.items()), alarmAtSecondBurst);
    terminal.write(`${report(result)}\n${verdictOf(result.account)}\n`);
    return result;
  } finally {
    await stop();
  }
}

function resultOf(
  watch: Watch,
  sendings: Sendings,
  items: ReadonlyMap<number, number>,
  alarmAtSecondBurst: string | undefined,
): BurstsResult {
  const { deadLetters, tasks } = watch.latest;
  return {
    account: accountOf(sendings, items, {
      deadLetters: deadLetters - watch.before.deadLetters,
      tasksLeft: tasks.running + tasks.pending,
    }),
    mostTasks: watch.mostTasks,
    firstTaskMs: watch.firstTaskMs,
    storedMs: watch.storedMs,
    goneMs: watch.goneMs,
    ...(alarmAtSecondBurst !== undefined && { alarmAtSecondBurst }),
  };
}

async function sendBurst(
  { duplicates, concurrency }: BurstsLoad,
  system: BurstsSystem,
  sendings: Sendings & { accepted: Set<number>; sent: number; refused: number },
  clock: Clock,
  { from, count }: { from: number; count: number },
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const repeated = numbers.slice(0, Math.floor((count * duplicates) / 100));
  const all = [...numbers, ...repeated];
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
  const patience = new Patience(clock);
  const worker = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const refused = await sendWithRetries(batch, system, clock, patience);
      const taken = batch.filter((number) => !refused.includes(number));
      for (const number of taken) sendings.accepted.add(number);
      sendings.sent += taken.length;
      sendings.refused += refused.length;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function sendWithRetries(
  batch: readonly number[],
  system: BurstsSystem,
  clock: Clock,
  patience: Patience,
): Promise<readonly number[]> {
  let left = batch;
  for (let attempt = 1; left.length > 0 && attempt <= SEND_ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause(clock, backoffMs(attempt - 1));
    try {
      left = await system.send(left);
      patience.heard();
    } catch (error) {
      // Perhaps taken all the same: sent again, it is a message of the same id.
      patience.spend((error as Error).message);
    }
  }
  return left;
}

/** Waits for a condition that holds for `forMs`, or until nothing has changed for long. */
async function until(
  clock: Clock,
  { pollMs, quietMs }: BurstsLoad["settle"],
  watch: Watch,
  holds: (state: BurstsState) => boolean,
  forMs = 0,
): Promise<void> {
  const startedAt = clock.now();
  let since: number | undefined;
  for (;;) {
    if (watch.lookedAt > startedAt && holds(watch.latest)) {
      since ??= clock.now();
      if (clock.now() - since >= forMs) return;
    } else {
      since = undefined;
    }
    if (clock.now() - Math.max(startedAt, watch.changedAt) >= quietMs) return;
    await pause(clock, pollMs);
  }
}

/** Looks at the system again and again, and writes a line for each change. */
class Watch {
  readonly startedAt: number;
  latest: BurstsState;
  lookedAt: number;
  changedAt: number;
  mostTasks = 0;
  firstTaskMs: number | undefined;
  storedMs = 0;
  goneMs = 0;
  private written = { seen: "", at: 0 };

  constructor(
    private readonly system: BurstsSystem,
    private readonly sendings: Sendings,
    private readonly clock: Clock,
    private readonly terminal: Terminal,
    readonly before: BurstsState,
  ) {
    this.startedAt = clock.now();
    this.latest = before;
    this.lookedAt = this.startedAt;
    this.changedAt = this.startedAt;
  }

  async look(): Promise<void> {
    const state = await this.system.state();
    const now = this.clock.now();
    const elapsedMs = now - this.startedAt;
    const { waiting, inFlight, alarm, tasks, stored } = state;
    const count = tasks.running + tasks.pending;
    if (tasks.running > 0) this.firstTaskMs ??= elapsedMs;
    if (stored !== this.latest.stored) this.storedMs = elapsedMs;
    if (count !== this.latest.tasks.running + this.latest.tasks.pending) this.goneMs = elapsedMs;
    this.mostTasks = Math.max(this.mostTasks, count);
    this.latest = state;
    this.lookedAt = now;

    const seen = JSON.stringify([this.sendings.sent, state]);
    if (seen !== this.written.seen) this.changedAt = now;
    else if (now - this.written.at < QUIET_LINE_MS) return;
    this.written = { seen, at: now };
    this.terminal.write(
      `${seconds(elapsedMs).padStart(8)}  sent ${this.sendings.sent}  waiting ${waiting} + ${inFlight} in hand  alarm ${alarm}  ` +
        `workers ${tasks.running}${tasks.pending > 0 ? ` + ${tasks.pending} starting` : ""}  stored ${stored}\n`,
    );
  }
}

function report({ account, mostTasks, firstTaskMs, storedMs, goneMs, alarmAtSecondBurst }: BurstsResult): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["sent", account.sent, "messages that the queue took, repeats included"],
    ["accepted", account.accepted, "different ones among them"],
    ["stored", account.stored, `of these in the table, after ${seconds(storedMs)}`],
    ["lost", account.lost, "accepted, and in no item"],
    ["twice", account.twice, "items too many"],
    ["dead letters", account.deadLetters, "more in the dead-letter queue than before"],
    [
      "workers",
      mostTasks,
      `at most; the first ran after ${firstTaskMs === undefined ? "-" : seconds(firstTaskMs)}, the last was gone after ${seconds(goneMs)}`,
    ],
    ["workers left", account.tasksLeft, "at the end"],
  ];
  if (account.refused > 0) rows.push(["refused", account.refused, "messages that the queue did not take"]);
  const table = tableOf(rows);
  return alarmAtSecondBurst === undefined
    ? table
    : `${table}\nwhen the second burst came, the alarm was in the state ${alarmAtSecondBurst}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
