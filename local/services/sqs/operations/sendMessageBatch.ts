import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchResultEntry,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../../../base/awsError";
import { checkBatch, runBatch } from "../batch";
import type { Queue } from "../queue";
import { checkFifoIds, checkMessage, type SendParameters, type SentMessage, send } from "../sentMessage";
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
    const now = clock.now();
    const checked = entries.map((entry) => ({
      Id: entry.Id,
      message: messageOrRefusal(() => checkMessage(queue, entry, senderOf(principal), now)),
    }));
    checkSize(checked.flatMap(({ message }) => (message instanceof AwsError ? [] : [message])));
    return runBatch<(typeof checked)[number], Omit<SendMessageBatchResultEntry, "Id">>(checked, ({ message }) => {
      if (message instanceof AwsError) throw message;
      return send(queue, message, now);
    });
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

function messageOrRefusal(check: () => SentMessage): SentMessage | AwsError {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** A message that is too long for its queue counts, too. */
function checkSize(messages: readonly SentMessage[]): void {
  const size = messages.reduce((sum, { content }) => sum + content.size, 0);
  if (size <= MAX_BYTES) return;
  throw sqsError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${size} bytes.`,
  );
}
