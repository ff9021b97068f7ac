import type { DeleteQueueCommandInput, DeleteQueueCommandOutput } from "@aws-sdk/client-sqs";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const deleteQueue: SqsOperation<DeleteQueueCommandInput, DeleteQueueCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:DeleteQueue", QueueUrl),
  async run({ QueueUrl }, { sqs, queues, inventory }) {
    const { arn } = queues.at(QueueUrl);
    await sqs.deleteQueue(QueueUrl);
    inventory.deletedByCall(arn);
    return {};
  },
};
