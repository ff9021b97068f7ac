import { ANY, type Table } from "../table";
import { api, FAILED, get, HELLO_ETAG, head, NO_KEY, put, recorded, refused, row } from "./rows";
import { NOW, type S3Input } from "./subject";

const hello = { objects: { k: "hello" } };
const preconditions = recorded("test_s3_copy_object_preconditions", "test_s3_preconditions.snapshot.json");
const copy = (more: object = {}) => ["CopyObject", { Key: "copy", CopySource: "records/k", ...more }] as const;
const written = { Metadata: { run: "7" }, ContentType: "text/plain", Tagging: "a=1" };
const OTHER = '"00000000000000000000000000000000"';
const ITSELF = refused(
  "InvalidRequest",
  "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
);
const tags = ["GetObjectTagging", { Key: "copy" }] as const;

export const copies: Table<S3Input> = {
  service: "Amazon S3",
  topic: "copies",
  rows: [
    row("a copy has the same bytes", api("CopyObject"), [copy(), get("copy")], "hello", { ...hello, see: "Body" }),
    row(
      "a copy is answered with its ETag, time and checksum",
      api("CopyObject"),
      [copy()],
      {
        ...{ ETag: HELLO_ETAG, LastModified: NOW },
        ...{ ChecksumCRC64NVME: "M3eFcAZSQlc=", ChecksumType: "FULL_OBJECT" },
      },
      { ...hello, see: "CopyObjectResult" },
    ),
    row(
      "a copy may go to another bucket",
      api("CopyObject"),
      [copy({ Bucket: "other" }), get("copy", { Bucket: "other" })],
      "hello",
      {
        ...hello,
        see: "Body",
      },
    ),
    row(
      "a source may begin with a slash",
      api("CopyObject"),
      [copy({ CopySource: "/records/k" }), get("copy")],
      "hello",
      {
        ...hello,
        see: "Body",
      },
    ),
    row("a source may have spaces", api("CopyObject"), [copy({ CopySource: "records/a b" }), get("copy")], "x", {
      objects: { "a b": "x" },
      see: "Body",
    }),
    row("a source that is not there is refused", api("CopyObject"), [copy()], NO_KEY),
    row(
      "a source without a key is refused",
      api("CopyObject"),
      [copy({ CopySource: "records" })],
      refused("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey"),
    ),
    row(
      "a copy has the metadata of its source",
      api("CopyObject"),
      [put("k", "x", written), copy(), head("copy")],
      { run: "7" },
      {
        see: "Metadata",
      },
    ),
    row(
      "a copy may have metadata of its own",
      api("CopyObject"),
      [put("k", "x", written), copy({ MetadataDirective: "REPLACE", Metadata: { run: "8" } }), head("copy")],
      { run: "8" },
      { see: "Metadata" },
    ),
    row(
      "metadata of a copy without the directive is ignored",
      api("CopyObject"),
      [put("k", "x", written), copy({ Metadata: { run: "8" } }), head("copy")],
      { run: "7" },
      { see: "Metadata" },
    ),
    row(
      "replaced headers are the default where none are given",
      api("CopyObject"),
      [put("k", "x", written), copy({ MetadataDirective: "REPLACE" }), head("copy")],
      "binary/octet-stream",
      { see: "ContentType" },
    ),
    row(
      "a copy has the tags of its source",
      api("CopyObject"),
      [put("k", "x", written), copy(), tags],
      [{ Key: "a", Value: "1" }],
      {
        see: "TagSet",
      },
    ),
    row(
      "a copy may have tags of its own",
      api("CopyObject"),
      [put("k", "x", written), copy({ TaggingDirective: "REPLACE", Tagging: "b=2" }), tags],
      [{ Key: "b", Value: "2" }],
      { see: "TagSet" },
    ),
    row("a copy onto itself that changes nothing is refused", api("CopyObject"), [copy({ Key: "k" })], ITSELF, hello),
    row(
      "a copy onto itself may change the metadata",
      api("CopyObject"),
      [copy({ Key: "k", MetadataDirective: "REPLACE", Metadata: { run: "8" } }), head("k")],
      { run: "8" },
      { ...hello, see: "Metadata" },
    ),
    row(
      "a copy onto itself may change the storage class",
      api("CopyObject"),
      [copy({ Key: "k", StorageClass: "STANDARD" })],
      HELLO_ETAG,
      { ...hello, see: "CopyObjectResult.ETag" },
    ),
    row(
      "a copy tells of the version that it was made of",
      recorded("test_s3_copy_object_if_source_modified_since_versioned", "test_s3_preconditions.snapshot.json"),
      [copy()],
      ANY,
      { ...hello, versioning: "Enabled", see: "CopySourceVersionId" },
    ),
    row(
      "a copy is made if its source has the ETag",
      preconditions,
      [copy({ CopySourceIfMatch: HELLO_ETAG })],
      HELLO_ETAG,
      {
        ...hello,
        see: "CopyObjectResult.ETag",
      },
    ),
    row(
      "a copy of a source with another ETag fails",
      preconditions,
      [copy({ CopySourceIfMatch: OTHER })],
      FAILED,
      hello,
    ),
    row(
      "a copy of a source with the ETag fails",
      preconditions,
      [copy({ CopySourceIfNoneMatch: HELLO_ETAG })],
      FAILED,
      hello,
    ),
    row(
      "a copy of a source that is newer fails",
      preconditions,
      [copy({ CopySourceIfUnmodifiedSince: new Date("2026-03-01T11:00:00.000Z") })],
      FAILED,
      hello,
    ),
    row(
      "a copy of a source that is older fails",
      preconditions,
      [["wait", 60], copy({ CopySourceIfModifiedSince: new Date("2026-03-01T12:00:30.000Z") })],
      FAILED,
      hello,
    ),
    row(
      "a time to come is no condition of a copy",
      preconditions,
      [copy({ CopySourceIfModifiedSince: new Date("2026-03-01T13:00:00.000Z") })],
      HELLO_ETAG,
      { ...hello, see: "CopyObjectResult.ETag" },
    ),
  ],
};
