import { compileFilter } from "../../../local/services/lambda/filter";
import { batchVerdict } from "../../../local/services/lambda/sources/batchResponse";
import { type DiscardedBatch, failureDocument } from "../../../local/services/lambda/sources/failureDocument";
import { toEventRecord } from "../../../local/services/lambda/sources/queueMessage";
import type { QueueMessage } from "../../../local/services/sqs/sqs";
import { thrownRefusal } from "../callInProcess";
import type { PatternInput } from "../patternRows";
import type { Subject } from "../table";

/** A function's answer to a batch of which the messages or records are named. */
export interface BatchInput {
  readonly answered: unknown;
  readonly batch: readonly string[];
}

/** Tells what becomes of a batch: `"success"`, `"failure"`, or the identifiers of what comes again. */
export async function startBatchSubject(): Promise<Subject<BatchInput>> {
  return {
    async answer({ answered, batch }) {
      const verdict = batchVerdict(answered, batch);
      return verdict.kind === "partial" ? [...verdict.failed] : verdict.kind;
    },
    stop: async () => {},
  };
}

/** Makes the record of which a function is told. */
export async function startRecordSubject(): Promise<Subject<QueueMessage>> {
  return {
    answer: async (message) => toEventRecord(message, "arn:aws:sqs:us-east-1:000000000000:orders"),
    stop: async () => {},
  };
}

/** Makes the document of a batch that is given up. */
export async function startDiscardSubject(): Promise<Subject<DiscardedBatch>> {
  return { answer: async (batch) => failureDocument(batch), stop: async () => {} };
}

/** Filters records by the patterns of event source mappings. */
export async function startFilterSubject(): Promise<Subject<PatternInput>> {
  return {
    async answer({ pattern, value }) {
      try {
        return compileFilter(typeof pattern === "string" ? pattern : JSON.stringify(pattern))(value);
      } catch (error) {
        return thrownRefusal(error);
      }
    },
    stop: async () => {},
  };
}
