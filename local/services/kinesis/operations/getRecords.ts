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
import { isSequence, positionIn, type Stream, sequenceNumberOf } from "../stream";
import { decoded, encoded, invalid, type KinesisOperation, onStream, streamIn, wholeNumber } from "./kinesisOperation";

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
    const now = parts.clock.now();
    return { ShardIterator: iterator(stream, shard, startOf(stream, shard, input, now), now) };
  },
};

export const getRecords: KinesisOperation<GetRecordsCommandInput, GetRecordsCommandOutput> = {
  parameters: { ShardIterator: "text", StreamARN: "text?", Limit: "number?" },
  permissions({ StreamARN, ShardIterator: given }) {
    checkedIterator(given);
    return onStream("kinesis:GetRecords", { StreamARN, given });
  },
  run({ ShardIterator, Limit }, { clock, metrics, streamOf }) {
    const now = clock.now();
    const [streamArn, shardId, position, issued] = checkedIterator(ShardIterator);
    if (now > Number(issued) + ITERATOR_LIFE_MS) {
      throw new AwsError(
        "ExpiredIteratorException",
        `Iterator expired. The iterator was created at time ${dateText(Number(issued))} while right now it is ` +
          `${dateText(now)} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
      );
    }
    const stream = streamOf(streamArn.split("/").at(-1) ?? "");
    const { name } = stream.spec;
    const shard = stream.shard(shardId);
    const admitted = shard.admitsRead(now);
    // 0 for each call that was let through, so that the average is the share of those that were not.
    metrics.put({
      namespace: "AWS/Kinesis",
      metricName: "ReadProvisionedThroughputExceeded",
      dimensions: { StreamName: name },
      value: admitted ? 0 : 1,
      unit: "Count",
    });
    if (!admitted) {
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

/** Takes an iterator apart. @throws AwsError `InvalidArgumentException` for what is none */
function checkedIterator(
  text: string,
): readonly [streamArn: string, shardId: string, position: string, issued: string] {
  const [streamArn = "", shardId = "", position = "", issued = ""] = decoded(text);
  if (streamArn.startsWith("arn:") && issued !== "") return [streamArn, shardId, position, issued];
  throw new AwsError("InvalidArgumentException", "Invalid ShardIterator.");
}

/** Source: kinesalite, `actions/getShardIterator.js`, whose messages are AWS's; API reference, "GetShardIterator". */
function startOf(stream: Stream, shard: Shard, input: Request<GetShardIteratorCommandInput>, now: number): number {
  const { ShardIteratorType: type, StartingSequenceNumber: sequence } = input;
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      if (sequence !== undefined) throw eitherOr(`${type} and also a StartingSequenceNumber`);
      return positionIn(shard, type);
    case "AT_SEQUENCE_NUMBER":
      return positionIn(shard, { at: checkedSequence(stream, shard, type, sequence) });
    case "AFTER_SEQUENCE_NUMBER":
      return positionIn(shard, { after: checkedSequence(stream, shard, type, sequence) });
    case "AT_TIMESTAMP":
      return positionIn(shard, { from: checkedTime(input.Timestamp, now) });
    default:
      throw invalid(
        `Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function eitherOr(given: string): AwsError {
  return new AwsError(
    "InvalidArgumentException",
    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or " +
      `(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${given}.`,
  );
}

function checkedSequence({ spec }: Stream, { shardId }: Shard, type: string, sequence: string | undefined): string {
  if (sequence === undefined || sequence === "") throw eitherOr(`${type} and no StartingSequenceNumber`);
  if (!/^(0|[1-9]\d{0,128})$/.test(sequence)) {
    throw invalid(
      `Value '${sequence}' at 'startingSequenceNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})`,
    );
  }
  if (isSequence(sequence)) return sequence;
  throw new AwsError(
    "InvalidArgumentException",
    `StartingSequenceNumber ${sequence} used in GetShardIterator on shard ${shardId} in stream ${spec.name} under account ${ACCOUNT_ID} is invalid.`,
  );
}

/** Milliseconds since the Unix epoch. @throws AwsError `InvalidArgumentException` for no time, and for one to come */
function checkedTime(seconds: number | undefined, now: number): number {
  if (seconds === undefined) {
    throw new AwsError(
      "InvalidArgumentException",
      "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
    );
  }
  const time = seconds * 1000;
  if (time <= now) return time;
  throw new AwsError(
    "InvalidArgumentException",
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${time}, currentTimestampInMillis: ${now}`,
  );
}

/** A time as Kinesis writes it: `"Thu Jan 22 01:22:02 UTC 2015"`. */
function dateText(time: number): string {
  const [weekday = "", day, month, year, clock] = new Date(time).toUTCString().split(" ");
  return `${weekday.slice(0, -1)} ${month} ${day} ${clock} UTC ${year}`;
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
