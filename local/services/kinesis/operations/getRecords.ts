import type {
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
} from "@aws-sdk/client-kinesis";
import { ACCOUNT_ID } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Request } from "../../../edge/wireTypes";
import { bytesOf, type Shard, type StoredRecord } from "../shard";
import { positionIn, type Stream, sequenceNumberOf } from "../stream";
import {
  decoded,
  encoded,
  invalid,
  type KinesisOperation,
  missing,
  onStream,
  streamIn,
  wholeNumber,
} from "./kinesisOperation";

/** Source: GetShardIterator: "A shard iterator expires 5 minutes after it is returned to the requester." */
const ITERATOR_LIFE_MS = 5 * 60_000;
/** Source: GetRecords: "up to 10 MB of data, up to 10000 records per call". */
const MAX_READ_RECORDS = 10_000;
const MAX_READ_BYTES = 10 * 1024 * 1024;

export const getShardIterator: KinesisOperation<GetShardIteratorCommandInput, GetShardIteratorCommandOutput> = {
  parameters: {
    ...({ StreamARN: "text?", StreamName: "text?", ShardId: "text", ShardIteratorType: "text" } as const),
    StartingSequenceNumber: "text?",
  },
  permissions: (input) => onStream("kinesis:GetShardIterator", input),
  run(input, parts) {
    const stream = streamIn(parts, input);
    stream.trim();
    const shard = stream.shard(input.ShardId);
    return { ShardIterator: iterator(stream, shard, startOf(shard, input), parts.clock.now()) };
  },
};

export const getRecords: KinesisOperation<GetRecordsCommandInput, GetRecordsCommandOutput> = {
  parameters: { ShardIterator: "text", StreamARN: "text?", Limit: "number?" },
  permissions: ({ StreamARN, ShardIterator: given }) => onStream("kinesis:GetRecords", { StreamARN, given }),
  run({ ShardIterator, Limit }, { clock, metrics, streamOf }) {
    const now = clock.now();
    const [streamArn = "", shardId = "", position = "", issued = ""] = decoded(ShardIterator);
    if (issued === "") throw new AwsError("InvalidArgumentException", "Invalid ShardIterator.");
    if (now > Number(issued) + ITERATOR_LIFE_MS) {
      throw new AwsError(
        "ExpiredIteratorException",
        `Iterator expired. The iterator was created at time ${new Date(Number(issued)).toISOString()} while right now it is ` +
          `${new Date(now).toISOString()} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
      );
    }
    const stream = streamOf(streamArn.split("/").at(-1) ?? "");
    const { name } = stream.spec;
    const shard = stream.shard(shardId);
    if (!shard.admitsRead(now)) {
      throw new AwsError(
        "ProvisionedThroughputExceededException",
        `Rate exceeded for shard ${shardId} in stream ${name} under account ${ACCOUNT_ID}.`,
      );
    }
    stream.trim();
    const limit = wholeNumber("Limit", Limit, { fallback: MAX_READ_RECORDS, max: MAX_READ_RECORDS });
    const { records, next } = withinBytes(shard.read(Number(position), limit));
    const behind = shard.read(next, 1).records[0];
    metrics.put({
      namespace: "AWS/Kinesis",
      metricName: "GetRecords.IteratorAgeMilliseconds",
      dimensions: { StreamName: name },
      value: behind === undefined ? 0 : now - behind.arrival,
      unit: "Milliseconds",
    });
    const atEnd = shard.isReadTo(next);
    return {
      Records: records.map((record) => ({
        SequenceNumber: sequenceNumberOf(record),
        ApproximateArrivalTimestamp: record.arrival / 1000,
        Data: record.data,
        PartitionKey: record.partitionKey,
        EncryptionType: "NONE" as const,
      })),
      ...(!atEnd && { NextShardIterator: iterator(stream, shard, next, now) }),
      MillisBehindLatest: behind === undefined ? 0 : now - behind.arrival,
    };
  },
};

function startOf(shard: Shard, input: Request<GetShardIteratorCommandInput>): number {
  const { ShardIteratorType: type, StartingSequenceNumber: sequence } = input;
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      return positionIn(shard, type);
    case "AT_SEQUENCE_NUMBER":
      return positionIn(shard, { at: required(sequence) });
    case "AFTER_SEQUENCE_NUMBER":
      return positionIn(shard, { after: required(sequence) });
    case "AT_TIMESTAMP":
      return positionIn(shard, { from: Number(input.Timestamp) * 1000 });
    default:
      throw invalid(
        `Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function required(sequence: string | undefined): string {
  if (sequence !== undefined && sequence !== "") return sequence;
  throw missing("StartingSequenceNumber");
}

function iterator({ arn }: Stream, { shardId }: Shard, position: number, now: number): string {
  return encoded([arn, shardId, String(position), String(now)]);
}

function withinBytes(read: { records: readonly StoredRecord[]; next: number }): typeof read {
  let bytes = 0;
  const tooMany = read.records.findIndex((record) => {
    bytes += bytesOf(record);
    return bytes > MAX_READ_BYTES;
  });
  if (tooMany < 0) return read;
  const records = read.records.slice(0, tooMany);
  return { records, next: records.at(-1)?.number ?? read.next };
}
