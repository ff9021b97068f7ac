import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { encryptedTopic } from "../parts/queues/encryptedTopic";
import { topicToQueue, workQueue } from "../parts/queues/workQueue";
import { COMMANDS_TIMEOUT_SECONDS } from "./functions";
import type { Settings } from "./settings";

/** Topics that other systems can subscribe to. */
export interface Announcements {
  cardRegistered: aws.sns.Topic;
  entered: aws.sns.Topic;
  left: aws.sns.Topic;
  denied: aws.sns.Topic;
}

/** Makes the topics. Subscribers filter by the attributes `type`, `area`, `gate_id`, `card_id` and `reason`. */
export function announcements(
  name: string,
  { key, tags, transform }: Settings & { key: aws.kms.Key },
  opts: ChildOptions,
): Announcements {
  const topic = (event: string) =>
    encryptedTopic(`${name}-${event}`, { services: [], keyArn: key.arn, tags, transform: transform.topic }, opts);
  return {
    cardRegistered: topic("registered"),
    entered: topic("entered"),
    left: topic("left"),
    denied: topic("denied"),
  };
}

/** The way in for commands about cards. */
export interface CommandIntake {
  topic: aws.sns.Topic;
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
}

/** Seconds that a command is with a function: six times what it takes at most, as SQS advises (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const VISIBILITY_SECONDS = 6 * COMMANDS_TIMEOUT_SECONDS;

/** Deliveries of a command before it goes to the dead letters. */
const MAX_RECEIVE_COUNT = 5;

/** A topic that principals of this account may publish to, as far as their own policies let them, and the queue behind it. */
export function commandIntake(
  name: string,
  { key, tags, transform }: Settings & { key: aws.kms.Key },
  opts: ChildOptions,
): CommandIntake {
  const topic = new aws.sns.Topic(name, transformed(transform.topic, { kmsMasterKeyId: key.arn, tags }), opts);
  const account = aws.getCallerIdentityOutput({}, { parent: opts.parent }).accountId;
  new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: ownPrincipalsOnly(topic.arn, account) }, opts);
  const intake = workQueue(
    `${name}-queue`,
    {
      fifo: false,
      visibilityTimeoutSeconds: VISIBILITY_SECONDS,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      keyArn: key.arn,
      topicArns: [topic.arn],
      tags,
    },
    opts,
  );
  topicToQueue(`${name}-subscription`, topic, intake, opts);
  return { topic, queue: intake.queue, deadLetterQueue: intake.deadLetterQueue };
}

/**
 * Allows nobody by itself, so that a principal of the account needs a policy of its own, and denies all others for good, whatever is
 * added later. AWS services publish as nobody's principal, and are denied too.
 */
function ownPrincipalsOnly(topicArn: pulumi.Output<string>, account: pulumi.Output<string>): pulumi.Output<string> {
  const publish = { Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: topicArn };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "DenyOtherAccounts", ...publish, Condition: { StringNotEquals: { "aws:PrincipalAccount": account } } },
      { Sid: "DenyPlainHttp", ...publish, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ],
  });
}
