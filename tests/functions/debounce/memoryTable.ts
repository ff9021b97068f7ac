import { SHARDS, shardOf } from "../../../functions/debounce/trackedItem";
import type { Tracked } from "../../../functions/debounce/trackingRules";
import type { Step, TrackingTable } from "../../../functions/debounce/trackingTable";
import { type Clock, sleep } from "../../../functions/shared/clock";

/** A tracking table in memory, on the test's clock. */
export class MemoryTable implements TrackingTable {
  readonly records = new Map<string, Tracked>();
  /** Throws in place of an answer. */
  fail: (what: "step" | "findDue", entityId?: string) => void = () => undefined;
  steps = 0;

  constructor(
    readonly clock: Clock,
    readonly latencyMs = 5,
  ) {}

  async step(entityId: string, step: Step, signal: AbortSignal) {
    await sleep(this.clock, this.latencyMs, signal);
    this.fail("step", entityId);
    this.steps += 1;
    const record = this.records.get(entityId);
    const next = step(record, this.clock.now());
    if (next === undefined || next === record) return { record, changed: false };
    if (next === "delete") this.records.delete(entityId);
    else this.records.set(entityId, next);
    return { record: next === "delete" ? undefined : next, changed: true };
  }

  async findDue(shard: number, limit: number, signal: AbortSignal) {
    await sleep(this.clock, this.latencyMs, signal);
    this.fail("findDue");
    return [...this.records]
      .filter(([entityId, { dueAt }]) => shardOf(entityId) === shard && dueAt <= this.clock.now())
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(([entityId, { overdueSince, dueAt, lastSentAt, firstChangeAt }]) => ({
        entityId,
        since: overdueSince ?? dueAt,
        lastSentAt,
        firstChangeAt,
      }));
  }
}

/** An entity of every part of the index. */
export function entitiesOfAllShards(): string[] {
  const found = new Map<number, string>();
  for (let n = 0; found.size < SHARDS; n++) found.set(shardOf(`e${n}`), `e${n}`);
  return [...found.values()];
}
