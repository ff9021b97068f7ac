import type { GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput } from "@aws-sdk/client-sqs";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const getQueueAttributes: SqsOperation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:GetQueueAttributes", QueueUrl),
  run({ QueueUrl, AttributeNames: names = ["All"] }, { queueAt, attributesOf }) {
    const all = Object.entries(attributesOf(queueAt(QueueUrl)));
    const wanted = Array.isArray(names) ? names.map(String) : [];
    return {
      Attributes: Object.fromEntries(wanted.includes("All") ? all : all.filter(([name]) => wanted.includes(name))),
    };
  },
};
