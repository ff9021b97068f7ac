import { wait } from "../../../base/wait";
import { compileFilter } from "../filter";
import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec, StreamSourceSpec } from "../lambda";
import { fitLanes, laneKeys, shardOfLane } from "./lanes";
import type { Poller, SourceDependencies } from "./poller";
import { ShardDelivery } from "./shardDelivery";
import { ShardReader, windowStart } from "./shardReader";
import { describe, SourceAccess } from "./sourceAccess";
import { filteredView, laneOf, type ShardedStream, type SourceRecord } from "./sourceRecord";
import { isDone, newShardPosition, type ShardPosition, type StreamPosition } from "./streamPosition";

export interface StreamSourceOptions {
  spec: EventSourceSpec;
  source: StreamSourceSpec;
  runner(): FunctionRunner;
  /** Empty for a new mapping; what an older poller left otherwise. */
  position: StreamPosition;
  /** Called with the name of a position that has moved on. */
  moved(key: string): void;
}

/** The largest event, less room for its envelope. */
const MAX_RECORD_BYTES = 6_291_456 - 1024;
/** State that a window may carry from one invocation to the next. Source: tumbling windows, 1 MB per shard. */
const MAX_STATE_BYTES = 1024 * 1024;
/** How long a window stays open past its end for records that are still on their way: AWS takes up to two minutes. */
const WINDOW_GRACE_MS = 1000;
/** Between looks for what is missing: a permission, a stream, a shard. */
const RECHECK_MS = 5000;

/** Polls a stream: each shard in order (or each of its keys), parents before children, different shards side by side. */
export class StreamSource implements Poller {
  /** No new batch is begun. */
  readonly #stopping = new AbortController();
  readonly #shards = new Map<string, Promise<void>>();
  readonly #matches: (record: SourceRecord) => boolean;
  readonly #streams: ShardedStream;
  readonly #lanes: number;
  #launching: Promise<void> = Promise.resolve();
  readonly #access: SourceAccess;

  constructor(
    private readonly deps: SourceDependencies,
    private readonly options: StreamSourceOptions,
  ) {
    this.#access = new SourceAccess(deps, options.spec, options.runner);
    const filters = options.spec.filterPatterns.map(compileFilter);
    this.#matches = (record) => filters.length === 0 || filters.some((filter) => filter(filteredView(record)));
    this.#streams = options.source.kind === "kinesis-stream" ? deps.kinesis.reader : deps.dynamodb.streams;
    this.#lanes = options.source.parallelizationFactor ?? 1;
  }

  /** Resolves when the starting position is fixed: a record that is written later is seen. */
  async begin(): Promise<void> {
    const { position, source } = this.options;
    fitLanes(position, this.#lanes);
    await this.#launch(position.size === 0 ? source.startingPosition : "TRIM_HORIZON");
  }

  async stop(options: { abandon: boolean }): Promise<void> {
    this.#stopping.abort();
    if (!options.abandon) {
      await this.#launching;
      await Promise.all(this.#shards.values());
    }
  }

  /** Starts every shard whose parents are done. A shard that appears later is read from its beginning. */
  async #launch(startingPosition: "TRIM_HORIZON" | "LATEST"): Promise<void> {
    const { position, spec } = this.options;
    const signal = this.#stopping.signal;
    const shards = await this.#streams.shards(spec.eventSourceArn);
    const listed = new Set(shards.map((shard) => shard.shardId));
    for (const { shardId } of shards) {
      for (const [lane, key] of laneKeys(shardId, this.#lanes).entries()) {
        if (position.has(key)) continue;
        const shard = newShardPosition();
        position.set(key, shard);
        await this.#reader({ shardId, lane, shard }, startingPosition).begin();
        this.options.moved(key);
      }
    }
    for (const {
      shardId,
      parentShardId,
      parentShardIds = parentShardId === undefined ? [] : [parentShardId],
    } of shards) {
      const waitsForParent = parentShardIds.some((parent) => listed.has(parent) && !this.#isDone(parent));
      for (const [lane, key] of laneKeys(shardId, this.#lanes).entries()) {
        const shard = position.get(key);
        if (shard !== undefined && !isDone(shard) && !waitsForParent && !this.#shards.has(key) && !signal.aborted) {
          this.#shards.set(key, this.#follow({ shardId, lane, shard }, startingPosition));
        }
      }
    }
    for (const key of position.keys()) {
      if (!listed.has(shardOfLane(key)) && !this.#shards.has(key)) {
        position.delete(key);
      }
    }
    if (this.#shards.size === 0 && !signal.aborted) {
      this.#launching = wait(this.deps.clock, RECHECK_MS, signal).then(() => this.#relaunch());
    }
  }

  async #relaunch(): Promise<void> {
    if (this.#stopping.signal.aborted) {
      return;
    }
    try {
      await this.#launch("TRIM_HORIZON");
    } catch (error) {
      this.deps.report.warn(this.options.spec.label, `cannot list the shards of its stream: ${describe(error)}`);
      await wait(this.deps.clock, RECHECK_MS, this.#stopping.signal);
      await this.#relaunch();
    }
  }

  #isDone(shardId: string): boolean {
    return laneKeys(shardId, this.#lanes).every((key) => {
      const shard = this.options.position.get(key);
      return shard === undefined || isDone(shard);
    });
  }

  /** Reads one shard, or its part, to its end, then looks for its children. */
  async #follow(part: Part, startingPosition: "TRIM_HORIZON" | "LATEST"): Promise<void> {
    const { shardId, shard } = part;
    const signal = this.#stopping.signal;
    while (!signal.aborted && !isDone(shard)) {
      try {
        await this.#read(part, startingPosition);
      } catch (error) {
        this.deps.report.warn(
          this.options.spec.label,
          `could not read shard ${shardId}, tries again: ${describe(error)}`,
        );
        await wait(this.deps.clock, RECHECK_MS, signal);
      }
    }
    this.#shards.delete(this.#keyOf(shardId, part.lane));
    if (!signal.aborted) {
      this.#launching = this.#relaunch();
    }
  }

  async #read(part: Part, startingPosition: "TRIM_HORIZON" | "LATEST"): Promise<void> {
    const { shardId, shard } = part;
    const { spec, source, runner } = this.options;
    const { clock } = this.deps;
    const signal = this.#stopping.signal;
    const reader = this.#reader(part, startingPosition);
    const moved = () => this.#moved(part);
    const delivery = new ShardDelivery(this.deps, {
      spec,
      source,
      shardId,
      runner,
      forget: (record) => {
        reader.forget(record);
        moved();
      },
    });
    const windowMs = source.tumblingWindowSeconds * 1000;

    while (!signal.aborted && !isDone(shard)) {
      const { window } = shard;
      const closesAt = window === undefined ? undefined : window.end + WINDOW_GRACE_MS;
      const records = await reader.next(signal, closesAt);
      const [first] = records;
      if (signal.aborted) {
        return;
      }
      if (first === undefined && !this.#access.mayRead()) {
        await wait(clock, RECHECK_MS, signal);
        continue;
      }

      const isOver = () => shard.readToEnd || clock.now() >= (closesAt ?? Number.POSITIVE_INFINITY);
      if (window !== undefined && (first === undefined ? isOver() : windowStart(first, windowMs) !== window.start)) {
        await delivery.finish(window, false, signal);
        if (signal.aborted) {
          return;
        }
        shard.window = undefined;
        moved();
      }
      if (first !== undefined) {
        if (windowMs > 0) {
          const start = windowStart(first, windowMs);
          shard.window ??= { start, end: start + windowMs, state: {} };
        }
        await delivery.deliver(records, shard.window, signal);
        await this.#endOversized(part, delivery);
      }
    }
  }

  /** A window whose state has outgrown its limit ends early, and the rest of its time starts from nothing. */
  async #endOversized(part: Part, delivery: ShardDelivery): Promise<void> {
    const { shard } = part;
    const { window } = shard;
    const { signal } = this.#stopping;
    if (window !== undefined && !signal.aborted && Buffer.byteLength(JSON.stringify(window.state)) > MAX_STATE_BYTES) {
      await delivery.finish(window, true, signal);
      shard.window = signal.aborted ? window : undefined;
      this.#moved(part);
    }
  }

  #moved({ shardId, lane }: Part): void {
    this.options.moved(this.#keyOf(shardId, lane));
  }

  #keyOf(shardId: string, lane: number): string {
    return laneKeys(shardId, this.#lanes)[lane] ?? shardId;
  }

  #reader(part: Part, startingPosition: "TRIM_HORIZON" | "LATEST"): ShardReader {
    const { shardId, lane, shard: position } = part;
    const { spec, source } = this.options;
    return new ShardReader({
      clock: this.deps.clock,
      streams: this.#streams,
      streamArn: spec.eventSourceArn,
      shardId,
      startingPosition,
      position,
      batchSize: spec.batchSize,
      batchingWindowMs: spec.maximumBatchingWindowSeconds * 1000,
      tumblingWindowMs: source.tumblingWindowSeconds * 1000,
      maxBytes: MAX_RECORD_BYTES - (source.tumblingWindowSeconds > 0 ? MAX_STATE_BYTES : 0),
      matches: (record) => laneOf(record, this.#lanes) === lane && this.#matches(record),
      mayRead: () => this.#access.mayRead(),
      dropped: () => this.#moved(part),
    });
  }
}

/** A part that is read in order: a shard, or where several batches of one are processed at the same time, the keys of one lane. */
interface Part {
  shardId: string;
  lane: number;
  shard: ShardPosition;
}
