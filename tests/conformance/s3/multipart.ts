import type { Step } from "../calls";
import { ANY, type Table } from "../table";
import { api, get, guide, HELLO_ETAG, NO_KEY, put, recorded, refused, row } from "./rows";
import { NOW, type S3Input } from "./subject";

const limits = guide("Amazon S3 multipart upload limits", "qfacts");
const integrity = guide("Checking object integrity for data uploads in Amazon S3", "checking-object-integrity-upload");
/** The least that a part may have, but for the last. */
const BIG = "x".repeat(5 * 1024 * 1024);
const UploadId = "$upload.UploadId";
const start = (more: object = {}): Step => ["CreateMultipartUpload", { Key: "k", ...more }, "upload"];
const part = (PartNumber: number, Body: string, more: object = {}): Step => [
  "UploadPart",
  { Key: "k", UploadId, PartNumber, Body, ...more },
  `part${PartNumber}`,
];
const complete = (...numbers: number[]): Step =>
  completeWith(numbers.map((PartNumber) => ({ PartNumber, ETag: `$part${PartNumber}.ETag` })));
const completeWith = (Parts: readonly object[], more: object = {}): Step => [
  "CompleteMultipartUpload",
  { Key: "k", UploadId, MultipartUpload: { Parts }, ...more },
];
const parts = (more: object = {}): Step => ["ListParts", { Key: "k", UploadId, ...more }];
const INVALID_PART = refused(
  "InvalidPart",
  "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
);
const NO_UPLOAD = refused(
  "NoSuchUpload",
  "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  404,
);
const MALFORMED = refused(
  "MalformedXML",
  "The XML you provided was not well-formed or did not validate against our published schema",
);
const NUMBER = refused("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");

export const multipart: Table<S3Input> = {
  service: "Amazon S3",
  topic: "uploads in parts",
  rows: [
    row("a part has the MD5 of its bytes as its ETag", api("UploadPart"), [start(), part(1, "hello")], HELLO_ETAG, {
      see: "ETag",
    }),
    row(
      "an object is not there before it is complete",
      api("CreateMultipartUpload"),
      [start(), part(1, "hello"), get("k")],
      NO_KEY,
    ),
    row(
      "an object in parts has an ETag that says their number",
      guide("Checking object integrity for data uploads in Amazon S3", "checking-object-integrity-upload"),
      [start(), part(1, "hello"), complete(1)],
      '"62109206880d38a4010a98e11243924a-1"',
      { see: "ETag" },
    ),
    row(
      "an object in parts has a checksum of all its bytes",
      integrity,
      [start(), part(1, "hello"), complete(1)],
      "M3eFcAZSQlc=",
      { see: "ChecksumCRC64NVME" },
    ),
    row(
      "parts make an object in the order of their numbers",
      api("CompleteMultipartUpload"),
      [start(), part(2, "b"), part(1, BIG), complete(1, 2), get("k", { Range: "bytes=5242879-" })],
      "xb",
      {
        see: "Body",
      },
    ),
    row(
      "a part of an object is read by its number",
      api("GetObject"),
      [start(), part(1, BIG), part(2, "b"), complete(1, 2), get("k", { PartNumber: 2 })],
      "b",
      {
        see: "Body",
      },
    ),
    row(
      "a reader of a part is told how many there are",
      api("GetObject"),
      [start(), part(1, BIG), part(2, "b"), complete(1, 2), ["HeadObject", { Key: "k", PartNumber: 2 }]],
      2,
      {
        see: "PartsCount",
      },
    ),
    row(
      "a part but the last has 5 MiB at least",
      limits,
      [start(), part(1, "a"), part(2, "b"), complete(1, 2)],
      refused("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"),
    ),
    row(
      "parts are named in ascending order",
      api("CompleteMultipartUpload"),
      [start(), part(1, "a"), part(2, "b"), complete(2, 1)],
      refused(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      ),
    ),
    row(
      "a part that was not uploaded is refused",
      api("CompleteMultipartUpload"),
      [start(), part(1, "a"), completeWith([{ PartNumber: 2, ETag: "$part1.ETag" }])],
      INVALID_PART,
    ),
    row(
      "a part with another ETag is refused",
      api("CompleteMultipartUpload"),
      [start(), part(1, "a"), completeWith([{ PartNumber: 1, ETag: HELLO_ETAG }])],
      INVALID_PART,
    ),
    row(
      "an ETag needs no quotes to complete an upload",
      api("CompleteMultipartUpload"),
      [start(), part(1, "hello"), completeWith([{ PartNumber: 1, ETag: HELLO_ETAG.slice(1, -1) }])],
      "k",
      {
        see: "Key",
      },
    ),
    row("no parts are refused", api("CompleteMultipartUpload"), [start(), completeWith([])], MALFORMED),
    row("a part's number is 1 at least", limits, [start(), part(0, "a")], NUMBER),
    row("a part's number is 10,000 at most", limits, [start(), part(10_001, "a")], NUMBER),
    row(
      "a part that is sent again replaces the one before",
      api("UploadPart"),
      [start(), part(1, "a"), part(1, "hello"), complete(1), get("k")],
      "hello",
      {
        see: "Body",
      },
    ),
    row(
      "parts that are not named are left out",
      api("CompleteMultipartUpload"),
      [start(), part(1, "hello"), part(2, "b"), complete(1), get("k")],
      "hello",
      {
        see: "Body",
      },
    ),
    row(
      "an upload that was aborted is gone",
      api("AbortMultipartUpload"),
      [start(), ["AbortMultipartUpload", { Key: "k", UploadId }], part(1, "a")],
      NO_UPLOAD,
    ),
    row(
      "an upload of another key is not there",
      api("UploadPart"),
      [start(), part(1, "a", { Key: "other" })],
      NO_UPLOAD,
    ),
    row("an upload that never was is not there", api("ListParts"), [parts({ UploadId: "absent" })], NO_UPLOAD),
    {
      ...row(
        "a completed upload may be completed again",
        api("CompleteMultipartUpload"),
        [start(), part(1, "hello"), complete(1), complete(1)],
        "k",
        { see: "Key" },
      ),
      difference: { answer: NO_UPLOAD, why: "a completed upload is forgotten at once" },
    },
    row(
      "parts are listed with their sizes",
      api("ListParts"),
      [start(), part(2, "hello"), parts()],
      [{ PartNumber: 2, ETag: HELLO_ETAG, Size: 5, LastModified: NOW }],
      { see: "Parts" },
    ),
    row(
      "a page of parts says that there is more",
      api("ListParts"),
      [start(), part(1, "a"), part(3, "b"), parts({ MaxParts: 1 })],
      true,
      {
        see: "IsTruncated",
      },
    ),
    row(
      "a list of parts begins behind a number",
      api("ListParts"),
      [start(), part(1, "a"), part(3, "b"), parts({ PartNumberMarker: "1" })],
      [3],
      {
        see: "Parts.*.PartNumber",
      },
    ),
    row(
      "metadata is given at the beginning",
      api("CreateMultipartUpload"),
      [start({ Metadata: { run: "7" } }), part(1, "a"), complete(1), ["HeadObject", { Key: "k" }]],
      { run: "7" },
      {
        see: "Metadata",
      },
    ),
    row(
      "an upload is not completed over an object",
      guide("How to prevent object overwrites with conditional writes", "conditional-writes"),
      [
        start(),
        part(1, "a"),
        put("k", "new"),
        completeWith([{ PartNumber: 1, ETag: "$part1.ETag" }], { IfNoneMatch: "*" }),
      ],
      refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412),
    ),
    row(
      "an upload's checksum is chosen at the beginning",
      integrity,
      [start({ ChecksumAlgorithm: "SHA256" }), ["ListParts", { Key: "k", UploadId }]],
      "COMPOSITE",
      {
        see: "ChecksumType",
      },
    ),
    row(
      "a part needs the checksum that was chosen",
      recorded("test_complete_multipart_parts_checksum", "test_s3.snapshot.json"),
      [start({ ChecksumAlgorithm: "SHA256" }), part(1, "a")],
      refused(
        "InvalidRequest",
        "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null",
      ),
    ),
    row(
      "a composite checksum is that of the parts' checksums",
      integrity,
      [
        start({ ChecksumAlgorithm: "CRC32" }),
        part(1, "hello", { ChecksumCRC32: "NhCmhg==" }),
        completeWith([{ PartNumber: 1, ETag: "$part1.ETag", ChecksumCRC32: "NhCmhg==" }]),
      ],
      "FKTmaw==-1",
      { see: "ChecksumCRC32" },
    ),
    row(
      "a checksum of the whole object follows from those of its parts",
      integrity,
      [
        start({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" }),
        part(1, "hello", { ChecksumCRC32: "NhCmhg==" }),
        completeWith([{ PartNumber: 1, ETag: "$part1.ETag" }]),
      ],
      "NhCmhg==",
      { see: "ChecksumCRC32" },
    ),
    row(
      "SHA-256 has no checksum of the whole object",
      integrity,
      [start({ ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" })],
      refused("InvalidRequest", "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm."),
    ),
    row(
      "a part is copied from an object",
      api("UploadPartCopy"),
      [start(), ["UploadPartCopy", { Key: "k", UploadId, PartNumber: 1, CopySource: "records/source" }, "part1"]],
      { ETag: HELLO_ETAG, LastModified: ANY },
      { objects: { source: "hello" }, see: "CopyPartResult" },
    ),
    row(
      "a part is copied from a range of an object",
      api("UploadPartCopy"),
      [
        start(),
        [
          "UploadPartCopy",
          { Key: "k", UploadId, PartNumber: 1, CopySource: "records/source", CopySourceRange: "bytes=1-3" },
          "copied",
        ],
        completeWith([{ PartNumber: 1, ETag: "$copied.CopyPartResult.ETag" }]),
        get("k"),
      ],
      "ell",
      { objects: { source: "hello" }, see: "Body" },
    ),
    row(
      "a range behind the source's end is not copied",
      api("UploadPartCopy"),
      [
        start(),
        [
          "UploadPartCopy",
          { Key: "k", UploadId, PartNumber: 1, CopySource: "records/source", CopySourceRange: "bytes=0-9" },
        ],
      ],
      refused("InvalidArgument", "Range specified is not valid for source object of size: 5"),
      { objects: { source: "hello" } },
    ),
  ],
};
