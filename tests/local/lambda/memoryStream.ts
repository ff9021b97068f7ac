import { AwsError } from "../../../local/base/awsError";
import type { StreamReader, StreamRecord } from "../../../local/services/dynamodb/dynamodb";
import { NOW, STREAM_ARN } from "./support";

interface Shard {
  shardId: string;
  parentShardId?: string;
  closed: boolean;
  records: StreamRecord[];
}

/** A table's stream in memory. Sequence numbers count from 1 over all shards. */
export class MemoryStream implements StreamReader {
  /** Set by a test to let the next reads fail. */
  expireIterators = false;
  reads = 0;
  #sequence = 0;
  readonly #shards: Shard[] = [];
  readonly #waiting = new Set<() => void>();

  addShard(shardId: string, parentShardId?: string): void {
    this.#shards.push({ shardId, closed: false, records: [], ...(parentShardId !== undefined && { parentShardId }) });
  }

  close(shardId: string): void {
    this.#shard(shardId).closed = true;
    this.#notify();
  }

  /** Inserts one item an id. @param at milliseconds since the Unix epoch */
  insert(shardId: string, ids: readonly string[], at = NOW): void {
    for (const id of ids) {
      this.#sequence += 1;
      this.#shard(shardId).records.push(insertRecord(id, String(this.#sequence), at));
    }
    this.#notify();
  }

  async shards() {
    return this.#shards.map(({ records: _, ...shard }) => shard);
  }

  async iterator(_streamArn: string, shardId: string, position: "TRIM_HORIZON" | "LATEST" | { after: string }) {
    const { records } = this.#shard(shardId);
    if (position === "TRIM_HORIZON") {
      return `${shardId}/0`;
    }
    if (position === "LATEST") {
      return `${shardId}/${records.length}`;
    }
    return `${shardId}/${records.findIndex((record) => record.dynamodb.SequenceNumber === position.after) + 1}`;
  }

  async records(iterator: string, limit: number) {
    this.reads += 1;
    if (this.expireIterators) {
      this.expireIterators = false;
      throw new AwsError("ExpiredIteratorException", "Iterator expired");
    }
    const [shardId = "", index] = iterator.split("/");
    const { records, closed } = this.#shard(shardId);
    const from = Number(index);
    const found = records.slice(from, from + limit);
    const next = from + found.length;
    return { records: found, ...(!(closed && next === records.length) && { nextIterator: `${shardId}/${next}` }) };
  }

  written(_streamArn: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }

  #notify(): void {
    for (const wake of this.#waiting) {
      wake();
    }
    this.#waiting.clear();
  }

  #shard(shardId: string): Shard {
    const shard = this.#shards.find((candidate) => candidate.shardId === shardId);
    if (shard === undefined) {
      throw new Error(`no shard ${shardId}`);
    }
    return shard;
  }
}

export function insertRecord(id: string, sequenceNumber: string, at: number): StreamRecord {
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    eventSourceARN: STREAM_ARN,
    dynamodb: {
      ApproximateCreationDateTime: at / 1000,
      Keys: { id: { S: id } },
      NewImage: { id: { S: id } },
      SequenceNumber: sequenceNumber,
      SizeBytes: 10,
      StreamViewType: "NEW_IMAGE",
    },
  };
}
