import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "chai";
import { createAggregator } from "../../../functions/event-aggregator/aggregator";
import type { FailureMessage } from "../../../functions/event-aggregator/failureQueue";
import { type Summarize, summarizeByContent } from "../../../functions/event-aggregator/summarize";
import { type FakeQueue, fakeQueue, observe, type SentCommand, serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { insertRecord, shardA, streamEvent } from "../support/streamEvent";
import { silenceTelemetry } from "../support/telemetry";

const byKey: Summarize = ({ key, add, fail }) => {
  if (fail === true) throw new RangeError("fail is true");
  return key === undefined ? undefined : { key: key as string, ...(add !== undefined && { add: add as never }) };
};

describe("createAggregator", () => {
  let engine: DynamoEngine;
  let table: string;
  let tables = 0;
  let queue: FakeQueue;
  let commands: SentCommand[];
  let beforeSend: (command: SentCommand) => void;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    tables += 1;
    table = `summaries-${tables}`;
    await engine.createTable(table, "SummaryID");
    queue = fakeQueue();
    beforeSend = () => undefined;
    commands = observe(engine.client, (command) => beforeSend(command));
  });

  const aggregate = (records: readonly DynamoDBRecord[], summarize: Summarize = byKey, shardId = shardA) =>
    createAggregator({
      dynamo: engine.client,
      sqs: queue.client,
      summaryTable: table,
      failureQueueUrl: "https://queue",
      summarize,
      now: () => Date.UTC(2025, 10, 21, 7),
    })(streamEvent(records, shardId));

  const summaries = async () => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    return Object.fromEntries(Items.map(({ SummaryID: id, ItemCount: count }) => [id?.S ?? "", Number(count?.N)]));
  };

  const failWritesOf = (key: string, error: Error) => {
    beforeSend = ({ input }) => {
      if ((input.Key as { SummaryID?: AttributeValue })?.SummaryID?.S === key) throw error;
    };
  };

  const failures = () => queue.bodies.map((body) => JSON.parse(body) as FailureMessage);

  const sentEvents = () => failures().map(({ eventId }) => eventId);

  const refusing = (eventId: string, refusal: { Code: string; SenderFault: boolean }) =>
    fakeQueue((entries) => ({
      Failed: entries.flatMap(({ Id, MessageBody: body }) =>
        (JSON.parse(body) as FailureMessage).eventId === eventId ? [{ Id, Message: "no", ...refusal }] : [],
      ),
    }));

  it("folds a batch, and writes each summary once", async () => {
    const records = Array.from({ length: 131 }, (_, index) =>
      insertRecord(String(1000 + index), '{"message":"Test event data","value":3}'),
    );

    const result = await aggregate(records, summarizeByContent);

    expect(result).to.deep.equal({ batchItemFailures: [], state: {} });
    expect(await summaries()).to.deep.equal({ '{"message":"Test event data","value":3}': 131 });
    expect(commands[0]).to.deep.equal({
      name: "UpdateItemCommand",
      input: {
        TableName: table,
        Key: { SummaryID: { S: '{"message":"Test event data","value":3}' } },
        ConditionExpression: "attribute_not_exists(#mark) OR #mark < :first",
        UpdateExpression: "SET #mark = :mark, UpdatedAt = :now ADD ItemCount :count",
        ExpressionAttributeNames: { "#mark": "applied:1763708400000-0a1b2c3d" },
        ExpressionAttributeValues: {
          ":first": { S: "041000" },
          ":mark": { S: "041130@489919" },
          ":now": { S: "2025-11-21T07:00:00.000Z" },
          ":count": { N: "131" },
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    });
    expect(commands.filter(({ name }) => name === "UpdateItemCommand")).to.have.length(1);
  });

  it("changes nothing when a batch is delivered again", async () => {
    const records = [insertRecord("1", { key: "a" }), insertRecord("2", { key: "b" }), insertRecord("3", { key: "a" })];
    await aggregate(records);

    const again = await aggregate(records);

    expect(again.batchItemFailures).to.deep.equal([]);
    expect(await summaries()).to.deep.equal({ a: 2, b: 1 });
  });

  it("adds only what is new when batches overlap", async () => {
    const records = ["8", "9", "10", "11"].map((sequence) =>
      insertRecord(sequence, { key: "a", add: { n: Number(sequence) } }),
    );
    await aggregate(records.slice(0, 2));

    await aggregate(records);

    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    expect(Items.map(({ ItemCount: count, n }) => [count?.N, n?.N])).to.deep.equal([["4", "38"]]);
  });

  it("keeps the shards' sequence numbers apart", async () => {
    await aggregate([insertRecord("5", { key: "a" })]);

    await aggregate([insertRecord("3", { key: "a" })], byKey, "shardId-00000001763708499999-ffffffff");

    expect(await summaries()).to.deep.equal({ a: 2 });
  });

  describe("with several contributions of an event", () => {
    const priced: Summarize = ({ name, price }) => [
      { key: name as string, add: { traded: 1 }, min: { low: price as number }, max: { high: price as number } },
      { key: "all", min: { low: price as number } },
    ];
    const trades = (prices: readonly number[], first = 1) =>
      prices.map((price, index) => insertRecord(String(first + index), { name: "ACME", price }));
    const numbers = async () => {
      const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
      return Object.fromEntries(
        Items.map(({ SummaryID: id, ItemCount: count, low, high }) => [id?.S, [count?.N, low?.N, high?.N]]),
      );
    };

    it("keeps the least and the greatest of each summary, negative ones and decimals included", async () => {
      await aggregate(trades([10, 9.5, -3, 12]), priced);
      await aggregate(trades([-3.000000000001, 11], 10), priced);
      await aggregate(trades([5, 12.5], 20), priced);

      expect(await numbers()).to.deep.equal({
        ACME: ["8", "-3.000000000001", "12.5"],
        all: ["8", "-3.000000000001", undefined],
      });
    });

    it("changes nothing when a batch is delivered again", async () => {
      await aggregate(trades([10, 9]), priced);
      await aggregate(trades([10, 9]), priced);

      expect(await numbers()).to.deep.equal({ ACME: ["2", "9", "10"], all: ["2", "9", undefined] });
    });

    it("takes one write for a summary whose extremes stand, and two for new ones", async () => {
      const writes = () => commands.filter(({ name }) => name === "UpdateItemCommand").length;
      await aggregate(trades([10, 9]), priced);
      const first = writes();
      await aggregate(trades([9.5], 10), priced);
      const standing = writes() - first;
      await aggregate(trades([11], 20), priced);

      expect([first, standing, writes() - first - standing]).to.deep.equal([4, 2, 3]);
    });

    it("writes runs with more extremes than one expression holds", async () => {
      const many: Summarize = ({ n }) => ({
        key: "wide",
        max: Object.fromEntries(Array.from({ length: 20 }, (_, field) => [`field ${n} ${field}`, field])),
      });
      const records = Array.from({ length: 6 }, (_, n) => insertRecord(String(n + 1), { n }));

      expect(await aggregate(records, many)).to.deep.equal({ batchItemFailures: [], state: {} });

      const { Items: [item = {}] = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
      expect(item.ItemCount?.N).to.equal("6");
      expect(Object.keys(item).filter((name) => name.startsWith("field"))).to.have.length(120);
    });

    it("has every event but the one that throws in its summaries, and delivers again what one of them did not take", async () => {
      failWritesOf("all", serviceError("ThrottlingException", "client"));

      const { batchItemFailures } = await aggregate(trades([10, 9]), priced);
      beforeSend = () => undefined;
      await aggregate(trades([10, 9]), priced);

      expect(batchItemFailures).to.deep.equal([{ itemIdentifier: "1" }]);
      expect(await numbers()).to.deep.equal({ ACME: ["2", "9", "10"], all: ["2", "9", undefined] });
    });

    it("sends one message for an event that some of its summaries refuse, and names them", async () => {
      const wrong = { SummaryID: { S: "all" }, low: { S: "a text" } };
      await engine.client.send(new PutItemCommand({ TableName: table, Item: wrong }));

      const result = await aggregate(trades([10]), priced);

      expect(result.batchItemFailures).to.deep.equal([]);
      expect(failures()).to.have.length(1);
      expect(failures()[0]).to.deep.include({
        reason: "summary",
        error: { name: "ValidationException", message: 'The field "low" of the summary holds no number' },
        summaries: ["all"],
      });
      expect((await numbers()).ACME).to.deep.equal(["1", "10", "10"]);
    });
  });

  it("adds up decimals exactly", async () => {
    const values = [0.1, 0.1, 0.1, 0.1 + 0.2, -1e-12, Number.MAX_SAFE_INTEGER, -0];

    await aggregate(values.map((amount, index) => insertRecord(String(index + 1), { key: "a", add: { amount } })));

    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    expect(Items[0]?.amount).to.deep.equal({ N: "9007199254740991.599999999999" });
  });

  it("splits a batch that adds to more fields than one expression can hold, and still counts once", async () => {
    const records = Array.from({ length: 30 }, (_, event) =>
      insertRecord(String(event + 1), {
        key: "a",
        add: Object.fromEntries(Array.from({ length: 20 }, (_, field) => [`field ${event} ${field}`, 1])),
      }),
    );

    await aggregate(records);
    await aggregate(records);

    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    const fields = Object.entries(Items[0] ?? {}).filter(([name]) => name.startsWith("field"));
    expect(Items[0]?.ItemCount).to.deep.equal({ N: "30" });
    expect(fields).to.have.length(600);
    expect(new Set(fields.map(([, { N: sum }]) => sum))).to.deep.equal(new Set(["1"]));
  });

  it("leaves out events for which the callback returns undefined, and records that are no new events", async () => {
    const removed = { ...insertRecord("2", { key: "a" }), eventName: "REMOVE" as const };

    const result = await aggregate([insertRecord("1", {}), removed]);

    expect(result).to.deep.equal({ batchItemFailures: [], state: {} });
    expect(await summaries()).to.deep.equal({});
    expect(queue.bodies).to.deep.equal([]);
  });

  it("returns its state for a final invocation without records", async () => {
    const aggregator = createAggregator({
      dynamo: engine.client,
      sqs: queue.client,
      summaryTable: table,
      failureQueueUrl: "https://queue",
      summarize: byKey,
    });

    const empty = await aggregator({ ...streamEvent([]), isFinalInvokeForWindow: true });
    const absent = await aggregator({ shardId: shardA, isFinalInvokeForWindow: true } as never);

    expect(empty).to.deep.equal({ batchItemFailures: [], state: {} });
    expect(absent).to.deep.equal({ batchItemFailures: [], state: {} });
  });

  it("refuses an event without shardId, and says what to set", async () => {
    const { shardId, ...event } = streamEvent([insertRecord("1", { key: "a" })]);
    const aggregator = createAggregator({
      dynamo: engine.client,
      sqs: queue.client,
      summaryTable: table,
      failureQueueUrl: "https://queue",
      summarize: byKey,
    });

    const error = (await aggregator(event).catch((thrown: unknown) => thrown)) as Error;

    expect(shardId).to.equal(shardA);
    expect(error.message).to.match(/set tumblingWindowInSeconds on the event source mapping/);
    expect(await summaries()).to.deep.equal({});
  });

  it("sends an event whose callback throws to the failure queue, and summarises the others", async () => {
    const result = await aggregate([
      insertRecord("1", { key: "a" }),
      insertRecord("2", '{"fail": true}', { eventId: "bad" }),
      insertRecord("3", { key: "a" }),
    ]);

    expect(result.batchItemFailures).to.deep.equal([]);
    expect(await summaries()).to.deep.equal({ a: 2 });
    expect(failures()).to.deep.equal([
      {
        eventId: "bad",
        payload: '{"fail": true}',
        receivedAt: "2025-11-21T07:00:00.000Z",
        reason: "summarize",
        error: { name: "RangeError", message: "fail is true" },
        shardId: shardA,
        sequenceNumber: "2",
      },
    ]);
  });

  it("sends an item that is not the producer's to the failure queue", async () => {
    const foreign = insertRecord("1", {});
    foreign.dynamodb = { ...foreign.dynamodb, NewImage: { eventId: { S: "foreign" } } };

    await aggregate([foreign]);

    expect(failures().map(({ eventId, error }) => [eventId, error.message])).to.deep.equal([
      ["foreign", 'The item "foreign" of the event table has no payload; only the producer is to write there'],
    ]);
  });

  it("sends the events of a summary that DynamoDB refuses to the failure queue, and writes the others", async () => {
    await engine.client.send(
      new PutItemCommand({ TableName: table, Item: { SummaryID: { S: "text" }, ItemCount: { S: "not a number" } } }),
    );

    const result = await aggregate([
      insertRecord("1", { key: "text" }),
      insertRecord("2", { key: "a" }),
      insertRecord("3", { key: "text" }),
    ]);

    expect(result.batchItemFailures).to.deep.equal([]);
    expect((await summaries()).a).to.equal(1);
    expect(failures().map(({ eventId, reason, error }) => [eventId, reason, error.name])).to.deep.equal([
      ["event-1", "summary", "ValidationException"],
      ["event-3", "summary", "ValidationException"],
    ]);
  });

  it("asks for delivery from the first record of a summary that was throttled, and keeps the others' writes", async () => {
    const records = ["a", "b", "a", "b", "a"].map((key, index) => insertRecord(String(index + 1), { key }));
    failWritesOf("b", serviceError("ThrottlingException", "client"));

    const first = await aggregate(records);
    beforeSend = () => undefined;
    const again = await aggregate(records.slice(1));

    expect(first.batchItemFailures).to.deep.equal([{ itemIdentifier: "2" }]);
    expect(again.batchItemFailures).to.deep.equal([]);
    expect(await summaries()).to.deep.equal({ a: 3, b: 2 });
  });

  it("asks for delivery from the lowest record when several summaries are throttled", async () => {
    // "a" comes first, but its first record is applied already, so what is missing of it starts after "b".
    const records = ["a", "b", "a"].map((key, index) => insertRecord(String(index + 9), { key }));
    await aggregate(records.slice(0, 1));
    let updatesOfA = 0;
    beforeSend = ({ input }) => {
      const id = (input.Key as { SummaryID?: AttributeValue })?.SummaryID?.S;
      if (id === "b" || (id === "a" && ++updatesOfA > 1)) throw serviceError("ThrottlingException", "client");
    };

    const result = await aggregate(records);

    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "10" }]);
  });

  it("leaves failed events after the record to deliver from to that delivery", async () => {
    failWritesOf("b", serviceError("InternalServerError", "server"));

    const result = await aggregate([
      insertRecord("1", { fail: true }),
      insertRecord("2", { key: "b" }),
      insertRecord("3", { fail: true }),
    ]);

    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "2" }]);
    expect(failures().map(({ eventId }) => eventId)).to.deep.equal(["event-1"]);
  });

  it("asks for delivery from the first event that the failure queue did not take", async () => {
    queue = fakeQueue(() => {
      throw serviceError("ServiceUnavailable", "server");
    });

    const result = await aggregate([
      insertRecord("1", { key: "a" }),
      insertRecord("2", { fail: true }),
      insertRecord("3", { fail: true }),
    ]);

    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "2" }]);
    expect(await summaries()).to.deep.equal({ a: 1 });
  });

  it("asks for delivery from the one event of a request that the failure queue refused", async () => {
    queue = refusing("event-3", { Code: "InternalError", SenderFault: false });

    const result = await aggregate([1, 2, 3].map((index) => insertRecord(String(index), { fail: true })));

    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "3" }]);
    expect(sentEvents()).to.deep.equal(["event-1", "event-2"]);
  });

  it("sends failures in the order of their records", async () => {
    await engine.client.send(
      new PutItemCommand({ TableName: table, Item: { SummaryID: { S: "text" }, ItemCount: { S: "not a number" } } }),
    );

    await aggregate([
      insertRecord("9", { key: "text" }),
      insertRecord("10", { fail: true }),
      insertRecord("11", { key: "text" }),
    ]);

    expect(sentEvents()).to.deep.equal(["event-9", "event-10", "event-11"]);
  });

  it("sends no failure when it throws, and each of them once DynamoDB lets it write", async () => {
    const records = [
      insertRecord("1", { fail: true }),
      insertRecord("2", { key: "b" }),
      insertRecord("3", { fail: true }),
    ];
    failWritesOf("b", serviceError("AccessDeniedException", "client"));

    const error = await aggregate(records).catch((thrown: unknown) => thrown);
    const early = sentEvents();
    beforeSend = () => undefined;
    await aggregate(records);

    expect(error).to.include({ name: "AccessDeniedException" });
    expect(early).to.deep.equal([]);
    expect(sentEvents()).to.deep.equal(["event-1", "event-3"]);
  });

  for (const name of ["AccessDenied", "KmsAccessDenied", "QueueDoesNotExist"]) {
    it(`throws ${name} of the failure queue, after it has written what it can`, async () => {
      const lasting = serviceError(name, "client");
      queue = fakeQueue(() => {
        throw lasting;
      });

      const error = await aggregate([
        insertRecord("1", { fail: true }),
        insertRecord("2", { key: "a" }),
        insertRecord("3", { fail: true }),
      ]).catch((thrown: unknown) => thrown);

      expect(error).to.equal(lasting);
      expect(await summaries()).to.deep.equal({ a: 1 });
      expect(queue.batches).to.have.length(1);
    });
  }

  it("keeps what the failure queue took before a lasting fault, and throws at the next delivery", async () => {
    const records = [1, 2, 3].map((index) => insertRecord(String(index), { fail: true }));
    queue = refusing("event-3", { Code: "InvalidMessageContents", SenderFault: true });

    const first = await aggregate(records);
    const again = await aggregate(records.slice(2)).catch((thrown: unknown) => thrown);

    expect(first.batchItemFailures).to.deep.equal([{ itemIdentifier: "3" }]);
    expect(again).to.include({ name: "InvalidMessageContents" });
    expect(sentEvents()).to.deep.equal(["event-1", "event-2"]);
  });

  it("takes records for repeats when later ones of their summary came first, so it needs Lambda's order", async () => {
    await aggregate([insertRecord("3", { key: "a" }), insertRecord("4", { key: "a" })]);

    await aggregate([insertRecord("1", { key: "a" }), insertRecord("2", { key: "a" })]);

    expect(await summaries()).to.deep.equal({ a: 2 });
  });

  it("throws what no repeat cures, after it has written what it can", async () => {
    const denied = serviceError("AccessDeniedException", "client");
    failWritesOf("b", denied);

    const error = await aggregate([insertRecord("1", { key: "b" }), insertRecord("2", { key: "a" })]).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).to.equal(denied);
    expect(await summaries()).to.deep.equal({ a: 1 });
  });

  it("has at most 24 writes under way", async () => {
    let underWay = 0;
    let most = 0;
    engine.client.middlewareStack.add(
      (next) => async (request) => {
        underWay += 1;
        most = Math.max(most, underWay);
        try {
          return await next(request);
        } finally {
          underWay -= 1;
        }
      },
      { step: "initialize", name: "gauge", override: true },
    );

    await aggregate(
      Array.from({ length: 100 }, (_, index) => insertRecord(String(index + 1), { key: `key ${index}` })),
    );

    engine.client.middlewareStack.remove("gauge");
    expect(most).to.equal(24);
    expect(Object.keys(await summaries())).to.have.length(100);
  });
});
