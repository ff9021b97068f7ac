import { AwsError } from "../../base/awsError";
import { getObjectAttributes } from "./operations/attributes";
import * as buckets from "./operations/buckets";
import { copyObject, uploadPartCopy } from "./operations/copy";
import * as listing from "./operations/listing";
import * as multipart from "./operations/multipart";
import { getBucketNotification, putBucketNotification } from "./operations/notifications";
import { deleteObject, getObject, putObject } from "./operations/objects";
import { OVERRIDES } from "./operations/reading";
import * as settings from "./operations/settings";
import { header, type S3Call, type S3Operation } from "./s3Call";

interface Route {
  operation: S3Operation;
  /** Parameters of the query that it knows; with another one it would be another operation, or mean something else. */
  query?: readonly string[];
}

const LISTING = ["prefix", "delimiter", "max-keys", "encoding-type"];
/** The parameters that choose an operation, in the order in which they do. */
const SELECTORS = [
  ...["uploads", "uploadId", "delete", "tagging", "attributes", "versions", "location", "versioning", "list-type"],
  ...[
    "policy",
    "encryption",
    "cors",
    "website",
    "logging",
    "replication",
    "object-lock",
    "requestPayment",
    "accelerate",
    "lifecycle",
    "notification",
    "ownershipControls",
    "publicAccessBlock",
  ],
];

/** By method, what the call is about, and the parameter that selects it. */
const ROUTES: Readonly<Record<string, Route>> = {
  "GET service": { operation: buckets.listBuckets },
  "GET bucket": { operation: listing.listObjects, query: [...LISTING, "marker"] },
  "GET bucket list-type": {
    operation: listing.listObjectsV2,
    query: [...LISTING, "continuation-token", "start-after", "fetch-owner"],
  },
  "GET bucket versions": {
    operation: listing.listObjectVersions,
    query: [...LISTING, "key-marker", "version-id-marker"],
  },
  "GET bucket uploads": {
    operation: listing.listMultipartUploads,
    query: ["prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
  },
  "GET bucket location": { operation: buckets.getBucketLocation },
  "GET bucket versioning": { operation: settings.getBucketVersioning },
  "GET bucket policy": { operation: settings.getBucketPolicy },
  "GET bucket encryption": { operation: settings.getBucketEncryption },
  "GET bucket tagging": { operation: settings.getBucketTagging },
  "GET bucket cors": { operation: settings.getBucketCors },
  "GET bucket website": { operation: settings.getBucketWebsite },
  "GET bucket logging": { operation: settings.getBucketLogging },
  "GET bucket replication": { operation: settings.getBucketReplication },
  "GET bucket object-lock": { operation: settings.getObjectLockConfiguration },
  "GET bucket requestPayment": { operation: settings.getBucketRequestPayment },
  "GET bucket accelerate": { operation: settings.getBucketAccelerateConfiguration },
  "GET bucket lifecycle": { operation: settings.getBucketLifecycle },
  "GET bucket notification": { operation: getBucketNotification },
  "GET bucket ownershipControls": { operation: settings.getBucketOwnershipControls },
  "GET bucket publicAccessBlock": { operation: settings.getPublicAccessBlock },
  "HEAD bucket": { operation: buckets.headBucket },
  "PUT bucket": { operation: buckets.createBucket },
  "PUT bucket encryption": { operation: settings.putBucketEncryption },
  "PUT bucket lifecycle": { operation: settings.putBucketLifecycle },
  "PUT bucket notification": { operation: putBucketNotification },
  "PUT bucket ownershipControls": { operation: settings.putBucketOwnershipControls },
  "PUT bucket policy": { operation: settings.putBucketPolicy },
  "PUT bucket publicAccessBlock": { operation: settings.putPublicAccessBlock },
  "PUT bucket tagging": { operation: settings.putBucketTagging },
  "PUT bucket versioning": { operation: settings.putBucketVersioning },
  "DELETE bucket": { operation: buckets.deleteBucket },
  "DELETE bucket encryption": { operation: settings.deleteBucketEncryption },
  "DELETE bucket lifecycle": { operation: settings.deleteBucketLifecycle },
  "DELETE bucket ownershipControls": { operation: settings.deleteBucketOwnershipControls },
  "DELETE bucket policy": { operation: settings.deleteBucketPolicy },
  "DELETE bucket publicAccessBlock": { operation: settings.deletePublicAccessBlock },
  "DELETE bucket tagging": { operation: settings.deleteBucketTagging },
  "POST bucket delete": { operation: buckets.deleteObjects },
  "GET object": { operation: getObject, query: ["versionId", "partNumber", ...OVERRIDES] },
  "HEAD object": { operation: getObject, query: ["versionId", "partNumber", ...OVERRIDES] },
  "GET object attributes": { operation: getObjectAttributes, query: ["versionId"] },
  "PUT object": { operation: putObject },
  "PUT object copy": { operation: copyObject },
  "DELETE object": { operation: deleteObject, query: ["versionId"] },
  "GET object tagging": { operation: buckets.getObjectTagging, query: ["versionId"] },
  "PUT object tagging": { operation: buckets.putObjectTagging, query: ["versionId"] },
  "DELETE object tagging": { operation: buckets.deleteObjectTagging, query: ["versionId"] },
  "POST object uploads": { operation: multipart.createMultipartUpload },
  "PUT object uploadId": { operation: multipart.uploadPart, query: ["partNumber"] },
  "PUT object uploadId copy": { operation: uploadPartCopy, query: ["partNumber"] },
  "POST object uploadId": { operation: multipart.completeMultipartUpload },
  "DELETE object uploadId": { operation: multipart.abortMultipartUpload },
  "GET object uploadId": { operation: multipart.listParts, query: ["part-number-marker", "max-parts"] },
};

/** @throws AwsError `NotImplemented` that names what the local cloud does not know */
export function operationFor(call: S3Call): S3Operation {
  const subject = call.bucketName === "" ? "service" : call.key === undefined ? "bucket" : "object";
  const selector = SELECTORS.find((name) => call.query.has(name));
  const copies = header(call, "x-amz-copy-source") !== undefined ? "copy" : undefined;
  const route = ROUTES[[call.method, subject, selector, copies].filter((part) => part !== undefined).join(" ")];
  const known = new Set(["x-id", ...SELECTORS, ...(route?.query ?? [])]);
  const unknown = [...call.query.keys()].find((name) => !known.has(name));
  if (route && unknown === undefined) return route.operation;
  throw new AwsError(
    "NotImplemented",
    `S3's operation ${call.method} of ${subject === "service" ? "the service" : `a ${subject}`} with ` +
      `?${[...call.query.keys()].join("&")}${copies ? " from a copy source" : ""} is not supported locally yet` +
      `${unknown === undefined ? "" : `, because of ${unknown}`}; add it to local/services/s3/routes.ts`,
    501,
  );
}
