import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LARGEST_MESSAGE_BYTES, LONGEST_QUEUE_RETENTION_SECONDS } from "../arguments/defaults";
import { type Transform, transformed } from "../arguments/transform";
import type { KeyedQueues } from "../existing/existingQueue";
import { tlsOnlyQueuePolicy } from "../iam/policies";
import { encryptionOfQueue, failureQueue } from "./failureQueue";

export interface WorkQueueArgs {
  /** Seconds that a message stays hidden from others while a consumer has it; 0 to 43,200. */
  visibilityTimeoutSeconds: pulumi.Input<number>;
  /** Deliveries after which a message goes to the dead-letter queue; 1 to 1,000. */
  maxReceiveCount: pulumi.Input<number>;
  /**
   * Keeps messages of a group in order. The sender names a message's group and deduplication id. At most 300 sends a second, unless
   * a transform asks for high throughput (SQS docs, "High throughput for FIFO queues").
   */
  fifo: boolean;
  /** Bytes of the largest message, attributes included. @default the largest that SQS takes, less room for a reason */
  maxMessageBytes?: number;
  /** ARN of a key of the account to encrypt both queues with; senders and receivers need it too. @default a key of SQS's own */
  keyArn?: pulumi.Input<string> | undefined;
  /** ARNs of the SNS topics that may send here, and to the dead-letter queue what they cannot deliver. Where there is a key, its policy must let SNS use it. @default none */
  topicArns?: readonly pulumi.Input<string>[];
  tags: Record<string, string>;
  transform?: {
    queue?: Transform<aws.sqs.QueueArgs> | undefined;
    deadLetterQueue?: Transform<aws.sqs.QueueArgs> | undefined;
  };
}

export interface WorkQueue extends KeyedQueues {
  policy: aws.sqs.QueuePolicy;
}

/** Seconds that a receive waits for a message, the longest that SQS allows: fewer empty answers to pay for. */
const LONG_POLLING_SECONDS = 20;

/** Bytes that a message may grow by when it is put into another queue with the reason among its attributes. */
const ROOM_FOR_A_REASON_BYTES = 1_024;

/**
 * An encrypted queue that is reached over TLS only, with a dead-letter queue of its kind. Both keep messages as long as SQS can, for a
 * consumer may be down for a long weekend. A message of a standard queue keeps its age when it moves to the dead-letter queue: the two
 * weeks count for both queues together (SQS docs, "Using dead-letter queues").
 */
export function workQueue(name: string, args: WorkQueueArgs, opts: pulumi.CustomResourceOptions): WorkQueue {
  const deadLetterQueue = failureQueue(
    `${name}-dead-letters`,
    {
      fifo: args.fifo,
      maxMessageBytes: LARGEST_MESSAGE_BYTES,
      keyArn: args.keyArn,
      topicArns: args.topicArns,
      tags: args.tags,
      transform: args.transform?.deadLetterQueue,
    },
    opts,
  );
  const queue = new aws.sqs.Queue(
    name,
    transformed(args.transform?.queue, {
      ...(args.fifo && { fifoQueue: true }),
      maxMessageSize: args.maxMessageBytes ?? LARGEST_MESSAGE_BYTES - ROOM_FOR_A_REASON_BYTES,
      messageRetentionSeconds: LONGEST_QUEUE_RETENTION_SECONDS,
      receiveWaitTimeSeconds: LONG_POLLING_SECONDS,
      visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: deadLetterQueue.arn,
        maxReceiveCount: args.maxReceiveCount,
      }),
      ...encryptionOfQueue(args.keyArn),
      tags: args.tags,
    }),
    opts,
  );
  const policy = new aws.sqs.QueuePolicy(
    `${name}-policy`,
    { queueUrl: queue.url, policy: tlsOnlyQueuePolicy(queue.arn, args.topicArns) },
    opts,
  );
  return { queue, deadLetterQueue, keyArn: args.keyArn, policy };
}

/** Has a topic's messages put into a queue that names the topic among its `topicArns`; those that SNS cannot put there, into its dead-letter queue. */
export function topicToQueue(
  name: string,
  topic: aws.sns.Topic,
  { queue, deadLetterQueue, policy }: WorkQueue,
  opts: pulumi.CustomResourceOptions,
): aws.sns.TopicSubscription {
  return new aws.sns.TopicSubscription(
    name,
    {
      ...{ topic: topic.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetterQueue.arn }),
    },
    { ...opts, dependsOn: [policy] },
  );
}
