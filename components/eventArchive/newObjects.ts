import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import { workQueue } from "../parts/queues/workQueue";
import { LEDGER_TIMEOUT_SECONDS } from "./functions";
import type { Context } from "./settings";

/** A message is with a function as long as its longest call, and SQS advises six times that (Lambda docs, "Using Lambda with SQS"). */
const VISIBILITY_TIMEOUT_SECONDS = 6 * LEDGER_TIMEOUT_SECONDS;

/** Deliveries of a message about an object that cannot be read, before a person has to look. */
const MAX_RECEIVE_COUNT = 5;

export interface NewObjects {
  newObjects: aws.sns.Topic;
  ledgerQueue: aws.sqs.Queue;
  ledgerDeadLetters: aws.sqs.Queue;
}

/** S3 tells a topic of new objects of events, so that others can hear of them too, and the topic tells the queue of the ledger. */
export function newObjects({ subject, opts, ...settings }: Context, bucket: aws.s3.Bucket): NewObjects {
  const { key, tags, transform } = settings;
  const topic = new aws.sns.Topic(`${subject.name}-new-objects`, { kmsMasterKeyId: key.arn, tags }, opts);
  const topicPolicy = new aws.sns.TopicPolicy(
    `${subject.name}-new-objects-policy`,
    { arn: topic.arn, policy: publishedBy(bucket, topic, opts) },
    opts,
  );
  const { queue, deadLetterQueue, policy } = workQueue(
    `${subject.name}-ledger-queue`,
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
  const subscription = new aws.sns.TopicSubscription(
    `${subject.name}-ledger-subscription`,
    { topic: topic.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
    { ...opts, dependsOn: [policy] },
  );
  new aws.s3.BucketNotification(
    `${subject.name}-notification`,
    {
      bucket: bucket.bucket,
      topics: [{ topicArn: topic.arn, events: ["s3:ObjectCreated:*"], filterPrefix: EVENTS_PREFIX }],
    },
    // S3 tries the topic when it is told of it; and no object is to come before somebody listens.
    { ...opts, dependsOn: [topicPolicy, subscription] },
  );
  return { newObjects: topic, ledgerQueue: queue, ledgerDeadLetters: deadLetterQueue };
}

function publishedBy(bucket: aws.s3.Bucket, topic: aws.sns.Topic, opts: { parent: pulumi.Resource }) {
  const account = aws.getCallerIdentityOutput({}, opts).accountId;
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
