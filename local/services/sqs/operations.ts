import { ACCOUNT_ID } from "../../arn";
import { AwsError } from "../../awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import { queueArn, queueNameOf } from "./queueAddress";

/** Operations on one queue, and the action that allows each: a batch needs what its entries would need alone. */
const ON_ONE_QUEUE: Readonly<Record<string, string>> = {
  SendMessage: "sqs:SendMessage",
  SendMessageBatch: "sqs:SendMessage",
  ReceiveMessage: "sqs:ReceiveMessage",
  DeleteMessage: "sqs:DeleteMessage",
  DeleteMessageBatch: "sqs:DeleteMessage",
  ChangeMessageVisibility: "sqs:ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "sqs:ChangeMessageVisibility",
  GetQueueAttributes: "sqs:GetQueueAttributes",
  ListQueueTags: "sqs:ListQueueTags",
  PurgeQueue: "sqs:PurgeQueue",
};

const DECLARED = "queues are resources of the Pulumi program here: declare an aws.sqs.Queue.";
const REFUSED: Readonly<Record<string, string>> = {
  CreateQueue: DECLARED,
  DeleteQueue: DECLARED,
  SetQueueAttributes: DECLARED,
  TagQueue: DECLARED,
  UntagQueue: DECLARED,
  AddPermission: "declare an aws.sqs.QueuePolicy.",
  RemovePermission: "declare an aws.sqs.QueuePolicy.",
  StartMessageMoveTask: "receive from the dead-letter queue and send to the source instead.",
};

/**
 * What a call must be allowed to do.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
 *
 * @throws AwsError for an operation that the local cloud does not run
 */
export function sqsPermissions({ operation, params }: AwsCall): readonly Permission[] {
  const action = ON_ONE_QUEUE[operation];
  if (action) return [{ action, resource: queueArn(queueNameOf(params.QueueUrl)) }];
  if (operation === "GetQueueUrl") {
    const { QueueName, QueueOwnerAWSAccountId = ACCOUNT_ID } = params;
    if (QueueOwnerAWSAccountId !== ACCOUNT_ID)
      throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return [{ action: "sqs:GetQueueUrl", resource: queueArn(String(QueueName)) }];
  }
  if (operation === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
  const reason = REFUSED[operation];
  throw new AwsError(
    "UnsupportedOperation",
    `The local cloud does not run sqs:${operation}${reason ? `: ${reason}` : "."}`,
  );
}
