import { AwsError } from "../../base/awsError";

/** Source: Amazon Data Firehose API Reference, PutRecord and PutRecordBatch: before base64. */
const MAX_RECORD_BYTES = 1000 * 1024;
const MAX_RECORDS = 500;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** The data of a PutRecord. @throws AwsError `InvalidArgumentException`, `ValidationException` */
export function recordOf(record: unknown): Buffer {
  return dataOf(record, "record");
}

/** The data of a PutRecordBatch, in order. @throws AwsError as of {@link recordOf} */
export function recordsOf(records: readonly unknown[] = []): readonly Buffer[] {
  if (records.length < 1 || records.length > MAX_RECORDS) {
    throw invalid(
      `Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORDS} and at least 1`,
    );
  }
  const data = records.map((record, index) => dataOf(record, `records.${index + 1}.member`));
  const bytes = data.reduce((sum, { length }) => sum + length, 0);
  if (bytes <= MAX_BATCH_BYTES) return data;
  throw new AwsError(
    "InvalidArgumentException",
    `Records size exceeds ${MAX_BATCH_BYTES} bytes: the batch has ${bytes}. Split it.`,
  );
}

function dataOf(record: unknown, where: string): Buffer {
  const encoded = typeof record === "object" && record !== null && "Data" in record ? record.Data : undefined;
  if (typeof encoded !== "string") {
    throw invalid(`Value at '${where}.data' failed to satisfy constraint: Member must not be null`);
  }
  const data = Buffer.from(encoded, "base64");
  if (data.length <= MAX_RECORD_BYTES) return data;
  throw invalid(
    `Value at '${where}.data' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", `1 validation error detected: ${message}`);
}
