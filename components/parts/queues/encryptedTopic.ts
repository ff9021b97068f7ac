import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";

export interface EncryptedTopicArgs {
  /** AWS services that publish here for resources of this account, such as `"cloudwatch.amazonaws.com"`. */
  services: readonly string[];
  /** ARN of the key of the account to encrypt it with; its policy lets the services use it, as that of `customerKey` does. */
  keyArn: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?: Transform<aws.sns.TopicArgs> | undefined;
}

/**
 * An SNS topic that is reached over TLS only, and encrypted with a key of the account. With the key `alias/aws/sns`, which no AWS service
 * may use, alarms would not arrive (SNS docs, "Key management").
 */
export function encryptedTopic(name: string, args: EncryptedTopicArgs, opts: ChildOptions): aws.sns.Topic {
  const account = aws.getCallerIdentityOutput({}, { parent: opts.parent }).accountId;
  const topic = new aws.sns.Topic(
    name,
    transformed(args.transform, { kmsMasterKeyId: args.keyArn, tags: args.tags }),
    opts,
  );
  new aws.sns.TopicPolicy(
    `${name}-policy`,
    { arn: topic.arn, policy: topicPolicy(topic.arn, account, args.services) },
    opts,
  );
  return topic;
}

function topicPolicy(
  topicArn: pulumi.Output<string>,
  account: pulumi.Output<string>,
  services: readonly string[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      // The account's own principals need no statement here: their own policies let them publish.
      ...(services.length === 0 ? [] : [publishers(topicArn, account, services)]),
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

function publishers(topicArn: pulumi.Output<string>, account: pulumi.Output<string>, services: readonly string[]) {
  return {
    Sid: "Publishers",
    Effect: "Allow",
    Principal: { Service: services },
    Action: "sns:Publish",
    Resource: topicArn,
    // Alarms of other accounts stay out.
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  };
}
