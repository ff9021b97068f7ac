import { createRequire } from "node:module";
import path from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { runtime } from "@pulumi/pulumi";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { expect } from "chai";
import { build } from "esbuild";
import { createAggregator } from "../../../functions/event-aggregator/aggregator";
import { createProducer } from "../../../functions/event-aggregator/producer";
import { type JsonObject, summarizeByContent } from "../../../functions/event-aggregator/summarize";
import { createSummaryReader } from "../../../functions/event-aggregator/summaryReader";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { bodyOf, httpRequest, jsonPost } from "../support/httpRequest";
import { insertRecord, streamEvent } from "../support/streamEvent";
import { silenceTelemetry } from "../support/telemetry";

const root = path.join(__dirname, "../../..");

/** The handler that a factory makes once Pulumi has serialised it and esbuild has bundled it, as in a deployed Lambda. */
async function deployed<H>(factory: () => H): Promise<H> {
  const { text } = await runtime.serializeFunction(factory as never, { isFactoryFunction: true });
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: root },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@aws-sdk/*"],
    write: false,
  });
  const module = { exports: {} as { handler: H } };
  const load = new Function("module", "exports", "require", outputFiles[0]?.text ?? "");
  load(module, module.exports, createRequire(path.join(root, "package.json")));
  return module.exports.handler;
}

describe("serialised handlers", () => {
  let engine: DynamoEngine;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
    await engine.createTable("events", "eventId");
    await engine.createTable("summaries", "SummaryID");
  });

  after(() => engine.stop());

  it("store, repeat and refuse events", async () => {
    const { config } = engine;
    const produce = await deployed(() =>
      createProducer({ dynamo: new DynamoDBClient(config), eventTable: "events", eventTtlDays: 7 }),
    );
    const statusOf = async (path: string, body: string, headers = {}) =>
      (await produce(jsonPost(path, body, headers))).statusCode;

    expect(await statusOf("/trigger-event", '{"a":1}', { "idempotency-key": "k" })).to.equal(202);
    expect(await statusOf("/trigger-event", '{ "a": 1 }', { "idempotency-key": "k" })).to.equal(202);
    expect(await statusOf("/trigger-event", '{"a":2}', { "idempotency-key": "k" })).to.equal(422);
    expect(await statusOf("/trigger-events", "[{},{}]")).to.equal(202);
    expect(await statusOf("/trigger-events", "[{},{}]", { "idempotency-key": "k" })).to.equal(202);
    expect(await statusOf("/trigger-event", '{"a":1,"a":2}')).to.equal(400);
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: "events" }));
    expect(Items).to.have.length(5);
  });

  it("answer 503 while DynamoDB is away", async () => {
    const { config } = engine;
    const produce = await deployed(() =>
      createProducer({
        dynamo: new DynamoDBClient({ ...config, endpoint: "http://127.0.0.1:1", maxAttempts: 1 }),
        eventTable: "events",
      }),
    );

    const reply = await produce(jsonPost("/trigger-event", "{}"));

    expect(reply.statusCode).to.equal(503);
  });

  it("summarise by content once, and show the summary", async () => {
    const { config } = engine;
    const aggregate = await deployed(() =>
      createAggregator({
        dynamo: new DynamoDBClient(config),
        sqs: new SQSClient({ ...config, maxAttempts: 1 }),
        summaryTable: "summaries",
        failureQueueUrl: "https://queue",
        summarize: summarizeByContent,
      }),
    );
    const read = await deployed(() =>
      createSummaryReader({ dynamo: new DynamoDBClient(config), summaryTable: "summaries" }),
    );
    const records = Array.from({ length: 131 }, (_, index) =>
      insertRecord(String(900 + index), { message: "Test event data", value: 3 }),
    );
    const id = '{"message":"Test event data","value":3}';

    const result = await aggregate(streamEvent(records));
    const again = await aggregate(streamEvent(records));
    const one: APIGatewayProxyStructuredResultV2 = await read(httpRequest("GET /get-summary", { query: { id } }));
    const page = await read(httpRequest("GET /get-summary"));

    expect([result, again]).to.deep.equal(Array(2).fill({ batchItemFailures: [], state: {} }));
    expect(bodyOf(one)).to.include({ SummaryID: id, ItemCount: 131 });
    expect(bodyOf(page).summaries).to.deep.equal([bodyOf(one)]);
  });

  it("carry the user's own callback, and what it captures, along", async () => {
    const { config } = engine;
    const prefixes = { order: "Order of" };
    const round = (value: number) => Math.round(value * 100) / 100;
    const aggregate = await deployed(() =>
      createAggregator({
        dynamo: new DynamoDBClient(config),
        sqs: new SQSClient({ ...config, maxAttempts: 1 }),
        summaryTable: "summaries",
        failureQueueUrl: "https://queue",
        summarize: (event: JsonObject) => ({
          key: `${prefixes.order} ${event.customer}`,
          add: { total: round(event.total as number) },
        }),
      }),
    );

    await aggregate(
      streamEvent([0.1, 0.1, 0.104].map((total, index) => insertRecord(String(index + 1), { customer: "ada", total }))),
    );

    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: "summaries" }));
    expect(Items.find(({ SummaryID: id }) => id?.S === "Order of ada")).to.deep.include({
      ItemCount: { N: "3" },
      total: { N: "0.3" },
    });
  });

  it("report a failure queue that is away as a partial batch failure", async () => {
    const { config } = engine;
    const aggregate = await deployed(() =>
      createAggregator({
        dynamo: new DynamoDBClient(config),
        sqs: new SQSClient({ ...config, endpoint: "http://127.0.0.1:1", maxAttempts: 1 }),
        summaryTable: "summaries",
        failureQueueUrl: "http://127.0.0.1:1/000000000000/queue",
        summarize: () => {
          throw new RangeError("always");
        },
      }),
    );

    const result = await aggregate(streamEvent([insertRecord("5", {}), insertRecord("6", {})]));

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "5" }], state: {} });
  });
});
