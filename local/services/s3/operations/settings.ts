import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { AwsError } from "../../../base/awsError";
import { tagList } from "../../../base/tagList";
import { documentIn, type Elements, elementOf, elementsOf, malformedXml, textOf } from "../../../edge/xmlDocument";
import type { Bucket } from "../bucket";
import { receiveText } from "../receivedBody";
import type { BucketControl, S3Call, S3Operation, S3Reply, Store } from "../s3Call";
import { checkTags, taggingIn } from "../tagging";

// Settings of a bucket. Sources: Amazon S3 API Reference, the operation of each; "Error responses". Permissions: Service
// Authorization Reference, "Actions, resources, and condition keys for Amazon S3"; what takes a setting away needs that to make it.

/** Reads something of a bucket, by the permission for it. */
export function reading(action: string, read: (bucket: Bucket, store: Store) => S3Reply): S3Operation {
  return async (call: S3Call, store: Store) => {
    const bucket = store.bucketOf(call.bucketName);
    call.caller.authorize([{ action, resource: bucket.arn }]);
    return read(bucket, store);
  };
}

/** Sets something of a bucket to what a document says. @param root of the document */
export function setting(
  action: string,
  root: string,
  set: (control: BucketControl, bucket: string, document: Elements) => void | Promise<void>,
): S3Operation {
  return async (call: S3Call, store: Store) => {
    const { arn, name } = store.bucketOf(call.bucketName);
    call.caller.authorize([{ action, resource: arn }]);
    await set(store.control(), name, documentIn(await receiveText(call.request), root));
    return {};
  };
}

/** Takes a setting of a bucket away. */
export function unsetting(action: string, unset: (control: BucketControl, bucket: string) => void): S3Operation {
  return async (call: S3Call, store: Store) => {
    const { arn, name } = store.bucketOf(call.bucketName);
    call.caller.authorize([{ action, resource: arn }]);
    unset(store.control(), name);
    return { status: 204 };
  };
}

/** Reads what no bucket has here. */
function absent(action: string, code: string, message: string): S3Operation {
  return reading(action, (bucket) => {
    throw missing(bucket, code, message);
  });
}

function missing({ name }: Bucket, code: string, message: string): AwsError {
  return new AwsError(code, message, 404, { BucketName: name });
}

export const getBucketPolicy = reading("s3:GetBucketPolicy", (bucket) => {
  const { policy } = bucket;
  if (policy === undefined) throw missing(bucket, "NoSuchBucketPolicy", "The bucket policy does not exist");
  return { headers: { "content-type": "application/json" }, stream: Readable.from([Buffer.from(policy)]) };
});

/** It is a text as it is, not in XML. */
export const putBucketPolicy: S3Operation = async (call, store) => {
  const { arn, name } = store.bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:PutBucketPolicy", resource: arn }]);
  store.control().setPolicy(name, await receiveText(call.request));
  return { status: 204 };
};

export const deleteBucketPolicy = unsetting("s3:DeleteBucketPolicy", (control, bucket) =>
  control.setPolicy(bucket, undefined),
);

export const getBucketVersioning = reading("s3:GetBucketVersioning", ({ versioning }) => ({
  document: ["VersioningConfiguration", versioning === "Disabled" ? {} : { Status: versioning }],
}));

export const putBucketVersioning = setting(
  "s3:PutBucketVersioning",
  "VersioningConfiguration",
  (control, bucket, document) => {
    const status = textOf(document, "Status");
    if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    control.setVersioning(bucket, status);
  },
);

export const getBucketEncryption = reading("s3:GetEncryptionConfiguration", ({ encryption }) => {
  const { algorithm: SSEAlgorithm, keyArn: KMSMasterKeyID, bucketKey: BucketKeyEnabled } = encryption;
  const Rule = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID }, BucketKeyEnabled }];
  return { document: ["ServerSideEncryptionConfiguration", { Rule }] };
});

export const putBucketEncryption = setting(
  "s3:PutEncryptionConfiguration",
  "ServerSideEncryptionConfiguration",
  (control, bucket, document) => {
    const [rule, ...others] = elementsOf(document, "Rule");
    const byDefault = rule && elementOf(rule, "ApplyServerSideEncryptionByDefault");
    const algorithm = byDefault && textOf(byDefault, "SSEAlgorithm");
    if (rule === undefined || others.length > 0 || algorithm === undefined) throw malformedXml();
    const keyId = byDefault && textOf(byDefault, "KMSMasterKeyID");
    const bucketKey = textOf(rule, "BucketKeyEnabled") === "true";
    control.setEncryption(bucket, { algorithm, bucketKey, ...(keyId !== undefined && { keyId }) });
  },
);

export const deleteBucketEncryption = unsetting("s3:PutEncryptionConfiguration", (control, bucket) =>
  control.setEncryption(bucket, undefined),
);

export const getPublicAccessBlock = reading("s3:GetBucketPublicAccessBlock", (bucket) => {
  const { publicAccessBlock: block } = bucket;
  if (block === undefined) {
    const message = "The public access block configuration was not found";
    throw missing(bucket, "NoSuchPublicAccessBlockConfiguration", message);
  }
  const content = {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
  return { document: ["PublicAccessBlockConfiguration", content] };
});

export const putPublicAccessBlock = setting(
  "s3:PutBucketPublicAccessBlock",
  "PublicAccessBlockConfiguration",
  (control, bucket, document) =>
    control.setPublicAccessBlock(bucket, {
      blockPublicAcls: textOf(document, "BlockPublicAcls") === "true",
      ignorePublicAcls: textOf(document, "IgnorePublicAcls") === "true",
      blockPublicPolicy: textOf(document, "BlockPublicPolicy") === "true",
      restrictPublicBuckets: textOf(document, "RestrictPublicBuckets") === "true",
    }),
);

export const deletePublicAccessBlock = unsetting("s3:PutBucketPublicAccessBlock", (control, bucket) =>
  control.setPublicAccessBlock(bucket, undefined),
);

export const getBucketOwnershipControls = reading("s3:GetBucketOwnershipControls", (bucket) => {
  const { objectOwnership: ObjectOwnership } = bucket;
  if (ObjectOwnership === undefined) {
    throw missing(bucket, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found");
  }
  return { document: ["OwnershipControls", { Rule: [{ ObjectOwnership }] }] };
});

export const putBucketOwnershipControls = setting(
  "s3:PutBucketOwnershipControls",
  "OwnershipControls",
  (control, bucket, document) => {
    const [rule, ...others] = elementsOf(document, "Rule");
    const ownership = rule && textOf(rule, "ObjectOwnership");
    if (ownership === undefined || others.length > 0) throw malformedXml();
    if (ownership === "BucketOwnerEnforced") return control.setObjectOwnership(bucket, ownership);
    if (ownership !== "BucketOwnerPreferred" && ownership !== "ObjectWriter") throw malformedXml();
    throw new AwsError(
      "NotImplemented",
      `ObjectOwnership must be BucketOwnerEnforced locally, got ${ownership}: the local cloud has no access control lists`,
      501,
    );
  },
);

export const deleteBucketOwnershipControls = unsetting("s3:PutBucketOwnershipControls", (control, bucket) =>
  control.setObjectOwnership(bucket, undefined),
);

export const getBucketLifecycle = reading("s3:GetLifecycleConfiguration", (bucket) => {
  const { lifecycle: Rule } = bucket;
  if (Rule === undefined) {
    throw missing(bucket, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist");
  }
  return { document: ["LifecycleConfiguration", { Rule }] };
});

export const putBucketLifecycle = setting(
  "s3:PutLifecycleConfiguration",
  "LifecycleConfiguration",
  (control, bucket, document) =>
    control.setLifecycle(
      bucket,
      elementsOf(document, "Rule").map((rule) => ({ ...rule, ID: textOf(rule, "ID") || randomUUID() })),
    ),
);

export const deleteBucketLifecycle = unsetting("s3:PutLifecycleConfiguration", (control, bucket) =>
  control.setLifecycle(bucket, undefined),
);

export const getBucketTagging = reading("s3:GetBucketTagging", (bucket, { inventory }) => {
  const Tag = tagList(inventory.tagsOf(bucket.arn));
  if (Tag.length === 0) throw missing(bucket, "NoSuchTagSet", "The TagSet does not exist");
  return { document: ["Tagging", { TagSet: { Tag } }] };
});

/** Takes the place of all tags. */
export const putBucketTagging: S3Operation = async (call, { bucketOf, inventory }) => {
  const { arn } = bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:PutBucketTagging", resource: arn }]);
  const tags = checkTags(taggingIn(await receiveText(call.request)), "Bucket");
  inventory.untag(arn, Object.keys(inventory.tagsOf(arn)));
  inventory.tag(arn, tags);
  return { status: 204 };
};

export const deleteBucketTagging: S3Operation = async (call, { bucketOf, inventory }) => {
  const { arn } = bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:PutBucketTagging", resource: arn }]);
  inventory.untag(arn, Object.keys(inventory.tagsOf(arn)));
  return { status: 204 };
};

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
