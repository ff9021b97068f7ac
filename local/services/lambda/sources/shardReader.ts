import type { Clock } from "../../../base/clock";
import { wait } from "../../../base/wait";
import { arrivalOf, type ShardedStream, type SourceRecord, sequenceNumberOf } from "./sourceRecord";
import type { ShardPosition } from "./streamPosition";

export interface ShardReaderOptions {
  clock: Clock;
  streams: ShardedStream;
  streamArn: string;
  shardId: string;
  /** Where a shard that was never read starts. */
  startingPosition: "TRIM_HORIZON" | "LATEST";
  position: ShardPosition;
  batchSize: number;
  /** How long to gather records once there is one; 0 delivers at once. */
  batchingWindowMs: number;
  /** Length of the tumbling windows, which no batch spans; 0 for none. */
  tumblingWindowMs: number;
  /** Bytes of the records of one batch, as JSON. */
  maxBytes: number;
  matches(record: SourceRecord): boolean;
  /** Asked before every read. */
  mayRead(): boolean;
  /** Called when records were dropped of which none matches. */
  dropped(): void;
}

/** Most that DynamoDB returns at a time. Source: GetRecords, `Limit`. */
const MAX_READ = 1000;
/** A look at the stream even if no write was announced, as for items that expire. */
const POLL_MS = 1000;
/** Between looks while a batch gathers: four times a second, as AWS reads streams ("Using Lambda with Amazon DynamoDB", polling). */
const GATHER_MS = 250;

/** Gathers the batches of one shard, from where its position says. */
export class ShardReader {
  #announcement: { arrived: boolean; wake(): void } | undefined;

  constructor(private readonly options: ShardReaderOptions) {}

  /** Fixes where to read from, so that `LATEST` means the moment of this call. */
  async begin(): Promise<void> {
    const { streams, streamArn, shardId, startingPosition, position } = this.options;
    if (position.iterator === undefined && !position.readToEnd) {
      const from = position.lastRead === undefined ? startingPosition : { after: position.lastRead };
      position.iterator = await streams.iterator(streamArn, shardId, from);
    }
  }

  /**
   * Waits for a batch: as many matching records as fit, or what has come when the batching window closes. Records that
   * the filter drops before the batch are forgotten. The batch itself stays in the position until {@link forget}.
   * @param until when to stop waiting for a first record
   * @returns an empty batch when the signal is aborted, `until` has come, the shard has ended, or it may not be read
   */
  async next(signal: AbortSignal, until = Number.POSITIVE_INFINITY): Promise<readonly SourceRecord[]> {
    const { clock, position, batchSize, batchingWindowMs } = this.options;
    const draft: Draft = { records: [], scanned: 0, bytes: 0 };
    let closesAt: number | undefined;
    let moreWaiting = false;
    let hasLooked = false;
    let isLastLook = false;
    while (!signal.aborted) {
      const full = this.#scan(draft);
      if (draft.records.length > 0) {
        closesAt ??= clock.now() + batchingWindowMs;
      }
      if (full || position.readToEnd) {
        return draft.records;
      }
      const leftMs = (closesAt ?? until) - clock.now();
      if (leftMs <= 0 && !moreWaiting && (isLastLook || batchingWindowMs === 0 || closesAt === undefined)) {
        return draft.records;
      }
      if (!this.options.mayRead()) {
        return draft.records;
      }
      if (closesAt !== undefined && hasLooked && !moreWaiting) {
        await this.#gather(batchSize - draft.records.length, Math.min(leftMs, GATHER_MS), signal);
        if (signal.aborted) break;
      }
      isLastLook = clock.now() >= (closesAt ?? until);
      const read = await this.#read(signal);
      hasLooked = true;
      moreWaiting = read === this.#readLimit;
      if (read === 0 && closesAt === undefined && !position.readToEnd) {
        await this.#waitForWrite(Math.min(until - clock.now(), POLL_MS), signal);
      }
    }
    return [];
  }

  /** Drops the oldest records up to and including this one: they are processed or discarded. */
  forget(record: SourceRecord): void {
    const { position } = this.options;
    position.unprocessed.splice(0, position.unprocessed.indexOf(record) + 1);
    position.processed = sequenceNumberOf(record);
  }

  /** Takes what fits from the records that were read. @returns whether nothing more can be added */
  #scan(draft: Draft): boolean {
    const { position, batchSize, maxBytes, matches } = this.options;
    for (; draft.scanned < position.unprocessed.length; draft.scanned += 1) {
      const record = position.unprocessed[draft.scanned];
      if (record === undefined || !matches(record)) {
        continue;
      }
      const size = Buffer.byteLength(JSON.stringify(record)) + 1;
      const [first] = draft.records;
      if (first !== undefined && (draft.bytes + size > maxBytes || this.#windowOf(first) !== this.#windowOf(record))) {
        return true;
      }
      draft.records.push(record);
      draft.bytes += size;
      if (draft.records.length === batchSize) {
        return true;
      }
    }
    if (draft.records.length === 0 && position.unprocessed.length > 0) {
      position.unprocessed.length = 0;
      position.processed = position.lastRead;
      draft.scanned = 0;
      this.options.dropped();
    }
    return false;
  }

  get #readLimit(): number {
    return Math.min(this.options.batchSize, MAX_READ);
  }

  #windowOf(record: SourceRecord): number {
    const { tumblingWindowMs } = this.options;
    return tumblingWindowMs === 0 ? 0 : windowStart(record, tumblingWindowMs);
  }

  async #read(signal: AbortSignal): Promise<number> {
    const { position } = this.options;
    // Asked for before the read: a write between the read and the question would go unnoticed.
    this.#listen(signal);
    const { records, nextIterator } = await this.#recordsAtIterator();
    position.unprocessed.push(...records);
    position.lastRead = lastSequenceOf(records) ?? position.lastRead;
    position.iterator = nextIterator;
    position.readToEnd = nextIterator === undefined;
    return records.length;
  }

  async #recordsAtIterator() {
    const { streams, position } = this.options;
    await this.begin();
    try {
      return await streams.records(position.iterator ?? "", this.#readLimit);
    } catch (error) {
      if (!isExpired(error)) {
        throw error;
      }
      // Iterators live for minutes, while a disabled mapping, or a laptop, may sleep for hours.
      position.iterator = undefined;
      await this.begin();
      return await streams.records(position.iterator ?? "", this.#readLimit);
    }
  }

  /** Asks to be told of the next write, unless the answer to an earlier question is still to come. */
  #listen(signal: AbortSignal): void {
    if (this.#announcement?.arrived === false) return;
    const { streams, streamArn } = this.options;
    const announcement = { arrived: false, wake() {} };
    const arrived = () => {
      announcement.arrived = true;
      announcement.wake();
    };
    streams.written(streamArn, signal).then(arrived, arrived);
    this.#announcement = announcement;
  }

  /** Lets the time pass, or so many writes, whichever comes first: a look at the stream for each of them would cost more than the rest. */
  async #gather(writes: number, delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const endsAt = clock.now() + delayMs;
    for (let seen = 0; seen < writes && clock.now() < endsAt && !signal.aborted; ) {
      await this.#waitForWrite(endsAt - clock.now(), signal);
      if (this.#announcement?.arrived) seen += 1;
      this.#listen(signal);
    }
  }

  #waitForWrite(delayMs: number, signal: AbortSignal): Promise<void> {
    const announcement = this.#announcement;
    if (announcement === undefined || announcement.arrived) {
      return Promise.resolve();
    }
    return wait(this.options.clock, delayMs, signal, (end) => {
      announcement.wake = end;
    });
  }
}

interface Draft {
  records: SourceRecord[];
  /** How many of the unprocessed records were looked at. */
  scanned: number;
  bytes: number;
}

/** Start of the tumbling window that a record belongs to: windows are aligned to the epoch, by time of arrival. */
export function windowStart(record: SourceRecord, windowMs: number): number {
  const arrival = arrivalOf(record) * 1000;
  return Math.floor(arrival / windowMs) * windowMs;
}

function lastSequenceOf(records: readonly SourceRecord[]): string | undefined {
  const last = records.at(-1);
  return last && sequenceNumberOf(last);
}

function isExpired(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ExpiredIteratorException";
}
