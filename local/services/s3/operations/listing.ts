import { AwsError } from "../../../base/awsError";
import type { Bucket, ObjectVersion } from "../bucket";
import { integer, type S3Call, type S3Reply, type Store } from "../s3Call";

const PAGE = 1000;
const OWNER = { ID: "0".repeat(64), DisplayName: "sluice" };

export async function listObjectsV2(call: S3Call, store: Store): Promise<S3Reply> {
  if (call.query.get("list-type") !== "2") {
    throw new AwsError("NotImplemented", "the local cloud lists objects by ListObjectsV2 only (list-type=2)", 501);
  }
  const bucket = authorizedBucket(call, store, "s3:ListBucket");
  const token = call.query.get("continuation-token");
  const startAfter = call.query.get("start-after");
  const { items, prefixes, next, ...page } = pageOf(call, bucket, {
    after: token === null ? startAfter : decodeToken(token),
    itemsOf: (key) => [bucket.current(key)].filter((version) => version !== undefined),
    max: integer(call, "max-keys", PAGE, PAGE),
  });
  const withOwner = call.query.get("fetch-owner") === "true";
  const content = {
    Name: bucket.name,
    ...described(call),
    MaxKeys: page.max,
    KeyCount: items.length + prefixes.length,
    IsTruncated: next !== undefined,
    ...(token !== null && { ContinuationToken: token }),
    ...(next !== undefined && { NextContinuationToken: encodeToken(next) }),
    ...(startAfter !== null && { StartAfter: encoded(call, startAfter) }),
    Contents: items.map((version) => ({ ...summary(call, version), ...(withOwner && { Owner: OWNER }) })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encoded(call, prefix) })),
  };
  return { document: ["ListBucketResult", content] };
}

export async function listObjectVersions(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucketVersions");
  if (call.query.get("version-id-marker")) {
    throw new AwsError("NotImplemented", "the local cloud ends a page of versions between keys only", 501);
  }
  const { items, prefixes, next, max } = pageOf(call, bucket, {
    after: call.query.get("key-marker"),
    itemsOf: (key) => bucket.versionsOf(key),
    max: integer(call, "max-keys", PAGE, PAGE),
  });
  const element = (version: ObjectVersion) => ({
    ...{ VersionId: version.versionId, IsLatest: bucket.versionsOf(version.key)[0] === version, Owner: OWNER },
  });
  const content = {
    Name: bucket.name,
    ...described(call),
    MaxKeys: max,
    IsTruncated: next !== undefined,
    ...(next !== undefined && { NextKeyMarker: encoded(call, next) }),
    Version: items
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .map((version) => ({ ...summary(call, version), ...element(version) })),
    DeleteMarker: items
      .filter(({ isDeleteMarker }) => isDeleteMarker)
      .map((version) => ({
        ...{ Key: encoded(call, version.key), LastModified: new Date(version.lastModified) },
        ...element(version),
      })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encoded(call, prefix) })),
  };
  return { document: ["ListVersionsResult", content] };
}

export async function listMultipartUploads(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = authorizedBucket(call, store, "s3:ListBucketMultipartUploads");
  for (const parameter of ["delimiter", "key-marker", "upload-id-marker"]) {
    if (call.query.get(parameter)) {
      throw new AwsError(
        "NotImplemented",
        `the local cloud lists all multipart uploads at once, without ${parameter}`,
        501,
      );
    }
  }
  const prefix = call.query.get("prefix") ?? "";
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix));
  const content = {
    Bucket: bucket.name,
    ...(prefix !== "" && { Prefix: prefix }),
    IsTruncated: false,
    Upload: uploads.map(({ id, key, initiated }) => ({
      ...{ Key: encoded(call, key), UploadId: id, Initiated: new Date(initiated), StorageClass: "STANDARD" },
    })),
  };
  return { document: ["ListMultipartUploadsResult", content] };
}

/** @throws AwsError `AccessDenied`; a policy may depend on what is asked for */
function authorizedBucket(call: S3Call, store: Store, action: string): Bucket {
  const bucket = store.bucketOf(call.bucketName);
  const context = Object.fromEntries(
    ["prefix", "delimiter", "max-keys"].flatMap((name) => {
      const value = call.query.get(name);
      return value === null ? [] : [[`s3:${name}`, value]];
    }),
  );
  call.caller.authorize([{ action, resource: bucket.arn, context }]);
  return bucket;
}

interface Page {
  items: ObjectVersion[];
  prefixes: string[];
  /** The last key or prefix of the page; absent where it is the last page. */
  next?: string;
  max: number;
}

/**
 * One page of a listing. All that is below a prefix up to the delimiter counts as one.
 * Source: Amazon S3 User Guide, "Organizing objects using prefixes".
 */
function pageOf(
  { query }: S3Call,
  bucket: Bucket,
  { after, itemsOf, max }: { after: string | null; itemsOf(key: string): readonly ObjectVersion[]; max: number },
): Page {
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const page: Page = { items: [], prefixes: [], max };
  let last: string | undefined;
  for (const key of bucket.keys) {
    if (!key.startsWith(prefix) || (after !== null && !isAfter(key, after))) continue;
    const items = itemsOf(key);
    if (items.length === 0) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const group = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    // The end of the page before, a group included, is not listed again.
    if (group !== undefined && (group === page.prefixes.at(-1) || group === after)) continue;
    if (page.items.length + page.prefixes.length >= max) {
      if (max > 0 && last !== undefined) page.next = last;
      break;
    }
    if (group === undefined) page.items.push(...items);
    else page.prefixes.push(group);
    last = group ?? key;
  }
  return page;
}

function isAfter(key: string, marker: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
}

function summary(call: S3Call, { key, etag, size, lastModified }: ObjectVersion): Record<string, unknown> {
  return {
    Key: encoded(call, key),
    LastModified: new Date(lastModified),
    ETag: etag,
    Size: size,
    StorageClass: "STANDARD",
  };
}

function described(call: S3Call): Record<string, unknown> {
  const { query } = call;
  const delimiter = query.get("delimiter");
  return {
    Prefix: encoded(call, query.get("prefix") ?? ""),
    ...(delimiter && { Delimiter: encoded(call, delimiter) }),
    ...(query.get("encoding-type") === "url" && { EncodingType: "url" }),
  };
}

/** Some SDKs ask for keys in the encoding of URLs, because XML cannot say every character. */
function encoded({ query }: S3Call, text: string): string {
  if (query.get("encoding-type") !== "url") return text;
  return encodeURIComponent(text).replaceAll("%2F", "/");
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function decodeToken(token: string): string {
  return Buffer.from(token, "base64url").toString();
}
