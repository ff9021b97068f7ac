import type { ListQueuesCommandInput, ListQueuesCommandOutput } from "@aws-sdk/client-sqs";
import { pageOf } from "../page";
import type { SqsOperation } from "./sqsOperation";

export const listQueues: SqsOperation<ListQueuesCommandInput, ListQueuesCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "sqs:ListQueues", resource: "*" }],
  run({ QueueNamePrefix: prefix = "", ...page }, { queues }) {
    const found = queues.all().filter(({ name }) => name.startsWith(prefix));
    const { urls, NextToken } = pageOf(found, page);
    return { ...(urls.length > 0 && { QueueUrls: urls }), ...(NextToken !== undefined && { NextToken }) };
  },
};
