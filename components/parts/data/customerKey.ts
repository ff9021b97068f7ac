import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface CustomerKeyArgs {
  /** What it encrypts, for people who look at the account's keys. */
  description: string;
  /**
   * AWS services that use it on their own behalf, not on that of a role: `"cloudwatch.amazonaws.com"` (alarms that publish to an encrypted
   * topic), `"sns.amazonaws.com"` (topics that deliver to an encrypted queue), `"s3.amazonaws.com"` (notifications),
   * `"cloudfront.amazonaws.com"` (origin access control).
   */
  services: readonly string[];
  /** Whether log groups of the region are encrypted with it. */
  logs: boolean;
  /** Days in which somebody may still want it back when it was deleted: 7 to 30. With the key, all that it encrypts is lost. */
  deletionDays: number;
  tags: Record<string, string>;
  transform?: Transform<aws.kms.KeyArgs> | undefined;
}

/**
 * A key of the account for all that a system keeps and sends: a dollar a month, rotated every year, its use in CloudTrail. The account
 * decides on its own principals by their policies; the services need a statement each (AWS KMS Developer Guide, "Key policies").
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
 * CloudFront Developer Guide, "Restrict access to an Amazon S3 origin": the condition keeps other accounts' distributions out. It names no
 * distribution, for the distribution names the bucket, which names the key.
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

/** CloudWatch Logs User Guide, "Encrypt log data using AWS KMS": the condition keeps other accounts' log groups out. */
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
