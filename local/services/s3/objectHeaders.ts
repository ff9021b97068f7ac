import { AwsError } from "../../base/awsError";
import type { WriteCondition } from "./bucket";
import type { ObjectVersion } from "./bucketContent";
import { type Checksum, checksumHeader } from "./checksums";
import { encryptionHeaders } from "./encryption";
import { header, type S3Call } from "./s3Call";

/** Headers of a write that a reader gets back. */
const KEPT = ["content-type", "cache-control", "content-disposition", "content-language", "expires"] as const;
/** 2 KB (Amazon S3 User Guide, "User-defined object metadata"). */
const MAX_METADATA_BYTES = 2048;

/** Amazon's own headers that are understood; with another one a write would mean something that is not done here. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "x-amz-acl",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-mode",
  "x-amz-checksum-sha1",
  "x-amz-checksum-sha256",
  "x-amz-checksum-type",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-copy-source-range",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-max-parts",
  "x-amz-metadata-directive",
  "x-amz-mp-object-size",
  "x-amz-object-attributes",
  "x-amz-object-ownership",
  "x-amz-part-number-marker",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-source-expected-bucket-owner",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-tagging-directive",
  "x-amz-te",
  "x-amz-trailer",
  "x-amz-user-agent",
]);
/** Headers with the only values of them that change nothing here. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "x-amz-acl": ["private", "bucket-owner-full-control"],
  "x-amz-object-ownership": ["BucketOwnerEnforced"],
  "x-amz-checksum-type": ["COMPOSITE", "FULL_OBJECT"],
  "x-amz-server-side-encryption": ["AES256", "aws:kms"],
  "x-amz-server-side-encryption-bucket-key-enabled": ["true", "false"],
  "x-amz-storage-class": ["STANDARD"],
};

/** @throws AwsError `NotImplemented` for the first header of Amazon's that the local cloud does not honour */
export function refuseUnknownHeaders(call: S3Call): void {
  for (const name of Object.keys(call.request.headers)) {
    if (!name.startsWith("x-amz-") || name.startsWith("x-amz-meta-")) continue;
    const value = header(call, name);
    const values = ONLY[name];
    if (UNDERSTOOD.has(name) && (!values || values.includes(value ?? ""))) continue;
    throw new AwsError(
      "NotImplemented",
      `the local cloud does not honour the header ${name}: ${value}${values ? ` (supported: ${values.join(", ")})` : ""}`,
      501,
    );
  }
}

/** Picks the headers of a write that are kept. @throws AwsError `MetadataTooLarge` */
export function keptHeaders(call: S3Call): Record<string, string> {
  const kept: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const name of KEPT) {
    const value = header(call, name);
    if (value !== undefined) kept[name] = value;
  }
  // The encoding of the transfer is not the object's.
  const encodings = (header(call, "content-encoding") ?? "").split(",").map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== "" && name !== "aws-chunked").join(", ");
  if (encoding !== "") kept["content-encoding"] = encoding;
  let metadataBytes = 0;
  for (const name of Object.keys(call.request.headers).filter((candidate) => candidate.startsWith("x-amz-meta-"))) {
    const value = decodedWords(header(call, name) ?? "");
    metadataBytes += name.length - "x-amz-meta-".length + Buffer.byteLength(value);
    kept[name] = value;
  }
  if (metadataBytes <= MAX_METADATA_BYTES) return kept;
  throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
}

/**
 * Reads the encoded words (RFC 2047) that a value of the user's metadata may have.
 * Source: Amazon S3 User Guide, "Working with object metadata", "User-defined object metadata".
 */
function decodedWords(value: string): string {
  return value.replace(/=\?(utf-8|iso-8859-1|us-ascii)\?([bq])\?([^?]*)\?=/gi, (_word, charset, encoding, text) => {
    const bytes =
      encoding.toLowerCase() === "b"
        ? Buffer.from(text, "base64")
        : Buffer.from(
            text
              .replaceAll("_", " ")
              .replace(/=([0-9a-f]{2})/gi, (_pair: string, hexadecimal: string) =>
                String.fromCharCode(Number.parseInt(hexadecimal, 16)),
              ),
            "latin1",
          );
    return bytes.toString(/^utf-8$/i.test(charset) ? "utf8" : "latin1");
  });
}

/** Writes a value as an encoded word, where it has other characters than ASCII's: by letters, or by base64 where some cannot be seen. */
function encodedWord(value: string): string {
  if (/^[\t -~]*$/.test(value)) return value;
  const bytes = Buffer.from(value);
  if (/[\p{C}\ufffd]/u.test(value)) return `=?UTF-8?B?${bytes.toString("base64")}?=`;
  const letters = [...bytes].map((byte) => {
    if (byte === 0x20) return "_";
    const letter = String.fromCharCode(byte);
    return /[\t!-~]/.test(letter) && !/[=?_]/.test(letter)
      ? letter
      : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return `=?UTF-8?Q?${letters.join("")}?=`;
}

/** @throws AwsError `NotImplemented` for `If-None-Match` with anything but `*`, here as on AWS */
export function writeCondition(call: S3Call): WriteCondition {
  const ifNoneMatch = header(call, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", 501);
  }
  const etag = header(call, "if-match");
  return { onlyIfAbsent: ifNoneMatch === "*", ...(etag !== undefined && { onlyIfEtag: quoted(etag) }) };
}

/** Builds the headers that tell a reader of an object, beside its bytes. */
export function versionHeaders(
  version: ObjectVersion,
  { withChecksum }: { withChecksum: boolean },
): Record<string, string> {
  const { versionId, checksum, tags } = version;
  const tagCount = Object.keys(tags).length;
  const headers = Object.entries(version.headers).map(([name, value]) => [
    name,
    name.startsWith("x-amz-meta-") ? encodedWord(value) : value,
  ]);
  return {
    ...Object.fromEntries(headers),
    etag: version.etag,
    "last-modified": new Date(version.lastModified).toUTCString(),
    "accept-ranges": "bytes",
    ...encryptionHeaders(version.encryption),
    ...(versionId !== "null" && { "x-amz-version-id": versionId }),
    ...(tagCount > 0 && { "x-amz-tagging-count": String(tagCount) }),
    ...(withChecksum && checksum && checksumHeaders(checksum)),
  };
}

/** Builds the headers that tell a writer of the object written. */
export function writtenHeaders({ versionId, etag, checksum, encryption }: ObjectVersion): Record<string, string> {
  return {
    etag,
    ...encryptionHeaders(encryption),
    ...(versionId !== "null" && { "x-amz-version-id": versionId }),
    ...(checksum && checksumHeaders(checksum)),
  };
}

function checksumHeaders({ algorithm, type, value }: Checksum): Record<string, string> {
  return { [checksumHeader(algorithm)]: value, "x-amz-checksum-type": type };
}

/** The members of a document that tell of a checksum. */
export function checksumMembers({ algorithm, type, value }: Checksum): Record<string, string> {
  return { [`Checksum${algorithm}`]: value, ChecksumType: type };
}

/** Puts an ETag in its quotes, where it is not in them already or stands for any. */
export function quoted(etag: string): string {
  return etag === "*" || /^".*"$/.test(etag) ? etag : `"${etag}"`;
}
