import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { DataFolder } from "../../../local/base/dataFolder";
import { noNotifications } from "../../../local/services/s3/notifications";
import { KeptData } from "../../support/keptData";
import { S3UnderTest } from "./support";

const Bucket = "orders";
const Key = "2026/first.json";

describe("a bucket that is created again at the next start", () => {
  let kept: KeptData;
  let data: DataFolder;
  let test: S3UnderTest;
  let client: S3Client;

  async function start(): Promise<void> {
    data = kept.open();
    test = await S3UnderTest.start(noNotifications, data);
    client = test.operator();
  }

  async function startAgain(): Promise<void> {
    await test.stop();
    await start();
    test.s3.createBucket(Bucket);
  }

  beforeEach(async () => {
    kept = new KeptData();
    await start();
    test.s3.createBucket(Bucket);
  });
  afterEach(async () => {
    await test.stop();
    kept.remove();
  });

  const files = () => readdirSync(path.join(data.folder("s3"), "files"));
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const text = async () => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  it("has its objects with their headers, metadata and tags", async () => {
    const given = { ContentType: "application/json", Metadata: { by: "test" }, Tagging: "day=monday" };
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: "{}", ...given }));
    const before = await client.send(new HeadObjectCommand({ Bucket, Key }));

    await startAgain();

    const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
    const { $metadata: _, ...after } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(await text()).to.equal("{}");
    expect(after).to.deep.include({ ETag, ContentType: "application/json", Metadata: { by: "test" } });
    expect(after.LastModified).to.deep.equal(before.LastModified);
    expect(TagSet).to.deep.equal([{ Key: "day", Value: "monday" }]);
  });

  it("has every version, with the markers that hide them", async () => {
    test.s3.setVersioning(Bucket, "Enabled");
    await put("one");
    await put("two");
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    const list = () => client.send(new ListObjectVersionsCommand({ Bucket }));
    const before = await list();

    await startAgain();

    const after = await list();
    expect(after.Versions).to.deep.equal(before.Versions);
    expect(after.DeleteMarkers).to.deep.equal(before.DeleteMarkers);
    expect(after.Versions).to.have.length(2);
  });

  it("completes an upload of which it had a part", async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1 };
    const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: "all of it" }));

    await startAgain();
    const Parts = [{ PartNumber: 1, ETag }];
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    await startAgain();

    expect([await text(), files().length]).to.deep.equal(["all of it", 1]);
  });

  it("has neither objects that were deleted nor their files, nor those that nobody knows of", async () => {
    await put("one");
    await put("two");
    writeFileSync(path.join(data.folder("s3"), "files", "half-written"), "ha");

    await startAgain();
    const overwritten = files().length;
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await startAgain();

    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect([overwritten, KeyCount, files()]).to.deep.equal([1, 0, []]);
  });

  it("is empty where it was deleted", async () => {
    await put("one");
    await test.s3.deleteBucket(Bucket, true);

    await startAgain();

    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect([KeyCount, files()]).to.deep.equal([0, []]);
  });

  it("stays where it is not declared, and is there for the start that declares it", async () => {
    await put("one");
    await test.stop();
    await start();
    await startAgain();

    expect(await text()).to.equal("one");
  });
});
