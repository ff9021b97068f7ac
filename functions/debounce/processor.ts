import { setMaxListeners } from "node:events";
import { type Backoff, equalJitter, fullJitter, type Random } from "../shared/backoff";
import { type Clock, sleep } from "../shared/clock";
import { keepLease, type Lease, LeaseLost } from "../shared/lease";
import type { Intake } from "../shared/queueWorker/breaker";
import { HandBack, type MessageContext } from "../shared/queueWorker/message";
import type { WorkerLog } from "../shared/queueWorker/worker";
import { createOverdue, type Overdue } from "./overdue";
import { SHARDS } from "./trackedItem";
import {
  type Claim,
  claim,
  handBack,
  isReady,
  postpone,
  type QuietTimes,
  renew,
  settle,
  type Tracked,
} from "./trackingRules";
import type { TrackingTable } from "./trackingTable";

/** A record that this processor has claimed. */
export type Claimed = Tracked & { claim: Claim };

export interface ProcessContext extends MessageContext {
  /** @throws LeaseLost where the record may be somebody else's by now */
  assertLease(): void;
}

export interface ProcessorDependencies {
  table: TrackingTable;
  /** Up to when handlers have seen what was sent. */
  handledUntil(signal: AbortSignal): Promise<number>;
  times: QuietTimes;
  leaseMs: number;
  /** Records in hand at once, at most. */
  entitiesAtOnce: number;
  /** Asks for the entity's state and stores it. Rejected, the record is tried again later. */
  process(entityId: string, record: Claimed, context: ProcessContext): Promise<void>;
  /** A name that no other claim has. */
  newOwner(): string;
  /** Milliseconds after {@link Processor.stop} at which what is still in hand is handed back. */
  drainMs: number;
  clock: Clock;
  random: Random;
  log: WorkerLog;
  /** Limits on how many records are claimed. */
  intakes: readonly Intake[];
  observer?: {
    inHand?(count: number): void;
    /** The table answered a query for due records. */
    looked?(): void;
    settled?(outcome: "processed" | "failed" | "handedBack" | "lost", record: Claimed): void;
  };
}

export interface Processor {
  readonly inHand: number;
  /** Seconds for which the state of the most overdue entity that this processor knows of should have been there; 0 for none. */
  oldestDueSeconds(): number;
  /** Claims and processes records that are due until {@link stop}, and resolves once nothing is in hand. */
  run(): Promise<void>;
  stop(): void;
}

/** Milliseconds between two looks at the index where it has nothing: what the index may add to the quiet time. */
const LOOK_EVERY_MS = 500;
/** And where it has more than can be taken. */
const LOOK_AGAIN_MS = 50;
/** Pauses between tries for an entity whose state cannot be had. It is never given up: nobody would know that its state is old. */
const RETRY_BACKOFF: Backoff = { firstMs: 2000, maxMs: 5 * 60_000 };
const LOOK_BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000 };

/**
 * Processes the records that are due: many at once, each on its own, so that one that fails waits for its next try while its
 * neighbours go on.
 */
export function createProcessor(deps: ProcessorDependencies): Processor {
  return new DueProcessor(deps);
}

interface InHand {
  waits: AbortController;
  end: AbortController;
}

class DueProcessor implements Processor {
  readonly #deps: ProcessorDependencies;
  readonly #inHand = new Map<string, InHand>();
  readonly #stopping = new AbortController();
  readonly #overdue: Overdue;
  #poke: () => void = () => undefined;
  #lookFailures = 0;

  constructor(deps: ProcessorDependencies) {
    this.#deps = deps;
    // Every request under way listens.
    setMaxListeners(0, this.#stopping.signal);
    this.#overdue = createOverdue(deps.clock);
    for (const intake of deps.intakes) intake.onMore(() => this.#poke());
  }

  get inHand(): number {
    return this.#inHand.size;
  }

  oldestDueSeconds(): number {
    return this.#overdue.oldestSeconds();
  }

  async run(): Promise<void> {
    const { clock, entitiesAtOnce } = this.#deps;
    while (!this.#stopping.signal.aborted) {
      const nextLookAt = clock.now() + LOOK_AGAIN_MS;
      const waitMs = this.inHand < entitiesAtOnce ? await this.#takeMore() : LOOK_EVERY_MS;
      await this.#pause(waitMs);
      // Each record that is done ends the pause: one look serves those that end together.
      const earlyMs = nextLookAt - clock.now();
      if (earlyMs > 0) await sleep(clock, earlyMs, this.#stopping.signal).catch(() => undefined);
    }
    while (this.inHand > 0) await new Promise<void>((resolve) => this.#onPoke(resolve));
  }

  stop(): void {
    if (this.#stopping.signal.aborted) return;
    const { clock, drainMs, log } = this.#deps;
    log.info("stopping", { inHand: this.inHand });
    const reason = new HandBack();
    this.#stopping.abort(reason);
    for (const { waits } of this.#inHand.values()) waits.abort(reason);
    const inTime = clock.after(drainMs, () => {
      for (const { end } of this.#inHand.values()) end.abort(reason);
    });
    const whenIdle = () => (this.inHand === 0 ? inTime.cancel() : this.#onPoke(whenIdle));
    whenIdle();
    this.#poke();
  }

  #onPoke(listener: () => void): void {
    const others = this.#poke;
    this.#poke = () => {
      this.#poke = () => undefined;
      others();
      listener();
    };
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#deps.clock.after(ms, resolve);
      this.#onPoke(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** @returns milliseconds until it is worth to look again */
  async #takeMore(): Promise<number> {
    const { table, times, clock, random, log, entitiesAtOnce, intakes, observer } = this.#deps;
    const { signal } = this.#stopping;
    const limit = Math.max(5, Math.ceil((2 * entitiesAtOnce) / SHARDS));
    try {
      // First, because what is found must not be older than what is known of the handlers.
      const handledUntil = await this.#deps.handledUntil(signal);
      const shards = Array.from({ length: SHARDS }, (_, shard) => table.findDue(shard, limit, signal));
      const found = (await Promise.all(shards)).flat();
      this.#lookFailures = 0;
      observer?.looked?.();
      this.#overdue.saw(found);
      // In no order, so that two processors seldom want the same records first.
      const due = shuffled(
        found.filter((record) => {
          return !this.#inHand.has(record.entityId) && isReady(record, handledUntil, clock.now(), times);
        }),
        random,
      );
      const wanted = Math.min(due.length, entitiesAtOnce - this.inHand);
      const granted = wanted === 0 ? 0 : intakes.reduce((count, intake) => intake.grant(count), wanted);
      if (signal.aborted) return 0;
      const taken = due.slice(0, granted).map(({ entityId }) => this.#take(entityId, handledUntil));
      if (granted < wanted || taken.length === 0) return LOOK_EVERY_MS;
      // The index is a moment behind the claims, so the next look waits for them.
      await Promise.all(taken);
      return LOOK_AGAIN_MS;
    } catch (error) {
      if (signal.aborted) return 0;
      this.#lookFailures += 1;
      const waitMs = fullJitter(LOOK_BACKOFF, this.#lookFailures, random);
      log.warn("could not look for due records", { error, retryInMs: Math.round(waitMs) });
      await sleep(clock, waitMs, signal).catch(() => undefined);
      return 0;
    }
  }

  /** Resolves once the record is claimed, or is not to be had; its processing goes on. */
  async #take(entityId: string, handledUntil: number): Promise<void> {
    const { table, leaseMs, times, log, observer } = this.#deps;
    const owner = this.#deps.newOwner();
    const entry: InHand = { waits: new AbortController(), end: new AbortController() };
    this.#inHand.set(entityId, entry);
    observer?.inHand?.(this.inHand);
    try {
      const { record } = await table.step(
        entityId,
        (found, now) => (found === undefined ? undefined : claim(found, { owner, leaseMs, handledUntil }, now, times)),
        entry.end.signal,
      );
      // Also where the answer to the claim was lost, and the step was tried again.
      if (record?.claim?.owner === owner) void this.#work(entityId, record as Claimed, entry);
      else this.#release(entityId);
    } catch (error) {
      log.warn("could not claim a record", { entityId, error });
      this.#release(entityId);
    }
  }

  #release(entityId: string): void {
    this.#inHand.delete(entityId);
    this.#deps.observer?.inHand?.(this.inHand);
    this.#poke();
  }

  async #work(entityId: string, record: Claimed, entry: InHand): Promise<void> {
    const { log, observer } = this.#deps;
    const lease = this.#keep(entityId, record);
    lease.lost.addEventListener("abort", () => {
      for (const controller of [entry.waits, entry.end]) controller.abort(lease.lost.reason);
    });
    if (this.#stopping.signal.aborted) entry.waits.abort(this.#stopping.signal.reason);
    this.#overdue.took(entityId, record.overdueSince ?? record.claim.leaseUntil);
    const context: ProcessContext = {
      receiveCount: record.attempts + 1,
      waitSignal: entry.waits.signal,
      signal: entry.end.signal,
      assertLease() {
        if (!lease.holds()) throw new LeaseLost();
      },
    };
    const outcome = await this.#deps.process(entityId, record, context).then(
      () => "processed" as const,
      (error: unknown) => error,
    );
    lease.stop();
    try {
      observer?.settled?.(await this.#finish(entityId, record, outcome), record);
    } catch (error) {
      // The lease runs out, and the record is processed again.
      log.warn("could not tell the table what became of a record", { entityId, error });
    }
    this.#release(entityId);
  }

  async #finish(entityId: string, record: Claimed, outcome: unknown) {
    const { table, times, log, random } = this.#deps;
    const never = new AbortController().signal;
    const step = (next: (found: Tracked, now: number) => Tracked | "delete" | undefined) =>
      table.step(entityId, (found, now) => (found === undefined ? undefined : next(found, now)), never);
    const { owner } = record.claim;
    if (outcome === "processed") {
      await step((found, now) => settle(found, owner, now, times));
      this.#overdue.settled(entityId);
      return "processed";
    }
    if (outcome instanceof HandBack) {
      await step((found, now) => handBack(found, owner, now, times));
      this.#overdue.settled(entityId);
      return "handedBack";
    }
    if (outcome instanceof LeaseLost) {
      this.#overdue.settled(entityId);
      log.warn("lost the lease of a record", { entityId });
      return "lost";
    }
    const attempts = record.attempts + 1;
    const delayMs = equalJitter(RETRY_BACKOFF, attempts, random);
    this.#overdue.failed(entityId, delayMs);
    log.warn("could not process an entity", { entityId, attempts, retryInMs: Math.round(delayMs), error: outcome });
    await step((found, now) => postpone(found, owner, delayMs, now, times));
    return "failed";
  }

  #keep(entityId: string, { claim: { owner, leaseUntil } }: Claimed): Lease {
    const { clock, table, times, leaseMs, log } = this.#deps;
    const never = new AbortController().signal;
    return keepLease({
      clock,
      leaseMs,
      leaseUntil,
      async renew() {
        const { record } = await table.step(
          entityId,
          (found, now) => (found === undefined ? undefined : renew(found, owner, leaseMs, now, times)),
          never,
        );
        return record?.claim?.owner === owner ? record.claim.leaseUntil : undefined;
      },
      onFailure: (error) => log.warn("could not renew the lease of a record", { entityId, error }),
    });
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
