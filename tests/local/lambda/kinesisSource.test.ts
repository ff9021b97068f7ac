import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import type { Kinesis } from "../../../local/services/kinesis/kinesis";
import type { EventSourceSpec } from "../../../local/services/lambda/lambda";
import { laneOf } from "../../../local/services/lambda/sources/sourceRecord";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { STREAM, STREAM_ARN } from "../kinesis/support";
import {
  FAILURE_QUEUE_ARN,
  type LambdaUnderTest,
  lambdaUnderTest,
  NOW,
  ROLE_ARN,
  streamMapping,
  until,
} from "./support";

/** Tells the texts it was called with; throws for `bad...`, reports `late...` as failed, and holds `slow...` until it may go on. */
const HANDLER = `
  const textOf = ({ kinesis }) => Buffer.from(kinesis.data, "base64").toString();
  exports.handler = async (event) => {
    const texts = event.Records.map(textOf);
    process.stdout.write(JSON.stringify(texts) + "\\n");
    if (texts.some((text) => text.startsWith("bad"))) throw new Error("bad record");
    while (texts.some((text) => text.startsWith("slow")) && !require("fs").existsSync(process.env.GO_ON)) {
      await new Promise((done) => setTimeout(done, 10));
    }
    if (texts[0] === "show") process.stdout.write(JSON.stringify(event.Records[0]) + "\\n");
    return { batchItemFailures: event.Records.filter((record) => textOf(record).startsWith("late"))
      .map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) };
  };`;

describe("a Kinesis stream as an event source", () => {
  let cloud: LambdaUnderTest;
  let kinesis: Kinesis;
  let goOn: string;
  let sent: { queueArn: string; body: Record<string, unknown> }[];

  beforeEach(() => {
    const clock = new HeldClock(NOW);
    kinesis = createKinesis({ clock, metrics: createMetrics({ clock }), report: silentReport });
    kinesis.createStream(STREAM);
    sent = [];
    const send = async (queueArn: string, body: string) => void sent.push({ queueArn, body: JSON.parse(body) });
    cloud = lambdaUnderTest({ kinesis, sqs: { send } as never, environments: 4 });
    goOn = path.join(cloud.workFolder, "go-on");
    cloud.put(HANDLER, { environment: { GO_ON: goOn }, timeoutSeconds: 30 });
  });

  afterEach(() => cloud.stop());

  const put = async (...records: readonly (readonly [key: string, text: string])[]): Promise<void> => {
    for (const [PartitionKey, text] of records) {
      const call = {
        operation: "PutRecord",
        params: { StreamName: STREAM.name, PartitionKey, Data: Buffer.from(text).toString("base64") },
      };
      await kinesis.api.prepare(call as never).run();
    }
  };
  const mapping = (changes: Partial<EventSourceSpec> = {}, source: object = {}) =>
    streamMapping({ eventSourceArn: STREAM_ARN, ...changes }, { kind: "kinesis-stream", ...source });
  const deliveries = (): unknown[] => cloud.lines.filter((line) => /^[[{]/.test(line)).map((line) => JSON.parse(line));
  const delivered = async (count: number): Promise<unknown[]> => {
    await until(() => deliveries().length >= count);
    return deliveries();
  };

  it("delivers records in order, in batches, in the form that functions know", async () => {
    await put(["k", "show"], ["k", "b"], ["k", "c"]);

    await cloud.lambda.putEventSource(mapping({ batchSize: 2 }));

    const [first, record, second] = await delivered(3);
    expect([first, second]).to.deep.equal([["show", "b"], ["c"]]);
    const sequenceNumber = `49${"2".padStart(54, "0")}`;
    expect(record).to.deep.equal({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: "k",
        sequenceNumber,
        data: "c2hvdw==",
        approximateArrivalTimestamp: NOW / 1000,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      awsRegion: "us-east-1",
      eventSourceARN: STREAM_ARN,
      invokeIdentityArn: ROLE_ARN,
    });
    await until(() => cloud.data.filter(({ metricName }) => metricName === "IteratorAge").length === 2);
  });

  it("starts with what comes after it, when told LATEST", async () => {
    await put(["k", "before"]);

    await cloud.lambda.putEventSource(mapping({}, { startingPosition: "LATEST" }));
    await put(["k", "after"]);

    expect(await delivered(1)).to.deep.equal([["after"]]);
  });

  it("bisects a batch that fails, gives up on the bad record only, and tells where it is", async () => {
    await put(["k", "a"], ["k", "b"], ["k", "bad"], ["k", "d"]);
    const source = { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0, onFailureArn: FAILURE_QUEUE_ARN };

    await cloud.lambda.putEventSource(mapping({}, source));

    expect(await delivered(5)).to.deep.equal([["a", "b", "bad", "d"], ["a", "b"], ["bad", "d"], ["bad"], ["d"]]);
    const sequenceNumber = `49${"4".padStart(54, "0")}`;
    expect(sent.map(({ body }) => body.KinesisBatchInfo)).to.deep.equal([
      {
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: "2026-01-01T00:00:00.000Z",
        approximateArrivalOfLastRecord: "2026-01-01T00:00:00.000Z",
        batchSize: 1,
        streamArn: STREAM_ARN,
      },
    ]);
  });

  it("goes on from the first record that the function reports", async () => {
    await put(["k", "a"], ["k", "late"], ["k", "c"]);

    await cloud.lambda.putEventSource(mapping({ reportBatchItemFailures: true }, { maximumRetryAttempts: 1 }));

    expect(await delivered(2)).to.deep.equal([
      ["a", "late", "c"],
      ["late", "c"],
    ]);
  });

  it("drops what no filter matches, by the record's data as JSON and by its key", async () => {
    await put(["k", '{"kind":"sale"}'], ["k", '{"kind":"offer"}'], ["other", '{"kind":"sale"}'], ["k", "no JSON"]);
    const pattern = JSON.stringify({ partitionKey: ["k"], data: { kind: ["sale"] } });

    await cloud.lambda.putEventSource(mapping({ filterPatterns: [pattern] }));
    await put(["k", '{"kind":"sale","last":true}']);

    const texts = (await delivered(1)).flat();
    if (texts.length < 2) texts.push(...(await delivered(2)).slice(1).flat());
    expect(texts).to.deep.equal(['{"kind":"sale"}', '{"kind":"sale","last":true}']);
  });

  it("processes keys of one shard side by side where told so, each in its order", async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
    await put(
      ["key0", "slow key0"],
      ...keys.flatMap((key) => [[key, `${key} 1`] as const, [key, `${key} 2`] as const]),
    );

    await cloud.lambda.putEventSource(mapping({ batchSize: 1 }, { parallelizationFactor: 4 }));

    const lane = (key: string) => laneOf({ kinesis: { partitionKey: key } } as never, 4);
    const others = keys.filter((key) => lane(key) !== lane("key0"));
    await delivered(1 + 2 * others.length);
    const meanwhile = deliveries().flat() as string[];
    writeFileSync(goOn, "");
    const all = (await delivered(17)).flat() as string[];

    expect(others.length).to.be.greaterThan(2);
    expect([...meanwhile].sort()).to.deep.equal(
      ["slow key0", ...others.flatMap((key) => [`${key} 1`, `${key} 2`])].sort(),
    );
    for (const key of keys) {
      expect(all.filter((text) => text.startsWith(`${key} `))).to.deep.equal([`${key} 1`, `${key} 2`]);
    }
  });

  it("loses nothing when the number of batches at a time changes", async () => {
    await put(["a", "1"], ["b", "2"], ["c", "3"]);
    await cloud.lambda.putEventSource(mapping({ batchSize: 1 }, { startingPosition: "LATEST" }));
    await put(["a", "4"], ["b", "5"]);
    await delivered(2);

    await cloud.lambda.putEventSource(
      mapping({ batchSize: 1 }, { startingPosition: "LATEST", parallelizationFactor: 3 }),
    );
    await put(["c", "6"], ["a", "7"], ["b", "8"]);
    await until(() => ["6", "7", "8"].every((text) => deliveries().flat().includes(text)));
    await cloud.lambda.putEventSource(
      mapping({ batchSize: 1 }, { startingPosition: "LATEST", parallelizationFactor: 2 }),
    );
    await put(["c", "9"]);
    await until(() => deliveries().flat().includes("9"));

    expect([...new Set(deliveries().flat())].sort()).to.deep.equal(["4", "5", "6", "7", "8", "9"]);
  });

  it("reads the shards that a stream had before those it has now", async () => {
    await put(["k", "slow before"]);
    kinesis.updateStream({ ...STREAM, shardCount: 3 });
    await put(["k", "after"]);

    await cloud.lambda.putEventSource(mapping());
    expect(await delivered(1)).to.deep.equal([["slow before"]]);
    writeFileSync(goOn, "");

    expect(await delivered(2)).to.deep.equal([["slow before"], ["after"]]);
  });

  it("is refused to a role that may not read the stream", async () => {
    cloud.denied.add("kinesis:GetRecords");

    const error = await rejection(cloud.lambda.putEventSource(mapping()));

    expect(error.message).to.equal(
      `Cannot access stream ${STREAM_ARN}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
        "DescribeStream, and ListShards Actions on your stream in IAM. (missing: kinesis:GetRecords)",
    );
  });
});
