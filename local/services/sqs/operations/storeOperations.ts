import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  PurgeQueueCommandInput,
  PurgeQueueCommandOutput,
} from "@aws-sdk/client-sqs";
import { onQueue, type SqsOperation } from "./sqsOperation";

// Operations that the store runs as it gets them. A batch needs what its entries would need alone.

export const deleteMessage: SqsOperation<DeleteMessageCommandInput, DeleteMessageCommandOutput> = {
  parameters: { QueueUrl: "text", ReceiptHandle: "text?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:DeleteMessage", QueueUrl),
  run: (input, { runOnQueue }) => runOnQueue<DeleteMessageCommandOutput>("DeleteMessage", input),
};

export const deleteMessageBatch: SqsOperation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:DeleteMessage", QueueUrl),
  run: (input, { runOnQueue }) => runOnQueue<DeleteMessageBatchCommandOutput>("DeleteMessageBatch", input),
};

export const changeMessageVisibility: SqsOperation<
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput
> = {
  parameters: { QueueUrl: "text", ReceiptHandle: "text?", VisibilityTimeout: "number?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ChangeMessageVisibility", QueueUrl),
  run: (input, { runOnQueue }) => runOnQueue<ChangeMessageVisibilityCommandOutput>("ChangeMessageVisibility", input),
};

export const changeMessageVisibilityBatch: SqsOperation<
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput
> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ChangeMessageVisibility", QueueUrl),
  run: (input, { runOnQueue }) =>
    runOnQueue<ChangeMessageVisibilityBatchCommandOutput>("ChangeMessageVisibilityBatch", input),
};

export const listQueueTags: SqsOperation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ListQueueTags", QueueUrl),
  run: (input, { runOnQueue }) => runOnQueue<ListQueueTagsCommandOutput>("ListQueueTags", input),
};

export const purgeQueue: SqsOperation<PurgeQueueCommandInput, PurgeQueueCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:PurgeQueue", QueueUrl),
  run: (input, { runOnQueue }) => runOnQueue<PurgeQueueCommandOutput>("PurgeQueue", input),
};
