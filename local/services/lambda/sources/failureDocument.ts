import type { StreamRecord } from "../../dynamodb/dynamodb";

/** A batch that is given up. */
export interface DiscardedBatch {
  functionArn: string;
  streamArn: string;
  shardId: string;
  /** At least one. */
  records: readonly StreamRecord[];
  condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  invocations: number;
  /** The latest invocation, unless the batch never reached the function. */
  last: { requestId: string; functionError: boolean } | undefined;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/**
 * The document that Lambda sends to an on-failure destination: where the records are, not the records themselves.
 * Source: "Retain discarded records for a DynamoDB event source in Lambda".
 */
export function failureDocument(batch: DiscardedBatch): Record<string, unknown> {
  const first = batch.records[0]?.dynamodb;
  const last = batch.records.at(-1)?.dynamodb;
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
        ...(batch.last.functionError && { functionError: "Unhandled" }),
      },
    }),
    version: "1.0",
    timestamp: new Date(batch.now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: batch.records.length,
      streamArn: batch.streamArn,
    },
  };
}

/** Stream times have a precision of seconds. */
function arrival(record: StreamRecord["dynamodb"] | undefined): string | undefined {
  return record && new Date(Math.floor(record.ApproximateCreationDateTime) * 1000).toISOString().replace(".000Z", "Z");
}
