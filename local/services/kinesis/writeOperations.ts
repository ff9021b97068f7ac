import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { invalid, type KinesisParts, type Operation, streamIn, text } from "./requests";
import type { Stream } from "./stream";

/** Bytes of a record's data and key. Source: PutRecord; streams may be set to more on AWS, which the local cloud knows nothing of. */
const MAX_RECORD_BYTES = 1024 * 1024;
/** Source: PutRecords: "up to 500 records", "up to a limit of 10 MiB for the entire request". */
const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const LONGEST_KEY = 256;

interface Entry {
  partitionKey: string;
  explicitHashKey: string | undefined;
  data: Buffer;
  bytes: number;
}

export const WRITE_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutRecord(parts, call) {
    const stream = streamIn(parts, call);
    const entry = entryOf(call.params);
    const outcome = put(parts, stream, entry);
    if ("ErrorCode" in outcome) throw new AwsError(outcome.ErrorCode, outcome.ErrorMessage);
    parts.written(stream.arn);
    return { ...outcome, EncryptionType: "NONE" };
  },

  PutRecords(parts, call) {
    const stream = streamIn(parts, call);
    const { Records } = call.params;
    if (!Array.isArray(Records) || Records.length < 1 || Records.length > MAX_RECORDS) {
      throw invalid(
        `Value at 'records' failed to satisfy constraint: Member must have length from 1 to ${MAX_RECORDS}`,
      );
    }
    const entries = (Records as Record<string, unknown>[]).map(entryOf);
    if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_REQUEST_BYTES) {
      throw new AwsError("InvalidArgumentException", `Records size exceeds ${MAX_REQUEST_BYTES} bytes`);
    }
    const outcomes = entries.map((entry) => put(parts, stream, entry));
    parts.written(stream.arn);
    const failed = outcomes.filter((outcome) => "ErrorCode" in outcome).length;
    return { FailedRecordCount: failed, Records: outcomes, EncryptionType: "NONE" };
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

function entryOf(params: Readonly<Record<string, unknown>>): Entry {
  const partitionKey = text(params, "PartitionKey");
  if (partitionKey.length > LONGEST_KEY) {
    throw invalid(
      `Value at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_KEY}`,
    );
  }
  const { Data, ExplicitHashKey } = params;
  if (typeof Data !== "string")
    throw invalid("Value null at 'data' failed to satisfy constraint: Member must not be null");
  const explicitHashKey = ExplicitHashKey === undefined ? undefined : text(params, "ExplicitHashKey");
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
  return { partitionKey, explicitHashKey, data, bytes };
}
