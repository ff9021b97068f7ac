import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchResultEntry,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../../../base/awsError";
import { checkBatch, runBatch } from "../batch";
import type { Queue } from "../queue";
import { checkFifoIds, checkMessage, messageSize, type SendParameters, send } from "../sentMessage";
import { sqsError } from "../sqsErrors";
import { onQueue, type SqsOperation, senderOf } from "./sqsOperation";

/** SQS's limit for all messages of a request together. */
const MAX_BYTES = 1_048_576;

/** A batch needs what its entries would need alone. */
export const sendMessageBatch: SqsOperation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:SendMessage", QueueUrl),
  run({ QueueUrl, Entries }, { queues, clock }, { principal }) {
    const queue = queues.at(QueueUrl);
    checkBatch(Entries, "SendMessageBatchRequestEntry");
    const entries = Entries ?? [];
    for (const entry of entries) checkIds(queue, entry);
    checkSize(entries);
    const now = clock.now();
    return runBatch<(typeof entries)[number], Omit<SendMessageBatchResultEntry, "Id">>(entries, (entry) =>
      send(queue, checkMessage(queue, entry, senderOf(principal), now), now),
    );
  },
};

/** In a batch, SQS calls an id that is missing an invalid value. */
function checkIds(queue: Queue, entry: SendParameters): void {
  try {
    checkFifoIds(queue, entry);
  } catch (error) {
    throw error instanceof AwsError ? sqsError("InvalidParameterValue", error.message) : error;
  }
}

function checkSize(entries: readonly SendParameters[]): void {
  const size = entries.reduce((sum, entry) => sum + messageSize(entry), 0);
  if (size <= MAX_BYTES) return;
  throw sqsError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${size} bytes.`,
  );
}
