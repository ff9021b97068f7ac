import { randomUUID } from "node:crypto";
import { REGION } from "../../base/arn";
import type { DeliverySource } from "./firehose";
import type { AcceptedRecord, FailedRecord, Outcome } from "./records";

/** Bytes of a synchronous invocation's event, less room for the event's own members. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const MAX_EVENT_BYTES = 6_291_456 - 1024;
/** Bytes of one record in the event, beside its data. */
const RECORD_OVERHEAD_BYTES = 512;

/** Parts of a batch that fit into one invocation each, for small records weigh more as JSON than as data. */
export function invocationsOf(records: readonly AcceptedRecord[]): readonly (readonly AcceptedRecord[])[] {
  const parts: AcceptedRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = Math.ceil(record.data.length / 3) * 4 + RECORD_OVERHEAD_BYTES;
    if (bytes + size > MAX_EVENT_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(record);
    bytes += size;
  }
  return parts;
}

/** Source: AWS Lambda Developer Guide, "Process Amazon Data Firehose records with Lambda", and `KinesisFirehoseEvent`. */
export function transformEvent(
  streamArn: string,
  source: DeliverySource,
  records: readonly AcceptedRecord[],
): Record<string, unknown> {
  return {
    invocationId: randomUUID(),
    deliveryStreamArn: streamArn,
    ...(source.kind === "kinesis" && { sourceKinesisStreamArn: source.streamArn }),
    region: REGION,
    records: records.map(({ id, data, arrival, kinesis }) => ({
      recordId: id,
      approximateArrivalTimestamp: arrival,
      data: data.toString("base64"),
      ...(kinesis && {
        kinesisRecordMetadata: { ...kinesis, approximateArrivalTimestamp: arrival, subsequenceNumber: 0 },
      }),
    })),
  };
}

interface ReturnedRecord {
  recordId?: unknown;
  result?: unknown;
  data?: unknown;
  metadata?: { partitionKeys?: Record<string, unknown> };
}

/**
 * Reads the function's answer: the outcome of each record that it was given.
 * Source: Amazon Data Firehose Developer Guide, "Required parameters for data transformation": a record without an answer of its
 * id has failed.
 *
 * @param neededKeys those that the prefix names; none without dynamic partitioning
 */
export function readTransformed(
  answer: unknown,
  records: readonly AcceptedRecord[],
  neededKeys: readonly string[],
  attempts: number,
): readonly Outcome[] {
  const returned = recordsOf(answer);
  if (returned === undefined) {
    const message = "The function must return an object with a list of records, each with recordId, result and data.";
    return records.map((accepted) => failed({ accepted, attempts, ...code("JsonProcessingException", message) }));
  }
  const byId = new Map<unknown, ReturnedRecord[]>();
  for (const record of returned) byId.set(record.recordId, [...(byId.get(record.recordId) ?? []), record]);
  return records.map((accepted) => {
    const [record, second] = byId.get(accepted.id) ?? [];
    const because = (name: string, message: string) => failed({ accepted, attempts, ...code(name, message) });
    if (!record) return because("MissingRecordId", "The function returned no record with this record id.");
    if (second) return because("DuplicatedRecordId", "The function returned several records with this record id.");
    return outcomeOf(record, accepted, neededKeys, attempts);
  });
}

function outcomeOf(
  { result, data, metadata }: ReturnedRecord,
  accepted: AcceptedRecord,
  neededKeys: readonly string[],
  attempts: number,
): Outcome {
  if (result === "Dropped") return { kind: "dropped", accepted };
  if (result === "ProcessingFailed") {
    const message = "ProcessingFailed status set for record";
    return failed({ accepted, attempts, ...code("ProcessingFailedStatus", message) });
  }
  if (result !== "Ok") {
    const message = `The result of a record must be Ok, Dropped or ProcessingFailed, got ${JSON.stringify(result)}.`;
    return failed({ accepted, attempts, ...code("JsonProcessingException", message) });
  }
  if (typeof data !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
    const message = "The data of a record must be a text in base64.";
    return failed({ accepted, attempts, ...code("JsonProcessingException", message) });
  }
  const partitionKeys = metadata?.partitionKeys ?? {};
  const missing = neededKeys.find((name) => typeof partitionKeys[name] !== "string" || partitionKeys[name] === "");
  if (missing !== undefined) {
    return failed({
      ...{ accepted, attempts, errorCode: "DynamicPartitioning.MetadataExtractionFailed" },
      errorMessage: `partitionKeys values must not be null or empty: ${missing}`,
    });
  }
  const keys = Object.fromEntries(neededKeys.map((name) => [name, String(partitionKeys[name])]));
  return { kind: "ok", record: { accepted, data: Buffer.from(data, "base64"), keys } };
}

function recordsOf(answer: unknown): readonly ReturnedRecord[] | undefined {
  if (typeof answer !== "object" || answer === null || !("records" in answer)) return undefined;
  const { records } = answer;
  if (!Array.isArray(records)) return undefined;
  return records.every((record) => typeof record === "object" && record !== null) ? records : undefined;
}

function failed(failure: FailedRecord): Outcome {
  return { kind: "failed", failure };
}

function code(name: string, errorMessage: string): { errorCode: string; errorMessage: string } {
  return { errorCode: `Lambda.${name}`, errorMessage };
}
