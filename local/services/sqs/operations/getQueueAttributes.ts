import type { GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput } from "@aws-sdk/client-sqs";
import { attributesOf } from "../queueAttributes";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const getQueueAttributes: SqsOperation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput> = {
  parameters: { QueueUrl: "text", AttributeNames: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:GetQueueAttributes", QueueUrl),
  run({ QueueUrl, AttributeNames = [] }, { queues }) {
    const attributes = attributesOf(queues.at(QueueUrl), AttributeNames);
    return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
  },
};
