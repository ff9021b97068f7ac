import { expect } from "chai";
import type { S3DestinationSpec } from "../../../local/services/firehose/firehose";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { FirehoseUnderTest, FUNCTION_ARN, NOW, PERMISSIONS, STREAM, STREAM_ARN, TRANSFORM, untouched } from "./support";

const PARTITIONED: Partial<S3DestinationSpec> = {
  ...TRANSFORM,
  dynamicPartitioning: true,
  prefix: parsePrefix("by/!{partitionKeyFromLambda:kind}/"),
};

describe("what Firehose has a function transform", () => {
  let world: FirehoseUnderTest;

  beforeEach(async () => {
    world = await FirehoseUnderTest.start();
  });
  afterEach(() => world.close());

  /** Lets the function's buffer, whose interval is 0, be full. */
  const transformed = async () => {
    world.clock.advance(0);
    await world.firehose.flush(STREAM);
  };

  it("comes to the function as AWS sends it, and into the object as the function returns it", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => ({
          ...{ recordId, result: "Ok" },
          data: Buffer.from(`${Buffer.from(data, "base64").toString().toUpperCase()}\n`).toString("base64"),
        })),
      },
    });
    await world.create({ destination: TRANSFORM });
    await world.put("a", "b");
    await transformed();

    const { text } = await world.written();

    const [event] = world.events;
    expect(text).to.equal("A\nB\n");
    expect(event).to.deep.include({ deliveryStreamArn: STREAM_ARN, region: "us-east-1" });
    expect(event?.records.map(({ recordId: _, ...record }) => record)).to.deep.equal([
      { data: "YQ==", approximateArrivalTimestamp: NOW },
      { data: "Yg==", approximateArrivalTimestamp: NOW },
    ]);
  });

  it("goes by the function's own buffering hints", async () => {
    const transform = { lambdaArn: FUNCTION_ARN, roleArn: TRANSFORM.transform?.roleArn ?? "", retries: 0 };
    await world.create({ destination: { transform: { ...transform, hints: { bytes: 4, seconds: 60 } } } });

    await world.put("ab", "cd", "e");
    await transformed();

    expect(world.events.map(({ records }) => records.length)).to.deep.equal([2, 1]);
  });

  it("is split where small records would make an event of more than 6 MB", async () => {
    await world.create({ destination: TRANSFORM });
    for (let batch = 0; batch < 26; batch += 1) await world.put(...Array.from({ length: 500 }, () => "x"));
    await transformed();

    const sizes = world.events.map((event) => Buffer.byteLength(JSON.stringify(event)));

    expect(world.events.map(({ records }) => records.length)).to.deep.equal([12_190, 810]);
    expect(Math.max(...sizes)).to.be.lessThan(6_291_456);
  });

  it("is left out where the function drops it", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: { records: records.map(({ recordId }) => ({ recordId, result: "Dropped" })) },
    });
    await world.create({ destination: TRANSFORM });
    await world.put("a");
    await transformed();

    expect(world.keys).to.deep.equal([]);
    expect(world.sum("SucceedProcessing.Records")).to.equal(1);
  });

  it("is below the error prefix where the function fails it, as it came", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: { records: records.map(({ recordId }) => ({ recordId, result: "ProcessingFailed" })) },
    });
    await world.create({ destination: TRANSFORM });
    await world.put("a");
    await transformed();

    const { key, text } = await world.written();

    expect(key).to.match(/^errors\/processing-failed\/orders-1-/);
    expect(JSON.parse(text)).to.deep.equal({
      attemptsMade: 1,
      arrivalTimestamp: NOW,
      errorCode: "Lambda.ProcessingFailedStatus",
      errorMessage: "ProcessingFailed status set for record",
      attemptEndingTimestamp: NOW,
      rawData: "YQ==",
      lambdaArn: FUNCTION_ARN,
    });
  });

  it("is tried again where the function fails, and only then below the error prefix", async () => {
    const error = { errorType: "Error", errorMessage: "no luck" };
    let failures = 0;
    world.transform = (event) =>
      failures++ < 3 ? { ok: false, kind: "function", error } : { ok: true, payload: untouched(event) };
    await world.create({ destination: { ...TRANSFORM, logging: { group: "delivery", stream: "s3" } } });
    await world.put("a");
    world.clock.advance(0);
    await world.called(1);
    world.clock.advance(5_000);
    await world.called(2);
    world.clock.advance(10_000);
    await world.called(3);
    await world.firehose.flush(STREAM);

    const { text } = await world.written();

    expect(world.events).to.have.length(3);
    expect(JSON.parse(text)).to.deep.include({ attemptsMade: 3, errorCode: "Lambda.FunctionError", rawData: "YQ==" });
    expect(JSON.parse(world.logs.read("delivery")[0]?.message ?? "")).to.deep.include({
      processor: FUNCTION_ARN,
      message: "The function was invoked and returned an error: no luck",
    });
    expect(world.sum("ExecuteProcessing.Success")).to.equal(0);
  });

  it("waits for the permission to call the function, and is not lost", async () => {
    world.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    await world.create({ destination: TRANSFORM });
    await world.put("a");
    world.clock.advance(0);
    expect(await world.warned(/Lambda.InvokeAccessDenied/)).to.contain("lambda:GetFunctionConfiguration");

    world.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects, ...PERMISSIONS.function);
    world.clock.advance(5_000);
    await world.called(1);
    await world.firehose.flush(STREAM);

    expect((await world.written()).text).to.equal("a");
  });

  it("is in objects of its own for every value of its partition keys", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => {
          const kind = Buffer.from(data, "base64").toString().slice(0, 1);
          return { recordId, result: "Ok", data, metadata: { partitionKeys: { kind, unused: "x" } } };
        }),
      },
    });
    await world.create({ destination: PARTITIONED });
    await world.put("a1", "b1", "a2");
    await transformed();

    const objects = [await world.written(0), await world.written(1)];

    const found = objects.map(({ key, text }) => [key.replace(/orders.*/, ""), text]).sort();
    expect(found).to.deep.equal([
      ["by/a/", "a1a2"],
      ["by/b/", "b1"],
    ]);
  });

  it("is below the error prefix where it has no partition key", async () => {
    await world.create({ destination: PARTITIONED });
    await world.put("a");
    await transformed();

    const { key, text } = await world.written();

    expect(key).to.match(/^errors\/processing-failed\//);
    expect(JSON.parse(text)).to.deep.include({
      errorCode: "DynamicPartitioning.MetadataExtractionFailed",
      errorMessage: "partitionKeys values must not be null or empty: kind",
    });
  });

  it("is below the error prefix where 500 partitions have a buffer already", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => {
          const kind = Buffer.from(data, "base64").toString();
          return { recordId, result: "Ok", data, metadata: { partitionKeys: { kind } } };
        }),
      },
    });
    await world.create({ destination: PARTITIONED });
    await world.put(...Array.from({ length: 500 }, (_, index) => String(index)));
    await world.put("one more");
    await transformed();
    await world.written(500);

    const failed = world.keys.filter((key) => key.startsWith("errors/"));

    expect(failed).to.have.length(1);
    const { text } = await world.written(world.keys.indexOf(failed[0] ?? ""));
    expect(JSON.parse(text).errorCode).to.equal("DynamicPartitioning.ActivePartitionsLimitExceeded");
  });

  it("is below the error prefix where its partition key is longer than a prefix may be", async () => {
    world.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => ({
          ...{ recordId, result: "Ok", data, metadata: { partitionKeys: { kind: "x".repeat(600) } } },
        })),
      },
    });
    await world.create({ destination: PARTITIONED });
    await world.put("a");
    await transformed();

    expect(JSON.parse((await world.written()).text).errorCode).to.equal("DynamicPartitioning.InvalidPrefix");
  });
});
