import { Readable } from "node:stream";
import { AwsError } from "../../../base/awsError";
import type { Bucket } from "../bucket";
import type { S3Call, S3Operation, S3Reply, Store } from "../s3Call";

// Readings of what a bucket is set to. Sources: Amazon S3 API Reference, the operation of each; "Error responses".

/** Reads something of a bucket, by the permission for it. */
function reading(action: string, read: (bucket: Bucket) => S3Reply): S3Operation {
  return async (call: S3Call, store: Store) => {
    const bucket = store.bucketOf(call.bucketName);
    call.caller.authorize([{ action, resource: bucket.arn }]);
    return read(bucket);
  };
}

/** Reads what no bucket has here. */
function absent(action: string, code: string, message: string): S3Operation {
  return reading(action, ({ name }) => {
    throw new AwsError(code, message, 404, { BucketName: name });
  });
}

export const getBucketPolicy = reading("s3:GetBucketPolicy", ({ name, policy }) => {
  if (policy === undefined) {
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, { BucketName: name });
  }
  return { headers: { "content-type": "application/json" }, stream: Readable.from([Buffer.from(policy)]) };
});

export const getBucketEncryption = reading("s3:GetEncryptionConfiguration", ({ encryption }) => {
  const { algorithm: SSEAlgorithm, keyArn: KMSMasterKeyID, bucketKey: BucketKeyEnabled } = encryption;
  const Rule = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID }, BucketKeyEnabled }];
  return { document: ["ServerSideEncryptionConfiguration", { Rule }] };
});

export const getBucketAccelerateConfiguration = reading("s3:GetAccelerateConfiguration", () => ({
  document: ["AccelerateConfiguration", {}],
}));

export const getBucketLogging = reading("s3:GetBucketLogging", () => ({ document: ["BucketLoggingStatus", {}] }));

export const getBucketRequestPayment = reading("s3:GetBucketRequestPayment", () => ({
  document: ["RequestPaymentConfiguration", { Payer: "BucketOwner" }],
}));

export const getBucketCors = absent(
  "s3:GetBucketCORS",
  "NoSuchCORSConfiguration",
  "The CORS configuration does not exist",
);

export const getBucketTagging = absent("s3:GetBucketTagging", "NoSuchTagSet", "The TagSet does not exist");

export const getBucketWebsite = absent(
  "s3:GetBucketWebsite",
  "NoSuchWebsiteConfiguration",
  "The specified bucket does not have a website configuration",
);

export const getBucketReplication = absent(
  "s3:GetReplicationConfiguration",
  "ReplicationConfigurationNotFoundError",
  "The replication configuration was not found",
);

export const getObjectLockConfiguration = absent(
  "s3:GetBucketObjectLockConfiguration",
  "ObjectLockConfigurationNotFoundError",
  "Object Lock configuration does not exist for this bucket",
);
