import { expect } from "chai";
import type { Sqs } from "../../../local/services/sqs/sqs";
import { rejection } from "../../support/rejection";
import { MemoryStream } from "./memoryStream";
import {
  FAILURE_QUEUE_ARN,
  FUNCTION_ARN,
  type LambdaUnderTest,
  lambdaUnderTest,
  NOW,
  STREAM_ARN,
  streamMapping,
  until,
} from "./support";

/** Tells what it was called with, then throws for `bad...` ids, and reports `late...` ids as failed items. */
const HANDLER = `
  const idOf = (record) => record.dynamodb.NewImage.id.S;
  exports.handler = async (event) => {
    process.stdout.write(JSON.stringify(event.Records.map(idOf)) + "\\n");
    if (event.Records.some((record) => idOf(record).startsWith("bad"))) throw new Error("bad record");
    return { batchItemFailures: event.Records.filter((record) => idOf(record).startsWith("late"))
      .map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })) };
  };`;

describe("a DynamoDB stream as an event source", () => {
  let cloud: LambdaUnderTest;
  let stream: MemoryStream;
  let sent: { queueArn: string; body: unknown }[];

  beforeEach(() => {
    stream = new MemoryStream();
    stream.addShard("shard-1");
    sent = [];
    const sqs: Partial<Sqs> = {
      async send(queueArn, body) {
        sent.push({ queueArn, body: JSON.parse(body) });
      },
    };
    cloud = lambdaUnderTest({ streams: stream, sqs, environments: 2 });
    cloud.put(HANDLER);
  });

  afterEach(() => cloud.stop());

  const deliveries = (): unknown[] => cloud.lines.filter((line) => /^[[{]/.test(line)).map((line) => JSON.parse(line));

  const delivered = async (count: number): Promise<unknown[]> => {
    await until(() => deliveries().length >= count);
    return deliveries();
  };

  describe("in order", () => {
    it("delivers what is there, oldest first, in batches of the given size", async () => {
      stream.insert("shard-1", ["a", "b", "c", "d", "e"]);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 2 }));

      expect(await delivered(3)).to.deep.equal([["a", "b"], ["c", "d"], ["e"]]);
    });

    it("delivers a later write without being asked", async () => {
      await cloud.lambda.putEventSource(streamMapping());
      await until(() => stream.reads === 1);

      stream.insert("shard-1", ["a"]);

      expect(await delivered(1)).to.deep.equal([["a"]]);
    });

    it("starts with what is written after the mapping exists, when told LATEST", async () => {
      stream.insert("shard-1", ["before"]);

      await cloud.lambda.putEventSource(streamMapping({}, { startingPosition: "LATEST" }));
      stream.insert("shard-1", ["after"]);

      expect(await delivered(1)).to.deep.equal([["after"]]);
    });

    it("reads a child shard when its parent is read to the end, and not before", async () => {
      stream.addShard("shard-2", "shard-1");
      stream.insert("shard-2", ["child"]);
      stream.insert("shard-1", ["parent 1"]);
      await cloud.lambda.putEventSource(streamMapping());
      await delivered(1);

      stream.insert("shard-1", ["parent 2"]);
      await delivered(2);
      stream.close("shard-1");

      expect(await delivered(3)).to.deep.equal([["parent 1"], ["parent 2"], ["child"]]);
    });

    it("reads a shard that appears later from its beginning, whatever the starting position", async () => {
      await cloud.lambda.putEventSource(streamMapping({}, { startingPosition: "LATEST" }));
      stream.addShard("shard-2", "shard-1");
      stream.insert("shard-2", ["child"]);

      stream.close("shard-1");

      expect(await delivered(1)).to.deep.equal([["child"]]);
    });

    it("goes on behind the last record when its iterator has expired", async () => {
      stream.insert("shard-1", ["a"]);
      await cloud.lambda.putEventSource(streamMapping());
      await delivered(1);

      stream.expireIterators = true;
      stream.insert("shard-1", ["b"]);

      expect(await delivered(2)).to.deep.equal([["a"], ["b"]]);
    });
  });

  describe("gathering", () => {
    it("waits for the batching window to close", async () => {
      await cloud.lambda.putEventSource(streamMapping({ maximumBatchingWindowSeconds: 5 }));
      await until(() => stream.reads === 1);
      stream.insert("shard-1", ["a"]);
      await until(() => stream.reads === 2);
      stream.insert("shard-1", ["b"]);

      for (let second = 0; second < 5; second += 1) {
        expect(deliveries()).to.deep.equal([]);
        const reads = stream.reads;
        cloud.clock.advance(1000);
        await until(() => stream.reads > reads || deliveries().length > 0 || second === 4);
      }

      expect(await delivered(1)).to.deep.equal([["a", "b"]]);
    });

    it("looks four times a second while the window is open, however many records come", async () => {
      await cloud.lambda.putEventSource(streamMapping({ maximumBatchingWindowSeconds: 1 }));
      await until(() => stream.reads === 1);
      stream.insert("shard-1", ["first"]);
      await until(() => stream.reads === 2);
      const ids = Array.from({ length: 60 }, (_, index) => `${index}`);

      const reads: number[] = [];
      for (const quarter of [0, 1, 2, 3]) {
        for (const id of ids.slice(quarter * 15, quarter * 15 + 15)) {
          stream.insert("shard-1", [id]);
          await new Promise(setImmediate);
        }
        reads.push(stream.reads);
        cloud.clock.advance(250);
        await until(() => stream.reads > (reads.at(-1) ?? 0));
      }

      expect(await delivered(1)).to.deep.equal([["first", ...ids]]);
      expect(reads).to.deep.equal([2, 3, 4, 5]);
    });

    it("does not wait when records that came one by one have filled the batch", async () => {
      await cloud.lambda.putEventSource(streamMapping({ maximumBatchingWindowSeconds: 300, batchSize: 3 }));
      await until(() => stream.reads === 1);

      for (const id of ["a", "b", "c"]) {
        stream.insert("shard-1", [id]);
        await new Promise(setImmediate);
      }

      expect(await delivered(1)).to.deep.equal([["a", "b", "c"]]);
    });

    it("does not wait when the batch is full", async () => {
      stream.insert("shard-1", ["a", "b"]);

      await cloud.lambda.putEventSource(streamMapping({ maximumBatchingWindowSeconds: 300, batchSize: 2 }));

      expect(await delivered(1)).to.deep.equal([["a", "b"]]);
    });

    it("ends a batch before it outgrows 6 MB", async () => {
      const large = Array.from({ length: 4 }, (_, index) => `${index}${"x".repeat(1_100_000)}`);
      cloud.put("exports.handler = async (event) => void process.stdout.write('[' + event.Records.length + ']\\n')");
      stream.insert("shard-1", large);

      await cloud.lambda.putEventSource(streamMapping());

      // Each record names its id twice, so it takes 2.2 MB and only two fit beside the event's envelope.
      expect(await delivered(2)).to.deep.equal([[2], [2]]);
    });

    it("drops what no filter matches", async () => {
      stream.insert("shard-1", ["a1", "b1", "a2", "c1"]);
      const pattern = (prefix: string) => JSON.stringify({ dynamodb: { NewImage: { id: { S: [{ prefix }] } } } });

      await cloud.lambda.putEventSource(streamMapping({ filterPatterns: [pattern("a"), pattern("c")] }));

      expect(await delivered(1)).to.deep.equal([["a1", "a2", "c1"]]);
    });
  });

  describe("when the function fails", () => {
    it("delivers the same batch again, with growing pauses, and nothing behind it", async () => {
      stream.insert("shard-1", ["bad", "b"]);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }, { maximumRetryAttempts: 3 }));

      expect(await delivered(5)).to.deep.equal([["bad"], ["bad"], ["bad"], ["bad"], ["b"]]);
      expect(cloud.clock.backoffs).to.deep.equal([100, 200, 400]);
    });

    it("splits the batch down to the bad record, and delivers all others once", async () => {
      stream.insert("shard-1", ["a", "b", "c", "bad", "d", "e", "f", "g"]);

      await cloud.lambda.putEventSource(
        streamMapping(
          {},
          { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1, onFailureArn: FAILURE_QUEUE_ARN },
        ),
      );

      expect(await delivered(8)).to.deep.equal([
        ["a", "b", "c", "bad", "d", "e", "f", "g"],
        ["a", "b", "c", "bad"],
        ["a", "b"],
        ["c", "bad"],
        ["c"],
        ["bad"],
        ["bad"],
        ["d", "e", "f", "g"],
      ]);
      expect(sent).to.have.length(1);
    });

    it("tells the on-failure destination where the discarded records are", async () => {
      stream.insert("shard-1", ["bad", "also lost"], NOW - 1500);

      await cloud.lambda.putEventSource(
        streamMapping({}, { maximumRetryAttempts: 2, onFailureArn: FAILURE_QUEUE_ARN }),
      );
      await until(() => sent.length === 1);

      const [{ queueArn, body }] = sent as [{ queueArn: string; body: Record<string, Record<string, unknown>> }];
      expect(queueArn).to.equal(FAILURE_QUEUE_ARN);
      expect(body.requestContext?.requestId).to.match(/^[0-9a-f-]{36}$/);
      delete body.requestContext?.requestId;
      expect(body).to.deep.equal({
        requestContext: {
          functionArn: FUNCTION_ARN,
          condition: "RetryAttemptsExhausted",
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        version: "1.0",
        timestamp: "2026-01-01T00:00:00.300Z",
        DDBStreamBatchInfo: {
          shardId: "shard-1",
          startSequenceNumber: "1",
          endSequenceNumber: "2",
          approximateArrivalOfFirstRecord: "2025-12-31T23:59:58Z",
          approximateArrivalOfLastRecord: "2025-12-31T23:59:58Z",
          batchSize: 2,
          streamArn: STREAM_ARN,
        },
      });
    });

    it("gives up records that are too old, and delivers the younger ones", async () => {
      stream.insert("shard-1", ["old"], NOW - 61_000);
      stream.insert("shard-1", ["young"], NOW - 59_000);

      await cloud.lambda.putEventSource(
        streamMapping({}, { maximumRecordAgeSeconds: 60, onFailureArn: FAILURE_QUEUE_ARN }),
      );

      expect(await delivered(1)).to.deep.equal([["young"]]);
      expect(sent).to.have.length(1);
      expect(sent[0]?.body).to.deep.include({
        requestContext: { functionArn: FUNCTION_ARN, condition: "RecordAgeExceeded", approximateInvokeCount: 0 },
      });
    });

    it("says that records are lost when there is no destination", async () => {
      stream.insert("shard-1", ["bad"]);

      await cloud.lambda.putEventSource(streamMapping({}, { maximumRetryAttempts: 0 }));
      await until(() => cloud.warnings.length > 0);

      expect(cloud.warnings).to.deep.equal([
        "orders-stream: lost 1 records (RetryAttemptsExhausted): the mapping has no on-failure destination",
      ]);
    });

    it("tries a throttled batch again without counting it as an attempt", async () => {
      const spec = cloud.put(HANDLER, { reservedConcurrency: 0 });
      stream.insert("shard-1", ["a"]);
      await cloud.lambda.putEventSource(streamMapping({}, { maximumRetryAttempts: 0 }));
      await until(() => cloud.clock.backoffs.length >= 3);

      cloud.lambda.putFunction({ ...spec, reservedConcurrency: -1 });

      expect(await delivered(1)).to.deep.equal([["a"]]);
      expect(cloud.warnings).to.deep.equal([]);
    });
  });

  describe("when the function reports failed items", () => {
    it("delivers from the first failed record on", async () => {
      stream.insert("shard-1", ["a", "late", "b", "late too"]);

      await cloud.lambda.putEventSource(
        streamMapping({ reportBatchItemFailures: true }, { maximumRetryAttempts: 2, onFailureArn: FAILURE_QUEUE_ARN }),
      );
      await until(() => sent.length === 1);

      const rest = ["late", "b", "late too"];
      expect(deliveries()).to.deep.equal([["a", ...rest], rest, rest]);
      expect(sent[0]?.body).to.deep.include({
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: null },
      });
    });

    it("splits what remains when only its first record fails, so that the others get through", async () => {
      stream.insert("shard-1", ["a", "late", "b", "c"]);

      await cloud.lambda.putEventSource(
        streamMapping(
          { reportBatchItemFailures: true },
          { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1, onFailureArn: FAILURE_QUEUE_ARN },
        ),
      );

      expect(await delivered(7)).to.deep.equal([
        ["a", "late", "b", "c"],
        ["late", "b", "c"],
        ["late", "b"],
        ["late"],
        ["late"],
        ["b"],
        ["c"],
      ]);
      expect(sent).to.have.length(1);
    });

    it("ignores them when the mapping does not ask for them", async () => {
      stream.insert("shard-1", ["late", "b"]);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }));

      expect(await delivered(2)).to.deep.equal([["late"], ["b"]]);
    });
  });

  describe("with tumbling windows", () => {
    const WINDOWED = `
      exports.handler = async (event) => {
        const { Records, ...rest } = event;
        process.stdout.write(JSON.stringify({ ids: Records.map((r) => r.dynamodb.NewImage.id.S), ...rest }) + "\\n");
        const count = (event.state.count ?? 0) + Records.length;
        if (Records.some((r) => r.dynamodb.NewImage.id.S === "stateless")) return {};
        if (Records.some((r) => r.dynamodb.NewImage.id.S === "huge")) return { state: "x".repeat(1048576) };
        return event.isFinalInvokeForWindow ? { state: {} } : { state: { count } };
      };`;

    const details = (start: string, end: string, state: unknown) => ({
      window: { start, end },
      state,
      shardId: "shard-1",
      eventSourceARN: STREAM_ARN,
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    });

    beforeEach(() => cloud.put(WINDOWED));

    it("hands the state on within a window, and closes the window before it opens the next", async () => {
      const first = (state: unknown) => details("2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", state);
      stream.insert("shard-1", ["a", "b", "c"], NOW);
      stream.insert("shard-1", ["d"], NOW + 10_000);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 2 }, { tumblingWindowSeconds: 10 }));

      expect(await delivered(4)).to.deep.equal([
        { ids: ["a", "b"], ...first({}) },
        { ids: ["c"], ...first({ count: 2 }) },
        { ids: [], ...first({ count: 3 }), isFinalInvokeForWindow: true },
        { ids: ["d"], ...details("2026-01-01T00:00:10Z", "2026-01-01T00:00:20Z", {}) },
      ]);
    });

    it("closes a window when its time is over, without another record", async () => {
      stream.insert("shard-1", ["a"], NOW);
      cloud.clock.skipsPolls = true;

      await cloud.lambda.putEventSource(streamMapping({}, { tumblingWindowSeconds: 2 }));

      expect((await delivered(2))[1]).to.deep.equal({
        ids: [],
        ...details("2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z", { count: 1 }),
        isFinalInvokeForWindow: true,
      });
    });

    it("counts an answer without state as a failure", async () => {
      stream.insert("shard-1", ["stateless"]);

      await cloud.lambda.putEventSource(
        streamMapping({}, { tumblingWindowSeconds: 10, maximumRetryAttempts: 1, onFailureArn: FAILURE_QUEUE_ARN }),
      );
      await until(() => sent.length === 1);

      expect(deliveries()).to.have.length(2);
    });

    it("ends a window early when its state outgrows 1 MB", async () => {
      stream.insert("shard-1", ["huge", "a"]);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }, { tumblingWindowSeconds: 10 }));

      const flags = (await delivered(3)).map((event) => {
        const { ids, isFinalInvokeForWindow, isWindowTerminatedEarly } = event as Record<string, unknown>;
        return [ids, isFinalInvokeForWindow, isWindowTerminatedEarly];
      });
      expect(flags).to.deep.equal([
        [["huge"], false, false],
        [[], true, true],
        [["a"], false, false],
      ]);
    });
  });

  describe("under injected faults", () => {
    it("delivers a batch twice although it succeeded", async () => {
      cloud.faults.push("duplicateBatch");
      stream.insert("shard-1", ["a", "b"]);

      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }));

      expect(await delivered(3)).to.deep.equal([["a"], ["a"], ["b"]]);
    });

    it("kills the environment in mid-batch, and delivers the batch again", async () => {
      cloud.put(`exports.handler = async (event) => {
        process.stdout.write(JSON.stringify(["begun"]) + "\\n");
        await new Promise((resolve) => setTimeout(resolve, event.Records.length === 1 ? 0 : 60000));
        process.stdout.write(JSON.stringify(["done"]) + "\\n");
      }`);
      cloud.faults.push("killEnvironment");
      stream.insert("shard-1", ["a", "b"]);
      await cloud.lambda.putEventSource(streamMapping({}, { bisectBatchOnFunctionError: true }));
      await delivered(1);

      cloud.clock.advance(25);

      expect(await delivered(5)).to.deep.equal([["begun"], ["begun"], ["done"], ["begun"], ["done"]]);
    });

    it("loses the answer of a function that was faster than its kill", async () => {
      cloud.faults.push("killEnvironment");
      stream.insert("shard-1", ["a"]);

      await cloud.lambda.putEventSource(streamMapping());

      expect(await delivered(2)).to.deep.equal([["a"], ["a"]]);
    });
  });

  describe("changing", () => {
    it("goes on where it was when the mapping is updated, disabled or enabled", async () => {
      stream.insert("shard-1", ["a"]);
      await cloud.lambda.putEventSource(streamMapping());
      await delivered(1);

      await cloud.lambda.putEventSource(streamMapping({ enabled: false }));
      stream.insert("shard-1", ["b", "c"]);
      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }));

      expect(await delivered(3)).to.deep.equal([["a"], ["b"], ["c"]]);
    });

    it("loses and repeats nothing when the function is replaced while it runs", async () => {
      cloud.put(`exports.handler = async (event) => {
        process.stdout.write(JSON.stringify(event.Records.map((r) => r.dynamodb.NewImage.id.S)) + "\\n");
        await new Promise((resolve) => setTimeout(resolve, 40));
      }`);
      stream.insert("shard-1", ["a", "b"]);
      await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }));
      await delivered(1);

      cloud.put(HANDLER);

      expect(await delivered(2)).to.deep.equal([["a"], ["b"]]);
    });

    it("delivers nothing after it is deleted", async () => {
      const mapping = streamMapping();
      await cloud.lambda.putEventSource(mapping);
      await until(() => stream.reads === 1);

      await cloud.lambda.deleteEventSource(mapping.uuid);
      stream.insert("shard-1", ["a"]);
      await new Promise((resolve) => setImmediate(resolve));

      expect([stream.reads, deliveries()]).to.deep.equal([1, []]);
    });
  });

  describe("with permissions", () => {
    for (const action of ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]) {
      it(`is refused when the function's role lacks ${action}`, async () => {
        cloud.denied.add(`dynamodb:${action}`);

        const error = await rejection(cloud.lambda.putEventSource(streamMapping()));

        expect(error.message).to.equal(
          `Cannot access stream ${STREAM_ARN}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
            `DescribeStream, and ListStreams Actions on your stream in IAM. (missing: dynamodb:${action})`,
        );
      });
    }

    it("is refused when the role may not send to the on-failure destination", async () => {
      cloud.denied.add("sqs:SendMessage");

      const error = await rejection(
        cloud.lambda.putEventSource(streamMapping({}, { onFailureArn: FAILURE_QUEUE_ARN })),
      );

      expect(error.message).to.equal(
        `The provided execution role does not have permissions to call SendMessage on SQS (${FAILURE_QUEUE_ARN})`,
      );
    });

    it("stops when a permission is taken away, says so once, and goes on when it is back", async () => {
      await cloud.lambda.putEventSource(streamMapping());
      await until(() => stream.reads === 1);
      stream.insert("shard-1", ["a"]);
      await delivered(1);

      cloud.denied.add("dynamodb:GetRecords");
      stream.insert("shard-1", ["b"]);
      await until(() => cloud.warnings.length > 0);
      const whileDenied = deliveries();
      cloud.denied.clear();
      cloud.clock.advance(5000);

      expect(whileDenied).to.deep.equal([["a"]]);
      expect(await delivered(2)).to.deep.equal([["a"], ["b"]]);
      expect(cloud.warnings).to.have.length(1);
      expect(cloud.warnings[0]).to.match(/the role \S+ lacks dynamodb:GetRecords on it$/);
    });
  });

  it("measures how old the last record of a batch is", async () => {
    stream.insert("shard-1", ["a"], NOW - 7000);

    await cloud.lambda.putEventSource(streamMapping());
    await delivered(1);

    const ages = cloud.data.filter(({ metricName }) => metricName === "IteratorAge");
    expect(ages).to.deep.equal([
      {
        namespace: "AWS/Lambda",
        metricName: "IteratorAge",
        dimensions: { FunctionName: "orders" },
        value: 7000,
        unit: "Milliseconds",
      },
    ]);
  });
});
