import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
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

/** One stream: its shards, open and closed, each an ordered log. */
export class Stream {
  readonly arn: string;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #shards: Shard[] = [];
  #spec: StreamSpec;
  #sequence = 0;
  #shardNumber = 0;

  /** @param full is told when the oldest records go before their time */
  constructor(
    spec: StreamSpec,
    clock: Clock,
    private readonly full: (name: string) => void,
  ) {
    this.#spec = spec;
    this.#clock = clock;
    this.arn = arn("kinesis", `stream/${spec.name}`);
    this.createdAt = clock.now();
    this.#open(spec.shardCount);
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

  write(shard: Shard, partitionKey: string, data: Buffer): Written {
    const arrival = this.#clock.now();
    this.trim();
    const sequenceNumber = this.#nextSequence();
    shard.append({ sequenceNumber, partitionKey, data, arrival });
    this.#stayWithinMemory();
    return { shardId: shard.shardId, sequenceNumber };
  }

  /** Forgets what the retention period is over for. */
  trim(): void {
    const before = this.#clock.now() - this.#spec.retentionHours * HOUR_MS;
    for (const shard of this.#shards) shard.trim(before);
  }

  #stayWithinMemory(): void {
    const bytes = this.#shards.reduce((sum, shard) => sum + shard.bytes, 0);
    if (bytes <= MAX_STREAM_BYTES) return;
    this.full(this.#spec.name);
    for (const shard of this.#shards) shard.dropOldest();
  }

  #open(count: number): void {
    const parents = this.openShards;
    for (const parent of parents) parent.endingSequenceNumber = this.#nextSequence();
    for (let index = 0; index < count; index++) {
      const { first, last } = hashRange(index, count);
      const overlapping = parents.filter((parent) => parent.first <= last && parent.last >= first);
      this.#shards.push(
        new Shard(`shardId-${String(this.#shardNumber++).padStart(12, "0")}`, {
          first,
          last,
          parentShardIds: overlapping.map(({ shardId }) => shardId),
          startingSequenceNumber: this.#nextSequence(),
        }),
      );
    }
  }

  #nextSequence(): string {
    this.#sequence += 1;
    return `49${String(this.#sequence).padStart(SEQUENCE_DIGITS, "0")}`;
  }
}

/** The positions that a reader may ask for, but for times. */
export function positionIn(
  shard: Shard,
  start: "TRIM_HORIZON" | "LATEST" | { after: string } | { at: string } | { from: number },
): number {
  if (start === "TRIM_HORIZON") return shard.trimHorizon;
  if (start === "LATEST") return shard.end;
  return shard.positionOf((record) => isAtOrBehind(record, start));
}

function isAtOrBehind(
  { sequenceNumber, arrival }: StoredRecord,
  start: { after: string } | { at: string } | { from: number },
): boolean {
  if ("from" in start) return arrival >= start.from;
  // Sequence numbers have one length, so that their order as text is that of the numbers.
  return "at" in start ? sequenceNumber >= start.at : sequenceNumber > start.after;
}
