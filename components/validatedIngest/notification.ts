import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { tlsOnlyTopicPolicy } from "../parts/iam/policies";
import { emailSubscriptions } from "../parts/queues/emailSubscriptions";
import { workQueue } from "../parts/queues/workQueue";
import { DIGEST_TIMEOUT_SECONDS } from "./functions";
import type { Settings } from "./settings";

/** Tells people of entries to decide about: a topic, and the subscriptions that are there from the beginning. */
export function approvalTopic(
  name: string,
  { approvalEmails, keyArn, tags, transform }: Settings,
  opts: ChildOptions,
): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    name,
    transformed(transform.approvalTopic, {
      displayName: "Approvals",
      // Links are secrets. This key is enough for a function that publishes; a service could not use it.
      kmsMasterKeyId: keyArn ?? "alias/aws/sns",
      tags,
    }),
    opts,
  );
  new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: tlsOnlyTopicPolicy(topic.arn) }, opts);
  emailSubscriptions(name, { topic, emails: approvalEmails }, opts);
  return topic;
}

/** Questions of one digest at most: with the largest fields that rules allow, each may be a mail of its own. */
const DIGEST_BATCH_SIZE = 50;

/** Digests that are mailed at once: the fewest that Lambda allows. */
const DIGEST_CONCURRENCY = 2;

/** Tries of a question, after which it waits for a person of its own in the dead-letter queue. */
const DIGEST_RECEIVES = 5;

/** Timeouts of the function that a question is hidden for (Lambda docs, "Using Lambda with Amazon SQS"). */
const VISIBILITY_FACTOR = 6;

/** Keeps questions until they are mailed together. */
export function questionQueue(name: string, { approvalDigestSeconds, keyArn, tags }: Settings, opts: ChildOptions) {
  return workQueue(
    name,
    {
      visibilityTimeoutSeconds: VISIBILITY_FACTOR * DIGEST_TIMEOUT_SECONDS + approvalDigestSeconds,
      maxReceiveCount: DIGEST_RECEIVES,
      fifo: false,
      keyArn,
      tags,
    },
    opts,
  );
}

/** Hands the digest all that was asked within `approvalDigestSeconds`. */
export function digestSource(
  name: string,
  args: Settings & { questions: aws.sqs.Queue; target: aws.lambda.Function },
  opts: ChildOptions,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: args.questions.arn,
      functionName: args.target.arn,
      batchSize: DIGEST_BATCH_SIZE,
      maximumBatchingWindowInSeconds: args.approvalDigestSeconds,
      scalingConfig: { maximumConcurrency: DIGEST_CONCURRENCY },
      functionResponseTypes: ["ReportBatchItemFailures"],
      tags: args.tags,
    },
    opts,
  );
}

/** The key that links are signed with. The first function that needs it makes it, so that no program and no state file holds it. */
export function linkKey(name: string, { keyArn, tags }: Settings, opts: ChildOptions): aws.secretsmanager.Secret {
  return new aws.secretsmanager.Secret(
    name,
    {
      description: "What the approval links are signed with.",
      ...(keyArn !== undefined && { kmsKeyId: keyArn }),
      tags,
    },
    opts,
  );
}
