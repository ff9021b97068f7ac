import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { bucketServerSideEncryption } from "../../../local/resources/s3/bucketServerSideEncryption";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { S3UnderTest } from "./support";

const Bucket = "records";
const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const OTHER_KEY = "arn:aws:kms:us-east-1:000000000000:key/other";
const OBJECTS = { Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::records", "arn:aws:s3:::records/*"] };
const key = (actions: readonly string[], context?: string) => ({
  ...{ Effect: "Allow", Action: actions, Resource: KEY },
  ...(context && { Condition: { StringEquals: { "kms:EncryptionContext:aws:s3:arn": context } } }),
});

describe("S3's encryption with keys of the account", () => {
  let cloud: S3UnderTest;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    cloud.s3.createBucket(Bucket);
    cloud.kms.putKey(KEY);
    cloud.kms.putKey(OTHER_KEY);
  });
  afterEach(() => cloud.stop());

  const encrypt = (
    rule: object = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY } },
  ) => bucketServerSideEncryption(cloud).create(resourceContext("records"), { bucket: Bucket, rules: [rule] });
  const put = (client: S3Client, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ...more }));
  const get = (client: S3Client) => client.send(new GetObjectCommand({ Bucket, Key: "k" }));

  it("is the bucket's, and every object says so", async () => {
    await encrypt({
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
      bucketKeyEnabled: true,
    });
    const written = await put(cloud.operator());
    const read = await get(cloud.operator());

    const expected = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KEY, BucketKeyEnabled: true };
    expect(written).to.include(expected);
    expect(read).to.include(expected);
  });

  it("takes the key from who writes, and from who reads the bytes", async () => {
    await encrypt();
    const [writer, reader, both] = [
      cloud.role(OBJECTS, key(["kms:GenerateDataKey"])),
      cloud.role(OBJECTS),
      cloud.role(OBJECTS, key(["kms:Decrypt"])),
    ];

    expect((await rejection(put(reader))).message).to.contain(`kms:GenerateDataKey on resource: ${KEY}`);
    await put(writer);
    expect((await rejection(get(writer))).message).to.contain(`kms:Decrypt on resource: ${KEY}`);
    await get(both);
    await reader.send(new HeadObjectCommand({ Bucket, Key: "k" }));
  });

  it("has the object as its context, or the bucket where that has a key of its own", async () => {
    await encrypt();
    await put(cloud.role(OBJECTS, key(["kms:GenerateDataKey"], `arn:aws:s3:::${Bucket}/k`)));
    const ofBucket = cloud.role(OBJECTS, key(["kms:GenerateDataKey"], `arn:aws:s3:::${Bucket}`));
    expect(await rejection(put(ofBucket))).to.include({ name: "AccessDenied" });

    await encrypt({
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
      bucketKeyEnabled: true,
    });

    await put(ofBucket);
  });

  it("may be another for an object, which keeps it", async () => {
    const reader = cloud.role(OBJECTS, key(["kms:Decrypt"]));
    await put(cloud.operator(), { ServerSideEncryption: "aws:kms", SSEKMSKeyId: OTHER_KEY });
    await encrypt();

    expect((await rejection(get(reader))).message).to.contain(`kms:Decrypt on resource: ${OTHER_KEY}`);
  });

  it("wants both of who uploads in parts", async () => {
    await encrypt();
    const begin = (client: S3Client) => client.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));
    const writer = cloud.role(OBJECTS, key(["kms:GenerateDataKey", "kms:Decrypt"]));

    const refused = await rejection(begin(cloud.role(OBJECTS, key(["kms:GenerateDataKey"]))));
    const { UploadId } = await begin(writer);
    const part = { Bucket, Key: "k", UploadId };
    const { ETag } = await writer.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: "x" }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const { SSEKMSKeyId } = await writer.send(new CompleteMultipartUploadCommand({ ...part, MultipartUpload }));

    expect(refused.message).to.contain("kms:Decrypt");
    expect(SSEKMSKeyId).to.equal(KEY);
  });

  it("wants to decrypt the source of a copy, and encrypts what it makes as its bucket does", async () => {
    await put(cloud.operator(), { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KEY });
    const copy = (client: S3Client) =>
      client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));

    expect((await rejection(copy(cloud.role(OBJECTS)))).message).to.contain("kms:Decrypt");
    const { ServerSideEncryption } = await copy(cloud.role(OBJECTS, key(["kms:Decrypt"])));

    expect(ServerSideEncryption).to.equal("AES256");
  });

  it("asks nobody about the key that AWS manages", async () => {
    await encrypt({ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } });
    const client = cloud.role(OBJECTS);

    const { ServerSideEncryption, SSEKMSKeyId } = await put(client);

    expect([ServerSideEncryption, SSEKMSKeyId]).to.deep.equal(["aws:kms", undefined]);
    await get(client);
  });

  it("ends with its resource", async () => {
    const made = await encrypt();
    await bucketServerSideEncryption(cloud).delete(resourceContext("records"), made);

    expect((await put(cloud.role(OBJECTS))).ServerSideEncryption).to.equal("AES256");
  });

  it("refuses a key that is not there", async () => {
    const wrong = put(cloud.operator(), { ServerSideEncryption: "aws:kms", SSEKMSKeyId: "alias/none" });

    expect(await rejection(wrong)).to.include({ name: "KMS.NotFoundException" });
  });
});
