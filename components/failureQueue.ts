import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LONGEST_QUEUE_RETENTION_SECONDS } from "./defaults";
import { tlsOnlyQueuePolicy } from "./policies";
import { type Transform, transformed } from "./transform";

export interface FailureQueueArgs {
  /** A dead-letter queue must be of the same kind as its source (SQS docs, "Using dead-letter queues"). @default false */
  fifo?: boolean;
  /** Bytes of the largest message, attributes included; at least those of where the messages come from. @default 262144 */
  maxMessageBytes?: number;
  tags: Record<string, string>;
  transform?: Transform<aws.sqs.QueueArgs> | undefined;
}

/** An encrypted queue for what could not be processed: kept as long as SQS can, reached over TLS only. */
export function failureQueue(name: string, args: FailureQueueArgs, opts: pulumi.CustomResourceOptions): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    name,
    transformed(args.transform, {
      ...(args.fifo === true ? { fifoQueue: true } : {}),
      ...(args.maxMessageBytes === undefined ? {} : { maxMessageSize: args.maxMessageBytes }),
      messageRetentionSeconds: LONGEST_QUEUE_RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
      tags: args.tags,
    }),
    opts,
  );
  new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy: tlsOnlyQueuePolicy(queue.arn) }, opts);
  return queue;
}
