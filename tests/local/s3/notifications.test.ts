import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Chaos, noChaos } from "../../../local/base/chaos";
import { bucketNotification } from "../../../local/resources/s3/bucketNotification";
import type { ServiceEvent } from "../../../local/services/events/events";
import { createNotifications } from "../../../local/services/s3/createNotifications";
import { createS3 } from "../../../local/services/s3/createS3";
import type { Notifications } from "../../../local/services/s3/notifications";
import type { S3 } from "../../../local/services/s3/s3";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { FUNCTION_ARN, policy, type SnsUnderTest, startSns, TOPIC_ARN } from "../sns/support";

const Bucket = "records";
const BUCKET_ARN = "arn:aws:s3:::records";
const CREATED = ["s3:ObjectCreated:*"];

interface S3Record {
  eventName: string;
  eventTime: string;
  userIdentity: { principalId: string };
  s3: {
    configurationId: string;
    bucket: object;
    object: { key: string; sequencer: string; size?: number; eTag?: string; versionId?: string };
  };
}

describe("S3's event notifications", () => {
  let underTest: SnsUnderTest;
  let folder: string;
  let client: S3Client;
  let s3: S3;
  let notifications: Notifications;
  let strikes: boolean;
  let warnings: string[];
  let emitted: ServiceEvent[];
  let queueArn: string;

  beforeEach(async () => {
    underTest = await startSns();
    folder = mkdtempSync(path.join(tmpdir(), "s3-"));
    [strikes, warnings, emitted] = [false, [], []];
    const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
    const chaos: Chaos = { ...noChaos, strikes: (fault) => strikes && fault === "duplicateNotification" };
    const { iam, kms, sns, sqs, clock, edge } = underTest;
    notifications = createNotifications({
      ...{ iam, sns, sqs, chaos, clock, report, edgeUrl: edge.url },
      lambda: { invokeAsync: (functionArn, payload) => void underTest.events.push({ functionArn, payload }) },
      events: { emit: (event) => void emitted.push(event) },
    });
    s3 = createS3({ iam, kms, clock, report, notifications, workFolder: folder });
    edge.register(s3.api);
    s3.createBucket(Bucket);
    client = new S3Client({ endpoint: edge.url, region: "us-east-1", credentials: iam.operator, maxAttempts: 1 });
    queueArn = await queue("told");
  });
  afterEach(async () => {
    client.destroy();
    await notifications.delivered();
    await underTest.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const queue = async (name: string) => {
    const Policy = policy("s3.amazonaws.com", "sqs:SendMessage", BUCKET_ARN);
    return (await underTest.sqs.createQueue(name, { VisibilityTimeout: "30", Policy })).arn;
  };
  const configure = (inputs: object) =>
    bucketNotification({ s3 }).create(resourceContext("told"), { bucket: Bucket, ...inputs });
  const bodies = async (from = queueArn): Promise<Record<string, unknown>[]> => {
    await notifications.delivered();
    const messages = await underTest.received(from);
    await underTest.sqs.deleteMessages(
      from,
      messages.map(({ receiptHandle }) => receiptHandle),
    );
    return messages.map(({ body }) => JSON.parse(body));
  };
  /** Reads what a queue was told, but for the test message. */
  const records = async (): Promise<S3Record[]> =>
    (await bodies()).flatMap(({ Records = [] }) => Records as S3Record[]);
  const put = (Key: string, Body = "x") => client.send(new PutObjectCommand({ Bucket, Key, Body }));

  it("begin with a test message to queues and topics", async () => {
    underTest.iam.putResourcePolicy(TOPIC_ARN, "s3", policy("s3.amazonaws.com", "sns:Publish", BUCKET_ARN));
    underTest.iam.putResourcePolicy(
      FUNCTION_ARN,
      "s3",
      policy("s3.amazonaws.com", "lambda:InvokeFunction", BUCKET_ARN),
    );
    const topicQueue = await underTest.queue("through-the-topic");
    underTest.subscribe({ endpoint: topicQueue, rawMessageDelivery: true });

    await configure({
      queues: [{ queueArn, events: CREATED, filterPrefix: "q/" }],
      topics: [{ topicArn: TOPIC_ARN, events: CREATED, filterPrefix: "t/" }],
      lambdaFunctions: [{ lambdaFunctionArn: FUNCTION_ARN, events: CREATED, filterPrefix: "f/" }],
    });

    const [[first], [second]] = [await bodies(), await bodies(topicQueue)];
    const expected = { Service: "Amazon S3", Event: "s3:TestEvent", Time: "2026-03-01T12:00:00.000Z", Bucket };
    expect(first).to.deep.include(expected);
    expect(second).to.deep.include(expected);
    expect(underTest.events).to.deep.equal([]);
  });

  it("tell of an object as AWS does", async () => {
    await configure({ queues: [{ id: "all", queueArn, events: CREATED }] });
    const { ETag = "" } = await put("date=1/a b+ü(1).txt", "hello");

    const [record] = await records();

    expect(record).to.deep.include({
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "us-east-1",
      eventTime: "2026-03-01T12:00:00.000Z",
      eventName: "ObjectCreated:Put",
      requestParameters: { sourceIPAddress: "127.0.0.1" },
    });
    const { object, ...rest } = record?.s3 ?? { object: { key: "", sequencer: "" } };
    expect(rest).to.deep.equal({
      s3SchemaVersion: "1.0",
      configurationId: "all",
      bucket: { name: Bucket, ownerIdentity: { principalId: "000000000000" }, arn: BUCKET_ARN },
    });
    const { sequencer, ...facts } = object;
    expect(facts).to.deep.equal({
      key: "date%3D1/a+b%2B%C3%BC%281%29.txt",
      size: 5,
      eTag: ETag.replaceAll('"', ""),
    });
    expect(sequencer).to.match(/^[0-9A-F]{18}$/);
  });

  it("tell of copies, uploads in parts, and deletions, in an order that sequencers have", async () => {
    await configure({ queues: [{ queueArn, events: [...CREATED, "s3:ObjectRemoved:*"] }] });
    await put("k");
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
    const part = { Bucket, Key: "parts", UploadId };
    const { ETag } = await client.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: "x" }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new CompleteMultipartUploadCommand({ ...part, MultipartUpload }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));

    const found = (await records()).sort((a, b) => (a.s3.object.sequencer < b.s3.object.sequencer ? -1 : 1));

    expect(found.map(({ eventName, s3: { object } }) => [eventName, object.key, object.size])).to.deep.equal([
      ["ObjectCreated:Put", "k", 1],
      ["ObjectCreated:Copy", "copy", 1],
      ["ObjectCreated:CompleteMultipartUpload", "parts", 1],
      ["ObjectRemoved:Delete", "k", undefined],
      ["ObjectRemoved:Delete", "never+there", undefined],
    ]);
  });

  it("name versions, and tell delete markers from deletions", async () => {
    s3.setVersioning(Bucket, "Enabled");
    await configure({
      queues: [{ queueArn, events: ["s3:ObjectCreated:Put", "s3:ObjectRemoved:DeleteMarkerCreated"] }],
    });
    const { VersionId } = await put("k");
    const { VersionId: marker } = await client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker }));

    const found = await records();

    expect(found.map(({ eventName, s3: { object } }) => [eventName, object.versionId])).to.have.deep.members([
      ["ObjectCreated:Put", VersionId],
      ["ObjectRemoved:DeleteMarkerCreated", marker],
    ]);
  });

  it("go where prefix and suffix say, to functions, too", async () => {
    underTest.iam.putResourcePolicy(
      FUNCTION_ARN,
      "s3",
      policy("s3.amazonaws.com", "lambda:InvokeFunction", BUCKET_ARN),
    );
    await configure({
      queues: [{ queueArn, events: CREATED, filterPrefix: "in/", filterSuffix: ".json" }],
      lambdaFunctions: [{ lambdaFunctionArn: FUNCTION_ARN, events: CREATED, filterPrefix: "in/", filterSuffix: ".gz" }],
    });
    for (const key of ["in/a.json", "out/a.json", "in/a.gz", "in/a.txt"]) await put(key);

    const keys = (await records()).map(({ s3: { object } }) => object.key);

    expect(keys).to.deep.equal(["in/a.json"]);
    expect(
      underTest.events.map(({ payload }) => (payload as { Records: S3Record[] }).Records[0]?.s3.object.key),
    ).to.deep.equal(["in/a.gz"]);
  });

  it("go to EventBridge, too, with keys that are not encoded", async () => {
    await configure({ eventbridge: true });
    const { ETag = "" } = await put("a b", "hello");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "a b" }));

    const [created, deleted] = emitted;

    const { sequencer: _, ...object } = (created?.detail.object ?? {}) as Record<string, unknown>;
    expect(created).to.deep.include({ source: "aws.s3", detailType: "Object Created", resources: [BUCKET_ARN] });
    expect(created?.detail).to.deep.include({ bucket: { name: Bucket }, reason: "PutObject" });
    expect(object).to.deep.equal({ key: "a b", size: 5, etag: ETag.replaceAll('"', "") });
    expect(deleted?.detailType).to.equal("Object Deleted");
    expect(deleted?.detail).to.deep.include({ reason: "DeleteObject", "deletion-type": "Permanently Deleted" });
  });

  it("come twice now and then with chaos, the same event", async () => {
    await configure({ queues: [{ queueArn, events: CREATED }] });
    strikes = true;
    await put("k");

    const [first, second] = await records();

    expect(second).to.deep.equal(first);
    expect(first?.s3.object.key).to.equal("k");
  });

  it("end with their resource", async () => {
    const handler = bucketNotification({ s3 });
    const made = await configure({ queues: [{ queueArn, events: CREATED }] });
    await handler.delete(resourceContext("told"), made);
    await put("k");

    expect(await records()).to.deep.equal([]);
  });

  it("are lost, and said to be, where a destination no longer lets S3 in", async () => {
    await configure({ queues: [{ queueArn, events: CREATED }] });
    await underTest.sqs.setAttributes(`${underTest.edge.url}/000000000000/told`, { Policy: "" });
    await put("k");
    await notifications.delivered();

    expect(warnings.at(-1)).to.match(
      /^s3 could not tell .*:told of an object in arn:aws:s3:::records: .*The event is lost$/,
    );
  });

  for (const [what, sourceArn, service] of [
    ["lets another bucket in only", "arn:aws:s3:::other", "s3.amazonaws.com"],
    ["lets another service in only", BUCKET_ARN, "sns.amazonaws.com"],
  ] as const) {
    it(`are refused for a destination that ${what}, and nobody hears of them`, async () => {
      const Policy = policy(service, "sqs:SendMessage", sourceArn);
      const { arn } = await underTest.sqs.createQueue("closed", { VisibilityTimeout: "30", Policy });

      const refused = await rejection(
        configure({
          queues: [
            { queueArn, events: CREATED, filterPrefix: "a/" },
            { queueArn: arn, events: CREATED, filterPrefix: "b/" },
          ],
        }),
      );

      expect(refused).to.include({ code: "InvalidArgument" });
      expect(refused.message).to.contain("Unable to validate the following destination configurations: queue-2: ");
      expect(refused.message).to.contain("is not authorized to perform: sqs:SendMessage on resource: ");
      expect(refused.message).to.contain(`let s3.amazonaws.com in, by aws:SourceArn ${BUCKET_ARN}, before`);
      expect(await bodies()).to.deep.equal([]);
    });
  }

  it("are refused for a topic whose key does not let S3 in", async () => {
    underTest.kms.putKey("arn:aws:kms:us-east-1:000000000000:key/k");
    underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", kmsMasterKeyId: "k" });
    underTest.iam.putResourcePolicy(TOPIC_ARN, "s3", policy("s3.amazonaws.com", "sns:Publish", BUCKET_ARN));

    const refused = await rejection(configure({ topics: [{ topicArn: TOPIC_ARN, events: CREATED }] }));

    expect(refused.message).to.contain("Unable to validate the following destination configurations: topic-1: ");
    expect(refused.message).to.contain("kms:GenerateDataKey");
  });

  it("are refused for a queue whose key does not let S3 in", async () => {
    underTest.kms.putKey("arn:aws:kms:us-east-1:000000000000:key/k");
    underTest.kms.encrypt(queueArn, "k");

    const refused = await rejection(configure({ queues: [{ queueArn, events: CREATED }] }));

    expect(refused.message).to.contain("Unable to validate the following destination configurations: queue-1: ");
    expect(refused.message).to.contain("kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:000000000000:key/k");
  });

  it("are refused where two of them want the same", async () => {
    const queues = [
      { queueArn, events: CREATED, filterPrefix: "a/" },
      { queueArn, events: CREATED, filterPrefix: "a/b/" },
    ];

    expect((await rejection(configure({ queues }))).message).to.contain("queue-1 and queue-2 both want");
  });

  it("may overlap for different events, and differ in suffixes alone", async () => {
    await configure({
      queues: [
        { queueArn, events: CREATED, filterSuffix: ".gz" },
        { queueArn, events: CREATED, filterSuffix: ".json" },
        { queueArn, events: ["s3:ObjectRemoved:*"] },
      ],
    });
    await put("a.gz");

    expect((await records()).map(({ s3: { configurationId } }) => configurationId)).to.deep.equal(["queue-1"]);
  });

  it("are refused for a FIFO queue", async () => {
    const queues = [{ queueArn: `${queueArn}.fifo`, events: CREATED }];

    expect((await rejection(configure({ queues }))).message).to.contain(
      "standard queues and topics only, no FIFO ones",
    );
  });
});
