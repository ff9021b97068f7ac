import type { Table } from "../table";
import { ANY } from "../table";
import { api, bodiless, guide, put, refused, row } from "./rows";
import type { S3Input } from "./subject";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::records/*" }],
});
const NO_BUCKET = refused("NoSuchBucket", "The specified bucket does not exist", 404);

export const buckets: Table<S3Input> = {
  service: "Amazon S3",
  topic: "buckets",
  rows: [
    row("buckets are listed by their names", api("ListBuckets"), [["ListBuckets", {}]], ["other", "records"], {
      see: "Buckets.*.Name",
    }),
    row("a bucket that is there answers with its region", api("HeadBucket"), [["HeadBucket", {}]], "us-east-1", {
      see: "BucketRegion",
    }),
    row(
      "a bucket that is not there has no body to say so",
      api("HeadBucket"),
      [["HeadBucket", { Bucket: "absent" }]],
      bodiless(404),
    ),
    row("the location of us-east-1 is left out", api("GetBucketLocation"), [["GetBucketLocation", {}]], undefined, {
      see: "LocationConstraint.Name",
    }),
    row("a bucket was never versioned", api("GetBucketVersioning"), [["GetBucketVersioning", {}]], {}),
    row(
      "a bucket is versioned",
      api("GetBucketVersioning"),
      [["GetBucketVersioning", {}]],
      { Status: "Enabled" },
      {
        versioning: "Enabled",
      },
    ),
    row(
      "a bucket was versioned once",
      api("GetBucketVersioning"),
      [["GetBucketVersioning", {}]],
      { Status: "Suspended" },
      { versioning: "Suspended" },
    ),
    row("a policy is given back as it was written", api("GetBucketPolicy"), [["GetBucketPolicy", {}]], POLICY, {
      policy: POLICY,
      see: "Policy",
    }),
    row(
      "a bucket without a policy says so",
      api("GetBucketPolicy"),
      [["GetBucketPolicy", {}]],
      refused("NoSuchBucketPolicy", "The bucket policy does not exist", 404),
    ),
    row(
      "every bucket is encrypted with S3's keys",
      guide("Setting default server-side encryption behavior for Amazon S3 buckets", "bucket-encryption"),
      [["GetBucketEncryption", {}]],
      [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
      { see: "ServerSideEncryptionConfiguration.Rules" },
    ),
    row(
      "a bucket without tags says so",
      api("GetBucketTagging"),
      [["GetBucketTagging", {}]],
      refused("NoSuchTagSet", "The TagSet does not exist", 404),
    ),
    row(
      "a bucket without rules for other origins says so",
      api("GetBucketCors"),
      [["GetBucketCors", {}]],
      refused("NoSuchCORSConfiguration", "The CORS configuration does not exist", 404),
    ),
    row(
      "a bucket that is no website says so",
      api("GetBucketWebsite"),
      [["GetBucketWebsite", {}]],
      refused("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", 404),
    ),
    row(
      "a bucket that is not replicated says so",
      api("GetBucketReplication"),
      [["GetBucketReplication", {}]],
      refused("ReplicationConfigurationNotFoundError", "The replication configuration was not found", 404),
    ),
    row(
      "a bucket that locks nothing says so",
      api("GetObjectLockConfiguration"),
      [["GetObjectLockConfiguration", {}]],
      refused("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket", 404),
    ),
    row("a bucket that logs nothing answers nothing", api("GetBucketLogging"), [["GetBucketLogging", {}]], {}),
    row("a bucket's owner pays", api("GetBucketRequestPayment"), [["GetBucketRequestPayment", {}]], {
      Payer: "BucketOwner",
    }),
    row(
      "a bucket that is not accelerated answers nothing",
      api("GetBucketAccelerateConfiguration"),
      [["GetBucketAccelerateConfiguration", {}]],
      {},
    ),
    ...(
      [
        ["ListObjectsV2", {}],
        ["GetBucketLocation", {}],
        ["GetBucketPolicy", {}],
        ["PutObject", { Key: "k", Body: "hello" }],
        ["GetObject", { Key: "k" }],
        ["DeleteObject", { Key: "k" }],
        ["CreateMultipartUpload", { Key: "k" }],
      ] as const
    ).map(([operation, parameters]) =>
      row(
        `${operation} of a bucket that is not there is refused`,
        api(operation),
        [[operation, { Bucket: "absent", ...parameters }]],
        NO_BUCKET,
      ),
    ),
    row(
      "a bucket is listed with the time at which it was made",
      api("ListBuckets"),
      [put("k", "hello"), ["ListBuckets", {}]],
      [
        { Name: "other", CreationDate: ANY },
        { Name: "records", CreationDate: ANY },
      ],
      { see: "Buckets" },
    ),
  ],
};
