import type {
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesCommandOutput,
} from "@aws-sdk/client-sqs";
import { pageOf } from "../page";
import { onQueue, type SqsOperation } from "./sqsOperation";

export const listDeadLetterSourceQueues: SqsOperation<
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesCommandOutput
> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ListDeadLetterSourceQueues", QueueUrl),
  run({ QueueUrl, ...page }, { queues }) {
    const { urls, NextToken } = pageOf(queues.sourcesOf(queues.at(QueueUrl).arn), page);
    return { queueUrls: urls, ...(NextToken !== undefined && { NextToken }) };
  },
};
