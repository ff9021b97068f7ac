import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { KeptStream } from "./keptStream";
import type { StreamSpec } from "./kinesis";
import { hashKeyOf, hashRange, Shard, type StoredRecord } from "./shard";

/** Bytes that one stream may hold, in this process's memory; far more than a laptop's run writes. */
const MAX_STREAM_BYTES = 512 * 1024 * 1024;
const HOUR_MS = 3_600_000;
/** AWS's have 56 digits: programs compare them as text or as big integers, never as numbers. */
const SEQUENCE_DIGITS = 54;

export interface Written {
  shardId: string;
  sequenceNumber: string;
}

/** One stream: its shards, open and closed, each an ordered log. One that outlived a stop goes on with what it held. */
export class Stream {
  readonly arn: string;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #kept: KeptStream;
  readonly #shards: Shard[] = [];
  #spec: StreamSpec;
  #sequence: number;

  /** @param full is told when the oldest records go before their time */
  constructor(
    spec: StreamSpec,
    clock: Clock,
    private readonly full: (name: string) => void,
    maps: KeptMaps = noMaps,
  ) {
    this.#spec = spec;
    this.#clock = clock;
    this.arn = arn("kinesis", `stream/${spec.name}`);
    this.#kept = new KeptStream(maps, spec.name);
    const { createdAt = clock.now(), sequence = 0, shards = [] } = this.#kept.facts;
    this.createdAt = createdAt;
    this.#sequence = sequence;
    for (const { shardId, first, last, endingSequenceNumber, ...kept } of shards) {
      const shard = new Shard(shardId, { ...kept, first: BigInt(`0x${first}`), last: BigInt(`0x${last}`) });
      shard.endingSequenceNumber = endingSequenceNumber;
      this.#shards.push(shard);
    }
    const byId = new Map(this.#shards.map((shard) => [shard.shardId, shard]));
    for (const record of this.#kept.records()) byId.get(record.shardId)?.append(record);
    if (shards.length === 0) this.#kept.created(createdAt);
    if (this.openShards.length !== spec.shardCount) this.#open(spec.shardCount);
  }

  get spec(): StreamSpec {
    return this.#spec;
  }

  /** Parents before their children. */
  get shards(): readonly Shard[] {
    return this.#shards;
  }

  get openShards(): readonly Shard[] {
    return this.#shards.filter(({ isClosed }) => !isClosed);
  }

  update(spec: StreamSpec): void {
    const resharded = spec.shardCount !== this.#spec.shardCount;
    this.#spec = spec;
    if (resharded) this.#open(spec.shardCount);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  shard(shardId: string): Shard {
    const found = this.#shards.find((shard) => shard.shardId === shardId);
    if (found) return found;
    throw new AwsError(
      "ResourceNotFoundException",
      `Shard ${shardId} in stream ${this.#spec.name} under account ${this.arn.split(":")[4]} does not exist`,
    );
  }

  /** The shard that a record goes to. */
  shardOf(partitionKey: string, explicitHashKey: string | undefined): Shard {
    const key = explicitHashKey === undefined ? hashKeyOf(partitionKey) : BigInt(explicitHashKey);
    const found = this.openShards.find((shard) => shard.holds(key));
    if (found) return found;
    throw new AwsError(
      "InvalidArgumentException",
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
    );
  }

  /** @param data base64 */
  write(shard: Shard, partitionKey: string, data: string): Written {
    const { shardId } = shard;
    const arrival = this.#clock.now();
    this.trim();
    const record = { shardId, number: this.#nextNumber(), partitionKey, data, arrival };
    shard.append(record);
    this.#kept.written(record);
    this.#stayWithinMemory();
    return { shardId, sequenceNumber: sequenceNumberOf(record) };
  }

  /** Forgets what the retention period is over for. */
  trim(): void {
    const before = this.#clock.now() - this.#spec.retentionHours * HOUR_MS;
    for (const shard of this.#shards) this.#kept.dropped(shard.trim(before));
  }

  /** Deletes what is kept of it. */
  forget(): void {
    this.#kept.forget();
  }

  #stayWithinMemory(): void {
    const bytes = this.#shards.reduce((sum, shard) => sum + shard.bytes, 0);
    if (bytes <= MAX_STREAM_BYTES) return;
    this.full(this.#spec.name);
    for (const shard of this.#shards) this.#kept.dropped(shard.dropOldest());
  }

  #open(count: number): void {
    const parents = this.openShards;
    for (const parent of parents) parent.endingSequenceNumber = sequenceNumberOf({ number: this.#nextNumber() });
    for (let index = 0; index < count; index++) {
      const { first, last } = hashRange(index, count);
      const overlapping = parents.filter((parent) => parent.first <= last && parent.last >= first);
      this.#shards.push(
        new Shard(`shardId-${String(this.#shards.length).padStart(12, "0")}`, {
          first,
          last,
          parentShardIds: overlapping.map(({ shardId }) => shardId),
          startingSequenceNumber: sequenceNumberOf({ number: this.#nextNumber() }),
        }),
      );
    }
    this.#kept.resharded(this.#shards);
  }

  #nextNumber(): number {
    this.#sequence += 1;
    this.#kept.numbered(this.#sequence);
    return this.#sequence;
  }
}

export function sequenceNumberOf({ number }: Pick<StoredRecord, "number">): string {
  return `49${String(number).padStart(SEQUENCE_DIGITS, "0")}`;
}

/** Tells if a text may be a sequence number of a stream here. */
export function isSequence(text: string): boolean {
  return text.length === SEQUENCE_DIGITS + 2 && text.startsWith("49");
}

/** The positions that a reader may ask for, but for times. */
export function positionIn(
  shard: Shard,
  start: "TRIM_HORIZON" | "LATEST" | { after: string } | { at: string } | { from: number },
): number {
  if (start === "TRIM_HORIZON") return 0;
  if (start === "LATEST") return shard.end;
  return shard.positionOf((record) => isAtOrBehind(record, start));
}

function isAtOrBehind(record: StoredRecord, start: { after: string } | { at: string } | { from: number }): boolean {
  if ("from" in start) return record.arrival >= start.from;
  // Sequence numbers have one length, so that their order as text is that of the numbers.
  const sequenceNumber = sequenceNumberOf(record);
  return "at" in start ? sequenceNumber >= start.at : sequenceNumber > start.after;
}
