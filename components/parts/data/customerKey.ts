import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";
import { type Whereabouts, whereaboutsOf } from "../regions/regions";

export interface CustomerKeyArgs {
  /** Tells people who look at the account's keys what it encrypts. */
  description: string;
  /**
   * AWS services that use it for themselves, not in the name of a role: `"cloudwatch.amazonaws.com"` (alarms that publish to an encrypted
   * topic), `"sns.amazonaws.com"` (topics that deliver to an encrypted queue), `"s3.amazonaws.com"` (notifications),
   * `"cloudfront.amazonaws.com"` (origin access control).
   */
  services: readonly KeyUser[];
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
  const { region, partition, dnsSuffix } = whereaboutsOf(opts.parent);
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
            // In a key's own policy, "*" is the key.
            Resource: "*",
          },
          ...args.services.map((service) => serviceStatement(service, partition, region, account)),
          ...(args.logs ? [logsStatement({ region, partition, dnsSuffix }, account)] : []),
        ],
      }),
      tags: args.tags,
    }),
    opts,
  );
}

interface Source {
  /** Name of the statement. */
  sid: string;
  /**
   * ARN of what the service acts for, less `arn:<partition>:`; `ACCOUNT` and `REGION` stand for the key's own. Where it names no account, the
   * account is a condition of its own.
   */
  arn: string;
}

const SOURCES = {
  // CloudWatch User Guide, "Notifying users on alarm changes".
  "cloudwatch.amazonaws.com": { sid: "Alarms", arn: "cloudwatch:REGION:ACCOUNT:alarm:*" },
  // aws/aws-cdk#20521, whose integration test runs on AWS: SNS names its topic when it uses the key of an encrypted queue.
  "sns.amazonaws.com": { sid: "Topics", arn: "sns:REGION:ACCOUNT:*" },
  // A bucket's ARN names neither region nor account.
  "s3.amazonaws.com": { sid: "Buckets", arn: "s3:::*" },
  // It cannot name the distribution, which names the bucket, which names the key (CloudFront Developer Guide, "Restrict access to an
  // Amazon S3 origin").
  "cloudfront.amazonaws.com": { sid: "Distributions", arn: "cloudfront::ACCOUNT:distribution/*" },
} satisfies Readonly<Record<string, Source>>;

/** A service that uses keys for itself. */
type KeyUser = keyof typeof SOURCES;

/** Reads only: it serves what others have written. */
const CLOUDFRONT = "cloudfront.amazonaws.com";

/**
 * Lets a service use the key for resources of this account alone. Source: Amazon SNS Developer Guide and Amazon SQS Developer Guide, "Enable
 * compatibility between event sources from AWS services and encrypted topics" (and "queues"). EventBridge sends no source there, and is
 * none of these.
 */
function serviceStatement(
  service: KeyUser,
  partition: pulumi.Output<string>,
  region: pulumi.Output<string>,
  account: pulumi.Output<string>,
) {
  const { sid, arn } = SOURCES[service];
  const source = pulumi
    .all([region, account])
    .apply(([ownRegion, ownAccount]) => arn.replace("REGION", ownRegion).replace("ACCOUNT", ownAccount));
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: service === CLOUDFRONT ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: {
      ...(!arn.includes("ACCOUNT") && { StringEquals: { "aws:SourceAccount": account } }),
      ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:${source}` },
    },
  };
}

/** Lets CloudWatch Logs encrypt the account's own log groups (CloudWatch Logs User Guide, "Encrypt log data using AWS KMS"). */
function logsStatement({ region, partition, dnsSuffix }: Whereabouts, account: pulumi.Input<string>) {
  return {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: pulumi.interpolate`logs.${region}.${dnsSuffix}` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  };
}
