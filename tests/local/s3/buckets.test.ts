import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import fc from "fast-check";
import { rejection } from "../../support/rejection";
import { NOW, S3UnderTest } from "./support";

const Bucket = "records";

describe("S3's buckets", () => {
  let cloud: S3UnderTest;
  let client: S3Client;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    cloud.s3.createBucket(Bucket);
    client = cloud.operator();
  });
  afterEach(() => cloud.stop());

  const put = (Key: string, Body = Key) => client.send(new PutObjectCommand({ Bucket, Key, Body }));

  it("lists keys in the order of their bytes, with what a reader wants to know", async () => {
    for (const key of ["b", "a/2", "a/1", "ä", "B"]) await put(key);

    const { Contents, KeyCount, IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket }));

    expect(Contents?.map(({ Key }) => Key)).to.deep.equal(["B", "a/1", "a/2", "b", "ä"]);
    expect(Contents?.[0]).to.deep.equal({
      Key: "B",
      LastModified: new Date(NOW),
      ETag: '"9d5ed678fe57bcca610140957afab571"',
      ChecksumAlgorithm: ["CRC32"],
      ChecksumType: "FULL_OBJECT",
      Size: 1,
      StorageClass: "STANDARD",
    });
    expect([KeyCount, IsTruncated]).to.deep.equal([5, false]);
  });

  it("folds what is below a delimiter, and lists what follows a key", async () => {
    for (const key of ["a/1", "a/2", "b/1", "c"]) await put(key);

    const folded = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
    const below = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", Delimiter: "/" }));
    const after = await client.send(new ListObjectsV2Command({ Bucket, StartAfter: "a/2" }));

    expect(folded.CommonPrefixes?.map(({ Prefix }) => Prefix)).to.deep.equal(["a/", "b/"]);
    expect(folded.Contents?.map(({ Key }) => Key)).to.deep.equal(["c"]);
    expect(below.Contents?.map(({ Key }) => Key)).to.deep.equal(["a/1", "a/2"]);
    expect(after.Contents?.map(({ Key }) => Key)).to.deep.equal(["b/1", "c"]);
  });

  it("lists everything once, however it is cut into pages", async () => {
    const keys = ["a/1", "a/2", "a/b/1", "b", "c/1", "c/2", "d"];
    for (const key of keys) await put(key);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.constantFrom(undefined, "/"), async (MaxKeys, Delimiter) => {
        const listed: (string | undefined)[] = [];
        for await (const page of paginateListObjectsV2({ client }, { Bucket, MaxKeys, Delimiter })) {
          expect(page.KeyCount).to.be.at.most(MaxKeys);
          listed.push(...(page.Contents ?? []).map(({ Key }) => Key));
          listed.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        }
        expect(listed.sort()).to.deep.equal(Delimiter ? ["a/", "b", "c/", "d"] : keys);
      }),
      { numRuns: 16 },
    );
  });

  it("encodes keys that XML cannot say, for SDKs that ask for it", async () => {
    await put("a b/\u0001+");

    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));

    expect(Contents?.map(({ Key }) => Key)).to.deep.equal(["a%20b/%01%2B"]);
  });

  it("tells of buckets", async () => {
    cloud.s3.createBucket("other");

    const { Buckets } = await client.send(new ListBucketsCommand({}));

    expect(Buckets?.map(({ Name }) => Name)).to.deep.equal(["other", "records"]);
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    // us-east-1 has no name there.
    expect(LocationConstraint ?? "").to.equal("");
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).to.equal(undefined);
    expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).to.equal("us-east-1");
    expect(await rejection(client.send(new HeadBucketCommand({ Bucket: "none" })))).to.include({ name: "NotFound" });
  });

  it("keeps versions, and hides them behind a marker that can be taken away", async () => {
    cloud.s3.setVersioning(Bucket, "Enabled");
    const { VersionId: first } = await put("k", "1");
    const { VersionId: second } = await put("k", "2");
    const { VersionId: marker, DeleteMarker } = await client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const read = async (VersionId?: string) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k", VersionId }));
      return Body?.transformToString();
    };

    expect(DeleteMarker).to.equal(true);
    expect(await rejection(read())).to.include({ name: "NoSuchKey" });
    expect(await read(first)).to.equal("1");
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(0);
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).to.deep.equal([
      [second, false],
      [first, false],
    ]);
    expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).to.deep.equal([
      [marker, true],
    ]);

    await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker }));
    expect(await read()).to.equal("2");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: second }));
    expect(await read()).to.equal("1");
    expect(await rejection(read(second))).to.include({ name: "NoSuchVersion" });
  });

  it("overwrites one version only while versioning is suspended", async () => {
    cloud.s3.setVersioning(Bucket, "Enabled");
    const { VersionId } = await put("k", "1");
    cloud.s3.setVersioning(Bucket, "Suspended");
    await put("k", "2");
    await put("k", "3");

    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));

    expect(Versions?.map((version) => version.VersionId)).to.deep.equal(["null", VersionId]);
    expect(cloud.files).to.equal(2);
  });

  it("are made, changed and deleted by calls", async () => {
    await client.send(new CreateBucketCommand({ Bucket: "new" }));
    await client.send(
      new PutBucketVersioningCommand({ Bucket: "new", VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: "new" }));
    await client.send(new DeleteBucketCommand({ Bucket: "new" }));

    expect(Status).to.equal("Enabled");
    expect(await rejection(client.send(new DeleteBucketCommand({ Bucket: "new" })))).to.include({
      name: "NoSuchBucket",
    });
  });

  it("keep a bucket that is not empty from a call that deletes it, and refuse what is no name", async () => {
    await put("k");

    expect(await rejection(client.send(new DeleteBucketCommand({ Bucket })))).to.include({ name: "BucketNotEmpty" });
    expect(await rejection(client.send(new CreateBucketCommand({ Bucket: "New_Bucket" })))).to.include({
      name: "InvalidBucketName",
    });
  });

  it("deletes a bucket with objects only by force", async () => {
    await put("k");

    expect(await rejection(cloud.s3.deleteBucket(Bucket, false))).to.include({ code: "BucketNotEmpty" });
    await cloud.s3.deleteBucket(Bucket, true);

    expect(cloud.files).to.equal(0);
    expect(await rejection(put("k"))).to.include({ name: "NoSuchBucket" });
  });
});
