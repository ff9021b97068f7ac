import type { SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput } from "@aws-sdk/client-sqs";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const setQueueAttributes: SqsOperation<SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput> = {
  parameters: { QueueUrl: "text", Attributes: "map" },
  permissions: ({ QueueUrl }) => onQueue("sqs:SetQueueAttributes", QueueUrl),
  async run({ QueueUrl, Attributes }, { sqs }) {
    await sqs.setAttributes(QueueUrl, Attributes);
    return {};
  },
};
