import type { Operation } from "../../../edge/awsApi";
import type { OnWire } from "../../../edge/wireTypes";
import type { Permission } from "../../../iam/iam";
import type { StoredQueue } from "../fauxqs";
import type { MessageMoves } from "../messageMoves";
import { queueArn, queueNameOf } from "../queueAddress";
import type { ReceivedMessage } from "../receivedMessage";

/** The queues, as the operations of the API see them. */
export interface SqsParts {
  moves: MessageMoves;
  /** Every queue of the store. */
  list(params: object): Promise<Record<string, unknown>>;
  /** Runs an operation of the store on one queue. @throws AwsError as SQS answers */
  runOnQueue<Output extends object>(operation: string, params: { readonly QueueUrl: string }): Promise<OnWire<Output>>;
  /** @throws AwsError `QueueDoesNotExist` */
  queueAt(url: string): StoredQueue;
  /** @throws AwsError `QueueDoesNotExist` */
  queueNamed(name: string): StoredQueue;
  /** Every attribute of a queue, in SQS's own names. */
  attributesOf(queue: StoredQueue): Record<string, string>;
  /** Receives messages, and waits for the first one. */
  poll(queueArn: string, params: object, waitSeconds: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]>;
}

export type SqsOperation<Input extends object, Output extends object> = Operation<SqsParts, Input, Output>;

/** A permission on the queue that a call names. @throws AwsError `QueueDoesNotExist` */
export function onQueue(action: string, queueUrl: string): readonly Permission[] {
  return [{ action, resource: queueArn(queueNameOf(queueUrl)) }];
}
