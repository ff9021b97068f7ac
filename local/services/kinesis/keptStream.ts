import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { ShardSpec, StoredRecord } from "./shard";

/** A shard as it is kept: its hash keys in hexadecimal digits. */
interface KeptShard extends Omit<ShardSpec, "first" | "last"> {
  readonly shardId: string;
  readonly first: string;
  readonly last: string;
  readonly endingSequenceNumber?: string;
}

interface KeptFacts {
  createdAt: number;
  /** No sequence number up to this one is given again: they are reserved some at a time. */
  sequence: number;
  shards: readonly KeptShard[];
}

const RESERVED = 1000;

/** Writes down a stream's shards and records, and reads them back at the next start. */
export class KeptStream {
  readonly #records: KeptMap<StoredRecord>;
  readonly #facts: KeptMap<KeptFacts[keyof KeptFacts]>;
  #reserved: number;

  constructor(maps: KeptMaps, streamName: string) {
    this.#records = maps.map(`${streamName}/records`);
    this.#facts = maps.map(`${streamName}/facts`);
    this.#reserved = this.facts.sequence ?? 0;
  }

  get facts(): Partial<KeptFacts> {
    return Object.fromEntries(this.#facts.entries()) as Partial<KeptFacts>;
  }

  /** The records that an earlier process left, in their order. */
  records(): readonly StoredRecord[] {
    return [...this.#records.entries().values()].sort((a, b) => a.number - b.number);
  }

  created(at: number): void {
    this.#facts.set("createdAt", at);
  }

  numbered(sequence: number): void {
    if (sequence <= this.#reserved) return;
    this.#reserved = sequence + RESERVED;
    this.#facts.set("sequence", this.#reserved);
  }

  resharded(
    shards: readonly (ShardSpec & { readonly shardId: string; readonly endingSequenceNumber: string | undefined })[],
  ): void {
    this.#facts.set(
      "shards",
      shards.map(({ shardId, first, last, parentShardIds, startingSequenceNumber, endingSequenceNumber }) => ({
        ...{ shardId, parentShardIds, startingSequenceNumber, first: first.toString(16), last: last.toString(16) },
        ...(endingSequenceNumber !== undefined && { endingSequenceNumber }),
      })),
    );
  }

  written(record: StoredRecord): void {
    this.#records.set(`${record.number}`, record);
  }

  dropped(records: readonly StoredRecord[]): void {
    for (const { number } of records) this.#records.delete(`${number}`);
  }

  /** The stream is deleted, with all that is known of it. */
  forget(): void {
    this.#records.clear();
    this.#facts.clear();
  }
}
