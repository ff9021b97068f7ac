import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { Clock } from "../../local/base/clock";
import { pause } from "../load/poll";
import { queueState, stateLine } from "./deadLetters";
import type { RedriveQueues } from "./queues";

export interface MoveDependencies {
  sqs: SQSClient;
  clock: Clock;
  print(line: string): void;
}

export interface MoveResult {
  moved: number;
  /** In the dead-letter queue afterwards, in flight or not. */
  left: number;
  /** Why the task ended before it was through. */
  failure?: string;
}

const POLL_MS = 1000;

/**
 * Moves the dead letters back by `StartMessageMoveTask`, and waits until the task has ended. The task is SQS's: it goes on if
 * whoever waits for it does not.
 *
 * @param rate messages a second; absent: SQS decides
 * @throws Error as SQS refuses the task
 */
export async function moveDeadLetters(
  { sqs, clock, print }: MoveDependencies,
  { queueUrl, deadLetterQueueUrl }: RedriveQueues,
  rate: number | undefined,
): Promise<MoveResult> {
  const before = await queueState(sqs, deadLetterQueueUrl);
  print(stateLine(before, deadLetterQueueUrl));
  if (before.waiting === 0) {
    print("nothing to move");
    return { moved: 0, left: before.inFlight };
  }
  const { arn: DestinationArn } = await queueState(sqs, queueUrl);
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: before.arn,
      DestinationArn,
      ...(rate !== undefined && { MaxNumberOfMessagesPerSecond: rate }),
    }),
  );
  print(`moving to ${queueUrl}`);

  let task = await newestTask(sqs, before.arn);
  let shown = 0;
  while (task.Status === "RUNNING" || task.Status === "CANCELLING") {
    await pause(clock, POLL_MS);
    task = await newestTask(sqs, before.arn);
    const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: all = 0 } = task;
    if (moved > shown) print(`${moved} of ${all} moved`);
    shown = moved;
  }

  const moved = task.ApproximateNumberOfMessagesMoved ?? 0;
  const { waiting, inFlight } = await queueState(sqs, deadLetterQueueUrl);
  const left = waiting + inFlight;
  print(`moved ${moved}, left ${left}`);
  if (task.Status === "COMPLETED") return { moved, left };
  const failure = task.FailureReason ?? `the task is ${task.Status}`;
  print(`not all were moved: ${failure}`);
  return { moved, left, failure };
}

/** One task runs for a queue at a time, so the newest is the one just started. */
async function newestTask(sqs: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry> {
  const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  // A task that was just started may not be listed yet.
  return task ?? { Status: "RUNNING" };
}
