import { AwsError } from "../../../base/awsError";
import type { ObjectVersion } from "../bucket";
import { encryptionOf, keyPermissions } from "../encryption";
import { keptHeaders, tagsOf, writeCondition, writtenHeaders } from "../objectHeaders";
import { header, onObject, type S3Call, type S3Reply, type Store } from "../s3Call";
import { authorizeWrite, commit, newVersionId, readableVersion } from "./objects";

/** 5 GB (Amazon S3 API Reference, CopyObject). */
const MAX_BYTES = 5 * 1024 ** 3;

export async function copyObject(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const source = sourceOf(call);
  const sourceBucket = store.bucketOf(source.bucketName);
  const original = readableVersion(source, sourceBucket, "s3:GetObject");
  const key = authorizeWrite(call, bucket);
  const encryption = encryptionOf(store.kms, call, bucket);
  call.caller.authorize([
    ...keyPermissions(original.encryption, sourceBucket, original.key, "Decrypt"),
    ...keyPermissions(encryption, bucket, key, "GenerateDataKey"),
  ]);
  const condition = writeCondition(call);
  const replacesHeaders = directive(call, "x-amz-metadata-directive") === "REPLACE";
  const replacesTags = directive(call, "x-amz-tagging-directive") === "REPLACE";
  if (!replacesTags && Object.keys(original.tags).length > 0) {
    call.caller.authorize([
      onObject(sourceBucket, original.key, "s3:GetObjectTagging"),
      onObject(bucket, key, "s3:PutObjectTagging"),
    ]);
  }
  if (sourceBucket === bucket && original.key === key && !replacesHeaders) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  }
  if (original.size > MAX_BYTES) {
    throw new AwsError("InvalidRequest", "The specified copy source is larger than the maximum allowable size");
  }
  bucket.check(key, condition);
  const segments = await store.files.copy(original.segments);
  const version: ObjectVersion = {
    ...original,
    key,
    versionId: newVersionId(bucket),
    lastModified: store.clock.now(),
    ...{ segments, encryption },
    headers: replacesHeaders ? keptHeaders(call) : original.headers,
    tags: replacesTags ? tagsOf(call) : original.tags,
  };
  try {
    await commit(store, bucket, version, condition);
  } catch (error) {
    await store.files.remove(segments);
    throw error;
  }
  store.notifications.happened(bucket, { type: "ObjectCreated:Copy", version, principal: call.caller.principal });
  const { etag: _, ...headers } = writtenHeaders(version);
  const result = { ETag: version.etag, LastModified: new Date(version.lastModified) };
  return { headers, document: ["CopyObjectResult", result] };
}

/** The call as a reading of what is copied. @throws AwsError `InvalidArgument` */
function sourceOf(call: S3Call): S3Call {
  const [path = "", query = ""] = (header(call, "x-amz-copy-source") ?? "").split("?");
  const [, bucketName, key] = decodeURIComponent(path).match(/^\/?([^/]+)\/(.+)$/s) ?? [];
  if (bucketName !== undefined && key !== undefined)
    return { ...call, bucketName, key, query: new URLSearchParams(query) };
  throw new AwsError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
}

/** @throws AwsError `InvalidArgument` */
function directive(call: S3Call, name: string): "COPY" | "REPLACE" {
  const value = header(call, name) ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw new AwsError("InvalidArgument", `Unknown value of ${name}: ${value}`);
}
