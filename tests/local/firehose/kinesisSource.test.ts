import { expect } from "chai";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { rejection } from "../../support/rejection";
import { FirehoseUnderTest, KEY_ARN, KINESIS_ARN, PERMISSIONS, ROLE, STREAM, TRANSFORM } from "./support";

describe("a delivery stream that reads from Kinesis", () => {
  let underTest: FirehoseUnderTest;

  beforeEach(async () => {
    underTest = await FirehoseUnderTest.start();
  });
  afterEach(() => underTest.close());

  const source = { kind: "kinesis", streamArn: KINESIS_ARN, roleArn: ROLE } as const;
  const write = (...texts: readonly string[]) =>
    underTest.kinesis.api
      .prepare({
        operation: "PutRecords",
        params: {
          StreamName: "events",
          Records: texts.map((text) => ({ PartitionKey: text, Data: Buffer.from(text).toString("base64") })),
        },
        principal: { kind: "operator", arn: "operator" },
      })
      .run();

  it("delivers what is written from its creation on, in order", async () => {
    await write("before");
    await underTest.create({ source, destination: { hints: { bytes: 3, seconds: 60 } } });
    await write("a", "b", "c");

    expect((await underTest.written()).text).to.equal("abc");
    expect(underTest.sum("DataReadFromKinesisStream.Records")).to.equal(3);
    expect(underTest.sum("KinesisMillisBehindLatest")).to.equal(0);
    expect(underTest.sum("IncomingRecords")).to.equal(undefined);
  });

  it("tells the function where a record was read", async () => {
    await underTest.create({ source, destination: TRANSFORM });
    await write("a");
    await underTest.received(1);
    underTest.clock.advance(0);
    await underTest.called(1);

    const [event] = underTest.events;

    expect(event?.sourceKinesisStreamArn).to.equal(KINESIS_ARN);
    const metadata = event?.records[0]?.kinesisRecordMetadata;
    expect(metadata).to.deep.include({ shardId: "shardId-000000000000", partitionKey: "a", subsequenceNumber: 0 });
    expect(event?.records[0]?.recordId).to.equal(`${metadata?.sequenceNumber}000000`);
  });

  it("goes on with the children of shards that have closed", async () => {
    await underTest.create({ source, destination: { hints: { bytes: 2, seconds: 60 } } });
    await write("a");
    underTest.kinesis.updateStream({ name: "events", shardCount: 2, retentionHours: 24, onDemand: false });
    await write("b");

    expect((await underTest.written()).text).to.equal("ab");
  });

  it("is refused where its role may not read the stream", async () => {
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects, "kinesis:DescribeStream", "kinesis:GetRecords");

    const refused = await rejection(underTest.create({ source }));

    expect(refused).to.include({ code: "InvalidArgumentException" });
    expect(refused.message).to.contain("kinesis:GetShardIterator");
    expect(refused.message).to.contain("let the delivery stream depend on its policy");
  });

  it("needs the key of an encrypted stream", async () => {
    underTest.kms.encrypt(KINESIS_ARN, KEY_ARN);

    const refused = await rejection(underTest.create({ source }));

    expect(refused.message).to.contain(`kms:Decrypt on resource: ${KEY_ARN}`);
  });

  it("waits while it may not read, and then reads what was written meanwhile", async () => {
    await underTest.create({ source, destination: { hints: { bytes: 1, seconds: 60 } } });
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    await write("a");
    await underTest.warned(/Kinesis.AccessDenied/);
    const before = [...underTest.keys];

    underTest.allow(...Object.values(PERMISSIONS).flat());
    underTest.clock.advance(5_000);

    expect((await underTest.written()).text).to.equal("a");
    expect(before).to.deep.equal([]);
  });

  it("keeps its place in the stream when it changes", async () => {
    await underTest.create({ source });
    await write("a");
    await underTest.received(1);
    await underTest.update({ source, destination: { prefix: parsePrefix("new/") } });
    await write("b");
    await underTest.received(2);
    await underTest.firehose.flush(STREAM);

    const texts = [(await underTest.written(0)).text, (await underTest.written(1)).text];

    expect(texts).to.have.members(["a", "b"]);
  });
});
