import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBRecord } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { groupByKey } from "../shared/exactlyOnce/fold";
import { type Applied, applyGroups } from "../shared/exactlyOnce/summaryWriter";
import {
  batchResult,
  shardOf,
  type WindowedStreamEvent,
  type WindowedStreamResult,
} from "../shared/exactlyOnce/windowedStream";
import { createTelemetry } from "../shared/telemetry";
import { sendFailures } from "./failureQueue";
import { type EventEntry, type FailedEvent, readRecord } from "./streamRecord";
import type { Summarize } from "./summarize";

export interface AggregatorDependencies {
  dynamo: DynamoDBClient;
  sqs: SQSClient;
  summaryTable: string;
  failureQueueUrl: string;
  summarize: Summarize;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/** A batch as the command `rebuild` hands it over: stored events as if they had just come. */
export interface RebuildEvent extends WindowedStreamEvent {
  wantsAccount?: true;
}

/** Contributions of a batch's events, by what became of them. */
export interface BatchAccount {
  applied: number;
  /** In their summaries by an earlier delivery of the same batch. */
  alreadyApplied: number;
  /** Events that went to the failure queue. */
  failed: number;
}

/** Lambda is told no more than it asks for. */
export type AggregatorResult = WindowedStreamResult & { account?: BatchAccount };

/**
 * Handles batches of the event table's stream: asks `summarize` about each new event, folds the batch in memory, and adds each fold to
 * its summary once (summaryWriter.ts says why exactly once). Events that cannot be summarised go to the failure queue and stop
 * nothing. A partial batch failure reports what DynamoDB or SQS did not take: Lambda delivers again from the lowest such record on.
 * @throws an Error when the event has no `shardId`; what the SDK throws on faults that no repeat cures, such as denied access, after the
 * rest of the batch is written and without having sent a failure: Lambda then counts an error and delivers the batch again
 */
export function createAggregator(
  dependencies: AggregatorDependencies,
): (event: RebuildEvent) => Promise<AggregatorResult> {
  const { dynamo, sqs, summaryTable, failureQueueUrl, summarize } = dependencies;
  const now = dependencies.now ?? Date.now;
  const { logger, count } = createTelemetry();

  return async (event) => {
    const shardId = shardOf(event);
    const { Records: records = [] } = event;
    const { entries, failed } = readRecords(records, summarize, now());
    const results = await applyGroups({ dynamo, summaryTable, now, logger }, shardId, groupByKey(entries));
    const { refused, retries } = sortFailures(results);

    const final = finalFailures([...failed, ...refused], retries);
    const { sent, error } = await sendFailures(sqs, failureQueueUrl, shardId, final);
    const unsent = final[sent];
    if (unsent !== undefined) retries.push({ ...unsent.event, error });
    const first = earliest(retries);

    const [example] = final;
    if (example !== undefined) logger.warn("Events failed", { shardId, failed: final.length, ...described(example) });
    if (first !== undefined) {
      const { sequenceNumber, error } = first;
      logger.error("Some records need another delivery", { shardId, sequenceNumber, error });
    }
    const account = {
      applied: total(results, "applied"),
      alreadyApplied: total(results, "alreadyApplied"),
      failed: sent,
    };
    count({
      EventsSummarized: account.applied,
      EventsFailed: sent,
      RecordsAlreadyApplied: account.alreadyApplied,
      SummaryWrites: total(results, "writes"),
      BatchesToRetry: first === undefined ? 0 : 1,
    });
    // Messages that are sent need their checkpoint: the next delivery starts at the one that was not taken, and throws then.
    const lasting = sent === 0 ? retries.find(isLasting) : undefined;
    if (lasting !== undefined) throw lasting.error;
    return { ...batchResult(first?.sequenceNumber), ...(event.wantsAccount === true && { account }) };
  };
}

function readRecords(
  records: readonly DynamoDBRecord[],
  summarize: Summarize,
  nowMs: number,
): { entries: EventEntry[]; failed: FailedEvent[] } {
  const reads = records.map((record) => readRecord(record, summarize, nowMs));
  return {
    entries: reads.flatMap((read) => ("entries" in read ? read.entries : [])),
    failed: reads.flatMap((read) => ("failed" in read ? [read.failed] : [])),
  };
}

/** A record from which on Lambda is to deliver again. */
interface Retry {
  sequenceNumber: string;
  position: string;
  error: unknown;
}

/** Tells what another delivery may mend from what DynamoDB refuses whenever it comes. */
function sortFailures(results: readonly Applied<EventEntry>[]): { refused: FailedEvent[]; retries: Retry[] } {
  const refused = new Map<string, FailedEvent & { summaries: string[] }>();
  const retries: Retry[] = [];
  for (const { failure } of results) {
    if (failure === undefined) continue;
    const { error, entries } = failure;
    if (isRefusal(error)) {
      // One message for an event, however many of its summaries refuse it.
      for (const { key, event } of entries) {
        const known = refused.get(event.position);
        if (known === undefined) refused.set(event.position, { event, reason: "summary", error, summaries: [key] });
        else known.summaries.push(key);
      }
    } else retries.push({ ...entries[0].event, error });
  }
  return { refused: [...refused.values()], retries };
}

/**
 * The failures whose records this invocation is done with, in order. A message about a record that is delivered again would come too
 * early: whoever acts on it adds the event once more, and the record might be counted at its next delivery. So nothing is sent
 * about records from the one to retry from on, and nothing at all by an invocation that is going to throw.
 */
function finalFailures(failures: readonly FailedEvent[], retries: readonly Retry[]): FailedEvent[] {
  if (retries.some(isLasting)) return [];
  const retryFrom = earliest(retries)?.position;
  return failures
    .filter(({ event }) => retryFrom === undefined || event.position < retryFrom)
    .sort((a, b) => (a.event.position < b.event.position ? -1 : 1));
}

function isLasting({ error }: Retry): boolean {
  return !isTransient(error);
}

/** The item would be too large, say, or a field of it holds something else than a number; other summaries are not affected. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "ValidationException";
}

function earliest(retries: readonly Retry[]): Retry | undefined {
  return retries.reduce<Retry | undefined>(
    (first, retry) => (first === undefined || retry.position < first.position ? retry : first),
    undefined,
  );
}

function described({ event: { eventId }, reason, error }: FailedEvent): Record<string, unknown> {
  return { eventId, reason, error };
}

function total(results: readonly Applied<EventEntry>[], field: "applied" | "alreadyApplied" | "writes"): number {
  return results.reduce((sum, result) => sum + result[field], 0);
}
