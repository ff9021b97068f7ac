import type { ListQueueTagsCommandInput, ListQueueTagsCommandOutput } from "@aws-sdk/client-sqs";
import { onQueue, type SqsOperation } from "./sqsOperation";

/** Tags have no effect here, and are not kept: no queue has any. */
export const listQueueTags: SqsOperation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ListQueueTags", QueueUrl),
  run({ QueueUrl }, { queues }) {
    queues.at(QueueUrl);
    return {};
  },
};
