import type {
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { checkBatch, runBatch } from "../batch";
import { deleteMessage as remove } from "../inFlight";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const deleteMessage: SqsOperation<DeleteMessageCommandInput, DeleteMessageCommandOutput> = {
  parameters: { QueueUrl: "text", ReceiptHandle: "text?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:DeleteMessage", QueueUrl),
  run({ QueueUrl, ReceiptHandle }, { queues }) {
    remove(queues.at(QueueUrl), ReceiptHandle);
    return {};
  },
};

export const deleteMessageBatch: SqsOperation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:DeleteMessage", QueueUrl),
  run({ QueueUrl, Entries }, { queues }) {
    const queue = queues.at(QueueUrl);
    checkBatch(Entries, "DeleteMessageBatchRequestEntry");
    return runBatch(Entries ?? [], ({ ReceiptHandle }) => {
      remove(queue, ReceiptHandle);
      return {};
    });
  },
};
