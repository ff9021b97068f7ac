import type {
  CancelMessageMoveTaskCommandInput,
  CancelMessageMoveTaskCommandOutput,
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksCommandOutput,
  StartMessageMoveTaskCommandInput,
  StartMessageMoveTaskCommandOutput,
} from "@aws-sdk/client-sqs";
import type { Permission } from "../../../iam/iam";
import type { SqsOperation } from "./sqsOperation";

/**
 * Redrive: each operation needs its own action and those that read the dead-letter queue.
 * Source: Amazon SQS Developer Guide, "Configure a dead-letter queue redrive", with its table of permissions.
 */
export const startMessageMoveTask: SqsOperation<StartMessageMoveTaskCommandInput, StartMessageMoveTaskCommandOutput> = {
  parameters: { SourceArn: "text" },
  permissions: (input, { moves }) => [
    ...onDeadLetters("sqs:StartMessageMoveTask", input.SourceArn),
    ...moves.destinationsOf(input).map((resource) => ({ action: "sqs:SendMessage", resource })),
  ],
  run: (input, { moves }) => moves.start(input),
};

export const listMessageMoveTasks: SqsOperation<ListMessageMoveTasksCommandInput, ListMessageMoveTasksCommandOutput> = {
  parameters: { SourceArn: "text" },
  permissions: ({ SourceArn }) => onDeadLetters("sqs:ListMessageMoveTasks", SourceArn),
  run: (input, { moves }) => moves.list(input),
};

export const cancelMessageMoveTask: SqsOperation<
  CancelMessageMoveTaskCommandInput,
  CancelMessageMoveTaskCommandOutput
> = {
  parameters: { TaskHandle: "text?" },
  permissions: ({ TaskHandle }, { moves }) => onDeadLetters("sqs:CancelMessageMoveTask", moves.sourceOf(TaskHandle)),
  run: ({ TaskHandle }, { moves }) => moves.cancel(TaskHandle),
};

function onDeadLetters(action: string, queueArn: string): readonly Permission[] {
  return [action, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map((each) => ({
    action: each,
    resource: queueArn,
  }));
}
