import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { NOW, S3UnderTest } from "./support";

const Bucket = "records";

describe("S3's objects", () => {
  let cloud: S3UnderTest;
  let client: S3Client;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    cloud.s3.createBucket(Bucket);
    client = cloud.operator();
  });
  afterEach(() => cloud.stop());

  const put = (Key: string, Body: string, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const text = async (Key: string, more: object = {}) =>
    (await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

  it("gives back what was put, with its headers, to an SDK that knows only the endpoint", async () => {
    const Key = "a b/ü+é?&.txt";
    const { ETag } = await put(Key, "hello", { ContentType: "text/plain", Metadata: { run: "7" } });

    const { Body, $metadata: _, ...got } = await client.send(new GetObjectCommand({ Bucket, Key }));

    expect(await Body?.transformToString()).to.equal("hello");
    expect(got).to.deep.equal({
      AcceptRanges: "bytes",
      ContentLength: 5,
      ContentType: "text/plain",
      ETag,
      LastModified: new Date(NOW),
      Metadata: { run: "7" },
      ServerSideEncryption: "AES256",
      ChecksumCRC32: "NhCmhg==",
      ChecksumType: "FULL_OBJECT",
    });
    expect(ETag).to.equal('"5d41402abc4b2a76b9719d911017c592"');
  });

  it("tells of an object without its bytes", async () => {
    await put("k", "hello");

    const { ContentLength, ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));

    expect([ContentLength, ETag]).to.deep.equal([5, '"5d41402abc4b2a76b9719d911017c592"']);
  });

  it("reads a stream whose checksum comes behind it", async () => {
    const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(7_000, index));

    await client.send(
      new PutObjectCommand({ Bucket, Key: "k", Body: Readable.from(pieces), ContentLength: 50 * 7_000 }),
    );

    const { Body, ContentEncoding } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(pieces))).to.equal(true);
    expect(ContentEncoding).to.equal(undefined);
  });

  for (const ChecksumAlgorithm of ["CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
    it(`verifies ${ChecksumAlgorithm}`, async () => {
      await put("k", "hello", { ChecksumAlgorithm });

      const got = await client.send(new GetObjectCommand({ Bucket, Key: "k", ChecksumMode: "ENABLED" }));

      const expected = {
        CRC32C: "mnG7TA==",
        CRC64NVME: "M3eFcAZSQlc=",
        SHA1: "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        SHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
      }[ChecksumAlgorithm];
      expect(got[`Checksum${ChecksumAlgorithm}`]).to.equal(expected);
    });
  }

  it("refuses a body that is not what its checksum says, and keeps what was there", async () => {
    await put("k", "old");

    expect(await rejection(put("k", "new", { ChecksumCRC32: "AAAAAA==" }))).to.include({ name: "BadDigest" });

    expect(await text("k")).to.equal("old");
    expect(cloud.files).to.equal(1);
  });

  it("refuses a checksum that it cannot compute", async () => {
    const error = await rejection(put("k", "x", { ChecksumXXHASH64: "AAAAAAAAAAA=" }));

    expect(error.message).to.contain("x-amz-checksum-xxhash64");
  });

  it("reads ranges of bytes", async () => {
    await put("k", "0123456789");

    expect(await text("k", { Range: "bytes=2-4" })).to.equal("234");
    expect(await text("k", { Range: "bytes=7-" })).to.equal("789");
    expect(await text("k", { Range: "bytes=-2" })).to.equal("89");
    expect(await text("k", { Range: "bytes=8-99" })).to.equal("89");
    expect(await rejection(text("k", { Range: "bytes=10-" }))).to.include({ name: "InvalidRange" });
  });

  it("reads an empty object", async () => {
    await put("k", "");

    expect(await text("k")).to.equal("");
  });

  it("writes only what is not there yet, if told so, one of many at once", async () => {
    const outcomes = await Promise.allSettled(["a", "b", "c", "d"].map((body) => put("k", body, { IfNoneMatch: "*" })));

    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.map(({ reason }) => [reason.name, reason.$metadata.httpStatusCode])).to.deep.equal([
      ["PreconditionFailed", 412],
      ["PreconditionFailed", 412],
      ["PreconditionFailed", 412],
    ]);
    expect(cloud.files).to.equal(1);
  });

  it("writes only over what the writer has seen, if told so", async () => {
    const { ETag: IfMatch } = await put("k", "1");
    await put("k", "2", { IfMatch });

    expect(await rejection(put("k", "3", { IfMatch }))).to.include({ name: "PreconditionFailed" });
    expect(await rejection(put("other", "3", { IfMatch }))).to.include({ name: "NoSuchKey" });
    expect(await text("k")).to.equal("2");
  });

  it("answers a reader's conditions", async () => {
    const { ETag } = await put("k", "1");

    expect(await rejection(text("k", { IfNoneMatch: ETag }))).to.have.nested.property("$metadata.httpStatusCode", 304);
    expect(await rejection(text("k", { IfMatch: '"other"' }))).to.include({ name: "PreconditionFailed" });
    expect(await text("k", { IfMatch: ETag })).to.equal("1");
  });

  it("lets a reader finish what it began, whoever overwrites it meanwhile", async () => {
    const old = Buffer.alloc(3_000_000, "a");
    await put("k", old.toString());
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));

    await put("k", "new");

    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(old)).to.equal(true);
    expect(await text("k")).to.equal("new");
  });

  it("deletes one, several, and what is not there", async () => {
    for (const key of ["a", "b", "<c>&"]) await put(key, key);

    await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const { Deleted, Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "b" }, { Key: "<c>&" }, { Key: "none" }] } }),
    );

    expect(Deleted).to.deep.equal([{ Key: "b" }, { Key: "<c>&" }, { Key: "none" }]);
    expect(Errors).to.equal(undefined);
    expect(cloud.files).to.equal(0);
    expect(await rejection(text("a"))).to.include({ name: "NoSuchKey" });
  });

  it("copies an object, which then outlives the original", async () => {
    await put("a", "hello", { ContentType: "text/plain", Tagging: "team=x" });
    await client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
    await client.send(
      new CopyObjectCommand({
        ...{ Bucket, Key: "c", CopySource: `${Bucket}/a`, ContentType: "text/csv" },
        ...{ MetadataDirective: "REPLACE", TaggingDirective: "REPLACE", Tagging: "team=y" },
      }),
    );
    await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));

    const described = async (Key: string) => {
      const { ContentType } = await client.send(new HeadObjectCommand({ Bucket, Key }));
      const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
      return [await text(Key), ContentType, TagSet];
    };
    expect(await described("b")).to.deep.equal(["hello", "text/plain", [{ Key: "team", Value: "x" }]]);
    expect(await described("c")).to.deep.equal(["hello", "text/csv", [{ Key: "team", Value: "y" }]]);
  });

  it("tags an object and leaves its bytes alone", async () => {
    await put("k", "hello");
    const TagSet = [{ Key: "state", Value: "<done> & gone" }];

    await client.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet } }));

    expect((await client.send(new GetObjectTaggingCommand({ Bucket, Key: "k" }))).TagSet).to.deep.equal(TagSet);
    expect(await text("k")).to.equal("hello");
    await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: "k" }));
    expect((await client.send(new GetObjectTaggingCommand({ Bucket, Key: "k" }))).TagSet).to.deep.equal([]);
  });

  it("says in S3's words that there is no such bucket or object", async () => {
    const noBucket = await rejection(client.send(new GetObjectCommand({ Bucket: "nowhere", Key: "k" })));

    expect([noBucket.name, noBucket.message]).to.deep.equal(["NoSuchBucket", "The specified bucket does not exist"]);
    expect((await rejection(text("k"))).message).to.equal("The specified key does not exist.");
    expect(await rejection(client.send(new HeadObjectCommand({ Bucket, Key: "k" })))).to.include({ name: "NotFound" });
  });

  it("refuses what it does not honour by name", async () => {
    expect((await rejection(put("k", "x", { ACL: "public-read" }))).message).to.equal(
      "the local cloud does not honour the header x-amz-acl: public-read (supported: private, bucket-owner-full-control)",
    );
    expect((await rejection(put("k", "x", { StorageClass: "GLACIER" }))).message).to.contain("x-amz-storage-class");
    expect((await rejection(put("k", "x", { ServerSideEncryption: "aws:kms:dsse" }))).name).to.equal("NotImplemented");
  });
});
