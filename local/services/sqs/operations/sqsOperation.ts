import type { Clock } from "../../../base/clock";
import type { Inventory } from "../../../base/inventory";
import type { Operation } from "../../../edge/awsApi";
import type { Permission, Principal } from "../../../iam/iam";
import type { MessageMoves } from "../messageMoves";
import { queueArn, queueNameOf } from "../queueAddress";
import type { Queues } from "../queues";
import type { Sqs } from "../sqs";

/** The queues, as the operations of the API see them. */
export interface SqsParts {
  readonly sqs: Pick<Sqs, "createQueue" | "setAttributes" | "deleteQueue">;
  readonly queues: Queues;
  readonly moves: MessageMoves;
  readonly clock: Clock;
  readonly inventory: Inventory;
}

export type SqsOperation<Input extends object, Output extends object> = Operation<SqsParts, Input, Output>;

/** A permission on the queue that a call names. @throws AwsError `QueueDoesNotExist` */
export function onQueue(action: string, queueUrl: string): readonly Permission[] {
  return [{ action, resource: queueArn(queueNameOf(queueUrl)) }];
}

/** Says who sent a message, as its `SenderId`: a role's session, the account, or the service. */
export function senderOf(principal: Principal): string {
  switch (principal.kind) {
    case "role":
      return principal.arn.split("/").slice(1).join(":");
    case "operator":
      return principal.arn.split(":")[4] ?? "";
    case "service":
      return principal.service;
    default:
      return "Anonymous";
  }
}
