import { setTimeout as wait } from "node:timers/promises";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { createTelemetry } from "../shared/telemetry";

export interface ApprovalDigestDependencies {
  sns: SNSClient;
  topicArn: string;
  /** Waits for some milliseconds. @default real ones */
  pause?: (ms: number) => Promise<unknown>;
}

/** Bytes of the largest message that SNS takes (`Publish`, Amazon SNS API Reference). */
const MAX_MESSAGE_BYTES = 262_144;

/**
 * Milliseconds after each mail. SNS suspends an address that is sent more than ten a second, and deletes it later (Amazon SNS Developer
 * Guide, "Amazon SNS email subscription setup and management"): two calls at a time send two.
 */
const PAUSE_MS = 1_000;

const SEPARATOR = `\n${"-".repeat(72)}\n\n`;

/**
 * Mails questions together that were asked at about the same time: each message of the queue is the text of one. A mail that SNS does not
 * take leaves its questions in the queue, and the others are sent all the same.
 */
export function createApprovalDigest({ sns, topicArn, pause = wait }: ApprovalDigestDependencies) {
  const telemetry = createTelemetry();
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: SQSRecord[] = [];
    for (const questions of mailsOf(Records)) {
      try {
        await sns.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subjectOf(questions.length),
            Message: questions.map(({ body }) => body).join(SEPARATOR),
          }),
        );
        telemetry.count({ ApprovalMails: 1 });
      } catch (error) {
        telemetry.logger.error("A mail could not be sent", { error: error as Error, questions: questions.length });
        failed.push(...questions);
      }
      await pause(PAUSE_MS);
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** Divides questions into as few mails as they fit into. */
function mailsOf(records: readonly SQSRecord[]): SQSRecord[][] {
  const mails: SQSRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const more = Buffer.byteLength(record.body) + SEPARATOR.length;
    if (bytes + more > MAX_MESSAGE_BYTES) {
      mails.push([]);
      bytes = 0;
    }
    mails.at(-1)?.push(record);
    bytes += more;
  }
  return mails;
}

function subjectOf(questions: number): string {
  return questions === 1 ? "An entry waits for your approval" : `${questions} entries wait for your approval`;
}
