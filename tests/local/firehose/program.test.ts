import { gunzipSync } from "node:zlib";
import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect } from "chai";
import { ProgramFolder } from "../../support/programFolder";
import { outputOf, type RunningSystem, runSystem } from "../../support/runningSystem";
import { ARCHIVE_PROGRAM } from "./archiveProgram";

describe("a program with an archive", () => {
  let folder: ProgramFolder;
  let system: RunningSystem;
  let kinesis: KinesisClient;
  let firehose: FirehoseClient;
  let s3: S3Client;

  before(async () => {
    folder = new ProgramFolder(ARCHIVE_PROGRAM);
    system = await runSystem(folder.path, undefined, { timeScale: 60 });
    const { edgeUrl: endpoint, iam } = system.cloud.services;
    const credentials = iam.operator;
    kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials, requestHandler: new NodeHttpHandler() });
    firehose = new FirehoseClient({ endpoint, region: "us-east-1", credentials });
    s3 = new S3Client({ endpoint, region: "us-east-1", credentials });
  });
  after(async () => {
    kinesis?.destroy();
    firehose?.destroy();
    s3?.destroy();
    await system?.stop();
    folder?.remove();
  });

  const output = (name: string) => outputOf(system, "outputs", name);

  /** The next object that the queue hears of. */
  async function nextObject(): Promise<{ key: string; object: GetObjectCommandOutput; lines: unknown[] }> {
    const { sqs } = system.cloud.services;
    const queueArn = output("queueArn");
    for (;;) {
      const [message] = await sqs.receive(queueArn, { max: 1, waitSeconds: 20, signal: new AbortController().signal });
      if (!message) continue;
      await sqs.deleteMessages(queueArn, [message.receiptHandle]);
      const body = JSON.parse(message.body);
      if (body.Event === "s3:TestEvent") continue;
      const key = decodeURIComponent(body.Records[0].s3.object.key.replaceAll("+", " "));
      const object = await s3.send(new GetObjectCommand({ Bucket: output("bucket"), Key: key }));
      const text = gunzipSync((await object.Body?.transformToByteArray()) ?? new Uint8Array()).toString();
      return {
        key,
        object,
        lines: text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      };
    }
  }

  it("brings what is written to the stream into objects by date and hour, encrypted, and tells the queue", async () => {
    const event = { card: "7", at: "2026-03-01T08:15:00Z" };
    const StreamName = output("stream");
    await kinesis.send(
      new PutRecordCommand({ StreamName, PartitionKey: "7", Data: Buffer.from(JSON.stringify(event)) }),
    );

    const { key, object, lines } = await nextObject();

    expect(key).to.match(
      /^events\/date=2026-03-01\/hour=08\/from-stream-[0-9a-f]{7}-1-\d{4}(-\d\d){5}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.gz$/,
    );
    expect(lines).to.deep.equal([event]);
    expect(object.ServerSideEncryption).to.equal("aws:kms");
    expect(object.SSEKMSKeyId).to.equal(output("keyArn"));
  });

  it("takes records by PutRecordBatch, too, and drops what the function drops", async () => {
    const kept = { card: "8", at: "2026-03-01T09:00:00Z" };
    const Records = [kept, { drop: true }].map((event) => ({ Data: Buffer.from(JSON.stringify(event)) }));

    const answer = await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: output("direct"), Records }));

    const { key, lines } = await nextObject();
    expect(answer).to.deep.include({ FailedPutCount: 0, Encrypted: true });
    expect(key).to.match(/^events\/date=2026-03-01\/hour=09\/direct-/);
    expect(lines).to.deep.equal([kept]);
  });
});
