import type {
  FirehoseTransformationEvent,
  FirehoseTransformationEventRecord,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from "aws-lambda";
import { createTelemetry } from "../../shared/telemetry";
import { partitionOf } from "../event";
import { eventReader, type Reading } from "./readEvent";

/** The outcome of a record, by the name of its metric. */
type Outcome = "EventsArchived" | "ReplaysLeftOut" | "EventsMalformed" | "EventsImpossible";

interface Answer {
  outcome: Outcome;
  result: FirehoseTransformationResultRecord;
  reason?: string;
}

/**
 * Transforms what Firehose is to deliver: an event becomes a line of JSON for the folder of its hour, a replay is left out (the
 * archive has it), and what is no event goes to the folder of errors as it came.
 */
export function createArchivist(): (event: FirehoseTransformationEvent) => Promise<FirehoseTransformationResult> {
  const { logger, count } = createTelemetry();
  const read = eventReader();
  return async ({ records, deliveryStreamArn }) => {
    const answers = records.map((record) => answerTo(record, read(record.data)));
    const refused = answers.filter(({ reason }) => reason !== undefined);
    if (refused[0] !== undefined) {
      logger.warn("Records are not archived", {
        deliveryStreamArn,
        refused: refused.length,
        reason: refused[0].reason,
      });
    }
    count(countsOf(answers));
    return { records: answers.map(({ result }) => result) };
  };
}

function answerTo({ recordId, data }: FirehoseTransformationEventRecord, reading: Reading): Answer {
  if ("fault" in reading) {
    const outcome = reading.fault === "malformed" ? "EventsMalformed" : "EventsImpossible";
    return { outcome, result: { recordId, result: "ProcessingFailed", data }, reason: reading.reason };
  }
  const { event } = reading;
  if (event.replay !== undefined) return { outcome: "ReplaysLeftOut", result: { recordId, result: "Dropped", data } };
  const line = Buffer.from(`${JSON.stringify(event)}\n`).toString("base64");
  const partitionKeys = partitionOf(event);
  return {
    outcome: "EventsArchived",
    result: { recordId, result: "Ok", data: line, metadata: { partitionKeys } },
  };
}

function countsOf(answers: readonly Answer[]): Record<string, number> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
