import { expect } from "chai";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { rejection } from "../../support/rejection";
import { FirehoseUnderTest, KEY_ARN, KINESIS_ARN, PERMISSIONS, ROLE, STREAM, TRANSFORM } from "./support";

describe("a delivery stream that reads from Kinesis", () => {
  let world: FirehoseUnderTest;

  beforeEach(async () => {
    world = await FirehoseUnderTest.start();
  });
  afterEach(() => world.close());

  const source = { kind: "kinesis", streamArn: KINESIS_ARN, roleArn: ROLE } as const;
  const write = (...texts: readonly string[]) =>
    world.kinesis.api
      .prepare({
        operation: "PutRecords",
        params: {
          StreamName: "events",
          Records: texts.map((text) => ({ PartitionKey: text, Data: Buffer.from(text).toString("base64") })),
        },
        ...{ principal: { kind: "operator", arn: "operator" }, method: "POST", path: "/", headers: {} },
        body: Buffer.alloc(0),
      })
      .run();

  it("delivers what is written from its creation on, in order", async () => {
    await write("before");
    await world.create({ source, destination: { hints: { bytes: 3, seconds: 60 } } });
    await write("a", "b", "c");

    expect((await world.written()).text).to.equal("abc");
    expect(world.sum("DataReadFromKinesisStream.Records")).to.equal(3);
    expect(world.sum("KinesisMillisBehindLatest")).to.equal(0);
    expect(world.sum("IncomingRecords")).to.equal(undefined);
  });

  it("tells the function where a record was read", async () => {
    await world.create({ source, destination: TRANSFORM });
    await write("a");
    await world.received(1);
    world.clock.advance(0);
    await world.called(1);

    const [event] = world.events;

    expect(event?.sourceKinesisStreamArn).to.equal(KINESIS_ARN);
    const metadata = event?.records[0]?.kinesisRecordMetadata;
    expect(metadata).to.deep.include({ shardId: "shardId-000000000000", partitionKey: "a", subsequenceNumber: 0 });
    expect(event?.records[0]?.recordId).to.equal(`${metadata?.sequenceNumber}000000`);
  });

  it("goes on with the children of shards that have closed", async () => {
    await world.create({ source, destination: { hints: { bytes: 2, seconds: 60 } } });
    await write("a");
    world.kinesis.updateStream({ name: "events", shardCount: 2, retentionHours: 24, onDemand: false });
    await write("b");

    expect((await world.written()).text).to.equal("ab");
  });

  it("is refused where its role may not read the stream", async () => {
    world.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects, "kinesis:DescribeStream", "kinesis:GetRecords");

    const refused = await rejection(world.create({ source }));

    expect(refused).to.include({ code: "InvalidArgumentException" });
    expect(refused.message).to.contain("kinesis:GetShardIterator");
    expect(refused.message).to.contain("let the delivery stream depend on its policy");
  });

  it("needs the key of an encrypted stream", async () => {
    world.kms.encrypt(KINESIS_ARN, KEY_ARN);

    const refused = await rejection(world.create({ source }));

    expect(refused.message).to.contain(`kms:Decrypt on resource: ${KEY_ARN}`);
  });

  it("waits while it may not read, and then reads what was written meanwhile", async () => {
    await world.create({ source, destination: { hints: { bytes: 1, seconds: 60 } } });
    world.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    await write("a");
    await world.warned(/Kinesis.AccessDenied/);
    const before = [...world.keys];

    world.allow(...Object.values(PERMISSIONS).flat());
    world.clock.advance(5_000);

    expect((await world.written()).text).to.equal("a");
    expect(before).to.deep.equal([]);
  });

  it("keeps its place in the stream when it changes", async () => {
    await world.create({ source });
    await write("a");
    await world.received(1);
    await world.update({ source, destination: { prefix: parsePrefix("new/") } });
    await write("b");
    await world.received(2);
    await world.firehose.flush(STREAM);

    const texts = [(await world.written(0)).text, (await world.written(1)).text];

    expect(texts).to.have.members(["a", "b"]);
  });
});
