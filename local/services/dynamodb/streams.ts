import { AwsError } from "../../base/awsError";
import type { StreamReader, StreamRecord } from "./dynamodb";
import type { KeptStreams } from "./keptStreams";
import type { DynamoServer } from "./server";
import { changesNothing, fromAwsSequence, type StoredRecord, toAwsSequence, toStreamRecord } from "./streamRecord";
import { tableNameOfStream } from "./tableArn";
import type { TableStream } from "./tableStream";
import type { Table, Tables } from "./tables";
import type { WriteSignal } from "./writeSignal";

/** AWS's limit for one `GetRecords`. */
const MAX_RECORDS = 1000;

interface StoredPage {
  Records: StoredRecord[];
  NextShardIterator: string;
}

/**
 * Streams over dynoxide's log. A stream is one shard that stays open as long as the stream does; on AWS a table has several, and each
 * closes after some hours. Iterators do not expire after 15 minutes here, and records are kept as long as the table.
 */
export class Streams implements StreamReader {
  readonly #server: DynamoServer;
  readonly #tables: Tables;
  readonly #writes: WriteSignal;
  readonly #kept: KeptStreams;

  constructor(server: DynamoServer, tables: Tables, writes: WriteSignal, kept: KeptStreams) {
    this.#kept = kept;
    this.#server = server;
    this.#tables = tables;
    this.#writes = writes;
  }

  /** @throws AwsError `ResourceNotFoundException` for a stream that was closed or never was */
  find(streamArn: string): { table: Table; stream: TableStream } {
    const table = this.#tables.find(tableNameOfStream(streamArn));
    if (table?.stream?.arn !== streamArn) {
      throw new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${streamArn} not found`);
    }
    return { table, stream: table.stream };
  }

  async shards(streamArn: string) {
    return [{ shardId: this.find(streamArn).stream.shardId, closed: false }];
  }

  async iterator(streamArn: string, shardId: string, position: "TRIM_HORIZON" | "LATEST" | { after: string }) {
    const { table, stream } = this.find(streamArn);
    if (shardId !== stream.shardId) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Requested resource not found: Shard: ${shardId} in stream: ${streamArn} not found`,
      );
    }
    const stored = await this.#storedIterator(table, startOf(stream, position));
    return `${streamArn}|1|${stored}`;
  }

  async records(iterator: string, limit: number) {
    const [streamArn = "", , stored = ""] = iterator.split("|");
    const { table, stream } = this.find(streamArn);
    const records: StreamRecord[] = [];
    let next = stored;
    // A page may hold nothing but records that AWS would not have: the reader must not take that for the end.
    while (records.length === 0) {
      await table.expiring;
      const page = await this.#page(next, limit);
      next = page.NextShardIterator;
      if (page.Records.length === 0) break;
      for (const each of page.Records) {
        if (changesNothing(each)) continue;
        records.push(toStreamRecord(each, stream, stream.expiries.has(Number(each.dynamodb.SequenceNumber))));
      }
    }
    return { records, nextIterator: `${streamArn}|1|${next}` };
  }

  written(streamArn: string, signal: AbortSignal): Promise<void> {
    return this.#writes.next(tableNameOfStream(streamArn), signal);
  }

  /** Runs deletions of expired items by DynamoDB itself, and marks the records that they leave in the stream. */
  async whileExpiring(table: Table, deleteItems: () => Promise<ReadonlySet<string>>): Promise<void> {
    const { stream } = table;
    if (!stream) {
      await deleteItems();
      return;
    }
    let position = await this.#storedIterator(table, "LATEST");
    const deleted = new Set(await deleteItems());
    const expired: number[] = [];
    for (;;) {
      const page = await this.#page(position, MAX_RECORDS);
      if (page.Records.length === 0) break;
      position = page.NextShardIterator;
      for (const { eventName, dynamodb } of page.Records) {
        if (eventName === "REMOVE" && deleted.delete(keyText(dynamodb.Keys, table))) {
          expired.push(Number(dynamodb.SequenceNumber));
        }
      }
    }
    for (const number of expired) stream.expiries.add(number);
    if (expired.length > 0) this.#kept.expired(table.name, expired);
  }

  #page(iterator: string, limit: number): Promise<StoredPage> {
    return this.#server.call("GetRecords", { ShardIterator: iterator, Limit: Math.min(limit, MAX_RECORDS) });
  }

  async #storedIterator(table: Table, start: number | "LATEST"): Promise<string> {
    const { ShardIterator } = await this.#server.call<{ ShardIterator: string }>("GetShardIterator", {
      StreamArn: table.stream?.arn,
      ShardId: `shardId-00000001-${table.name}`,
      ...(start === "LATEST"
        ? { ShardIteratorType: "LATEST" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: `${start}` }),
    });
    return ShardIterator;
  }
}

/** The text that tells an item of a table from another, whatever the order of the attributes. */
export function keyText(item: Readonly<Record<string, unknown>>, table: Table): string {
  return JSON.stringify(table.keyAttributes.map((name) => item[name]));
}

/** The sequence number before the first one to read. */
function startOf(stream: TableStream, position: "TRIM_HORIZON" | "LATEST" | { after: string }): number | "LATEST" {
  if (position === "LATEST") return position;
  if (position === "TRIM_HORIZON") return stream.startsAfter;
  const after = fromAwsSequence(position.after);
  if (after === undefined) throw new AwsError("ValidationException", `Invalid SequenceNumber: ${position.after}`);
  return Math.max(after, stream.startsAfter);
}

/** The first sequence number that a stream can hold. */
export function startingSequence(stream: TableStream): string {
  return toAwsSequence(stream.startsAfter + 1);
}
