import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import { documentIn, elementsOf, malformedXml, textOf } from "../../../edge/xmlDocument";
import type { Bucket } from "../bucket";
import type { ObjectVersion, Part, Upload } from "../bucketContent";
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  checksumOfParts,
  DEFAULT_ALGORITHM,
  multipartType,
} from "../checksums";
import { encryptionHeaders, encryptionOf, keyPermissions } from "../encryption";
import { checksumMembers, keptHeaders, quoted, writeCondition, writtenHeaders } from "../objectHeaders";
import { receiveFile, receiveText } from "../receivedBody";
import { header, integer, keyOf, onObject, type S3Call, type S3Reply, type Store } from "../s3Call";
import { tagsOf } from "../tagging";
import { authorizeWrite, commit, newVersionId } from "./objects";
import { OWNER, PAGE } from "./page";
import { MAX_PARTS } from "./reading";

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MIN_PART_BYTES = 5 * 1024 ** 2;

export async function createMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const encryption = encryptionOf(store.kms, call, bucket);
  // Its parts are written with the data key that is made now, which S3 has decrypted for each of them.
  call.caller.authorize(keyPermissions(encryption, bucket, key, "GenerateDataKey", "Decrypt"));
  const id = randomUUID().replaceAll("-", "");
  const checksum = uploadChecksum(call);
  const upload: Upload = {
    ...{ id, key, initiated: store.clock.now(), parts: new Map(), checksum },
    ...{ headers: keptHeaders(call), tags: tagsOf(call), encryption },
  };
  bucket.begin(upload);
  const { algorithm, type, isChosen } = checksum;
  return {
    headers: {
      ...encryptionHeaders(encryption),
      ...(isChosen && { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": type }),
    },
    document: ["InitiateMultipartUploadResult", { Bucket: bucket.name, Key: key, UploadId: id }],
  };
}

/** @throws AwsError `InvalidRequest` for a checksum that S3 does not have, or not of that type */
function uploadChecksum(call: S3Call): Upload["checksum"] {
  const [name, wanted] = [header(call, "x-amz-checksum-algorithm"), header(call, "x-amz-checksum-type")];
  const algorithm = name === undefined ? DEFAULT_ALGORITHM : CHECKSUM_ALGORITHMS.find((each) => each === name);
  if (algorithm === undefined) {
    throw new AwsError(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  const type = multipartType(algorithm, wanted);
  if (type !== undefined) return { algorithm, type, isChosen: name !== undefined };
  throw new AwsError(
    "InvalidRequest",
    `The ${wanted} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

export async function uploadPart(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const number = partNumber(call);
  const { checksum: of } = bucket.upload(key, uploadIdOf(call));
  const { segment, md5, sent, computed } = await receiveFile(call.request, store.files, () => of.algorithm);
  if (of.isChosen && sent?.algorithm !== of.algorithm) {
    await store.files.remove([segment]);
    throw checksumMismatch(of.algorithm, sent?.algorithm);
  }
  const part: Part = {
    ...{ number, etag: `"${md5}"`, md5, segment, checksum: computed, lastModified: store.clock.now() },
  };
  await keepPart(call, store, bucket, part);
  return { headers: { etag: part.etag, ...(sent && { [checksumHeader(sent.algorithm)]: sent.value }) } };
}

export function partNumber(call: S3Call): number {
  const number = integer(call, "partNumber", 0, MAX_PARTS + 1);
  if (number >= 1 && number <= MAX_PARTS) return number;
  throw new AwsError("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
}

/** Puts a part in its place. @throws AwsError `NoSuchUpload`, and the part's file is gone */
export async function keepPart(call: S3Call, store: Store, bucket: Bucket, part: Part): Promise<void> {
  const id = uploadIdOf(call);
  // It may have been aborted or completed in the meantime.
  const upload = bucket.findUpload(id);
  if (!upload) {
    await store.files.remove([part.segment]);
    bucket.upload(keyOf(call), id);
  }
  const replaced = upload && bucket.putPart(upload, part);
  await store.files.remove(replaced ? [replaced.segment] : []);
}

function checksumMismatch(expected: ChecksumAlgorithm, actual: ChecksumAlgorithm | undefined): AwsError {
  return new AwsError(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? "null"}`,
  );
}

export async function completeMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = authorizeWrite(call, bucket);
  const condition = writeCondition(call);
  const xml = await receiveText(call.request);
  const upload = bucket.upload(key, uploadIdOf(call));
  const parts = partsOf(xml, upload);
  const md5s = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, "hex")));
  const { algorithm, type } = upload.checksum;
  const checksum = checksumOfParts(
    algorithm,
    type,
    parts.map((part) => ({ value: part.checksum.value, size: part.segment.size })),
  );
  checkWhole(call, checksum);
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
    checksum,
  };
  bucket.check(key, condition);
  bucket.end(upload);
  await commit(store, bucket, version);
  const { principal } = call.caller;
  store.notifications.happened(bucket, { type: "ObjectCreated:CompleteMultipartUpload", version, principal });
  const unused = [...upload.parts.values()].filter((part) => !parts.includes(part));
  await store.files.remove(unused.map(({ segment }) => segment));
  const { etag, ...headers } = writtenHeaders(version);
  const result = { Location: `/${bucket.name}/${key}`, Bucket: bucket.name, Key: key, ETag: etag };
  return { headers, document: ["CompleteMultipartUploadResult", { ...result, ...checksumMembers(checksum) }] };
}

/** Compares what the caller says the whole is with what it is. @throws AwsError `BadDigest`, `InvalidRequest` */
function checkWhole(call: S3Call, { algorithm, value }: Checksum): void {
  const expected = header(call, checksumHeader(algorithm));
  if (expected !== undefined && expected !== value) {
    throw new AwsError(
      "BadDigest",
      `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
}

export async function abortMultipartUpload(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const key = keyOf(call);
  call.caller.authorize([onObject(bucket, key, "s3:AbortMultipartUpload")]);
  const upload = bucket.upload(key, uploadIdOf(call));
  bucket.end(upload);
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
    ...{ Owner: OWNER, Initiator: OWNER },
    ...(upload.checksum.isChosen && {
      ...{ ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type },
    }),
    PartNumberMarker: marker,
    NextPartNumberMarker: listed.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: listed.length < rest.length,
    Part: listed.map(({ number, etag, segment, lastModified, checksum }) => ({
      ...{ PartNumber: number, ETag: etag, Size: segment.size, LastModified: new Date(lastModified) },
      ...(upload.checksum.isChosen && { [`Checksum${checksum.algorithm}`]: checksum.value }),
    })),
  };
  return { document: ["ListPartsResult", content] };
}

export function uploadIdOf({ query }: S3Call): string {
  return query.get("uploadId") ?? "";
}

/** The parts that a completion names. @throws AwsError `MalformedXML`, `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall` */
function partsOf(xml: string, upload: Upload): Part[] {
  const named = elementsOf(documentIn(xml, "CompleteMultipartUpload"), "Part");
  if (named.length === 0) throw malformedXml();
  let before = 0;
  const parts = named.map((element) => {
    const number = Number(textOf(element, "PartNumber"));
    if (!(number > before)) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    before = number;
    const part = upload.parts.get(number);
    const { algorithm, value } = part?.checksum ?? {};
    const expected = algorithm && textOf(element, `Checksum${algorithm}`);
    if (
      !part ||
      part.etag !== quoted(textOf(element, "ETag") ?? "") ||
      (expected !== undefined && expected !== value)
    ) {
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
