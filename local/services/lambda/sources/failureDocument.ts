import { arrivalOf, type SourceRecord, sequenceNumberOf } from "./sourceRecord";

/** A batch that is given up. */
export interface DiscardedBatch {
  functionArn: string;
  streamArn: string;
  shardId: string;
  /** At least one. */
  records: readonly SourceRecord[];
  condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  invocations: number;
  /** The latest invocation, unless the batch never reached the function. */
  last: { requestId: string; functionError: boolean } | undefined;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/**
 * The document that Lambda sends to an on-failure destination: where the records are, not the records themselves.
 * `functionError` is null where the function answered that records failed, as LocalStack's tests recorded it on AWS.
 * Source: "Retain discarded records for a DynamoDB event source in Lambda", and the same for Kinesis.
 */
export function failureDocument(batch: DiscardedBatch): Record<string, unknown> {
  const first = batch.records[0];
  const last = batch.records.at(-1);
  const info = first !== undefined && "kinesis" in first ? "KinesisBatchInfo" : "DDBStreamBatchInfo";
  return {
    requestContext: {
      ...(batch.last !== undefined && { requestId: batch.last.requestId }),
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invocations,
    },
    ...(batch.last !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: batch.last.functionError ? "Unhandled" : null,
      },
    }),
    version: "1.0",
    timestamp: new Date(batch.now).toISOString(),
    [info]: {
      shardId: batch.shardId,
      startSequenceNumber: first && sequenceNumberOf(first),
      endSequenceNumber: last && sequenceNumberOf(last),
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: batch.records.length,
      streamArn: batch.streamArn,
    },
  };
}

/** Times of a table's stream have a precision of seconds, those of Kinesis of milliseconds. */
function arrival(record: SourceRecord | undefined): string | undefined {
  if (record === undefined) return undefined;
  const time = new Date(arrivalOf(record) * 1000);
  return "kinesis" in record ? time.toISOString() : time.toISOString().replace(/\.\d{3}Z$/, "Z");
}
