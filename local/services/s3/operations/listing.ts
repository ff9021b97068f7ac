import { AwsError } from "../../../base/awsError";
import type { Bucket } from "../bucket";
import type { ObjectVersion, Upload } from "../bucketContent";
import type { S3Call, S3Reply, Store } from "../s3Call";
import { authorizedBucket, commonPrefixes, described, encoded, isAfter, OWNER, pageOf, summary } from "./page";

/** Source: Amazon S3 API Reference, "ListObjects": `NextMarker` comes with a delimiter only. */
export async function listObjects(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucket");
  const marker = call.query.get("marker");
  const page = pageOf(call, currentFrom(bucket, marker), marker);
  const content = {
    Name: bucket.name,
    ...described(call),
    Marker: encoded(call, marker ?? ""),
    MaxKeys: page.max,
    IsTruncated: page.isTruncated,
    ...(page.isTruncated && call.query.get("delimiter") && { NextMarker: encoded(call, page.last ?? "") }),
    Contents: page.items.map((version) => ({ ...summary(call, version), Owner: OWNER })),
    CommonPrefixes: commonPrefixes(call, page),
  };
  return { document: ["ListBucketResult", content] };
}

export async function listObjectsV2(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucket");
  const token = call.query.get("continuation-token");
  const startAfter = call.query.get("start-after");
  const marker = token === null ? startAfter : decodeToken(token);
  const page = pageOf(call, currentFrom(bucket, marker), marker);
  const withOwner = call.query.get("fetch-owner") === "true";
  const content = {
    Name: bucket.name,
    ...described(call),
    MaxKeys: page.max,
    KeyCount: page.items.length + page.prefixes.length,
    IsTruncated: page.isTruncated,
    ...(token !== null && { ContinuationToken: token }),
    ...(page.isTruncated && { NextContinuationToken: encodeToken(page.last ?? "") }),
    ...(startAfter && { StartAfter: encoded(call, startAfter) }),
    Contents: page.items.map((version) => ({ ...summary(call, version), ...(withOwner && { Owner: OWNER }) })),
    CommonPrefixes: commonPrefixes(call, page),
  };
  return { document: ["ListBucketResult", content] };
}

function* currentFrom(bucket: Bucket, marker: string | null): Generator<ObjectVersion> {
  for (const key of bucket.keys) {
    if (marker !== null && !isAfter(key, marker)) continue;
    const version = bucket.current(key);
    if (version) yield version;
  }
}

export async function listObjectVersions(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucketVersions");
  const keyMarker = call.query.get("key-marker");
  const versionMarker = call.query.get("version-id-marker");
  if (versionMarker && !keyMarker) {
    throw new AwsError("InvalidArgument", "A version-id marker cannot be specified without a key marker.", 400, {
      ...{ ArgumentName: "version-id-marker", ArgumentValue: versionMarker },
    });
  }
  const page = pageOf(call, versionsFrom(bucket, keyMarker, versionMarker), keyMarker);
  const element = (version: ObjectVersion) => ({
    ...{ VersionId: version.versionId, IsLatest: bucket.versionsOf(version.key)[0] === version, Owner: OWNER },
  });
  const content = {
    Name: bucket.name,
    ...described(call),
    KeyMarker: encoded(call, keyMarker ?? ""),
    VersionIdMarker: versionMarker ?? "",
    MaxKeys: page.max,
    IsTruncated: page.isTruncated,
    ...(page.isTruncated && {
      NextKeyMarker: encoded(call, page.last ?? ""),
      NextVersionIdMarker: page.lastItem?.versionId,
    }),
    Version: page.items
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .map((version) => ({ ...summary(call, version), ...element(version) })),
    DeleteMarker: page.items
      .filter(({ isDeleteMarker }) => isDeleteMarker)
      .map((version) => ({
        ...{ Key: encoded(call, version.key), LastModified: new Date(version.lastModified) },
        ...element(version),
      })),
    CommonPrefixes: commonPrefixes(call, page),
  };
  return { document: ["ListVersionsResult", content] };
}

function* versionsFrom(bucket: Bucket, keyMarker: string | null, versionMarker: string | null) {
  for (const key of bucket.keys) {
    const versions = bucket.versionsOf(key);
    if (keyMarker === null || isAfter(key, keyMarker)) yield* versions;
    else if (key === keyMarker && versionMarker) {
      yield* versions.slice(versions.findIndex(({ versionId }) => versionId === versionMarker) + 1);
    }
  }
}

/** Lists uploads by key, and those of a key by the time at which they began. */
export async function listMultipartUploads(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucketMultipartUploads");
  const keyMarker = call.query.get("key-marker");
  const uploadMarker = call.query.get("upload-id-marker");
  const page = pageOf(call, uploadsFrom(bucket, keyMarker, uploadMarker), keyMarker, "max-uploads");
  const content = {
    Bucket: bucket.name,
    ...described(call),
    KeyMarker: encoded(call, keyMarker ?? ""),
    UploadIdMarker: (keyMarker && uploadMarker) ?? "",
    NextKeyMarker: encoded(call, page.lastItem?.key ?? ""),
    NextUploadIdMarker: page.lastItem?.id ?? "",
    MaxUploads: page.max,
    IsTruncated: page.isTruncated,
    Upload: page.items.map(({ id, key, initiated }) => ({
      ...{ Key: encoded(call, key), UploadId: id, Initiated: new Date(initiated), StorageClass: "STANDARD" },
      ...{ Owner: OWNER, Initiator: OWNER },
    })),
    CommonPrefixes: commonPrefixes(call, page),
  };
  return { document: ["ListMultipartUploadsResult", content] };
}

/** An id counts beside a key only. */
function uploadsFrom(bucket: Bucket, keyMarker: string | null, uploadMarker: string | null): readonly Upload[] {
  const uploads = [...bucket.uploads].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  if (!keyMarker) return uploads;
  const at = uploadMarker ? uploads.findIndex(({ key, id }) => key === keyMarker && id === uploadMarker) : -1;
  return at >= 0 ? uploads.slice(at + 1) : uploads.filter(({ key }) => isAfter(key, keyMarker));
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function decodeToken(token: string): string {
  if (token !== "" && /^[\w-]+$/.test(token)) return Buffer.from(token, "base64url").toString();
  throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
}
