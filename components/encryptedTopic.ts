import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "./transform";

export interface EncryptedTopicArgs {
  /** AWS services that publish here for resources of this account, such as `"cloudwatch.amazonaws.com"`. */
  services: readonly string[];
  tags: Record<string, string>;
  transform?: Transform<aws.sns.TopicArgs> | undefined;
}

/** Days in which somebody may still want a key back that was deleted: KMS takes 7 to 30. */
const DELETION_WINDOW_DAYS = 7;

/**
 * An SNS topic that is reached over TLS only, and encrypted with a key of its own: a dollar a month, and the only way to have both
 * encryption and alarms that arrive, because no AWS service may use the key `alias/aws/sns` (SNS docs, "Key management").
 */
export function encryptedTopic(
  name: string,
  args: EncryptedTopicArgs,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): { topic: aws.sns.Topic; key: aws.kms.Key } {
  const account = aws.getCallerIdentityOutput({}, { parent: opts.parent }).accountId;
  const partition = aws.getPartitionOutput({}, { parent: opts.parent }).partition;
  const key = new aws.kms.Key(
    `${name}-key`,
    {
      description: `Messages of the topic ${name}.`,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      policy: keyPolicy(pulumi.interpolate`arn:${partition}:iam::${account}:root`, args.services),
      tags: args.tags,
    },
    opts,
  );
  const topic = new aws.sns.Topic(
    name,
    transformed(args.transform, { kmsMasterKeyId: key.arn, tags: args.tags }),
    opts,
  );
  new aws.sns.TopicPolicy(
    `${name}-policy`,
    { arn: topic.arn, policy: topicPolicy(topic.arn, account, args.services) },
    opts,
  );
  return { topic, key };
}

/** The account decides on its own principals; services need a statement each way (KMS docs, "Key policies"). */
function keyPolicy(root: pulumi.Output<string>, services: readonly string[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Account", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" },
      {
        Sid: "Publishers",
        Effect: "Allow",
        Principal: { Service: services },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ],
  });
}

function topicPolicy(
  topicArn: pulumi.Output<string>,
  account: pulumi.Output<string>,
  services: readonly string[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Publishers",
        Effect: "Allow",
        Principal: { Service: services },
        Action: "sns:Publish",
        Resource: topicArn,
        // Not for alarms of other accounts.
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
