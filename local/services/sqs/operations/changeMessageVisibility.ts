import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
} from "@aws-sdk/client-sqs";
import { checkBatch, runBatch } from "../batch";
import { changeVisibility } from "../inFlight";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const changeMessageVisibility: SqsOperation<
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput
> = {
  parameters: { QueueUrl: "text", ReceiptHandle: "text?", VisibilityTimeout: "number?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ChangeMessageVisibility", QueueUrl),
  run({ QueueUrl, ReceiptHandle, VisibilityTimeout }, { queues, clock }) {
    changeVisibility(queues.at(QueueUrl), ReceiptHandle, VisibilityTimeout, clock.now());
    return {};
  },
};

export const changeMessageVisibilityBatch: SqsOperation<
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput
> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ChangeMessageVisibility", QueueUrl),
  run({ QueueUrl, Entries }, { queues, clock }) {
    const queue = queues.at(QueueUrl);
    checkBatch(Entries, "ChangeMessageVisibilityBatchRequestEntry");
    return runBatch(Entries ?? [], ({ ReceiptHandle, VisibilityTimeout }) => {
      changeVisibility(queue, ReceiptHandle, VisibilityTimeout, clock.now());
      return {};
    });
  },
};
