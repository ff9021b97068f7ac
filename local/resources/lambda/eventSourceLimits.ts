import type { StreamSourceSpec } from "../../services/lambda/lambda";
import type { MappingInputs } from "./mappingInputs";

// Limits of CreateEventSourceMapping. Sources: its API reference, "Lambda parameters for Amazon DynamoDB event source
// mappings", "Lambda parameters for Amazon Kinesis Data Streams event source mappings", "Lambda parameters for Amazon SQS event source mappings".

const STREAM_ONLY = [
  "startingPosition",
  "maximumRetryAttempts",
  "maximumRecordAgeInSeconds",
  "bisectBatchOnFunctionError",
  "parallelizationFactor",
  "tumblingWindowInSeconds",
  "destinationConfig",
] as const;

/** Values that mean "not set", which Pulumi passes along for some properties. */
const NEUTRAL: readonly unknown[] = [undefined, null, false, 0, -1, ""];

/** @throws Error for what does not fit a stream of this kind */
export function checkStreamMapping(inputs: MappingInputs, kind: StreamSourceSpec["kind"]): void {
  if (inputs.startingPosition !== "TRIM_HORIZON" && inputs.startingPosition !== "LATEST") {
    throw new Error(
      `startingPosition must be "TRIM_HORIZON" or "LATEST" for a ${kind === "kinesis-stream" ? "Kinesis stream locally" : "DynamoDB stream"}, got ${JSON.stringify(inputs.startingPosition)}`,
    );
  }
  if (inputs.scalingConfig?.maximumConcurrency !== undefined) {
    throw new Error("scalingConfig is for SQS queues: a stream has one batch in progress a shard");
  }
  requireRange("batchSize", inputs.batchSize, 1, 10_000);
  requireRange("maximumRetryAttempts", inputs.maximumRetryAttempts, -1, 10_000);
  requireRange("tumblingWindowInSeconds", inputs.tumblingWindowInSeconds, 0, 900);
  const age = inputs.maximumRecordAgeInSeconds ?? -1;
  if (age !== -1 && (age < 60 || age > 604_800)) {
    throw new Error(`maximumRecordAgeInSeconds must be -1 (no limit) or from 60 to 604,800, got ${age}`);
  }
  requireRange("parallelizationFactor", inputs.parallelizationFactor, 1, 10);
  if ((inputs.parallelizationFactor ?? 1) > 1 && (inputs.tumblingWindowInSeconds ?? 0) > 0) {
    throw new Error(
      `parallelizationFactor must be 1 beside tumblingWindowInSeconds locally, got ${inputs.parallelizationFactor}: a window ` +
        "collects the records of a whole shard",
    );
  }
  const destination = inputs.destinationConfig?.onFailure?.destinationArn;
  if (destination !== undefined && destination.split(":")[2] !== "sqs") {
    throw new Error(
      `destinationConfig.onFailure.destinationArn must be of an SQS queue locally, got "${destination}": topics and buckets ` +
        "are not supported yet",
    );
  }
  if (destination?.endsWith(".fifo")) {
    throw new Error(
      "destinationConfig.onFailure.destinationArn must be of a standard queue: Lambda refuses FIFO queues",
    );
  }
  checkCommon(inputs);
}

/** @throws Error for what does not fit an SQS queue */
export function checkQueueMapping(inputs: MappingInputs): void {
  const foreign = STREAM_ONLY.filter((property) => !NEUTRAL.includes(inputs[property]));
  if (foreign.length > 0) {
    throw new Error(`${foreign.join(", ")} cannot be set for an SQS queue: of streams only`);
  }
  const { batchSize = 10, maximumBatchingWindowInSeconds = 0, eventSourceArn = "" } = inputs;
  const isFifo = eventSourceArn.endsWith(".fifo");
  requireRange("batchSize", batchSize, 1, isFifo ? 10 : 10_000);
  if (isFifo && maximumBatchingWindowInSeconds > 0) {
    throw new Error(
      "maximumBatchingWindowInSeconds must be 0 for a FIFO queue: batching windows are for standard queues",
    );
  }
  if (batchSize > 10 && maximumBatchingWindowInSeconds < 1) {
    throw new Error(
      `maximumBatchingWindowInSeconds must be at least 1 when batchSize is above 10, got ${maximumBatchingWindowInSeconds} ` +
        `with a batchSize of ${batchSize}`,
    );
  }
  requireRange("scalingConfig.maximumConcurrency", inputs.scalingConfig?.maximumConcurrency, 2, 1000);
  checkCommon(inputs);
}

function checkCommon(inputs: MappingInputs): void {
  requireRange("maximumBatchingWindowInSeconds", inputs.maximumBatchingWindowInSeconds, 0, 300);
  const unknown = (inputs.functionResponseTypes ?? []).filter((type) => type !== "ReportBatchItemFailures");
  if (unknown.length > 0) {
    throw new Error(`functionResponseTypes may only hold "ReportBatchItemFailures", got ${unknown.join(", ")}`);
  }
  const filters = inputs.filterCriteria?.filters ?? [];
  // Five by default, ten on request. Source: "Control which events Lambda sends to your function".
  if (filters.length > 10) {
    throw new Error(`filterCriteria may hold at most 10 filters, got ${filters.length}`);
  }
}

function requireRange(property: string, value: number | undefined, min: number, max: number): void {
  if (value !== undefined && (!Number.isInteger(value) || value < min || value > max)) {
    throw new Error(`${property} must be a whole number from ${min} to ${max}, got ${value}`);
  }
}
