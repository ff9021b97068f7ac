import { createHash } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import type { Bucket } from "../bucket";
import type { ObjectVersion } from "../bucketContent";
import { createDigest } from "../checksums";
import { encryptionOf, keyPermissions } from "../encryption";
import { checksumMembers, keptHeaders, writeCondition, writtenHeaders } from "../objectHeaders";
import { header, onObject, type S3Call, type S3Reply, type Store } from "../s3Call";
import { tagsOf } from "../tagging";
import { keepPart, partNumber, uploadIdOf } from "./multipart";
import { authorizeWrite, commit, newVersionId, readableVersion } from "./objects";
import { copyCondition } from "./reading";

/** 5 GB (Amazon S3 API Reference, CopyObject). */
const MAX_BYTES = 5 * 1024 ** 3;
/** Headers that make a copy of an object onto itself mean something. */
const CHANGES = ["x-amz-server-side-encryption", "x-amz-storage-class", "x-amz-website-redirect-location"];

export async function copyObject(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const { sourceBucket, original } = readSource(call, store);
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
  const isItself = sourceBucket === bucket && bucket.current(key) === original;
  if (isItself && !replacesHeaders && !CHANGES.some((name) => header(call, name) !== undefined)) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
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
  const { etag: _, ...headers } = writtenHeaders({ ...version, checksum: undefined });
  const result = {
    ETag: version.etag,
    LastModified: new Date(version.lastModified),
    ...(version.checksum && checksumMembers(version.checksum)),
  };
  return { headers: { ...headers, ...sourceVersion(original) }, document: ["CopyObjectResult", result] };
}

/** Writes a part out of an object, or a range of its bytes. Source: Amazon S3 API Reference, "UploadPartCopy". */
export async function uploadPartCopy(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const { sourceBucket, original } = readSource(call, store);
  const key = authorizeWrite(call, bucket);
  const number = partNumber(call);
  const { checksum: of, encryption } = bucket.upload(key, uploadIdOf(call));
  call.caller.authorize([
    ...keyPermissions(original.encryption, sourceBucket, original.key, "Decrypt"),
    ...keyPermissions(encryption, bucket, key, "GenerateDataKey"),
  ]);
  const { start, end } = copiedRange(call, original.size);
  const [md5, digest] = [createHash("md5"), createDigest(of.algorithm)];
  const segment = await store.files.write(
    (async function* () {
      for await (const chunk of store.files.read(original.segments, start, end) as AsyncIterable<Buffer>) {
        md5.update(chunk);
        digest.update(chunk);
        yield chunk;
      }
    })(),
  );
  const hexadecimal = md5.digest("hex");
  const part = {
    ...{ number, etag: `"${hexadecimal}"`, md5: hexadecimal, segment, lastModified: store.clock.now() },
    checksum: { algorithm: of.algorithm, type: "FULL_OBJECT", value: digest.value() },
  } as const;
  await keepPart(call, store, bucket, part);
  const result = {
    ...{ ETag: part.etag, LastModified: new Date(part.lastModified) },
    ...(of.isChosen && { [`Checksum${of.algorithm}`]: part.checksum.value }),
  };
  return { headers: sourceVersion(original), document: ["CopyPartResult", result] };
}

/** @throws AwsError `InvalidArgument` for a range that is not within the object */
function copiedRange(call: S3Call, size: number): { start: number; end: number } {
  const text = header(call, "x-amz-copy-source-range");
  if (text === undefined) return { start: 0, end: size - 1 };
  const [, first = "", last = ""] = text.match(/^bytes=(\d+)-(\d+)$/) ?? [];
  if (first === "" || Number(first) > Number(last)) {
    throw new AwsError(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  }
  if (Number(last) < size) return { start: Number(first), end: Number(last) };
  throw new AwsError("InvalidArgument", `Range specified is not valid for source object of size: ${size}`);
}

/** Finds what is copied, as far as the caller may read it, and the conditions of the copy hold. */
function readSource(call: S3Call, store: Store): { sourceBucket: Bucket; original: ObjectVersion } {
  const source = sourceOf(call);
  const sourceBucket = store.bucketOf(source.bucketName);
  const original = readableVersion(source, sourceBucket, "s3:GetObject");
  copyCondition(call, original, store.clock.now());
  return { sourceBucket, original };
}

function sourceVersion({ versionId }: ObjectVersion): Record<string, string> {
  return versionId === "null" ? {} : { "x-amz-copy-source-version-id": versionId };
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
