import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { MessageMoves } from "./messageMoves";
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
};

/** Redrive, and what each of its operations needs on the dead-letter queue beside its own action. */
const MOVE_TASKS: ReadonlySet<string> = new Set([
  "StartMessageMoveTask",
  "ListMessageMoveTasks",
  "CancelMessageMoveTask",
]);
const NEEDED_BY_MOVES = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

export function isMoveTask({ operation }: AwsCall): boolean {
  return MOVE_TASKS.has(operation);
}

/**
 * Lists the permissions that a call of redrive needs.
 * Source: Amazon SQS Developer Guide, "Configure a dead-letter queue redrive", with its table of permissions.
 *
 * @throws AwsError where a queue does not exist
 */
export function movePermissions(
  { operation, params }: AwsCall,
  moves: Pick<MessageMoves, "destinationOf" | "sourceOf">,
): readonly Permission[] {
  const source = operation === "CancelMessageMoveTask" ? moves.sourceOf(params.TaskHandle) : String(params.SourceArn);
  const onSource = [operation, ...NEEDED_BY_MOVES].map((name) => ({ action: `sqs:${name}`, resource: source }));
  if (operation !== "StartMessageMoveTask") return onSource;
  return [...onSource, { action: "sqs:SendMessage", resource: moves.destinationOf(params) }];
}

/**
 * Lists the permissions that a call needs.
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
