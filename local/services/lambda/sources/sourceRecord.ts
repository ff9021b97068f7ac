import { createHash } from "node:crypto";
import type { StreamRecord } from "../../dynamodb/dynamodb";
import type { KinesisRecord } from "../../kinesis/kinesis";

/** A record of a stream that Lambda polls. */
export type SourceRecord = StreamRecord | KinesisRecord;

/** A stream of shards that are read by iterators. @see KinesisReader @see StreamReader */
export interface ShardedStream {
  shards(
    streamArn: string,
  ): Promise<
    readonly { shardId: string; parentShardId?: string; parentShardIds?: readonly string[]; closed: boolean }[]
  >;
  iterator(
    streamArn: string,
    shardId: string,
    position: "TRIM_HORIZON" | "LATEST" | { after: string },
  ): Promise<string>;
  records(iterator: string, limit: number): Promise<{ records: readonly SourceRecord[]; nextIterator?: string }>;
  written(streamArn: string, signal: AbortSignal): Promise<void>;
}

export function sequenceNumberOf(record: SourceRecord): string {
  return "kinesis" in record ? record.kinesis.sequenceNumber : record.dynamodb.SequenceNumber;
}

/** When the stream took the record, in seconds since the Unix epoch. */
export function arrivalOf(record: SourceRecord): number {
  return "kinesis" in record ? record.kinesis.approximateArrivalTimestamp : record.dynamodb.ApproximateCreationDateTime;
}

/**
 * Builds what filters of an event source see: of Kinesis the record itself, its data decoded, as JSON where it is.
 * Source: "Use event filtering with a Kinesis event source".
 */
export function filteredView(record: SourceRecord): unknown {
  if (!("kinesis" in record)) return record;
  const text = Buffer.from(record.kinesis.data, "base64").toString();
  return { ...record.kinesis, data: parsed(text) };
}

/** Which of a shard's lanes a record belongs to: records of one key share one, and so keep their order. */
export function laneOf(record: SourceRecord, lanes: number): number {
  if (lanes === 1) return 0;
  const key = "kinesis" in record ? record.kinesis.partitionKey : JSON.stringify(record.dynamodb.Keys);
  return createHash("md5").update(key).digest().readUInt32BE() % lanes;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
