import { writeFileSync } from "node:fs";
import path from "node:path";
import { GetBucketVersioningCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { ResourceHandler } from "../../../local/engine/resourceHandler";
import { bucket } from "../../../local/resources/s3/bucket";
import { bucketLifecycle } from "../../../local/resources/s3/bucketLifecycle";
import { bucketObject } from "../../../local/resources/s3/bucketObject";
import { bucketOwnershipControls } from "../../../local/resources/s3/bucketOwnershipControls";
import { bucketPolicy } from "../../../local/resources/s3/bucketPolicy";
import { bucketPublicAccessBlock } from "../../../local/resources/s3/bucketPublicAccessBlock";
import { bucketServerSideEncryption } from "../../../local/resources/s3/bucketServerSideEncryption";
import { bucketVersioning } from "../../../local/resources/s3/bucketVersioning";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { S3UnderTest } from "./support";

const context = resourceContext("records");
const Bucket = "records-1a2b3c4";

describe("S3's resources", () => {
  let cloud: S3UnderTest;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
  });
  afterEach(() => cloud.stop());

  const make = async (handler: ResourceHandler, inputs: Record<string, unknown>) => handler.create(context, inputs);

  it("makes a bucket with the names and addresses that AWS gives it", async () => {
    const { id, state } = await make(bucket(cloud), {});

    expect(id).to.equal(Bucket);
    expect(state).to.deep.equal({
      forceDestroy: false,
      bucket: Bucket,
      arn: "arn:aws:s3:::records-1a2b3c4",
      region: "us-east-1",
      bucketRegion: "us-east-1",
      bucketDomainName: "records-1a2b3c4.s3.amazonaws.com",
      bucketRegionalDomainName: "records-1a2b3c4.s3.us-east-1.amazonaws.com",
      hostedZoneId: "Z3AQBSTGFYJSTF",
    });
  });

  it("names a bucket by its prefix, and refuses what is no name", async () => {
    expect((await make(bucket(cloud), { bucketPrefix: "logs-" })).id).to.equal("logs-1a2b3c4");
    expect((await rejection(make(bucket(cloud), { bucket: "My_Bucket" }))).message).to.contain(
      '"My_Bucket" is no name for a bucket',
    );
    expect((await rejection(make(bucket(cloud), { bucket: "logs-1a2b3c4" }))).message).to.contain("already");
  });

  it("deletes a bucket with objects only with forceDestroy", async () => {
    const handler = bucket(cloud);
    const made = await make(handler, {});
    await cloud.operator().send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));

    expect((await rejection(handler.delete(context, made))).message).to.contain("set forceDestroy to true first");
    const changed = await handler.update?.(context, made, { forceDestroy: true });
    await handler.delete(context, changed ?? made);

    expect(cloud.files).to.equal(0);
  });

  it("keeps versions as long as the resource says so", async () => {
    await make(bucket(cloud), {});
    const handler = bucketVersioning(cloud);
    const status = async () => (await cloud.operator().send(new GetBucketVersioningCommand({ Bucket }))).Status;

    const made = await make(handler, { bucket: Bucket, versioningConfiguration: { status: "Enabled" } });
    expect(await status()).to.equal("Enabled");
    await handler.delete(context, made);

    expect(await status()).to.equal("Suspended");
    const wrong = make(handler, { bucket: Bucket, versioningConfiguration: { status: "On" } });
    expect((await rejection(wrong)).message).to.equal(
      'versioningConfiguration.status must be Enabled, Suspended, Disabled, got "On"',
    );
  });

  it("enforces a policy, given as a text or as an object", async () => {
    await make(bucket(cloud), {});
    const reader = cloud.role({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` });
    await cloud.operator().send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    const Statement = { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
    const handler = bucketPolicy(cloud);

    const made = await make(handler, { bucket: Bucket, policy: { Version: "2012-10-17", Statement } });

    const read = () => reader.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(await rejection(read())).to.include({ name: "AccessDenied" });
    await handler.delete(context, made);
    await read();
    expect((await rejection(make(handler, { bucket: Bucket, policy: "{}" }))).message).to.contain(
      "Statement is missing",
    );
  });

  it("refuses a public policy until the public access block lets it through", async () => {
    await make(bucket(cloud), {});
    const Statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
    const opened = () => make(bucketPolicy(cloud), { bucket: Bucket, policy: { Version: "2012-10-17", Statement } });

    expect((await rejection(opened())).message).to.contain("blockPublicPolicy");
    await make(bucketPublicAccessBlock(cloud), { bucket: Bucket, blockPublicAcls: true });

    await opened();
  });

  it("writes an object out of a text, of base64, or of a file, and takes it away again", async () => {
    await make(bucket(cloud), {});
    const handler = bucketObject("aws:s3/bucketObjectv2:BucketObjectv2", cloud);
    const file = path.join(cloud.folder, "page.html");
    writeFileSync(file, "<p>file</p>");
    const source = { kind: "sluice:assetFile", file, sha256: "0" };
    const read = async (Key: string) => {
      const { Body, ContentType, CacheControl } = await cloud.operator().send(new GetObjectCommand({ Bucket, Key }));
      return [await Body?.transformToString(), ContentType, CacheControl];
    };

    const made = await make(handler, {
      bucket: Bucket,
      content: "text",
      contentType: "text/html",
      cacheControl: "no-store",
    });
    await make(handler, { bucket: Bucket, key: "binary", contentBase64: "YmluYXJ5" });
    await make(handler, { bucket: Bucket, key: "page.html", source, contentType: "text/html" });

    expect(made).to.deep.equal({
      id: "records",
      state: {
        ...{ bucket: Bucket, content: "text", contentType: "text/html", cacheControl: "no-store", key: "records" },
        ...{ etag: "1cb251ec0d568de6a929b520c4aed8d1", arn: `arn:aws:s3:::${Bucket}/records` },
      },
    });
    expect(await read("records")).to.deep.equal(["text", "text/html", "no-store"]);
    expect(await read("binary")).to.deep.equal(["binary", "binary/octet-stream", undefined]);
    expect(await read("page.html")).to.deep.equal(["<p>file</p>", "text/html", undefined]);
    const changed = await handler.update?.(context, made, { bucket: Bucket, content: "new" });
    expect(await read("records")).to.deep.equal(["new", "binary/octet-stream", undefined]);
    await handler.delete(context, changed ?? made);
    expect(await rejection(read("records"))).to.include({ name: "NoSuchKey" });
  });

  it("takes all versions of an object away with its resource", async () => {
    await make(bucket(cloud), {});
    cloud.s3.setVersioning(Bucket, "Enabled");
    const handler = bucketObject("aws:s3/bucketObjectv2:BucketObjectv2", cloud);
    const made = await make(handler, { bucket: Bucket, content: "1" });
    const changed = await handler.update?.(context, made, { bucket: Bucket, content: "2" });

    await handler.delete(context, changed ?? made);

    expect(changed?.state.versionId).not.to.equal(made.state.versionId);
    expect(cloud.files).to.equal(0);
  });

  it("encrypts an object with a key of its own, and refuses what an object cannot be", async () => {
    await make(bucket(cloud), {});
    const handler = bucketObject("aws:s3/bucketObjectv2:BucketObjectv2", cloud);
    const key = "arn:aws:kms:us-east-1:000000000000:key/k";
    cloud.kms.putKey(key);

    await make(handler, { bucket: Bucket, content: "x", kmsKeyId: key });

    const { SSEKMSKeyId } = await cloud.operator().send(new GetObjectCommand({ Bucket, Key: "records" }));
    expect(SSEKMSKeyId).to.equal(key);
    for (const [inputs, message] of [
      [{ content: "x", contentBase64: "eA==" }, "content, contentBase64 and source exclude each other"],
      [{ source: { kind: "sluice:codeArchive" } }, "source must be an asset"],
      [{ content: "x", acl: "public-read" }, 'acl must be "private" locally, got "public-read"'],
      [{ content: "x", storageClass: "GLACIER" }, 'storageClass must be "STANDARD" locally, got "GLACIER"'],
    ] as const) {
      expect((await rejection(make(handler, { bucket: Bucket, ...inputs }))).message).to.contain(message);
    }
  });

  it("refuses settings that it would not honour, and settings of no bucket", async () => {
    await make(bucket(cloud), {});
    const encrypted = (rule: object) =>
      make(bucketServerSideEncryption(cloud), {
        bucket: Bucket,
        rules: [{ applyServerSideEncryptionByDefault: rule }],
      });
    const owned = (objectOwnership: string) =>
      make(bucketOwnershipControls(cloud), { bucket: Bucket, rule: { objectOwnership } });

    await encrypted({ sseAlgorithm: "AES256" });
    expect((await rejection(encrypted({ sseAlgorithm: "aws:kms:dsse" }))).message).to.contain(
      'the encryption "aws:kms:dsse" is not supported locally yet',
    );
    const unknownKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/none" };
    expect(await rejection(encrypted(unknownKey))).to.include({ code: "KMS.NotFoundException" });
    await owned("BucketOwnerEnforced");
    expect((await rejection(owned("ObjectWriter"))).message).to.contain("the local cloud has no access control lists");
    await make(bucketLifecycle(cloud), {
      bucket: Bucket,
      rules: [{ id: "old", status: "Enabled", expiration: { days: 1 } }],
    });
    const rules = [{ id: "old", status: "On" }];
    expect((await rejection(make(bucketLifecycle(cloud), { bucket: Bucket, rules }))).message).to.contain('got "On"');
    expect(await rejection(make(bucketLifecycle(cloud), { bucket: "none" }))).to.include({ code: "NoSuchBucket" });
  });
});
