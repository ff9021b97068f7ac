import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { S3UnderTest } from "./support";

const Bucket = "records";
const Key = "big";
const FIVE_MIB = 5 * 1024 ** 2;

describe("S3's multipart uploads", () => {
  let cloud: S3UnderTest;
  let client: S3Client;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    cloud.s3.createBucket(Bucket);
    client = cloud.operator();
  });
  afterEach(() => cloud.stop());

  const begin = async () => (await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
  const part = async (UploadId: string | undefined, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const complete = (UploadId: string | undefined, Parts: CompletedPart[], more: object = {}) =>
    client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));
  const bytes = async (more: object = {}) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  it("shows an object of many parts when it is complete, and not before", async () => {
    const UploadId = await begin();
    const [first, last] = [Buffer.alloc(FIVE_MIB, "a"), Buffer.from("end")];
    const parts = [await part(UploadId, 1, first), await part(UploadId, 7, last)];
    expect(await rejection(bytes())).to.include({ name: "NoSuchKey" });

    const { ETag } = await complete(UploadId, parts);

    expect(ETag).to.match(/^"[0-9a-f]{32}-2"$/);
    expect((await bytes()).equals(Buffer.concat([first, last]))).to.equal(true);
    expect((await bytes({ Range: `bytes=${FIVE_MIB - 2}-${FIVE_MIB + 1}` })).toString()).to.equal("aaen");
  });

  it("takes the last upload of a part, and drops parts that are not named", async () => {
    const UploadId = await begin();
    await part(UploadId, 1, Buffer.from("first try"));
    const kept = await part(UploadId, 1, Buffer.from("second try"));
    await part(UploadId, 2, Buffer.from("not named"));

    await complete(UploadId, [kept]);

    expect((await bytes()).toString()).to.equal("second try");
    expect(cloud.files).to.equal(1);
  });

  it("lists what was uploaded so far, page by page", async () => {
    const UploadId = await begin();
    for (const number of [3, 1, 2]) await part(UploadId, number, Buffer.from(`part ${number}`));

    const page = await client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    const rest = await client.send(
      new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: page.NextPartNumberMarker }),
    );

    expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).to.deep.equal([
      [1, 6],
      [2, 6],
    ]);
    expect([page.IsTruncated, rest.IsTruncated]).to.deep.equal([true, false]);
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).to.deep.equal([3]);
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "b" }));
    expect(Uploads?.map(({ Key: key, UploadId: id }) => [key, id])).to.deep.equal([[Key, UploadId]]);
  });

  it("leaves nothing of an upload that is aborted", async () => {
    const UploadId = await begin();
    const uploaded = await part(UploadId, 1, Buffer.from("x"));

    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));

    expect(cloud.files).to.equal(0);
    expect(await rejection(complete(UploadId, [uploaded]))).to.include({ name: "NoSuchUpload" });
    expect(await rejection(part(UploadId, 2, Buffer.from("y")))).to.include({ name: "NoSuchUpload" });
    expect(cloud.files).to.equal(0);
  });

  it("refuses parts that are missing, altered, out of order or too small", async () => {
    const UploadId = await begin();
    const [one, two] = [await part(UploadId, 1, Buffer.from("1")), await part(UploadId, 2, Buffer.from("2"))];

    expect(await rejection(complete(UploadId, [{ ...one, ETag: '"other"' }]))).to.include({ name: "InvalidPart" });
    expect(await rejection(complete(UploadId, [{ ...one, PartNumber: 9 }]))).to.include({ name: "InvalidPart" });
    expect(await rejection(complete(UploadId, [two, one]))).to.include({ name: "InvalidPartOrder" });
    expect(await rejection(complete(UploadId, [one, two]))).to.include({ name: "EntityTooSmall" });
    expect(await rejection(complete(UploadId, []))).to.include({ name: "MalformedXML" });
    expect(await rejection(part(UploadId, 10_001, Buffer.from("x")))).to.include({ name: "InvalidArgument" });
  });

  it("completes only what is not there yet, if told so, and keeps the upload for another try", async () => {
    const [first, second] = [await begin(), await begin()];
    const [one, two] = [await part(first, 1, Buffer.from("1")), await part(second, 1, Buffer.from("2"))];
    await complete(first, [one], { IfNoneMatch: "*" });

    expect(await rejection(complete(second, [two], { IfNoneMatch: "*" }))).to.include({ name: "PreconditionFailed" });

    expect((await bytes()).toString()).to.equal("1");
    await complete(second, [two]);
    expect((await bytes()).toString()).to.equal("2");
  });

  it("serves the SDK's own streaming upload", async () => {
    const pieces = Array.from({ length: 120 }, (_, index) => Buffer.alloc(100_000, index));

    await new Upload({ client, params: { Bucket, Key, Body: Readable.from(pieces) } }).done();

    expect((await bytes()).equals(Buffer.concat(pieces))).to.equal(true);
  });
});
