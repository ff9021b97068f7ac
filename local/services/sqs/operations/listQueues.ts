import type { ListQueuesCommandInput, ListQueuesCommandOutput } from "@aws-sdk/client-sqs";
import type { SqsOperation } from "./sqsOperation";

export const listQueues: SqsOperation<ListQueuesCommandInput, ListQueuesCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "sqs:ListQueues", resource: "*" }],
  run: (input, { list }) => list(input),
};
