import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { S3UnderTest } from "./support";

const Bucket = "records";
const BUCKET_ARN = "arn:aws:s3:::records";

describe("who may do what in S3", () => {
  let cloud: S3UnderTest;

  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    cloud.s3.createBucket(Bucket);
    await cloud.operator().send(new PutObjectCommand({ Bucket, Key: "in/a", Body: "a" }));
  });
  afterEach(() => cloud.stop());

  const put = (client: S3Client, Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));

  it("lets a role write where its policy says, and nowhere else", async () => {
    const writer = cloud.role({ Effect: "Allow", Action: "s3:PutObject", Resource: `${BUCKET_ARN}/out/*` });

    await put(writer, "out/b");

    const refused = await rejection(put(writer, "in/a"));
    expect(refused).to.include({ name: "AccessDenied" });
    expect(refused.message).to.equal(
      "User: arn:aws:sts::000000000000:assumed-role/role-0/session is not authorized to perform: s3:PutObject on resource: " +
        "arn:aws:s3:::records/in/a because no identity-based policy allows the s3:PutObject action",
    );
    expect(await rejection(get(writer, "out/b"))).to.include({ name: "AccessDenied" });
    expect(await rejection(writer.send(new ListBucketsCommand({})))).to.include({ name: "AccessDenied" });
  });

  it("tells whether an object exists only to those who may list the bucket", async () => {
    const read = { Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET_ARN}/*` };
    const list = { Effect: "Allow", Action: "s3:ListBucket", Resource: BUCKET_ARN };

    expect(await rejection(get(cloud.role(read), "none"))).to.include({ name: "AccessDenied" });
    expect(await rejection(get(cloud.role(read, list), "none"))).to.include({ name: "NoSuchKey" });
  });

  it("lets a role list below a prefix", async () => {
    const Condition = { StringLike: { "s3:prefix": "in/*" } };
    const lister = cloud.role({ Effect: "Allow", Action: "s3:ListBucket", Resource: BUCKET_ARN, Condition });

    expect((await lister.send(new ListObjectsV2Command({ Bucket, Prefix: "in/" }))).KeyCount).to.equal(1);
    expect(await rejection(lister.send(new ListObjectsV2Command({ Bucket })))).to.include({ name: "AccessDenied" });
  });

  it("has an action of its own for aborting an upload", async () => {
    const writer = cloud.role({ Effect: "Allow", Action: "s3:PutObject", Resource: `${BUCKET_ARN}/*` });
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));

    const refused = await rejection(writer.send(new AbortMultipartUploadCommand({ Bucket, Key: "k", UploadId })));

    expect(refused.message).to.contain("s3:AbortMultipartUpload on resource: arn:aws:s3:::records/k");
  });

  it("lets a role copy a part from what it may read, and nothing else", async () => {
    const write = { Effect: "Allow", Action: "s3:PutObject", Resource: `${BUCKET_ARN}/out/*` };
    const read = { Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET_ARN}/in/*` };
    const { UploadId } = await cloud.operator().send(new CreateMultipartUploadCommand({ Bucket, Key: "out/k" }));
    const part = { Bucket, Key: "out/k", UploadId, PartNumber: 1, CopySource: `${Bucket}/in/a` };

    await cloud.role(write, read).send(new UploadPartCopyCommand(part));

    expect((await rejection(cloud.role(write).send(new UploadPartCopyCommand(part)))).message).to.contain(
      "s3:GetObject on resource: arn:aws:s3:::records/in/a",
    );
    expect((await rejection(cloud.role(read).send(new UploadPartCopyCommand(part)))).message).to.contain(
      "s3:PutObject on resource: arn:aws:s3:::records/out/k",
    );
  });

  it("has an action for each setting of a bucket that is read", async () => {
    const Statement = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${BUCKET_ARN}/*` };
    cloud.s3.setPolicy(Bucket, JSON.stringify({ Version: "2012-10-17", Statement }));
    const reader = cloud.role({ Effect: "Allow", Action: "s3:GetBucketPolicy", Resource: BUCKET_ARN });

    await reader.send(new GetBucketPolicyCommand({ Bucket }));

    expect((await rejection(reader.send(new GetBucketEncryptionCommand({ Bucket })))).message).to.contain(
      "s3:GetEncryptionConfiguration on resource: arn:aws:s3:::records",
    );
  });

  it("lets a role delete by an ETag only what it may read", async () => {
    const role = cloud.role({ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${BUCKET_ARN}/*` });

    const refused = await rejection(role.send(new DeleteObjectCommand({ Bucket, Key: "in/a", IfMatch: '"e"' })));

    expect(refused.message).to.contain("s3:GetObject on resource: arn:aws:s3:::records/in/a");
    await role.send(new DeleteObjectCommand({ Bucket, Key: "in/a", IfMatch: "*" }));
  });

  it("decides for each object of a deletion by itself", async () => {
    await put(cloud.operator(), "out/b");
    const deleter = cloud.role({ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${BUCKET_ARN}/out/*` });

    const { Deleted, Errors } = await deleter.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "out/b" }, { Key: "in/a" }] } }),
    );

    expect(Deleted).to.deep.equal([{ Key: "out/b" }]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).to.deep.equal([["in/a", "AccessDenied"]]);
  });

  it("asks the bucket's policy about its objects", async () => {
    const reader = cloud.role({ Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET_ARN}/*` });
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`] };
    const policy = (Condition: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, Condition } });
    cloud.s3.setPolicy(Bucket, policy({ Bool: { "aws:SecureTransport": "false" } }));
    await get(reader, "in/a");

    cloud.s3.setPolicy(Bucket, policy({ Bool: { "aws:SecureTransport": "true" } }));

    expect((await rejection(get(reader, "in/a"))).message).to.contain(
      "with an explicit deny in a resource-based policy",
    );
    cloud.s3.setPolicy(Bucket, undefined);
    await get(reader, "in/a");
  });

  it("lets a bucket's policy allow what a role's own does not", async () => {
    const reader = cloud.role();
    const Statement = {
      ...{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:role/role-0" } },
      ...{ Action: "s3:GetObject", Resource: `${BUCKET_ARN}/in/*` },
    };
    cloud.s3.setPolicy(Bucket, JSON.stringify({ Version: "2012-10-17", Statement }));

    expect(await (await get(reader, "in/a")).Body?.transformToString()).to.equal("a");
  });

  it("refuses a public policy, which every new bucket blocks", () => {
    const Statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${BUCKET_ARN}/*` };

    expect(() => cloud.s3.setPolicy(Bucket, JSON.stringify({ Version: "2012-10-17", Statement }))).to.throw(
      "the policy allows everybody something, and blockPublicPolicy of the bucket's public access block refuses that",
    );
  });

  it("knows only credentials that it issued", async () => {
    const credentials = { accessKeyId: "AKIAOTHER", secretAccessKey: "x" };
    const stranger = new S3Client({ endpoint: cloud.edge.url, region: "us-east-1", credentials, maxAttempts: 1 });

    expect(await rejection(get(stranger, "in/a"))).to.include({ name: "InvalidAccessKeyId" });
    stranger.destroy();
  });
});
