import { ANY, type Table } from "../table";
import { api, bodiless, get, guide, HELLO_ETAG, head, NO_KEY, put, recorded, refused, row } from "./rows";
import { NOW, type S3Input } from "./subject";

const hello = { objects: { k: "hello" } };
const digits = { objects: { k: "0123456789" } };
const body = { see: "Body" };
const metadata = guide("Working with object metadata", "UsingMetadata");
const integrity = guide("Checking object integrity for data uploads in Amazon S3", "checking-object-integrity-upload");
const tagging = guide("Categorizing your objects using tags", "object-tagging");
const RANGE = refused("InvalidRange", "The requested range is not satisfiable", 416);
const read = { ETag: HELLO_ETAG, ContentLength: 5, ContentType: ANY, LastModified: NOW };
const always = { AcceptRanges: "bytes", ServerSideEncryption: "AES256", Metadata: {} };

export const objects: Table<S3Input> = {
  service: "Amazon S3",
  topic: "objects",
  rows: [
    row("an object is given back as it was put", api("GetObject"), [get("k")], "hello", { ...hello, ...body }),
    row("an object has the MD5 of its bytes as its ETag", api("PutObject"), [put("k", "hello")], HELLO_ETAG, {
      see: "ETag",
    }),
    row("an object that came without a checksum gets one by CRC64NVME", integrity, [put("k", "hello")], {
      ...{ ETag: HELLO_ETAG, ServerSideEncryption: "AES256" },
      ...{ ChecksumCRC64NVME: "M3eFcAZSQlc=", ChecksumType: "FULL_OBJECT" },
    }),
    row("an object is described without its bytes", api("HeadObject"), [head("k")], { ...read, ...always }, hello),
    row("an object that is not there has no body to say so", api("HeadObject"), [head("absent")], bodiless(404)),
    row("an object that is not there is refused", api("GetObject"), [get("absent")], NO_KEY),
    row("a second object takes the place of the first", api("PutObject"), [put("k", "new"), get("k")], "new", {
      ...hello,
      ...body,
    }),
    row("an empty object is an object", api("PutObject"), [put("k", ""), head("k")], 0, { see: "ContentLength" }),
    row(
      "a key has 1,024 bytes at most",
      guide("Naming Amazon S3 objects", "object-keys"),
      [put("k".repeat(1025), "hello")],
      refused("KeyTooLongError", "Your key is too long"),
    ),
    row(
      "a key of 1,024 bytes is taken",
      guide("Naming Amazon S3 objects", "object-keys"),
      [put("k".repeat(1024), "hello")],
      HELLO_ETAG,
      { see: "ETag" },
    ),
    row(
      "a key may have any character",
      guide("Naming Amazon S3 objects", "object-keys"),
      [put("a b/ü+?&=.txt", "x"), get("a b/ü+?&=.txt")],
      "x",
      body,
    ),
    row(
      "the type of the content is given back",
      api("PutObject"),
      [put("k", "x", { ContentType: "text/plain" }), head("k")],
      "text/plain",
      { see: "ContentType" },
    ),
    row(
      "how long to keep a copy is given back",
      api("PutObject"),
      [put("k", "x", { CacheControl: "no-cache" }), head("k")],
      "no-cache",
      { see: "CacheControl" },
    ),
    row(
      "the name for a download is given back",
      api("PutObject"),
      [put("k", "x", { ContentDisposition: "attachment" }), head("k")],
      "attachment",
      { see: "ContentDisposition" },
    ),
    row(
      "a reader may want other headers",
      api("GetObject"),
      [get("k", { ResponseContentType: "text/csv", ResponseContentDisposition: "attachment" })],
      "text/csv",
      { ...hello, see: "ContentType" },
    ),
    row(
      "metadata is given back in small letters",
      metadata,
      [put("k", "x", { Metadata: { Run: "7", "x-y": "z" } }), head("k")],
      { run: "7", "x-y": "z" },
      { see: "Metadata" },
    ),
    row(
      "metadata may be an encoded word, which is given back by its letters",
      metadata,
      [put("k", "x", { Metadata: { name: "=?UTF-8?B?w4Qgw7ZgPz0=?=" } }), head("k")],
      { name: "=?UTF-8?Q?=C3=84_=C3=B6`=3F=3D?=" },
      { see: "Metadata" },
    ),
    row(
      "an encoded word of ASCII is given back as it reads",
      metadata,
      [put("k", "x", { Metadata: { name: "=?UTF-8?Q?a_b?=" } }), head("k")],
      { name: "a b" },
      { see: "Metadata" },
    ),
    row(
      "metadata with what cannot be seen is given back in base64",
      metadata,
      [put("k", "x", { Metadata: { name: "=?UTF-8?B?w4TChA==?=" } }), head("k")],
      { name: "=?UTF-8?B?w4TChA==?=" },
      { see: "Metadata" },
    ),
    row(
      "metadata has 2 KB at most",
      metadata,
      [put("k", "x", { Metadata: { a: "x".repeat(2048) } })],
      refused("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"),
    ),
    row("a range is read", api("GetObject"), [get("k", { Range: "bytes=2-4" })], "234", { ...digits, ...body }),
    row("a range says where it is from", api("GetObject"), [get("k", { Range: "bytes=2-4" })], "bytes 2-4/10", {
      ...digits,
      see: "ContentRange",
    }),
    row("a range to the end is read", api("GetObject"), [get("k", { Range: "bytes=7-" })], "789", {
      ...digits,
      ...body,
    }),
    row("the last bytes are read", api("GetObject"), [get("k", { Range: "bytes=-2" })], "89", { ...digits, ...body }),
    row("more than the last bytes are all", api("GetObject"), [get("k", { Range: "bytes=-99" })], "0123456789", {
      ...digits,
      ...body,
    }),
    row("a range that ends behind the end ends there", api("GetObject"), [get("k", { Range: "bytes=8-99" })], "89", {
      ...digits,
      ...body,
    }),
    row("a range behind the end is refused", api("GetObject"), [get("k", { Range: "bytes=10-" })], RANGE, digits),
    row("no last bytes are refused", api("GetObject"), [get("k", { Range: "bytes=-0" })], RANGE, digits),
    row("a range of nothing is refused", api("GetObject"), [get("k", { Range: "bytes=0-" })], RANGE, {
      objects: { k: "" },
    }),
    row("a range the wrong way round is ignored", api("GetObject"), [get("k", { Range: "bytes=4-2" })], "0123456789", {
      ...digits,
      ...body,
    }),
    row("a range in another unit is ignored", api("GetObject"), [get("k", { Range: "lines=1-2" })], "0123456789", {
      ...digits,
      ...body,
    }),
    row("several ranges are not read apart", api("GetObject"), [get("k", { Range: "bytes=0-1,4-5" })], "0123456789", {
      ...digits,
      ...body,
    }),
    row("the only part of an object is all of it", api("GetObject"), [get("k", { PartNumber: 1 })], "0123456789", {
      ...digits,
      ...body,
    }),
    row(
      "a part that an object does not have is refused",
      api("GetObject"),
      [get("k", { PartNumber: 2 })],
      refused("InvalidPartNumber", "The requested partnumber is not satisfiable", 416),
      digits,
    ),
    row(
      "a part and a range exclude each other",
      api("GetObject"),
      [get("k", { PartNumber: 1, Range: "bytes=0-1" })],
      refused("InvalidRequest", "Cannot specify both Range header and partNumber query parameter"),
      digits,
    ),
    ...(
      [
        ["CRC32", "NhCmhg=="],
        ["CRC32C", "mnG7TA=="],
        ["CRC64NVME", "M3eFcAZSQlc="],
        ["SHA1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="],
        ["SHA256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="],
      ] as const
    ).flatMap(([algorithm, value]) => [
      row(
        `a checksum by ${algorithm} is verified and kept`,
        integrity,
        [put("k", "hello", { [`Checksum${algorithm}`]: value }), head("k", { ChecksumMode: "ENABLED" })],
        value,
        { see: `Checksum${algorithm}` },
      ),
      row(
        `a body that is not what its ${algorithm} says is refused`,
        recorded("test_put_object_checksum", "test_s3_api.snapshot.json"),
        [put("k", "hallo", { [`Checksum${algorithm}`]: value })],
        refused("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`),
      ),
    ]),
    row(
      "what is no checksum is refused",
      integrity,
      [put("k", "hello", { ChecksumCRC32: "nonsense" })],
      refused("InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid."),
    ),
    row("a checksum is told only if it is asked for", api("HeadObject"), [head("k")], undefined, {
      ...hello,
      see: "ChecksumCRC64NVME",
    }),
    row(
      "a body that is not what its MD5 says is refused",
      api("PutObject"),
      [put("k", "hallo", { ContentMD5: "XUFAKrxLKna5cZ2REBfFkg==" })],
      refused("BadDigest", "The Content-MD5 you specified did not match what we received."),
    ),
    row(
      "what is no MD5 is refused",
      api("PutObject"),
      [put("k", "hello", { ContentMD5: "bm9uc2Vuc2U=" })],
      refused("InvalidDigest", "The Content-MD5 you specified was invalid."),
    ),
    row(
      "attributes are told as they are asked for",
      api("GetObjectAttributes"),
      [["GetObjectAttributes", { Key: "k", ObjectAttributes: ["ETag", "ObjectSize", "StorageClass"] }]],
      { ETag: "5d41402abc4b2a76b9719d911017c592", ObjectSize: 5, StorageClass: "STANDARD", LastModified: ANY },
      hello,
    ),
    row(
      "the checksum is an attribute",
      api("GetObjectAttributes"),
      [["GetObjectAttributes", { Key: "k", ObjectAttributes: ["Checksum"] }]],
      { ChecksumCRC64NVME: "M3eFcAZSQlc=", ChecksumType: "FULL_OBJECT" },
      { ...hello, see: "Checksum" },
    ),
    row(
      "tags of a write are kept",
      tagging,
      [put("k", "x", { Tagging: "a=1&b=2" }), ["GetObjectTagging", { Key: "k" }]],
      [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
      { see: "TagSet" },
    ),
    row(
      "a reader is told how many tags there are",
      api("GetObject"),
      [put("k", "x", { Tagging: "a=1&b=2" }), get("k")],
      2,
      {
        see: "TagCount",
      },
    ),
    row(
      "tags are replaced",
      api("PutObjectTagging"),
      [
        put("k", "x", { Tagging: "a=1" }),
        ["PutObjectTagging", { Key: "k", Tagging: { TagSet: [{ Key: "b", Value: "2" }] } }],
        ["GetObjectTagging", { Key: "k" }],
      ],
      [{ Key: "b", Value: "2" }],
      { see: "TagSet" },
    ),
    row(
      "tags are taken away",
      api("DeleteObjectTagging"),
      [put("k", "x", { Tagging: "a=1" }), ["DeleteObjectTagging", { Key: "k" }], ["GetObjectTagging", { Key: "k" }]],
      [],
      { see: "TagSet" },
    ),
    row(
      "an object has ten tags at most",
      tagging,
      [
        [
          "PutObjectTagging",
          { Key: "k", Tagging: { TagSet: Array.from({ length: 11 }, (_, at) => ({ Key: `k${at}`, Value: "v" })) } },
        ],
      ],
      refused("BadRequest", "Object tags cannot be greater than 10"),
      hello,
    ),
    row(
      "two tags of one key are refused",
      tagging,
      [
        [
          "PutObjectTagging",
          {
            Key: "k",
            Tagging: {
              TagSet: [
                { Key: "a", Value: "1" },
                { Key: "a", Value: "2" },
              ],
            },
          },
        ],
      ],
      refused("InvalidTag", "Cannot provide multiple Tags with the same key"),
      hello,
    ),
    row(
      "a tag's key has 128 characters at most",
      tagging,
      [["PutObjectTagging", { Key: "k", Tagging: { TagSet: [{ Key: "a".repeat(129), Value: "1" }] } }]],
      refused("InvalidTag", "The TagKey you have provided is invalid"),
      hello,
    ),
    row(
      "a tag's value has 256 characters at most",
      tagging,
      [["PutObjectTagging", { Key: "k", Tagging: { TagSet: [{ Key: "a", Value: "v".repeat(257) }] } }]],
      refused("InvalidTag", "The TagValue you have provided is invalid"),
      hello,
    ),
    row(
      "tags of an object that is not there are refused",
      api("GetObjectTagging"),
      [["GetObjectTagging", { Key: "absent" }]],
      NO_KEY,
    ),
    row(
      "a version is read by its name",
      guide("Retrieving object versions from a versioning-enabled bucket", "RetrievingObjectVersions"),
      [put("k", "old", {}, "old"), put("k", "new"), get("k", { VersionId: "$old.VersionId" })],
      "old",
      { versioning: "Enabled", ...body },
    ),
    row(
      "a version that is not there is refused",
      api("GetObject"),
      [get("k", { VersionId: "a".repeat(32) })],
      refused("NoSuchVersion", "The specified version does not exist.", 404),
      { ...hello, versioning: "Enabled" },
    ),
  ],
};
