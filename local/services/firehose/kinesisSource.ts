import type { KeptMap } from "../../base/keptMaps";
import { wait } from "../../base/wait";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { KinesisRecord } from "../kinesis/kinesis";

/** Permissions that Firehose asks of its role. Source: Amazon Data Firehose Developer Guide, "Grant Firehose access to Kinesis Data Streams". */
const ACTIONS = ["DescribeStream", "GetShardIterator", "GetRecords", "ListShards"].map((name) => `kinesis:${name}`);
const MAX_READ = 1000;
/** A look at the stream even if no write was announced. */
const POLL_MS = 1000;
/** Before the next look at what is missing: a permission, the stream, room for more. */
const RECHECK_MS = 5000;

export interface KinesisSourceOptions {
  streamArn: string;
  /** Takes on the role that reads. @throws AwsError */
  principal(): Principal;
  /** Gets what was read, in the order of its shard. */
  accept(records: readonly { record: KinesisRecord; shardId: string }[]): void;
  /** Is told after each read how far it is behind the newest record, in milliseconds. */
  behind(milliseconds: number): void;
  /** Resolves when there is room for more. */
  room(): Promise<void>;
  /** Is told why it cannot read now. */
  stuck(error: unknown): void;
  /** Where to read on in each shard, or `"ended"`: written in one step with what was accepted. */
  positions: KeptMap<string>;
}

/**
 * Reads a Kinesis stream from the moment of its creation on, every shard in order and parents before their children. After a stop, it
 * goes on where it was.
 * Source: Amazon Data Firehose Developer Guide: "Firehose starts reading data from the LATEST position".
 */
export class KinesisSource {
  readonly #stopped = new AbortController();
  readonly #iterators: Map<string, string | "ended">;
  #reading: Promise<void> | undefined;
  #announcement: Announcement | undefined;

  constructor(
    private readonly deps: Pick<Services, "clock" | "iam"> & { kinesis: Pick<Services["kinesis"], "reader"> },
    private readonly options: KinesisSourceOptions,
  ) {
    this.#iterators = new Map(options.positions.entries());
  }

  /** Fixes the position, then reads. @throws AwsError `AccessDenied`, `ResourceNotFoundException` */
  async start(): Promise<void> {
    this.#authorize();
    await this.#findShards(this.#iterators.size === 0 ? "LATEST" : "TRIM_HORIZON");
    this.#reading = this.#read();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#reading;
  }

  #authorize(): void {
    const { streamArn, principal } = this.options;
    const permissions = ACTIONS.map((action) => ({ action, resource: streamArn }));
    this.deps.iam.authorize(principal(), permissions);
  }

  async #findShards(position: "LATEST" | "TRIM_HORIZON"): Promise<void> {
    const { reader } = this.deps.kinesis;
    const { streamArn } = this.options;
    for (const { shardId } of await reader.shards(streamArn)) {
      if (this.#iterators.has(shardId)) continue;
      this.#move(shardId, await reader.iterator(streamArn, shardId, position));
    }
  }

  async #read(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      // Asked for before the read: a write between the read and the question would go unnoticed.
      const announcement = this.#nextWrite();
      try {
        await this.options.room();
        this.#authorize();
        await this.#findShards("TRIM_HORIZON");
        if ((await this.#readShards()) > 0) continue;
      } catch (error) {
        this.options.stuck(error);
        await wait(this.deps.clock, RECHECK_MS, signal);
        continue;
      }
      await this.#untilWritten(announcement);
    }
  }

  /** @returns how many records there were */
  async #readShards(): Promise<number> {
    const { reader } = this.deps.kinesis;
    let count = 0;
    for (const { shardId, parentShardIds } of await reader.shards(this.options.streamArn)) {
      const iterator = this.#iterators.get(shardId);
      const waits = parentShardIds.some((parent) => (this.#iterators.get(parent) ?? "ended") !== "ended");
      if (iterator === undefined || iterator === "ended" || waits || this.#stopped.signal.aborted) continue;
      const { records, nextIterator = "ended" } = await reader.records(iterator, MAX_READ);
      if (nextIterator !== iterator) this.#move(shardId, nextIterator);
      count += records.length;
      this.options.behind(this.#behind(records));
      if (records.length > 0) this.options.accept(records.map((record) => ({ record, shardId })));
    }
    return count;
  }

  #move(shardId: string, iterator: string): void {
    this.#iterators.set(shardId, iterator);
    this.options.positions.set(shardId, iterator);
  }

  /** A read that is not full has come to the end. */
  #behind(records: readonly KinesisRecord[]): number {
    const last = records.length < MAX_READ ? undefined : records.at(-1);
    return last ? Math.max(0, this.deps.clock.now() - last.kinesis.approximateArrivalTimestamp * 1000) : 0;
  }

  #nextWrite(): Announcement {
    if (this.#announcement && !this.#announcement.arrived) return this.#announcement;
    const announcement: Announcement = { arrived: false, wake() {} };
    const arrived = () => {
      announcement.arrived = true;
      announcement.wake();
    };
    this.deps.kinesis.reader.written(this.options.streamArn, this.#stopped.signal).then(arrived, arrived);
    this.#announcement = announcement;
    return announcement;
  }

  async #untilWritten(announcement: Announcement): Promise<void> {
    if (announcement.arrived) return;
    await wait(this.deps.clock, POLL_MS, this.#stopped.signal, (end) => {
      announcement.wake = end;
    });
  }
}

/** A write to the stream that is to come, one for however many looks it takes. */
interface Announcement {
  arrived: boolean;
  wake(): void;
}
