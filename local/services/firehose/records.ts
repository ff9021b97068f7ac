/** A record as it was accepted. */
export interface AcceptedRecord {
  id: string;
  data: Buffer;
  /** Milliseconds since the Unix epoch. */
  arrival: number;
  /** Where in a Kinesis stream it was read. */
  kinesis?: { shardId: string; partitionKey: string; sequenceNumber: string };
}

/** A record on its way to an object. */
export interface DeliverableRecord {
  /** The accepted record, to be released when it is delivered. */
  accepted: AcceptedRecord;
  data: Buffer;
  keys: Readonly<Record<string, string>>;
}

/** A record that could not be processed, and why. */
export interface FailedRecord {
  accepted: AcceptedRecord;
  errorCode: string;
  errorMessage: string;
  attempts: number;
}

/** The outcome of one record in the transform. */
export type Outcome =
  | { kind: "ok"; record: DeliverableRecord }
  | { kind: "dropped"; accepted: AcceptedRecord }
  | { kind: "failed"; failure: FailedRecord };

/** Source: Amazon Data Firehose Developer Guide, "Handle failure in data transformation". */
export function failureDocument(
  { accepted, errorCode, errorMessage, attempts }: FailedRecord,
  { now, lambdaArn }: { now: number; lambdaArn: string | undefined },
): string {
  return JSON.stringify({
    attemptsMade: attempts,
    arrivalTimestamp: accepted.arrival,
    errorCode,
    errorMessage,
    attemptEndingTimestamp: now,
    rawData: accepted.data.toString("base64"),
    ...(lambdaArn !== undefined && { lambdaArn }),
    ...(accepted.kinesis && { sequenceNumber: accepted.kinesis.sequenceNumber }),
  });
}
