import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import type { ObjectVersion, Part, Upload } from "../bucket";
import { type Checksum, checksumHeader, compositeChecksum } from "../checksums";
import { elementsOf, malformedXml, requireRoot } from "../documents";
import { encryptionHeaders, encryptionOf, keyPermissions } from "../encryption";
import { keptHeaders, quoted, tagsOf, writeCondition, writtenHeaders } from "../objectHeaders";
import { receiveFile, receiveText } from "../receivedBody";
import { integer, keyOf, onObject, type S3Call, type S3Reply, type Store } from "../s3Call";
import { authorizeWrite, commit, newVersionId } from "./objects";

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 5 * 1024 ** 2;
const PAGE = 1000;

export async function createMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const encryption = encryptionOf(store.kms, call, bucket);
  // Its parts are written with the data key that is made now, which S3 has decrypted for each of them.
  call.caller.authorize(keyPermissions(encryption, bucket, key, "GenerateDataKey", "Decrypt"));
  const id = randomUUID().replaceAll("-", "");
  const upload: Upload = {
    ...{ id, key, initiated: store.clock.now(), parts: new Map() },
    ...{ headers: keptHeaders(call), tags: tagsOf(call), encryption },
  };
  bucket.uploads.set(id, upload);
  return {
    headers: encryptionHeaders(encryption),
    document: ["InitiateMultipartUploadResult", { Bucket: bucket.name, Key: key, UploadId: id }],
  };
}

export async function uploadPart(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const number = integer(call, "partNumber", 0, MAX_PARTS + 1);
  if (number < 1 || number > MAX_PARTS) {
    throw new AwsError("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
  }
  const id = uploadIdOf(call);
  bucket.upload(key, id);
  const { segment, md5, checksum } = await receiveFile(call.request, store.files);
  const part: Part = { number, etag: `"${md5}"`, md5, segment, checksum, lastModified: store.clock.now() };
  // It may have been aborted or completed in the meantime.
  const upload = bucket.uploads.get(id);
  if (!upload) {
    await store.files.remove([segment]);
    bucket.upload(key, id);
  }
  const replaced = upload?.parts.get(number);
  upload?.parts.set(number, part);
  await store.files.remove(replaced ? [replaced.segment] : []);
  return { headers: { etag: part.etag, ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }) } };
}

export async function completeMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const condition = writeCondition(call);
  const xml = await receiveText(call.request);
  const upload = bucket.upload(key, uploadIdOf(call));
  const parts = partsOf(xml, upload);
  const md5s = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, "hex")));
  const checksums = parts.map(({ checksum }) => checksum).filter((checksum) => checksum !== undefined);
  const version: ObjectVersion = {
    key,
    versionId: newVersionId(bucket),
    isDeleteMarker: false,
    etag: `"${createHash("md5").update(md5s).digest("hex")}-${parts.length}"`,
    size: parts.reduce((sum, { segment }) => sum + segment.size, 0),
    lastModified: store.clock.now(),
    segments: parts.map(({ segment }) => segment),
    headers: upload.headers,
    tags: upload.tags,
    encryption: upload.encryption,
    checksum: checksums.length === parts.length ? compositeChecksum(checksums) : undefined,
  };
  bucket.check(key, condition);
  bucket.uploads.delete(upload.id);
  await commit(store, bucket, version);
  const { principal } = call.caller;
  store.notifications.happened(bucket, { type: "ObjectCreated:CompleteMultipartUpload", version, principal });
  const unused = [...upload.parts.values()].filter((part) => !parts.includes(part));
  await store.files.remove(unused.map(({ segment }) => segment));
  const { etag, ...headers } = writtenHeaders(version);
  const result = { Location: `/${bucket.name}/${key}`, Bucket: bucket.name, Key: key, ETag: etag };
  return {
    headers,
    document: [
      "CompleteMultipartUploadResult",
      { ...result, ...(version.checksum && checksumMember(version.checksum)) },
    ],
  };
}

export async function abortMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = keyOf(call);
  call.caller.authorize([onObject(bucket, key, "s3:AbortMultipartUpload")]);
  const upload = bucket.upload(key, uploadIdOf(call));
  bucket.uploads.delete(upload.id);
  await store.files.remove([...upload.parts.values()].map(({ segment }) => segment));
  return { status: 204 };
}

export async function listParts(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = keyOf(call);
  call.caller.authorize([onObject(bucket, key, "s3:ListMultipartUploadParts")]);
  const upload = bucket.upload(key, uploadIdOf(call));
  const marker = integer(call, "part-number-marker", 0, MAX_PARTS);
  const max = integer(call, "max-parts", PAGE, PAGE);
  const rest = [...upload.parts.values()].filter(({ number }) => number > marker).sort((a, b) => a.number - b.number);
  const listed = rest.slice(0, max);
  const content = {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    StorageClass: "STANDARD",
    PartNumberMarker: marker,
    NextPartNumberMarker: listed.at(-1)?.number,
    MaxParts: max,
    IsTruncated: listed.length < rest.length,
    Part: listed.map(({ number, etag, segment, lastModified, checksum }) => ({
      ...{ PartNumber: number, ETag: etag, Size: segment.size, LastModified: new Date(lastModified) },
      ...(checksum && checksumMember(checksum)),
    })),
  };
  return { document: ["ListPartsResult", content] };
}

function uploadIdOf({ query }: S3Call): string {
  return query.get("uploadId") ?? "";
}

/** The parts that a completion names. @throws AwsError `MalformedXML`, `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall` */
function partsOf(xml: string, upload: Upload): Part[] {
  requireRoot(xml, "CompleteMultipartUpload");
  const named = elementsOf(xml, "Part");
  if (named.length === 0) throw malformedXml();
  let before = 0;
  const parts = named.map((element) => {
    const number = Number(element.get("PartNumber"));
    if (!(number > before)) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    before = number;
    const part = upload.parts.get(number);
    const { algorithm, value } = part?.checksum ?? {};
    const expected = algorithm && element.get(`Checksum${algorithm}`);
    if (!part || part.etag !== quoted(element.get("ETag") ?? "") || (expected !== undefined && expected !== value)) {
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.id, PartNumber: number },
      );
    }
    return part;
  });
  const small = parts.slice(0, -1).find(({ segment }) => segment.size < MIN_PART_BYTES);
  if (!small) return parts;
  throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
    ProposedSize: small.segment.size,
    MinSizeAllowed: MIN_PART_BYTES,
    PartNumber: small.number,
  });
}

function checksumMember({ algorithm, value }: Checksum): Record<string, string> {
  return { [`Checksum${algorithm}`]: value };
}
