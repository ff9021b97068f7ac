import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { topicToQueue, workQueue } from "../parts/queues/workQueue";
import { LEDGER_TIMEOUT_SECONDS } from "./functions";
import type { Settings } from "./settings";

/** A message is with a function as long as its longest call, and SQS advises six times that (Lambda docs, "Using Lambda with SQS"). */
const VISIBILITY_TIMEOUT_SECONDS = 6 * LEDGER_TIMEOUT_SECONDS;

/** Deliveries of a message about an object that cannot be read, before a person has to look. */
const MAX_RECEIVE_COUNT = 5;

export interface NewObjects {
  /** The topic that S3 tells of each new object of events. */
  topic: aws.sns.Topic;
  ledgerQueue: aws.sqs.Queue;
  ledgerDeadLetters: aws.sqs.Queue;
}

/** Has S3 tell a topic of new objects of events, so that others can hear of them too, and the topic tell the queue of the ledger. */
export function newObjects(
  name: string,
  { bucket, key, tags, transform }: Settings & { bucket: aws.s3.Bucket },
  opts: ChildOptions,
): NewObjects {
  const topic = new aws.sns.Topic(`${name}-new-objects`, { kmsMasterKeyId: key.arn, tags }, opts);
  const topicPolicy = new aws.sns.TopicPolicy(
    `${name}-new-objects-policy`,
    { arn: topic.arn, policy: publishedBy(bucket, topic, opts) },
    opts,
  );
  const ledger = workQueue(
    `${name}-ledger-queue`,
    {
      fifo: false,
      visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      keyArn: key.arn,
      topicArns: [topic.arn],
      tags,
      transform: { queue: transform.ledgerQueue, deadLetterQueue: transform.ledgerDeadLetters },
    },
    opts,
  );
  const subscription = topicToQueue(`${name}-ledger-subscription`, topic, ledger, opts);
  new aws.s3.BucketNotification(
    `${name}-notification`,
    {
      bucket: bucket.bucket,
      topics: [{ topicArn: topic.arn, events: ["s3:ObjectCreated:*"], filterPrefix: EVENTS_PREFIX }],
    },
    // S3 tries the topic when it is told of it; and no object is to come before somebody listens.
    { ...opts, dependsOn: [topicPolicy, subscription] },
  );
  return { topic, ledgerQueue: ledger.queue, ledgerDeadLetters: ledger.deadLetterQueue };
}

function publishedBy(bucket: aws.s3.Bucket, topic: aws.sns.Topic, { parent }: ChildOptions) {
  const account = aws.getCallerIdentityOutput({}, { parent }).accountId;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Bucket",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic.arn,
        // A bucket's ARN names no account, and its name may be taken by another when it is free again.
        Condition: { ArnEquals: { "aws:SourceArn": bucket.arn }, StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
