import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface CustomerKeyArgs {
  /** Tells people who look at the account's keys what it encrypts. */
  description: string;
  /**
   * AWS services that use it for themselves, not in the name of a role: `"cloudwatch.amazonaws.com"` (alarms that publish to an encrypted
   * topic), `"sns.amazonaws.com"` (topics that deliver to an encrypted queue), `"s3.amazonaws.com"` (notifications),
   * `"cloudfront.amazonaws.com"` (origin access control).
   */
  services: readonly string[];
  /** Lets log groups of the region be encrypted with it. */
  logs: boolean;
  /** Days in which a deleted key can be had back: 7 to 30. After them all that it encrypted is lost. */
  deletionDays: number;
  tags: Record<string, string>;
  transform?: Transform<aws.kms.KeyArgs> | undefined;
}

/**
 * A key of the account for all that a system keeps and sends. It costs a dollar a month, is rotated every year, and its use shows in
 * CloudTrail. The account's own principals need policies of theirs only; services need a statement each (AWS KMS Developer Guide, "Key
 * policies").
 */
export function customerKey(name: string, args: CustomerKeyArgs, opts: pulumi.CustomResourceOptions): aws.kms.Key {
  const invoke = opts.parent === undefined ? {} : { parent: opts.parent };
  const account = aws.getCallerIdentityOutput({}, invoke).accountId;
  const partition = aws.getPartitionOutput({}, invoke).partition;
  const region = aws.getRegionOutput({}, invoke).region;
  return new aws.kms.Key(
    name,
    transformed(args.transform, {
      description: args.description,
      enableKeyRotation: true,
      deletionWindowInDays: args.deletionDays,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Account",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          ...servicesStatements(args.services, partition, account),
          ...(args.logs ? [logsStatement(partition, region, account)] : []),
        ],
      }),
      tags: args.tags,
    }),
    opts,
  );
}

const CLOUDFRONT = "cloudfront.amazonaws.com";

function servicesStatements(
  services: readonly string[],
  partition: pulumi.Input<string>,
  account: pulumi.Input<string>,
) {
  const others = services.filter((service) => service !== CLOUDFRONT);
  return [
    ...(others.length === 0
      ? []
      : [
          {
            // Without a source: AWS's own policies for these have none (SNS Developer Guide, "Key management"), and a service that sends
            // none would lose its messages without a word. Who may send is told by the policies of topics and queues.
            Sid: "Services",
            Effect: "Allow",
            Principal: { Service: others },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
          },
        ]),
    ...(others.length === services.length ? [] : [distributionsStatement(partition, account)]),
  ];
}

/**
 * Lets CloudFront read for the account's own distributions (CloudFront Developer Guide, "Restrict access to an Amazon S3 origin"). It
 * cannot name one: the distribution names the bucket, which names the key.
 */
function distributionsStatement(partition: pulumi.Input<string>, account: pulumi.Input<string>) {
  return {
    Sid: "Distributions",
    Effect: "Allow",
    Principal: { Service: CLOUDFRONT },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: {
      ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:cloudfront::${account}:distribution/*` },
    },
  };
}

/** Lets CloudWatch Logs encrypt the account's own log groups (CloudWatch Logs User Guide, "Encrypt log data using AWS KMS"). */
function logsStatement(partition: pulumi.Input<string>, region: pulumi.Input<string>, account: pulumi.Input<string>) {
  return {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: pulumi.interpolate`logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  };
}
