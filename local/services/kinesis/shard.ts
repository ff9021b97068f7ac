import { createHash } from "node:crypto";

/** One record of a shard. It does not change. */
export interface StoredRecord {
  readonly shardId: string;
  /** Place in the stream: it grows from record to record, over all shards. */
  readonly number: number;
  readonly partitionKey: string;
  /** Base64, as it came and as it goes. */
  readonly data: string;
  /** Milliseconds since the Unix epoch. */
  readonly arrival: number;
}

export interface ShardSpec {
  readonly first: bigint;
  readonly last: bigint;
  readonly parentShardIds: readonly string[];
  readonly startingSequenceNumber: string;
}

/** Hash keys are 128 bits. */
const HASH_KEYS = 2n ** 128n;
const RECORDS_PER_SECOND = 1000;
const BYTES_PER_SECOND = 1024 * 1024;
const READS_PER_SECOND = 5;

/** The hash keys of shard `index` out of `count`, each with an equal part. */
export function hashRange(index: number, count: number): { first: bigint; last: bigint } {
  const part = HASH_KEYS / BigInt(count);
  return { first: BigInt(index) * part, last: index === count - 1 ? HASH_KEYS - 1n : BigInt(index + 1) * part - 1n };
}

/** Source: PutRecord, `ExplicitHashKey`: "an MD5 hash function is used to map partition keys to 128-bit integer values". */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
}

/**
 * An ordered log with the limits of a shard: 1,000 records and 1 MiB a second to write, 5 reads a second.
 * Source: Kinesis Data Streams Developer Guide, "Quotas and limits".
 */
export class Shard {
  readonly parentShardIds: readonly string[];
  readonly first: bigint;
  readonly last: bigint;
  readonly startingSequenceNumber: string;
  /** Set when the shard is closed. */
  endingSequenceNumber: string | undefined;
  readonly #records: StoredRecord[] = [];
  #bytes = 0;
  #written = { second: 0, records: 0, bytes: 0 };
  #read = { second: 0, calls: 0 };

  constructor(
    readonly shardId: string,
    spec: ShardSpec,
  ) {
    this.first = spec.first;
    this.last = spec.last;
    this.parentShardIds = spec.parentShardIds;
    this.startingSequenceNumber = spec.startingSequenceNumber;
  }

  get isClosed(): boolean {
    return this.endingSequenceNumber !== undefined;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Position behind the newest record: a position is the number of the record before it, which a stop does not change. */
  get end(): number {
    return this.#records.at(-1)?.number ?? 0;
  }

  holds(hashKey: bigint): boolean {
    return hashKey >= this.first && hashKey <= this.last;
  }

  /** Tells if the limits of this second still leave room, and takes it if so. */
  admits(bytes: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (this.#written.second !== second) this.#written = { second, records: 0, bytes: 0 };
    const written = this.#written;
    if (written.records + 1 > RECORDS_PER_SECOND || written.bytes + bytes > BYTES_PER_SECOND) return false;
    written.records += 1;
    written.bytes += bytes;
    return true;
  }

  admitsRead(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (this.#read.second !== second) this.#read = { second, calls: 0 };
    this.#read.calls += 1;
    return this.#read.calls <= READS_PER_SECOND;
  }

  append(record: StoredRecord): void {
    this.#records.push(record);
    this.#bytes += bytesOf(record);
  }

  /** @param position as {@link end}; one before the oldest record, such as 0, means that one */
  read(position: number, limit: number): { records: readonly StoredRecord[]; next: number } {
    const from = this.#indexBehind(position);
    const records = this.#records.slice(from, from + limit);
    return { records, next: records.at(-1)?.number ?? position };
  }

  /** Tells if a reader at a position has had everything that will ever be in it. */
  isReadTo(position: number): boolean {
    return this.isClosed && position >= this.end;
  }

  /** The position of the first record for which this holds, or behind the last one. */
  positionOf(isFound: (record: StoredRecord) => boolean): number {
    const found = this.#records.find(isFound);
    return found === undefined ? this.end : found.number - 1;
  }

  /** Drops records that arrived before a time. @returns them */
  trim(before: number): readonly StoredRecord[] {
    const kept = this.#records.findIndex(({ arrival }) => arrival >= before);
    return this.#drop(kept < 0 ? this.#records.length : kept);
  }

  dropOldest(): readonly StoredRecord[] {
    return this.#drop(Math.ceil(this.#records.length / 10));
  }

  #drop(count: number): readonly StoredRecord[] {
    if (count === 0) return [];
    const dropped = this.#records.splice(0, count);
    for (const record of dropped) this.#bytes -= bytesOf(record);
    return dropped;
  }

  #indexBehind(position: number): number {
    let [from, to] = [0, this.#records.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#records[middle] as StoredRecord).number > position) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}

export function bytesOf({ data }: StoredRecord): number {
  return Buffer.byteLength(data, "base64");
}
