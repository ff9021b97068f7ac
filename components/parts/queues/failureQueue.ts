import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LONGEST_QUEUE_RETENTION_SECONDS } from "../arguments/defaults";
import { type Transform, transformed } from "../arguments/transform";
import { tlsOnlyQueuePolicy } from "../iam/policies";

export interface FailureQueueArgs {
  /** Makes a FIFO queue: a dead-letter queue must be of its source's kind (SQS docs, "Using dead-letter queues"). @default false */
  fifo?: boolean;
  /** Bytes of the largest message, attributes included; at least those of the queue that the messages come from. @default 262144 */
  maxMessageBytes?: number;
  /** ARN of a key of the account to encrypt it with; see {@link failureQueue}. @default a key of SQS's own */
  keyArn?: pulumi.Input<string> | undefined;
  /** ARNs of the SNS topics that may send here what they cannot deliver. Where there is a key, its policy must let SNS use it. @default none */
  topicArns?: readonly pulumi.Input<string>[] | undefined;
  tags: Record<string, string>;
  transform?: Transform<aws.sqs.QueueArgs> | undefined;
}

/**
 * An encrypted queue for messages that could not be processed. It keeps them as long as SQS can, and is reached over TLS only.
 *
 * `keyArn`, or a transform, may name a KMS key instead of SQS's own. The key's policy must then let the senders' roles call
 * `kms:GenerateDataKey` and `kms:Decrypt` (SQS docs, "Key management"): the functions' roles do not, and a message that cannot be sent
 * is lost.
 */
export function failureQueue(name: string, args: FailureQueueArgs, opts: pulumi.CustomResourceOptions): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    name,
    withOneEncryption(
      transformed(args.transform, {
        ...(args.fifo === true && { fifoQueue: true }),
        ...(args.maxMessageBytes !== undefined && { maxMessageSize: args.maxMessageBytes }),
        messageRetentionSeconds: LONGEST_QUEUE_RETENTION_SECONDS,
        ...encryptionOfQueue(args.keyArn),
        tags: args.tags,
      }),
    ),
    opts,
  );
  new aws.sqs.QueuePolicy(
    `${name}-policy`,
    { queueUrl: queue.url, policy: tlsOnlyQueuePolicy(queue.arn, args.topicArns) },
    opts,
  );
  return queue;
}

/** Encrypts a queue with a key of the account, or with SQS's own. */
export function encryptionOfQueue(keyArn: pulumi.Input<string> | undefined): Partial<aws.sqs.QueueArgs> {
  return keyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: keyArn };
}

/** Leaves out SQS's own encryption where there is a KMS key: the AWS provider refuses a queue that names both. */
function withOneEncryption({ sqsManagedSseEnabled, ...queue }: aws.sqs.QueueArgs): aws.sqs.QueueArgs {
  return queue.kmsMasterKeyId === undefined && sqsManagedSseEnabled !== undefined
    ? { ...queue, sqsManagedSseEnabled }
    : queue;
}
