import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** A record that nothing can be done with, as the queue for those tells of it. */
export interface RefusedRecord {
  fault: "malformed" | "impossible";
  /** A sentence on what is wrong with it. */
  reason: string;
  /** The contents of the record; only the start where it is long. */
  text: string;
  /** `arn:aws:kinesis:...` */
  stream: string;
  sequenceNumber: string;
}

/** Messages that SQS takes in one request (API reference, "SendMessageBatch"). */
const MAX_MESSAGES = 10;

/** Characters of a record that a message holds: ten of them stay below what one request may have, 256 KiB. */
const MAX_TEXT = 4_000;

/**
 * Sends refused records to a queue, and stops at the first that it does not take.
 * @returns how many are in the queue, from the first on, and why not all
 */
export async function sendRefused(
  sqs: SQSClient,
  queueUrl: string,
  records: readonly RefusedRecord[],
): Promise<{ sent: number; error?: unknown }> {
  for (let start = 0; start < records.length; start += MAX_MESSAGES) {
    const batch = records.slice(start, start + MAX_MESSAGES);
    const Entries = batch.map((record, index) => ({
      Id: String(index),
      MessageBody: messageOf(record),
    }));
    try {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const first = Failed.map(({ Id }) => Number(Id)).sort((a, b) => a - b)[0];
      if (first !== undefined) return { sent: start + first, error: Failed };
    } catch (error) {
      return { sent: start, error };
    }
  }
  return { sent: records.length };
}

function messageOf({ fault, reason, text, stream, sequenceNumber }: RefusedRecord): string {
  return JSON.stringify({ fault, reason, text: text.slice(0, MAX_TEXT), stream, sequenceNumber });
}
