import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Allow, accountOf } from "../iam/policies";

/** ARN of the key of the account that something is encrypted with; none where AWS's own key does it, whose use nobody is asked about. */
export type KeyArn = pulumi.Input<string | undefined>;

/** The keys of all that one role reads from, writes to, and sends to. */
export interface KeyUse {
  /** Keys of tables (for writes, too), queues that are received from, streams and secrets that are read: `kms:Decrypt`. */
  reads?: readonly KeyArn[];
  /** Keys of streams and secrets that are written: `kms:GenerateDataKey`. */
  writes?: readonly KeyArn[];
  /** Keys of queues and topics that are sent to: both. */
  sends?: readonly KeyArn[];
}

/**
 * The rights on keys that go with those on what they encrypt: a service uses a key in the name of whoever calls it (Amazon SQS Developer Guide,
 * "Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"; Amazon DynamoDB Developer Guide, "DynamoDB
 * encryption at rest: usage notes"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; AWS Secrets
 * Manager User Guide, "Secret encryption and decryption"). `policyDocument` leaves out keys that are AWS's own, and statements without any.
 */
export function keyPermissions({ reads = [], writes = [], sends = [] }: KeyUse): readonly Allow[] {
  return [
    { actions: ["kms:Decrypt"], resources: [...reads, ...sends] },
    { actions: ["kms:GenerateDataKey"], resources: [...writes, ...sends] },
  ];
}

/** Aliases of AWS's own keys begin so: their policies let in all principals of the account that come by way of the service. */
const AWS_OWN = "alias/aws/";

/**
 * ARN of a key that a resource names in one of KMS's ways: its ARN, its id, or an alias, which policies cannot name (AWS KMS Developer Guide,
 * "Key identifiers"; "Controlling access to AWS KMS with IAM policies: specifying KMS keys in IAM policy statements").
 *
 * @param near ARN of the resource, whose region and account the key is in
 * @param key what the resource names, or nothing
 */
export function keyArnOf(
  near: pulumi.Input<string>,
  key: pulumi.Input<string | undefined>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string | undefined> {
  return pulumi.all([near, key]).apply(([arn, named]) => pulumi.output(knownKeyArn(arn, named, opts)));
}

function knownKeyArn(near: string, key: string | undefined, opts: pulumi.InvokeOptions): KeyArn {
  if (key === undefined || key === "") return undefined;
  const alias = key.replace(/^arn:[^:]+:kms:[^:]+:[^:]+:(?=alias\/)/, "");
  if (alias.startsWith(AWS_OWN)) return undefined;
  if (alias.startsWith("alias/")) return aws.kms.getAliasOutput({ name: alias }, opts).targetKeyArn;
  if (key.startsWith("arn:")) return key;
  const [, partition, , region] = near.split(":");
  return `arn:${partition}:kms:${region}:${accountOf(near)}:key/${key}`;
}
