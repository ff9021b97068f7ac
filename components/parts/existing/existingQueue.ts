import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { absent, absentTransforms, checked, type Subject } from "../arguments/arguments";
import { type KeyArn, keyArnOf } from "./keyUse";

/** A queue with its dead-letter queue, and what encrypts it. */
export interface KeyedQueues {
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  /** The key of `queue`. Carries the check of what was handed in: whoever may use the queue has a policy, which names the key. */
  keyArn: KeyArn;
}

/** A queue, and what encrypts it. */
export interface KeyedQueue {
  queue: aws.sqs.Queue;
  /** Carries the check of a queue that was handed in. */
  keyArn: KeyArn;
}

export interface ExistingQueueArgs {
  /**
   * A queue that is there already: `new aws.sqs.Queue(...)`, or `aws.sqs.Queue.get(...)` for one of another program; given with
   * `deadLetterQueue`. The component receives from it and sends to it, as far as it needs to; how long it keeps what, how often it delivers and
   * what its policy says stays as it is. Where it names a key of the account, the roles may use the key.
   * @default one of the component's own
   */
  queue?: aws.sqs.Queue;
  /**
   * The dead-letter queue of `queue`, which its `redrivePolicy` names.
   * @default one of the component's own
   */
  deadLetterQueue?: aws.sqs.Queue;
}

/**
 * Checks the arguments `queue` and `deadLetterQueue`.
 *
 * @param own names of arguments that only queues of the component's own have a use for
 * @returns nothing where neither is given
 * @throws RunError naming the argument; for what is known at deployment only, in the keys' outputs
 */
export function existingQueues(
  subject: Subject,
  args: ExistingQueueArgs & { transform?: { queue?: unknown; deadLetterQueue?: unknown } },
  { fifo = false, own }: { fifo?: boolean; own: readonly string[] },
): KeyedQueues | undefined {
  const { queue, deadLetterQueue } = args;
  if (queue === undefined && deadLetterQueue === undefined) return undefined;
  const rule = "given with deadLetterQueue, and deadLetterQueue with it";
  checked(subject, "queue", [queue, deadLetterQueue], rule, (both) => !both.includes(undefined), missing);
  absent(subject, args, own, "with queue");
  absentTransforms(subject, args.transform, ["queue", "deadLetterQueue"], "with queue");
  return both(subject, queue as aws.sqs.Queue, deadLetterQueue as aws.sqs.Queue, fifo);
}

function missing([queue]: readonly (aws.sqs.Queue | undefined)[]): string {
  return queue === undefined ? "deadLetterQueue alone" : "queue alone";
}

function both(subject: Subject, queue: aws.sqs.Queue, deadLetterQueue: aws.sqs.Queue, fifo: boolean): KeyedQueues {
  const target = pulumi.all([queue.redrivePolicy, deadLetterQueue.arn]).apply(([policy, arn]) => {
    return { arn, target: targetOf(policy) };
  });
  const rule = "the one that the redrivePolicy of queue names as its deadLetterTargetArn";
  const paired = checked(subject, "deadLetterQueue", target, rule, ({ arn, target: named }) => arn === named, shown);
  const { keyArn } = existingQueue(subject, "queue", queue, fifo);
  return { queue, deadLetterQueue, keyArn: pulumi.all([keyArn, paired]).apply(([known]) => known) };
}

function shown({ arn, target }: { arn: string; target: string | undefined }): string {
  return `${arn}, where it names ${target ?? "none"}`;
}

function targetOf(redrivePolicy: string | undefined): string | undefined {
  if (!redrivePolicy) return undefined;
  return (JSON.parse(redrivePolicy) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
}

/**
 * Checks an argument that is a queue for what has failed: a standard queue, as all of these are.
 *
 * @returns nothing where it is absent
 * @throws RunError where there is a transform for it; in the key's output, where it is a FIFO queue
 */
export function existingQueueOf<Name extends string>(
  subject: Subject,
  argument: Name,
  args: { [argument in Name]?: aws.sqs.Queue | undefined } & { transform?: object },
): KeyedQueue | undefined {
  const queue: aws.sqs.Queue | undefined = args[argument];
  if (queue === undefined) return undefined;
  absentTransforms(subject, args.transform, [argument], `with ${argument}`);
  return existingQueue(subject, argument, queue, false);
}

function existingQueue(subject: Subject, argument: string, queue: aws.sqs.Queue, fifo: boolean): KeyedQueue {
  const rule = fifo ? "a FIFO queue, as fifo asks for" : "a standard queue";
  const isFifo = pulumi.output(queue.fifoQueue).apply((known) => known === true);
  const kind = checked(subject, argument, isFifo, rule, (known) => known === fifo, kindOf);
  const key = pulumi.all([queue.kmsMasterKeyId, kind]).apply(([named]) => named);
  // An alias is one of the queue's region and account, whose provider is the queue's.
  return { queue, keyArn: keyArnOf(queue.arn, key, { parent: queue }) };
}

function kindOf(isFifo: boolean): string {
  return isFifo ? "a FIFO queue" : "a standard queue";
}
