import { randomUUID } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import { type Bucket, NULL_VERSION, noSuchKey } from "../bucket";
import type { ObjectVersion } from "../bucketContent";
import { DEFAULT_ALGORITHM } from "../checksums";
import { encryptionOf, keyPermissions } from "../encryption";
import { OWN_KEYS } from "../objectEncryption";
import { keptHeaders, quoted, versionHeaders, writeCondition, writtenHeaders } from "../objectHeaders";
import { receiveFile } from "../receivedBody";
import { header, keyOf, onObject, type ReadCall, type S3Call, type S3Reply, type Store } from "../s3Call";
import { tagsOf } from "../tagging";
import { overriddenHeaders, readCondition, requestedPart, requestedRange } from "./reading";

const MAX_KEY_BYTES = 1024;

/** A name for a new version: none where the bucket keeps only one of each key. */
export function newVersionId({ versioning }: Bucket): string {
  return versioning === "Enabled" ? randomUUID().replaceAll("-", "") : NULL_VERSION;
}

/** Makes a version current; the files of what it replaces go. */
export async function commit(
  { files }: Store,
  bucket: Bucket,
  version: ObjectVersion,
  condition?: Parameters<Bucket["put"]>[1],
): Promise<void> {
  const replaced = bucket.put(version, condition);
  await files.remove(replaced.flatMap(({ segments }) => segments));
}

/** @throws AwsError `AccessDenied` or `KeyTooLongError` */
export function authorizeWrite(call: S3Call, bucket: Bucket): string {
  const key = keyOf(call);
  const tagged = header(call, "x-amz-tagging") !== undefined;
  call.caller.authorize([
    onObject(bucket, key, "s3:PutObject"),
    ...(tagged ? [onObject(bucket, key, "s3:PutObjectTagging")] : []),
  ]);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
  return key;
}

export async function putObject(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const encryption = encryptionOf(store.kms, call, bucket);
  call.caller.authorize(keyPermissions(encryption, bucket, key, "GenerateDataKey"));
  const condition = writeCondition(call);
  bucket.check(key, condition);
  const [headers, tags] = [keptHeaders(call), tagsOf(call)];
  const { segment, md5, computed } = await receiveFile(call.request, store.files, (sent) => sent ?? DEFAULT_ALGORITHM);
  const version: ObjectVersion = {
    key,
    versionId: newVersionId(bucket),
    isDeleteMarker: false,
    etag: `"${md5}"`,
    size: segment.size,
    lastModified: store.clock.now(),
    segments: [segment],
    ...{ headers, checksum: computed, tags, encryption },
  };
  try {
    await commit(store, bucket, version, condition);
  } catch (error) {
    await store.files.remove([segment]);
    throw error;
  }
  store.notifications.happened(bucket, { type: "ObjectCreated:Put", version, principal: call.caller.principal });
  return { headers: writtenHeaders(version) };
}

export async function getObject(call: ReadCall, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const version = readableVersion(call, bucket, "s3:GetObject");
  if (call.method !== "HEAD") {
    call.caller.authorize(keyPermissions(version.encryption, bucket, version.key, "Decrypt"));
  }
  const notModified = readCondition(call, version, store.clock.now());
  if (notModified) return notModified;
  const part = requestedPart(call, version);
  const range = part?.range ?? requestedRange(header(call, "range"), version.size);
  const withChecksum = range === undefined && header(call, "x-amz-checksum-mode") === "ENABLED";
  const headers = { ...versionHeaders(version, { withChecksum }), ...overriddenHeaders(call), ...part?.headers };
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      "content-length": String(end - start + 1),
      ...(range && { "content-range": `bytes ${start}-${end}/${version.size}` }),
    },
    ...(call.method !== "HEAD" && { stream: store.files.read(version.segments, start, end) }),
  };
}

export async function deleteObject(call: S3Call, store: Store): Promise<S3Reply> {
  const key = keyOf(call);
  const { versionId, isDeleteMarker } = await removeObject(call, store, key, {
    versionId: call.query.get("versionId") ?? undefined,
    onlyIfEtag: header(call, "if-match"),
  });
  return {
    status: 204,
    headers: {
      ...(versionId !== undefined && versionId !== NULL_VERSION && { "x-amz-version-id": versionId }),
      ...(isDeleteMarker && { "x-amz-delete-marker": "true" }),
    },
  };
}

/**
 * Deletes as S3 does: a version that is named goes for good; else, where versions are kept, a marker hides them. Deleting what is
 * not there is no error, and whoever listens hears of it all the same.
 * Source: Amazon S3 User Guide, "Deleting object versions from a versioning-enabled bucket"; "How to perform conditional deletes".
 *
 * @throws AwsError `AccessDenied`, or `PreconditionFailed` where the current version is not the one that was meant
 */
export async function removeObject(
  call: S3Call,
  store: Store,
  key: string,
  { versionId, onlyIfEtag }: { versionId: string | undefined; onlyIfEtag: string | undefined },
): Promise<{ versionId?: string; isDeleteMarker: boolean }> {
  const bucket = store.bucketOf(call.bucketName);
  const { principal } = call.caller;
  call.caller.authorize([
    onObject(bucket, key, versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion"),
    ...(onlyIfEtag === undefined || onlyIfEtag === "*" ? [] : [onObject(bucket, key, "s3:GetObject")]),
  ]);
  if (onlyIfEtag !== undefined) bucket.check(key, { onlyIfAbsent: false, onlyIfEtag: quoted(onlyIfEtag) });
  if (versionId !== undefined || bucket.versioning === "Disabled") {
    const removed = bucket.removeVersion(key, versionId ?? NULL_VERSION);
    await store.files.remove(removed?.segments ?? []);
    if (removed || versionId === undefined) {
      const version = removed ?? { key, versionId: NULL_VERSION, etag: "", size: 0 };
      store.notifications.happened(bucket, { type: "ObjectRemoved:Delete", version, principal });
    }
    return { isDeleteMarker: removed?.isDeleteMarker ?? false, ...(versionId !== undefined && { versionId }) };
  }
  const marker: ObjectVersion = {
    ...{ key, versionId: newVersionId(bucket), isDeleteMarker: true, etag: "", size: 0, segments: [] },
    ...{ lastModified: store.clock.now(), headers: {}, tags: {}, encryption: OWN_KEYS },
  };
  await commit(store, bucket, marker);
  store.notifications.happened(bucket, { type: "ObjectRemoved:DeleteMarkerCreated", version: marker, principal });
  return { versionId: marker.versionId, isDeleteMarker: true };
}

/**
 * The version that a call reads.
 *
 * @param action without `Version` at its end, which it gets where a version is named
 * @throws AwsError; whoever may not list the bucket is not told whether the object exists (Amazon S3 API Reference, GetObject)
 */
export function readableVersion(call: ReadCall, bucket: Bucket, action: string): ObjectVersion {
  const key = keyOf(call);
  const versionId = call.query.get("versionId");
  const permission = onObject(bucket, key, versionId === null ? action : action.replace(/(Tagging)?$/, "Version$1"));
  call.caller.authorize([permission]);
  const version =
    versionId === null
      ? bucket.versionsOf(key)[0]
      : bucket.versionsOf(key).find((candidate) => candidate.versionId === versionId);
  if (version && !version.isDeleteMarker) return version;
  const list = { action: "s3:ListBucket", resource: bucket.arn };
  if (!call.caller.allows(list)) call.caller.authorize([list]);
  if (version && versionId !== null) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  if (versionId === null) throw noSuchKey(key);
  throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404, { Key: key, VersionId: versionId });
}
