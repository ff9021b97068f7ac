import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Clock } from "../clock";
import { createBatcher } from "./batcher";

/** Entries of one batch request: SQS's limit (Amazon SQS API reference, "DeleteMessageBatch"). */
const MAX_BATCH = 10;
/** A message waits this long for others to be deleted with: far less than the request itself takes. */
const LINGER_MS = 5;

export interface WorkQueueDependencies {
  sqs: SQSClient;
  queueUrl: string;
  clock: Clock;
  /** Seconds that a received message stays hidden unless this is extended. */
  visibilityTimeoutSeconds: number;
  /** Seconds that an empty receive waits for a message; 20 at most. */
  waitSeconds: number;
}

/** The calls of SQS that a worker needs; those that SQS takes in batches are gathered. */
export interface WorkQueue {
  /** @param max 1 to 10 */
  receive(max: number, signal: AbortSignal): Promise<readonly Message[]>;
  delete(receiptHandle: string): Promise<void>;
  /** Seconds from now until the message may be received again; 0 hands it back. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}

export function createWorkQueue({ sqs, queueUrl: QueueUrl, clock, ...limits }: WorkQueueDependencies): WorkQueue {
  const deletes = createBatcher<string, undefined>({
    clock,
    maxItems: MAX_BATCH,
    lingerMs: LINGER_MS,
    async send(receiptHandles) {
      const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle }));
      const { Failed } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      return outcomes(receiptHandles.length, Failed);
    },
  });
  const hides = createBatcher<{ ReceiptHandle: string; VisibilityTimeout: number }, undefined>({
    clock,
    maxItems: MAX_BATCH,
    lingerMs: LINGER_MS,
    async send(entries) {
      const Entries = entries.map((entry, index) => ({ Id: `${index}`, ...entry }));
      const { Failed } = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      return outcomes(entries.length, Failed);
    },
  });
  return {
    async receive(max, abortSignal) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: max,
          WaitTimeSeconds: limits.waitSeconds,
          VisibilityTimeout: limits.visibilityTimeoutSeconds,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
        }),
        { abortSignal },
      );
      return Messages;
    },
    delete: (receiptHandle) => deletes.add(receiptHandle),
    hide: (ReceiptHandle, seconds) => hides.add({ ReceiptHandle, VisibilityTimeout: Math.ceil(seconds) }),
  };
}

function outcomes(
  count: number,
  failed: readonly { Id?: string | undefined; Code?: string | undefined; Message?: string | undefined }[] = [],
): (undefined | Error)[] {
  const results = new Array<undefined | Error>(count).fill(undefined);
  for (const { Id, Code, Message } of failed) {
    results[Number(Id)] = Object.assign(new Error(Message ?? Code ?? "SQS refused the entry"), {
      name: Code ?? "Error",
    });
  }
  return results;
}
