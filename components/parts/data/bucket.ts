import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface BucketArgs {
  /** Keeps the versions that an overwrite or a deletion replaces. */
  versioned: boolean;
  /** Days that replaced versions are kept, where there are versions. */
  replacedVersionDays?: pulumi.Input<number> | undefined;
  /** Days after which the parts of an unfinished upload are deleted. */
  unfinishedUploadDays: pulumi.Input<number>;
  /** Lets `pulumi destroy` delete it with all that is in it. */
  forceDestroy: pulumi.Input<boolean>;
  /** ARN of a key of the account to encrypt objects with; readers and writers need it too. @default a key of S3's own */
  keyArn?: pulumi.Input<string> | undefined;
  /** Further rules that delete objects, or move them to another storage class. @default none */
  lifecycleRules?: readonly aws.types.input.s3.BucketLifecycleConfigurationRule[];
  /** Statements of the bucket's policy besides the one that refuses plain HTTP. @default none */
  statements?: pulumi.Input<pulumi.Input<aws.iam.PolicyStatement>[]>;
  tags: Record<string, string>;
  transform?: Transform<aws.s3.BucketArgs> | undefined;
}

/**
 * A private bucket: encrypted, reached over TLS only, without access control lists, and not to be made public by any policy. Parts of
 * unfinished uploads and replaced versions go by themselves.
 */
export function bucket(name: string, args: BucketArgs, opts: pulumi.CustomResourceOptions): aws.s3.Bucket {
  const made = new aws.s3.Bucket(
    name,
    transformed(args.transform, { forceDestroy: args.forceDestroy, tags: args.tags }),
    opts,
  );
  new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket: made.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    opts,
  );
  const access = new aws.s3.BucketPublicAccessBlock(
    `${name}-access`,
    {
      bucket: made.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    { bucket: made.bucket, rules: [encryptionRule(args.keyArn)] },
    opts,
  );
  if (args.versioned) {
    new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: made.bucket, versioningConfiguration: { status: "Enabled" } },
      opts,
    );
  }
  new aws.s3.BucketLifecycleConfiguration(`${name}-lifecycle`, { bucket: made.bucket, rules: lifecycle(args) }, opts);
  new aws.s3.BucketPolicy(
    `${name}-policy`,
    { bucket: made.bucket, policy: policyOf(made.arn, args.statements) },
    // S3 refuses to change both at a time: "A conflicting conditional operation is currently in progress".
    { ...opts, dependsOn: [access] },
  );
  return made;
}

function encryptionRule(
  keyArn: pulumi.Input<string> | undefined,
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
  return keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        // One data key for many objects: a fraction of the calls to KMS, and of their price.
        bucketKeyEnabled: true,
      };
}

function lifecycle(args: BucketArgs): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const everything = { status: "Enabled", filter: { prefix: "" } };
  return [
    {
      id: "unfinished-uploads",
      ...everything,
      abortIncompleteMultipartUpload: { daysAfterInitiation: args.unfinishedUploadDays },
    },
    ...(args.versioned && args.replacedVersionDays !== undefined
      ? [
          {
            id: "replaced-versions",
            ...everything,
            noncurrentVersionExpiration: { noncurrentDays: args.replacedVersionDays },
          },
        ]
      : []),
    ...(args.lifecycleRules ?? []),
  ];
}

function policyOf(bucketArn: pulumi.Output<string>, statements: BucketArgs["statements"] = []): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: pulumi.output(statements).apply((others) => [
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...others,
    ]),
  });
}
