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
  let underTest: FirehoseUnderTest;

  beforeEach(async () => {
    underTest = await FirehoseUnderTest.start();
  });
  afterEach(() => underTest.close());

  /** Lets the function's buffer, whose interval is 0, be full. */
  const transformed = async () => {
    underTest.clock.advance(0);
    await underTest.firehose.flush(STREAM);
  };

  it("comes to the function as AWS sends it, and into the object as the function returns it", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => ({
          ...{ recordId, result: "Ok" },
          data: Buffer.from(`${Buffer.from(data, "base64").toString().toUpperCase()}\n`).toString("base64"),
        })),
      },
    });
    await underTest.create({ destination: TRANSFORM });
    await underTest.put("a", "b");
    await transformed();

    const { text } = await underTest.written();

    const [event] = underTest.events;
    expect(text).to.equal("A\nB\n");
    expect(event).to.deep.include({ deliveryStreamArn: STREAM_ARN, region: "us-east-1" });
    expect(event?.records.map(({ recordId: _, ...record }) => record)).to.deep.equal([
      { data: "YQ==", approximateArrivalTimestamp: NOW },
      { data: "Yg==", approximateArrivalTimestamp: NOW },
    ]);
  });

  it("goes by the function's own buffering hints", async () => {
    const transform = { lambdaArn: FUNCTION_ARN, roleArn: TRANSFORM.transform?.roleArn ?? "", retries: 0 };
    await underTest.create({ destination: { transform: { ...transform, hints: { bytes: 4, seconds: 60 } } } });

    await underTest.put("ab", "cd", "e");
    await transformed();

    expect(underTest.events.map(({ records }) => records.length)).to.deep.equal([2, 1]);
  });

  it("is split where small records would make an event of more than 6 MB", async () => {
    await underTest.create({ destination: TRANSFORM });
    for (let batch = 0; batch < 26; batch += 1) await underTest.put(...Array.from({ length: 500 }, () => "x"));
    await transformed();

    const sizes = underTest.events.map((event) => Buffer.byteLength(JSON.stringify(event)));

    expect(underTest.events.map(({ records }) => records.length)).to.deep.equal([12_190, 810]);
    expect(Math.max(...sizes)).to.be.lessThan(6_291_456);
  });

  it("is left out where the function drops it", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: { records: records.map(({ recordId }) => ({ recordId, result: "Dropped" })) },
    });
    await underTest.create({ destination: TRANSFORM });
    await underTest.put("a");
    await transformed();

    expect(underTest.keys).to.deep.equal([]);
    expect(underTest.sum("SucceedProcessing.Records")).to.equal(1);
  });

  it("is below the error prefix where the function fails it, as it came", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: { records: records.map(({ recordId }) => ({ recordId, result: "ProcessingFailed" })) },
    });
    await underTest.create({ destination: TRANSFORM });
    await underTest.put("a");
    await transformed();

    const { key, text } = await underTest.written();

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
    underTest.transform = (event) =>
      failures++ < 3 ? { ok: false, kind: "function", error } : { ok: true, payload: untouched(event) };
    await underTest.create({ destination: { ...TRANSFORM, logging: { group: "delivery", stream: "s3" } } });
    await underTest.put("a");
    underTest.clock.advance(0);
    await underTest.called(1);
    underTest.clock.advance(5_000);
    await underTest.called(2);
    underTest.clock.advance(10_000);
    await underTest.called(3);
    await underTest.firehose.flush(STREAM);

    const { text } = await underTest.written();

    expect(underTest.events).to.have.length(3);
    expect(JSON.parse(text)).to.deep.include({ attemptsMade: 3, errorCode: "Lambda.FunctionError", rawData: "YQ==" });
    expect(JSON.parse(underTest.logs.read("delivery")[0]?.message ?? "")).to.deep.include({
      processor: FUNCTION_ARN,
      message: "The function was invoked and returned an error: no luck",
    });
    expect(underTest.sum("ExecuteProcessing.Success")).to.equal(0);
  });

  it("waits for the permission to call the function, and is not lost", async () => {
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    await underTest.create({ destination: TRANSFORM });
    await underTest.put("a");
    underTest.clock.advance(0);
    expect(await underTest.warned(/Lambda.InvokeAccessDenied/)).to.contain("lambda:GetFunctionConfiguration");

    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects, ...PERMISSIONS.function);
    underTest.clock.advance(5_000);
    await underTest.called(1);
    await underTest.firehose.flush(STREAM);

    expect((await underTest.written()).text).to.equal("a");
  });

  it("is in objects of its own for every value of its partition keys", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => {
          const kind = Buffer.from(data, "base64").toString().slice(0, 1);
          return { recordId, result: "Ok", data, metadata: { partitionKeys: { kind, unused: "x" } } };
        }),
      },
    });
    await underTest.create({ destination: PARTITIONED });
    await underTest.put("a1", "b1", "a2");
    await transformed();

    const objects = [await underTest.written(0), await underTest.written(1)];

    const found = objects.map(({ key, text }) => [key.replace(/orders.*/, ""), text]).sort();
    expect(found).to.deep.equal([
      ["by/a/", "a1a2"],
      ["by/b/", "b1"],
    ]);
  });

  it("is below the error prefix where it has no partition key", async () => {
    await underTest.create({ destination: PARTITIONED });
    await underTest.put("a");
    await transformed();

    const { key, text } = await underTest.written();

    expect(key).to.match(/^errors\/processing-failed\//);
    expect(JSON.parse(text)).to.deep.include({
      errorCode: "DynamicPartitioning.MetadataExtractionFailed",
      errorMessage: "partitionKeys values must not be null or empty: kind",
    });
  });

  it("is below the error prefix where 500 partitions have a buffer already", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => {
          const kind = Buffer.from(data, "base64").toString();
          return { recordId, result: "Ok", data, metadata: { partitionKeys: { kind } } };
        }),
      },
    });
    await underTest.create({ destination: PARTITIONED });
    await underTest.put(...Array.from({ length: 500 }, (_, index) => String(index)));
    await underTest.put("one more");
    await transformed();
    await underTest.written(500);

    const failed = underTest.keys.filter((key) => key.startsWith("errors/"));

    expect(failed).to.have.length(1);
    const { text } = await underTest.written(underTest.keys.indexOf(failed[0] ?? ""));
    expect(JSON.parse(text).errorCode).to.equal("DynamicPartitioning.ActivePartitionsLimitExceeded");
  });

  it("is below the error prefix where its partition key is longer than a prefix may be", async () => {
    underTest.transform = ({ records }) => ({
      ok: true,
      payload: {
        records: records.map(({ recordId, data }) => ({
          ...{ recordId, result: "Ok", data, metadata: { partitionKeys: { kind: "x".repeat(600) } } },
        })),
      },
    });
    await underTest.create({ destination: PARTITIONED });
    await underTest.put("a");
    await transformed();

    expect(JSON.parse((await underTest.written()).text).errorCode).to.equal("DynamicPartitioning.InvalidPrefix");
  });
});
