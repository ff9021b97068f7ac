import type { Table } from "../table";
import { api, guide, refused, row } from "./rows";
import type { S3Input } from "./subject";

const blocking = guide("Blocking public access to your Amazon S3 storage", "access-control-block-public-access");
const MALFORMED = refused(
  "MalformedXML",
  "The XML you provided was not well-formed or did not validate against our published schema",
);
const rule = (more: object = {}) => ({
  ...{ ID: "old", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 30 }, ...more },
});
const lifecycle = (...Rules: object[]) =>
  ["PutBucketLifecycleConfiguration", { LifecycleConfiguration: { Rules } }] as const;
const tagging = (...tags: readonly (readonly [string, string])[]) =>
  ["PutBucketTagging", { Tagging: { TagSet: tags.map(([Key, Value]) => ({ Key, Value })) } }] as const;
const encryption = (SSEAlgorithm: string, more: object = {}) =>
  [
    "PutBucketEncryption",
    {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, ...more }],
      },
    },
  ] as const;
const PUBLIC = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::records/*" }],
});
const BLOCKED = {
  ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
};

export const settings: Table<S3Input> = {
  service: "Amazon S3",
  topic: "settings of buckets",
  rows: [
    row("a new bucket blocks all public access", blocking, [["GetPublicAccessBlock", {}]], BLOCKED, {
      see: "PublicAccessBlockConfiguration",
    }),
    row(
      "what a block does not name is off",
      api("PutPublicAccessBlock"),
      [
        ["PutPublicAccessBlock", { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }],
        ["GetPublicAccessBlock", {}],
      ],
      { ...BLOCKED, BlockPublicAcls: false, IgnorePublicAcls: false, RestrictPublicBuckets: false },
      { see: "PublicAccessBlockConfiguration" },
    ),
    row(
      "a block that was taken away is not found",
      api("GetPublicAccessBlock"),
      [
        ["DeletePublicAccessBlock", {}],
        ["GetPublicAccessBlock", {}],
      ],
      refused("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404),
    ),
    row(
      "a public policy is accepted where the block is taken away",
      blocking,
      [
        ["DeletePublicAccessBlock", {}],
        ["PutBucketPolicy", { Policy: PUBLIC }],
        ["GetBucketPolicy", {}],
      ],
      PUBLIC,
      { see: "Policy" },
    ),
    row(
      "objects of a new bucket are its owner's",
      guide("Controlling ownership of objects and disabling ACLs for your bucket", "about-object-ownership"),
      [["GetBucketOwnershipControls", {}]],
      [{ ObjectOwnership: "BucketOwnerEnforced" }],
      { see: "OwnershipControls.Rules" },
    ),
    row(
      "a setting of ownership that was taken away is not found",
      api("GetBucketOwnershipControls"),
      [
        ["DeleteBucketOwnershipControls", {}],
        ["GetBucketOwnershipControls", {}],
      ],
      refused("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", 404),
    ),
    row(
      "a bucket is encrypted as it is told",
      api("PutBucketEncryption"),
      [encryption("aws:kms", { BucketKeyEnabled: true }), ["GetBucketEncryption", {}]],
      [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true }],
      { see: "ServerSideEncryptionConfiguration.Rules" },
    ),
    row(
      "an object gets the encryption of its bucket",
      api("PutBucketEncryption"),
      [encryption("aws:kms"), ["PutObject", { Key: "k", Body: "hello" }]],
      "aws:kms",
      { see: "ServerSideEncryption" },
    ),
    row(
      "a bucket is encrypted with S3's keys again where its own setting is taken away",
      api("DeleteBucketEncryption"),
      [encryption("aws:kms"), ["DeleteBucketEncryption", {}], ["GetBucketEncryption", {}]],
      [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
      { see: "ServerSideEncryptionConfiguration.Rules" },
    ),
    row(
      "a bucket without a lifecycle says so",
      api("GetBucketLifecycleConfiguration"),
      [["GetBucketLifecycleConfiguration", {}]],
      refused("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404),
    ),
    row(
      "a lifecycle is given back as it was written",
      api("GetBucketLifecycleConfiguration"),
      [
        lifecycle(
          rule(),
          rule({
            ID: "tagged",
            Filter: { And: { Prefix: "a/", Tags: [{ Key: "team", Value: "<a>" }] } },
            Transitions: [{ Days: 1, StorageClass: "GLACIER" }],
          }),
        ),
        ["GetBucketLifecycleConfiguration", {}],
      ],
      [
        rule(),
        rule({
          ID: "tagged",
          Filter: { And: { Prefix: "a/", Tags: [{ Key: "team", Value: "<a>" }] } },
          Transitions: [{ Days: 1, StorageClass: "GLACIER" }],
        }),
      ],
      { see: "Rules" },
    ),
    row(
      "two rules of a lifecycle with one id are refused",
      api("PutBucketLifecycleConfiguration"),
      [lifecycle(rule(), rule())],
      refused("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule"),
    ),
    row(
      "a rule of a lifecycle that does nothing is refused",
      api("PutBucketLifecycleConfiguration"),
      [lifecycle({ ID: "idle", Status: "Enabled", Filter: { Prefix: "" } })],
      refused("InvalidRequest", "At least one action needs to be specified in a rule"),
    ),
    row(
      "a rule of a lifecycle of no days is refused",
      api("PutBucketLifecycleConfiguration"),
      [lifecycle(rule({ Expiration: { Days: 0 } }))],
      refused("InvalidArgument", "'Days' for Expiration action must be a positive integer"),
    ),
    row(
      "a rule of a lifecycle of another status is refused",
      api("PutBucketLifecycleConfiguration"),
      [lifecycle(rule({ Status: "enabled" }))],
      MALFORMED,
    ),
    row(
      "a rule of a lifecycle needs a filter",
      api("PutBucketLifecycleConfiguration"),
      [lifecycle(rule({ Filter: undefined }))],
      MALFORMED,
    ),
    row(
      "a lifecycle that was taken away is not found",
      api("DeleteBucketLifecycle"),
      [lifecycle(rule()), ["DeleteBucketLifecycle", {}], ["GetBucketLifecycleConfiguration", {}]],
      refused("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404),
    ),
    row(
      "tags of a bucket take the place of those that it had",
      api("PutBucketTagging"),
      [tagging(["team", "a"], ["cost", "1"]), tagging(["team", "b"]), ["GetBucketTagging", {}]],
      [{ Key: "team", Value: "b" }],
      { see: "TagSet" },
    ),
    row(
      "a tag of a bucket is given once",
      api("PutBucketTagging"),
      [tagging(["team", "a"], ["team", "b"])],
      refused("InvalidTag", "Cannot provide multiple Tags with the same key"),
    ),
    row(
      "a bucket whose tags were taken away has no set of them",
      api("DeleteBucketTagging"),
      [tagging(["team", "a"]), ["DeleteBucketTagging", {}], ["GetBucketTagging", {}]],
      refused("NoSuchTagSet", "The TagSet does not exist", 404),
    ),
    row(
      "a bucket that tells nobody answers nothing",
      api("GetBucketNotificationConfiguration"),
      [["GetBucketNotificationConfiguration", {}]],
      {},
    ),
    row(
      "versioning without a status is refused",
      api("PutBucketVersioning"),
      [["PutBucketVersioning", { VersioningConfiguration: {} }]],
      MALFORMED,
    ),
  ],
};
