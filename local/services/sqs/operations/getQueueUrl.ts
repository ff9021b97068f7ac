import type { GetQueueUrlCommandInput, GetQueueUrlCommandOutput } from "@aws-sdk/client-sqs";
import { ACCOUNT_ID } from "../../../base/arn";
import { queueArn } from "../queueAddress";
import { unknownQueue } from "../sqsErrors";
import type { SqsOperation } from "./sqsOperation";

export const getQueueUrl: SqsOperation<GetQueueUrlCommandInput, GetQueueUrlCommandOutput> = {
  parameters: { QueueName: "text" },
  permissions({ QueueName, QueueOwnerAWSAccountId = ACCOUNT_ID }) {
    if (QueueOwnerAWSAccountId !== ACCOUNT_ID) throw unknownQueue();
    return [{ action: "sqs:GetQueueUrl", resource: queueArn(QueueName) }];
  },
  run: ({ QueueName }, { queues }) => ({ QueueUrl: queues.of(queueArn(QueueName)).url }),
};
