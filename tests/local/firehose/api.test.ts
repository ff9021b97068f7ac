import {
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from "@aws-sdk/client-firehose";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { FirehoseUnderTest, KEY_ARN, KINESIS_ARN, MIB, NOW, ROLE, STREAM, STREAM_ARN } from "./support";

const DeliveryStreamName = STREAM;

describe("Firehose's API", () => {
  let underTest: FirehoseUnderTest;

  beforeEach(async () => {
    underTest = await FirehoseUnderTest.start();
  });
  afterEach(() => underTest.close());

  const putOne = (Data: Buffer) =>
    underTest.client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
  const putAll = (...data: readonly Buffer[]) =>
    underTest.client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: data.map((Data) => ({ Data })) }));

  it("takes records one by one and in batches, with an id each", async () => {
    await underTest.create();
    const one = await putOne(Buffer.from("a"));
    const { FailedPutCount, RequestResponses = [], Encrypted } = await putAll(Buffer.from("b"), Buffer.from("c"));
    await underTest.firehose.flush(STREAM);

    expect(one.Encrypted).to.equal(false);
    expect([FailedPutCount, Encrypted]).to.deep.equal([0, false]);
    expect(new Set([one.RecordId, ...RequestResponses.map(({ RecordId }) => RecordId)]).size).to.equal(3);
    expect((await underTest.written()).text).to.equal("abc");
  });

  it("refuses what is too large, by record and by batch", async () => {
    await underTest.create();

    expect(await rejection(putOne(Buffer.alloc(1000 * 1024 + 1)))).to.include({ name: "ValidationException" });
    const tooMany = putAll(...Array.from({ length: 501 }, () => Buffer.from("a")));
    expect(await rejection(tooMany)).to.include({ name: "ValidationException" });
    const tooLarge = putAll(...Array.from({ length: 5 }, () => Buffer.alloc(900 * 1024)));
    expect(await rejection(tooLarge)).to.include({ name: "InvalidArgumentException" });
    expect(await rejection(putAll())).to.include({ name: "ValidationException" });
    expect(underTest.sum("IncomingRecords")).to.equal(undefined);
  });

  it("fails records, each by itself, that are more than the stream takes in a second", async () => {
    await underTest.create({ destination: { hints: { bytes: 128 * MIB, seconds: 60 } } });
    const mebibyte = Buffer.alloc(1000 * 1024);
    await putAll(mebibyte, mebibyte, mebibyte, mebibyte);

    const { FailedPutCount, RequestResponses = [] } = await putAll(mebibyte, mebibyte, Buffer.from("a"));

    expect(FailedPutCount).to.equal(1);
    expect(RequestResponses.map(({ ErrorCode, RecordId }) => ErrorCode ?? typeof RecordId)).to.deep.equal([
      "string",
      "ServiceUnavailableException",
      "string",
    ]);
    expect(underTest.sum("ThrottledRecords")).to.equal(1);
    expect(await rejection(putOne(mebibyte))).to.include({ name: "ServiceUnavailableException" });
    underTest.clock.advance(1000);
    await putOne(mebibyte);
  });

  it("asks who puts records to come again later when the local cloud stops", async () => {
    await underTest.create();
    await underTest.firehose.stop();

    expect(await rejection(putOne(Buffer.from("a")))).to.include({ name: "ServiceUnavailableException" });
  });

  it("puts nothing into a stream that reads from Kinesis", async () => {
    await underTest.create({ source: { kind: "kinesis", streamArn: KINESIS_ARN, roleArn: ROLE } });

    const refused = await rejection(putOne(Buffer.from("a")));

    expect([refused.name, refused.message]).to.deep.equal([
      "InvalidArgumentException",
      "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
    ]);
  });

  it("describes a stream", async () => {
    const source = { kind: "kinesis", streamArn: KINESIS_ARN, roleArn: ROLE } as const;
    await underTest.create({
      source,
      destination: { kmsKeyArn: KEY_ARN, logging: { group: "delivery", stream: "s3" } },
    });
    await underTest.update({ source });

    const { DeliveryStreamDescription: found } = await underTest.client.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );

    expect(found).to.deep.include({
      DeliveryStreamName: STREAM,
      DeliveryStreamARN: STREAM_ARN,
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: "KinesisStreamAsSource",
      DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
      VersionId: "2",
      CreateTimestamp: new Date(NOW),
      LastUpdateTimestamp: new Date(NOW),
      HasMoreDestinations: false,
    });
    expect(found?.Source?.KinesisStreamSourceDescription?.KinesisStreamARN).to.equal(KINESIS_ARN);
    expect(found?.Destinations?.[0]?.ExtendedS3DestinationDescription).to.deep.include({
      RoleARN: ROLE,
      BucketARN: "arn:aws:s3:::archive",
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CompressionFormat: "UNCOMPRESSED",
      EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    });
  });

  it("lists streams by name, page by page and by type", async () => {
    for (const name of ["b", "a", "c"]) await underTest.create({ name, arn: STREAM_ARN.replace(STREAM, name) });
    const list = (params: object) => underTest.client.send(new ListDeliveryStreamsCommand(params));

    const first = await list({ Limit: 2 });
    const rest = await list({ ExclusiveStartDeliveryStreamName: "b" });
    const others = await list({ DeliveryStreamType: "KinesisStreamAsSource" });

    expect([first.DeliveryStreamNames, first.HasMoreDeliveryStreams]).to.deep.equal([["a", "b"], true]);
    expect([rest.DeliveryStreamNames, rest.HasMoreDeliveryStreams]).to.deep.equal([["c"], false]);
    expect(others.DeliveryStreamNames).to.deep.equal([]);
  });

  it("knows no other streams and no other operations", async () => {
    expect((await rejection(putOne(Buffer.from("a")))).message).to.equal(
      "Firehose orders under account 000000000000 not found.",
    );
    const call = { operation: "DeleteDeliveryStream", params: { DeliveryStreamName } };
    const principal = { kind: "operator", arn: "operator" } as const;
    expect(() => underTest.firehose.api.prepare({ ...call, principal })).to.throw(
      "firehose:DeleteDeliveryStream is not supported locally",
    );
  });

  it("asks for a permission on the stream", async () => {
    const call = { operation: "PutRecord", params: { DeliveryStreamName } };

    const { permissions } = underTest.firehose.api.prepare({
      ...call,
      principal: { kind: "operator", arn: "operator" },
    });

    expect(permissions).to.deep.equal([{ action: "firehose:PutRecord", resource: STREAM_ARN }]);
  });
});
