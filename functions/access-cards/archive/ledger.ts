import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { type Backoff, fullJitter, type Random } from "../../shared/backoff";
import { createTelemetry } from "../../shared/telemetry";
import { enterFile, knownFile, type Ledger } from "./fileAccount";
import { hourOfKey } from "./layout";
import { readContent } from "./objectContent";
import { noticeReader, type ObjectNotice } from "./objectNotice";

export interface LedgerDependencies extends Ledger {
  dynamo: DynamoDBClient;
  s3: S3Client;
  /** Waits so many milliseconds. @default by a timer */
  pause?: (delayMs: number) => Promise<unknown>;
  /** @default `Math.random` */
  random?: Random;
}

/** The outcome of a notice, by the name of its metric. */
type Outcome = "FilesEntered" | "FilesKnown" | "FilesGone" | "FilesSuperseded";

/** Tries to enter an object, while other objects of its hour are entered and its hour's production is counted. */
const MOST_TRIES = 10;
const BETWEEN_TRIES: Backoff = { firstMs: 20, maxMs: 1_000 };

/**
 * Enters new objects of the archive into the ledger, each once, however often and in whatever order S3 tells of them: an object's
 * record carries the sequencer of the notice that it was entered by, and changes together with its hour's totals.
 *
 * An object that has been deleted since is left out: it is not in the archive. One that cannot be read is reported, so that SQS
 * delivers its message again and in the end to the dead letters.
 */
export function createLedger(dependencies: LedgerDependencies): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { logger, count } = createTelemetry();
  const noticesIn = noticeReader();
  return async ({ Records }) => {
    const outcomes: Outcome[] = [];
    const failed = await Promise.all(
      Records.map(async ({ body, messageId }) => {
        try {
          for (const notice of noticesIn(body)) outcomes.push(await enter(dependencies, notice));
          return [];
        } catch (error) {
          logger.error("The objects of a message could not be entered", { messageId, error: error as Error });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    count({ ...countsOf(outcomes), NoticesFailed: failed.flat().length });
    return { batchItemFailures: failed.flat() };
  };
}

async function enter(dependencies: LedgerDependencies, notice: ObjectNotice): Promise<Outcome> {
  const { s3, pause = byTimer, random = Math.random } = dependencies;
  const hour = hourOfKey(notice.key);
  if (hour === undefined) throw new Error(`The object ${notice.key} is in the folder of no hour`);
  let known = await knownFile(dependencies, notice.key);
  if (isKnown(known, notice)) return "FilesKnown";
  const content = await readContent(s3, notice);
  if (content === "gone") return "FilesGone";
  // Whoever wrote the content that is there now has caused a notice of it.
  if (content === "superseded") return "FilesSuperseded";
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if (await enterFile(dependencies, notice, { ...content, hour }, known)) return "FilesEntered";
    await pause(fullJitter(BETWEEN_TRIES, tries, random));
    known = await knownFile(dependencies, notice.key);
    if (isKnown(known, notice)) return "FilesKnown";
  }
  throw new Error(`The hour of ${notice.key} kept changing under ${MOST_TRIES} writes`);
}

function byTimer(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function isKnown(known: { sequencer: string } | undefined, { sequencer }: ObjectNotice): boolean {
  return known !== undefined && known.sequencer >= sequencer;
}

function countsOf(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
