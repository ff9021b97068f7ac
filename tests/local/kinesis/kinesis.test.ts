import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type ShardIteratorType,
} from "@aws-sdk/client-kinesis";
import { expect } from "chai";
import fc from "fast-check";
import { hashKeyOf, hashRange } from "../../../local/services/kinesis/shard";
import { rejection } from "../../support/rejection";
import { type KinesisUnderTest, kinesisUnderTest, NOW, STREAM, STREAM_ARN } from "./support";

const SHARD = "shardId-000000000000";

describe("Kinesis", () => {
  let underTest: KinesisUnderTest;

  beforeEach(async () => {
    underTest = await kinesisUnderTest();
  });

  afterEach(() => underTest.stop());

  const put = (key: string, text: string) =>
    underTest.client.send(
      new PutRecordCommand({ StreamName: STREAM.name, PartitionKey: key, Data: new TextEncoder().encode(text) }),
    );

  async function read(ShardId = SHARD, ShardIteratorType: ShardIteratorType = "TRIM_HORIZON", more: object = {}) {
    const { ShardIterator } = await underTest.client.send(
      new GetShardIteratorCommand({ StreamName: STREAM.name, ShardId, ShardIteratorType, ...more }),
    );
    return underTest.client.send(new GetRecordsCommand({ ShardIterator }));
  }

  const textsOf = ({ Records = [] }: { Records?: { Data?: Uint8Array | undefined }[] | undefined }) =>
    Records.map(({ Data }) => new TextDecoder().decode(Data));

  it("keeps records in the order of their arrival, with their keys and times", async () => {
    underTest.kinesis.createStream(STREAM);
    const first = await put("a", "one");
    await put("b", "two");

    const { Records = [], MillisBehindLatest, NextShardIterator } = await read();

    expect(textsOf({ Records })).to.deep.equal(["one", "two"]);
    expect(Records.map(({ PartitionKey }) => PartitionKey)).to.deep.equal(["a", "b"]);
    expect(Records[0]).to.deep.include({
      SequenceNumber: first.SequenceNumber,
      ApproximateArrivalTimestamp: new Date(NOW),
    });
    expect(first.SequenceNumber).to.match(/^49\d{54}$/);
    expect(MillisBehindLatest).to.equal(0);
    await put("a", "three");
    const rest = await underTest.client.send(new GetRecordsCommand({ ShardIterator: NextShardIterator }));
    expect(textsOf(rest)).to.deep.equal(["three"]);
  });

  it("reads from every kind of position", async () => {
    underTest.kinesis.createStream(STREAM);
    await put("a", "one");
    underTest.clock.advance(1000);
    const { SequenceNumber: StartingSequenceNumber } = await put("a", "two");
    underTest.clock.advance(1000);
    await put("a", "three");

    const found = [
      await read(SHARD, "LATEST"),
      await read(SHARD, "AT_SEQUENCE_NUMBER", { StartingSequenceNumber }),
      await read(SHARD, "AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber }),
      await read(SHARD, "AT_TIMESTAMP", { Timestamp: new Date(NOW + 500) }),
    ].map(textsOf);

    expect(found).to.deep.equal([[], ["two", "three"], ["three"], ["two", "three"]]);
  });

  it("puts a key on the shard that its hash belongs to, and tells of each record", async () => {
    underTest.kinesis.createStream({ ...STREAM, shardCount: 4 });
    const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

    const { Records = [], FailedRecordCount } = await underTest.client.send(
      new PutRecordsCommand({
        StreamARN: STREAM_ARN,
        Records: keys.map((PartitionKey) => ({ PartitionKey, Data: new TextEncoder().encode(PartitionKey) })),
      }),
    );

    expect(FailedRecordCount).to.equal(0);
    const expected = keys.map((key) => Number((hashKeyOf(key) * 4n) >> 128n));
    expect(Records.map(({ ShardId }) => Number(ShardId?.slice(-12)))).to.deep.equal(expected);
    expect(new Set(expected).size).to.equal(4);
    for (const index of [0, 1, 2, 3]) {
      const stored = textsOf(await read(`shardId-00000000000${index}`));
      expect(stored).to.deep.equal(keys.filter((_, position) => expected[position] === index));
    }
  });

  it("takes an explicit hash key over the partition key", async () => {
    underTest.kinesis.createStream({ ...STREAM, shardCount: 2 });

    const { ShardId } = await underTest.client.send(
      new PutRecordCommand({
        StreamName: STREAM.name,
        PartitionKey: "x",
        ExplicitHashKey: String(2n ** 128n - 1n),
        Data: new Uint8Array([1]),
      }),
    );

    expect(ShardId).to.equal("shardId-000000000001");
  });

  it("divides all hash keys among the shards, without a gap", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (count) => {
        const ranges = Array.from({ length: count }, (_, index) => hashRange(index, count));
        return (
          ranges[0]?.first === 0n &&
          ranges.at(-1)?.last === 2n ** 128n - 1n &&
          ranges.every(({ first }, index) => index === 0 || ranges[index - 1]?.last === first - 1n)
        );
      }),
    );
  });

  describe("limits of a shard", () => {
    it("counts the reads that it takes and those that it refuses, so that their average is the share of the refused", async () => {
      underTest.kinesis.createStream(STREAM);
      const { ShardIterator } = await underTest.client.send(
        new GetShardIteratorCommand({ StreamName: STREAM.name, ShardId: SHARD, ShardIteratorType: "TRIM_HORIZON" }),
      );
      const get = () => underTest.client.send(new GetRecordsCommand({ ShardIterator }));
      for (let read = 0; read < 5; read++) await get();
      expect(await rejection(get())).to.include({ name: "ProvisionedThroughputExceededException" });

      const now = underTest.clock.now();
      const counted = (statistic: string) =>
        underTest.metrics.statistic({
          ...{ namespace: "AWS/Kinesis", metricName: "ReadProvisionedThroughputExceeded", statistic },
          ...{ dimensions: { StreamName: STREAM.name }, from: now - 60_000, to: now + 1 },
        });
      expect([counted("Sum"), counted("SampleCount")]).to.deep.equal([1, 6]);
    });

    it("takes 1,000 records a second, refuses the next, and takes it in the next second", async () => {
      underTest.kinesis.createStream(STREAM);
      const batch = (count: number) =>
        underTest.client.send(
          new PutRecordsCommand({
            StreamName: STREAM.name,
            Records: Array.from({ length: count }, () => ({ PartitionKey: "k", Data: new Uint8Array([1]) })),
          }),
        );
      await batch(500);
      await batch(499);

      const { FailedRecordCount, Records = [] } = await batch(3);
      const refused = await rejection(put("k", "one more"));
      underTest.clock.advance(1000);
      await put("k", "in the next second");

      expect(FailedRecordCount).to.equal(2);
      expect(Records.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
        undefined,
        "ProvisionedThroughputExceededException",
        "ProvisionedThroughputExceededException",
      ]);
      expect(refused).to.include({
        name: "ProvisionedThroughputExceededException",
        message: `Rate exceeded for shard ${SHARD} in stream orders under account 000000000000.`,
      });
      const counted = (metricName: string) =>
        underTest.metrics.statistic({
          namespace: "AWS/Kinesis",
          metricName,
          dimensions: { StreamName: "orders" },
          statistic: "Sum",
          from: NOW,
          to: NOW + 1000,
        });
      expect([counted("IncomingRecords"), counted("WriteProvisionedThroughputExceeded")]).to.deep.equal([1000, 3]);
    });

    it("takes 1 MiB a second, keys included, and the other shard as much", async () => {
      underTest.kinesis.createStream({ ...STREAM, shardCount: 2 });
      const send = (ExplicitHashKey: string, size: number) =>
        underTest.client.send(
          new PutRecordCommand({
            StreamName: "orders",
            PartitionKey: "k",
            ExplicitHashKey,
            Data: new Uint8Array(size),
          }),
        );
      const half = 512 * 1024 - 1;
      const other = String(2n ** 127n);
      await send("0", half);
      await send("0", half);

      expect(await rejection(send("0", 1))).to.have.property("name", "ProvisionedThroughputExceededException");
      await send(other, half);
    });

    it("answers five reads a second", async () => {
      underTest.kinesis.createStream(STREAM);
      for (let count = 0; count < 5; count++) await read();

      expect(await rejection(read())).to.have.property("name", "ProvisionedThroughputExceededException");
      underTest.clock.advance(1000);
      await read();
    });

    it("refuses a record above 1 MiB, more than 500 records, and a key above 256 characters", async () => {
      underTest.kinesis.createStream(STREAM);
      const records = (count: number) =>
        Array.from({ length: count }, () => ({ PartitionKey: "k", Data: new Uint8Array(1) }));

      const errors = [
        await rejection(put("k", "x".repeat(1024 * 1024))),
        await rejection(underTest.client.send(new PutRecordsCommand({ StreamName: "orders", Records: records(501) }))),
        await rejection(put("k".repeat(257), "x")),
      ];

      expect(errors.map(({ name }) => name)).to.deep.equal(Array.from({ length: 3 }, () => "ValidationException"));
    });
  });

  describe("forgetting", () => {
    it("keeps records for as long as the stream says", async () => {
      underTest.kinesis.createStream(STREAM);
      await put("a", "old");
      underTest.clock.advance(23 * 3_600_000);
      await put("a", "new");
      underTest.clock.advance(3_600_001);

      expect(textsOf(await read())).to.deep.equal(["new"]);
    });

    it("lets iterators expire after five minutes", async () => {
      underTest.kinesis.createStream(STREAM);
      const { ShardIterator } = await underTest.client.send(
        new GetShardIteratorCommand({ StreamName: "orders", ShardId: SHARD, ShardIteratorType: "LATEST" }),
      );
      underTest.clock.advance(300_001);

      const error = await rejection(underTest.client.send(new GetRecordsCommand({ ShardIterator })));

      expect(error.name).to.equal("ExpiredIteratorException");
    });
  });

  it("closes its shards for others, their children, when their number changes, and loses nothing", async () => {
    underTest.kinesis.createStream({ ...STREAM, shardCount: 2 });
    await put("a", "before");
    underTest.kinesis.updateStream({ ...STREAM, shardCount: 3 });
    await put("a", "after");

    const { Shards = [] } = await underTest.client.send(new ListShardsCommand({ StreamName: "orders" }));
    const reads = await Promise.all(Shards.map(({ ShardId }) => read(ShardId)));

    expect(
      Shards.map(({ ShardId, ParentShardId, AdjacentParentShardId }) => [
        ShardId?.at(-1),
        ParentShardId?.at(-1),
        AdjacentParentShardId?.at(-1),
      ]),
    ).to.deep.equal([
      ["0", undefined, undefined],
      ["1", undefined, undefined],
      ["2", "0", undefined],
      ["3", "0", "1"],
      ["4", "1", undefined],
    ]);
    expect(reads.flatMap(textsOf)).to.deep.equal(["before", "after"]);
    expect(reads.map(({ NextShardIterator }) => NextShardIterator !== undefined)).to.deep.equal([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it("lists shards page by page, and describes streams", async () => {
    underTest.kinesis.createStream({ ...STREAM, shardCount: 3 });

    const first = await underTest.client.send(new ListShardsCommand({ StreamName: "orders", MaxResults: 2 }));
    const second = await underTest.client.send(new ListShardsCommand({ NextToken: first.NextToken }));
    const { StreamDescriptionSummary } = await underTest.client.send(
      new DescribeStreamSummaryCommand({ StreamName: "orders" }),
    );
    const { StreamNames } = await underTest.client.send(new ListStreamsCommand({}));

    expect([first, second].map(({ Shards = [] }) => Shards.map(({ ShardId }) => ShardId?.at(-1)))).to.deep.equal([
      ["0", "1"],
      ["2"],
    ]);
    expect(StreamDescriptionSummary).to.deep.include({
      StreamARN: STREAM_ARN,
      StreamStatus: "ACTIVE",
      OpenShardCount: 3,
      RetentionPeriodHours: 24,
    });
    expect(StreamNames).to.deep.equal(["orders"]);
  });

  it("asks for permission on the stream, by whatever a call names it", async () => {
    underTest.kinesis.createStream(STREAM);
    await put("a", "one");
    await read();
    await underTest.client.send(new ListStreamsCommand({}));

    expect(underTest.host.permissions.flat()).to.deep.equal([
      { action: "kinesis:PutRecord", resource: STREAM_ARN },
      { action: "kinesis:GetShardIterator", resource: STREAM_ARN },
      { action: "kinesis:GetRecords", resource: STREAM_ARN },
      { action: "kinesis:ListStreams", resource: "*" },
    ]);
  });

  it("knows no stream that nobody made", async () => {
    const error = await rejection(put("a", "one"));

    expect(error).to.include({
      name: "ResourceNotFoundException",
      message: "Stream orders under account 000000000000 not found.",
    });
  });
});
