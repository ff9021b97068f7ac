import type {
  PutRecordCommandInput,
  PutRecordCommandOutput,
  PutRecordsCommandInput,
  PutRecordsCommandOutput,
  PutRecordsRequestEntry,
} from "@aws-sdk/client-kinesis";
import { ACCOUNT_ID } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Given } from "../../../edge/wireTypes";
import type { Stream } from "../stream";
import { invalid, type KinesisOperation, type KinesisParts, missing, onStream, streamIn } from "./kinesisOperation";

/** Bytes of a record's data and key. Source: PutRecord; streams may be set to more on AWS, which the local cloud knows nothing of. */
const MAX_RECORD_BYTES = 1024 * 1024;
/** Source: PutRecords: "up to 500 records", "up to a limit of 10 MiB for the entire request". */
const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const LONGEST_KEY = 256;

interface Entry {
  partitionKey: string;
  explicitHashKey: string | undefined;
  /** Base64. */
  data: string;
  bytes: number;
}

type GivenEntry = Given<PutRecordsRequestEntry>;

export const putRecord: KinesisOperation<PutRecordCommandInput, PutRecordCommandOutput> = {
  parameters: {
    ...({ StreamARN: "text?", StreamName: "text?", PartitionKey: "text?", Data: "text?" } as const),
    ExplicitHashKey: "text?",
  },
  permissions: (input) => onStream("kinesis:PutRecord", input),
  run(input, parts) {
    const stream = streamIn(parts, input);
    const outcome = put(parts, stream, entryOf(input));
    if ("ErrorCode" in outcome) throw new AwsError(outcome.ErrorCode, outcome.ErrorMessage);
    parts.written(stream.arn);
    return { ...outcome, EncryptionType: "NONE" as const };
  },
};

export const putRecords: KinesisOperation<PutRecordsCommandInput, PutRecordsCommandOutput> = {
  parameters: { StreamARN: "text?", StreamName: "text?", Records: "list?" },
  permissions: (input) => onStream("kinesis:PutRecords", input),
  run(input, parts) {
    const stream = streamIn(parts, input);
    const { Records = [] } = input;
    if (Records.length < 1 || Records.length > MAX_RECORDS) {
      throw invalid(
        `Value '[${Records.length === 0 ? "" : `${Records.length} records`}]' at 'records' failed to satisfy constraint: ` +
          `Member must have length ${Records.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_RECORDS}`}`,
      );
    }
    const entries = Records.map((record: GivenEntry | null, index) => {
      if (record === null)
        throw invalid(
          `Value null at 'records.${index + 1}.member' failed to satisfy constraint: Member must not be null`,
        );
      return entryOf(record);
    });
    if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_REQUEST_BYTES) {
      throw new AwsError("InvalidArgumentException", `Records size exceeds ${MAX_REQUEST_BYTES} bytes`);
    }
    const outcomes = entries.map((entry) => put(parts, stream, entry));
    parts.written(stream.arn);
    const failed = outcomes.filter((outcome) => "ErrorCode" in outcome).length;
    return { FailedRecordCount: failed, Records: outcomes, EncryptionType: "NONE" as const };
  },
};

type Outcome = { ShardId: string; SequenceNumber: string } | { ErrorCode: string; ErrorMessage: string };

function put({ clock, metrics }: KinesisParts, stream: Stream, entry: Entry): Outcome {
  const shard = stream.shardOf(entry.partitionKey, entry.explicitHashKey);
  const { name } = stream.spec;
  const count = (metricName: string, value: number, unit: string) =>
    metrics.put({ namespace: "AWS/Kinesis", metricName, dimensions: { StreamName: name }, value, unit });
  const admitted = shard.admits(entry.bytes, clock.now());
  // 0 for each record that was taken, so that the average is the share of those that were not.
  count("WriteProvisionedThroughputExceeded", admitted ? 0 : 1, "Count");
  if (!admitted) {
    return {
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage: `Rate exceeded for shard ${shard.shardId} in stream ${name} under account ${ACCOUNT_ID}.`,
    };
  }
  const { shardId, sequenceNumber } = stream.write(shard, entry.partitionKey, entry.data);
  count("IncomingRecords", 1, "Count");
  count("IncomingBytes", entry.bytes, "Bytes");
  return { ShardId: shardId, SequenceNumber: sequenceNumber };
}

function entryOf({ PartitionKey: partitionKey, Data, ExplicitHashKey }: GivenEntry): Entry {
  if (typeof partitionKey !== "string" || partitionKey === "") throw missing("PartitionKey", partitionKey);
  if (partitionKey.length > LONGEST_KEY) {
    throw invalid(
      `Value '${partitionKey}' at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_KEY}`,
    );
  }
  if (typeof Data !== "string")
    throw invalid("Value null at 'data' failed to satisfy constraint: Member must not be null");
  const explicitHashKey = ExplicitHashKey;
  if (explicitHashKey !== undefined && !/^(0|[1-9]\d{0,38})$/.test(explicitHashKey)) {
    throw invalid(
      `Value '${explicitHashKey}' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})`,
    );
  }
  const data = Buffer.from(Data, "base64");
  const bytes = data.length + Buffer.byteLength(partitionKey);
  if (bytes > MAX_RECORD_BYTES) {
    throw invalid(
      `Value at 'data' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
    );
  }
  // Written anew: what came may have spaces, or letters of the other alphabet.
  return { partitionKey, explicitHashKey, data: data.toString("base64"), bytes };
}
