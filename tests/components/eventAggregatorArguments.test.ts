import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EventAggregator, type EventAggregatorArgs } from "../../components/eventAggregator";
import type { Transform } from "../../components/parts/arguments/transform";
import { artifactOf } from "../support/artifact";
import { inputsOf, runProgram } from "../support/program";

const EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";
const ROUTE = "aws:apigatewayv2/route:Route";

function runWith(args: EventAggregatorArgs) {
  return runProgram(() => {
    new EventAggregator("orders", args);
  });
}

/** Every argument that has a rule, with what breaks it and the words for it. */
const wrong: [keyof EventAggregatorArgs, number, string][] = [
  ["batchSize", 0, "a whole number from 1 to 10000"],
  ["batchSize", 10_001, "a whole number from 1 to 10000"],
  ["maximumBatchingWindowSeconds", -1, "a whole number from 0 to 300"],
  ["maximumBatchingWindowSeconds", 301, "a whole number from 0 to 300"],
  ["maximumRetryAttempts", -1, "a whole number from 0 to 10000"],
  ["maximumRetryAttempts", 10_001, "a whole number from 0 to 10000"],
  ["maximumRecordAgeSeconds", 59, "a whole number from 60 to 86400"],
  ["maximumRecordAgeSeconds", 86_401, "a whole number from 60 to 86400"],
  ["eventTtlDays", 0, "a whole number of at least 1"],
  ["eventTtlDays", 0.5, "a whole number of at least 1"],
  ["aggregatorTimeoutSeconds", 0, "a whole number from 1 to 900"],
  ["aggregatorTimeoutSeconds", 901, "a whole number from 1 to 900"],
  ["memoryMb", 127, "a whole number from 128 to 10240"],
  ["memoryMb", 10_241, "a whole number from 128 to 10240"],
  ["throttleRateLimit", 0, "a whole number of at least 1"],
  ["throttleBurstLimit", 0, "a whole number of at least 1"],
];

describe("EventAggregator's arguments", () => {
  for (const [argument, value, rule] of wrong) {
    it(`refuses ${argument} ${value} before it registers anything`, async () => {
      const run = await runWith({ [argument]: value });

      expect(run.errors).to.deep.equal([`EventAggregator "orders": ${argument} must be ${rule}, got ${value}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  for (const auth of ["Public", "none", {}, { jwt: { issuer: "https://login.example.com/", audiences: [] } }]) {
    it(`refuses auth ${JSON.stringify(auth)} before it registers anything: a misspelt word opens nothing`, async () => {
      const run = await runWith({ auth: auth as "iam" });

      expect(run.errors).to.deep.equal([
        `EventAggregator "orders": auth must be "iam", "public", { jwt: { issuer, audiences } } or { lambda: { function } }, got ${JSON.stringify(auth)}`,
      ]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("refuses a summarize that cannot be called", async () => {
    const run = await runWith(JSON.parse('{ "summarize": "x" }'));

    expect(run.errors).to.deep.equal(['EventAggregator "orders": summarize must be a function, got "x"']);
    expect(run.urns).to.deep.equal([]);
  });

  it("refuses a log retention that CloudWatch Logs does not know", async () => {
    const run = await runWith({ logRetentionDays: 2 });

    expect(run.errors).to.deep.equal([
      'EventAggregator "orders": logRetentionDays must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, ' +
        "731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 2",
    ]);
    expect(run.urns).to.deep.equal([]);
  });

  it("refuses a name that AWS would not take for its children", async () => {
    const run = await runProgram(() => {
      new EventAggregator("my orders");
    });

    expect(run.errors).to.deep.equal([
      'EventAggregator "my orders": name must be 1 to 36 letters, digits and hyphens that start with a letter, got "my orders"',
    ]);
    expect(run.urns).to.deep.equal([]);
  });

  it("checks an output when it is known", async () => {
    const run = await runWith({ batchSize: pulumi.output(0) });

    expect(run.errors).to.deep.equal([
      'error serializing property "batchSize": EventAggregator "orders": batchSize must be a whole number from 1 to 10000, got 0',
    ]);
    expect(run.registrations.filter(({ type }) => type === EVENT_SOURCE)).to.deep.equal([]);
  });

  it("passes each argument to where it belongs", async () => {
    const cors = { allowOrigins: ["https://example.com"] };
    const run = await runWith({
      batchSize: 10_000,
      maximumBatchingWindowSeconds: 0,
      maximumRetryAttempts: 0,
      maximumRecordAgeSeconds: pulumi.output(60),
      eventTtlDays: 7,
      deletionProtection: false,
      aggregatorTimeoutSeconds: 900,
      memoryMb: 1024,
      throttleRateLimit: 5,
      throttleBurstLimit: 10,
      cors,
      logRetentionDays: 7,
      tags: { team: "orders" },
    });

    const source = inputsOf(run, EVENT_SOURCE, "orders-source");
    const events = inputsOf(run, "aws:dynamodb/table:Table", "orders-events");
    const summaries = inputsOf(run, "aws:dynamodb/table:Table", "orders-summaries");
    const producer = inputsOf(run, "aws:lambda/function:Function", "orders-producer");
    const aggregator = inputsOf(run, "aws:lambda/function:Function", "orders-aggregator");
    const stage = inputsOf(run, "aws:apigatewayv2/stage:Stage", "orders-api-stage");
    const api = inputsOf(run, "aws:apigatewayv2/api:Api", "orders-api");
    expect(source).to.include({
      batchSize: 10_000,
      maximumBatchingWindowInSeconds: 0,
      maximumRetryAttempts: 0,
      maximumRecordAgeInSeconds: 60,
    });
    expect(events.ttl).to.deep.equal({ attributeName: "expiresAt", enabled: true });
    expect(events.deletionProtectionEnabled).to.equal(false);
    expect(summaries.ttl).to.equal(undefined);
    expect(summaries.deletionProtectionEnabled).to.equal(false);
    expect(producer.environment).to.deep.equal({
      variables: { EVENT_TABLE: "orders-events-name", EVENT_TTL_DAYS: "7" },
    });
    expect([producer.timeout, producer.memorySize]).to.deep.equal([10, 1024]);
    expect([aggregator.timeout, aggregator.memorySize]).to.deep.equal([900, 1024]);
    expect(stage.defaultRouteSettings).to.deep.equal({ throttlingRateLimit: 5, throttlingBurstLimit: 10 });
    expect(api.corsConfiguration).to.deep.equal(cors);
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "orders-producer-log").retentionInDays).to.equal(7);
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "orders-api-access-log").retentionInDays).to.equal(7);
    expect(events.tags).to.deep.equal({
      team: "orders",
      "sluice:component": "EventAggregator",
      "sluice:name": "orders",
    });
  });

  it("puts the caller's summarize, with what it captured, into the aggregator's code", async () => {
    const field = "customerNumber";

    const run = await runWith({ summarize: (event) => ({ key: String(event[field]), add: { total: 1 } }) });

    expect(await artifactOf(run, "orders-aggregator")).to.include("customerNumber");
    expect(await artifactOf(run, "orders-producer")).not.to.include("customerNumber");
  });
});

describe("EventAggregator's transforms", () => {
  it("change each child alone, as a partial or as a function", async () => {
    const run = await runWith({
      transform: {
        eventTable: { billingMode: "PROVISIONED", readCapacity: 5, writeCapacity: 10 },
        summaryTable: (args) => ({ ...args, tableClass: "STANDARD_INFREQUENT_ACCESS" }),
        failureQueue: { kmsMasterKeyId: "alias/orders" },
        producer: { memorySize: 2048 },
        aggregator: (args) => ({ ...args, architectures: ["x86_64"] }),
        summaryReader: { timeout: 3 },
        eventSource: (args) => ({ ...args, startingPosition: "LATEST" }),
        api: { description: "Orders" },
        stage: { description: "The one stage" },
        route: (args) => ({ ...args, authorizationType: args.routeKey === "GET /get-summary" ? "AWS_IAM" : "NONE" }),
        alarm: (args) => ({ ...args, alarmDescription: `${args.metricName}!` }),
      },
    });

    expect(run.errors).to.deep.equal([]);
    const inputs = (type: string, name: string) => inputsOf(run, type, name);
    expect(inputs("aws:dynamodb/table:Table", "orders-events")).to.include({
      billingMode: "PROVISIONED",
      readCapacity: 5,
      writeCapacity: 10,
      hashKey: "eventId",
    });
    expect(inputs("aws:dynamodb/table:Table", "orders-summaries").billingMode).to.equal("PAY_PER_REQUEST");
    expect(inputs("aws:dynamodb/table:Table", "orders-summaries").tableClass).to.equal("STANDARD_INFREQUENT_ACCESS");
    expect(inputs("aws:sqs/queue:Queue", "orders-failures")).to.include({
      kmsMasterKeyId: "alias/orders",
      messageRetentionSeconds: 1_209_600,
    });
    expect(inputs("aws:lambda/function:Function", "orders-producer").memorySize).to.equal(2048);
    expect(inputs("aws:lambda/function:Function", "orders-aggregator").memorySize).to.equal(512);
    expect(inputs("aws:lambda/function:Function", "orders-aggregator").architectures).to.deep.equal(["x86_64"]);
    expect(inputs("aws:lambda/function:Function", "orders-summary-reader").timeout).to.equal(3);
    expect(inputs(EVENT_SOURCE, "orders-source").startingPosition).to.equal("LATEST");
    expect(inputs("aws:apigatewayv2/api:Api", "orders-api").description).to.equal("Orders");
    expect(inputs("aws:apigatewayv2/stage:Stage", "orders-api-stage").description).to.equal("The one stage");
    expect(inputs(ROUTE, "orders-api-summary-reader-get-get-summary").authorizationType).to.equal("AWS_IAM");
    expect(inputs(ROUTE, "orders-api-producer-post-trigger-event").authorizationType).to.equal("NONE");
    expect(inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "orders-api-5xx").alarmDescription).to.equal("5xx!");
  });

  for (const [form, failureQueue] of Object.entries<Transform<aws.sqs.QueueArgs>>({
    "a partial": { kmsMasterKeyId: "alias/orders" },
    "a function": (args) => ({ ...args, kmsMasterKeyId: pulumi.output("alias/orders") }),
  })) {
    it(`take SQS's own encryption away where ${form} gives the queue a key, for AWS's provider refuses both`, async () => {
      const run = await runWith({ transform: { failureQueue } });

      expect(inputsOf(run, "aws:sqs/queue:Queue", "orders-failures")).to.deep.equal({
        kmsMasterKeyId: "alias/orders",
        messageRetentionSeconds: 1_209_600,
        tags: { "sluice:component": "EventAggregator", "sluice:name": "orders" },
      });
    });
  }

  it("put every route behind an authorizer", async () => {
    const run = await runWith({ transform: { route: { authorizationType: "JWT", authorizerId: "abc123" } } });

    const routes = run.registrations.filter(({ type }) => type === ROUTE).map(({ inputs }) => inputs);
    expect(routes).to.have.length(3);
    for (const route of routes) {
      expect(route).to.include({ authorizationType: "JWT", authorizerId: "abc123", apiId: "orders-api-id" });
    }
  });

  it("may not read a shard's batches side by side", async () => {
    const run = await runWith({ transform: { eventSource: { parallelizationFactor: 2 } } });

    expect(run.errors).to.deep.equal([
      'EventAggregator "orders": transform.eventSource.parallelizationFactor must be 1 (watermarks need each shard\'s batches in ' +
        "order), got 2",
    ]);
  });

  it("may not take the tumbling window away", async () => {
    const run = await runWith({
      transform: { eventSource: ({ tumblingWindowInSeconds: _, ...args }) => args },
    });

    expect(run.errors).to.deep.equal([
      'EventAggregator "orders": transform.eventSource.tumblingWindowInSeconds must be from 1 to 900 (watermarks need the ' +
        "shardId that only a tumbling window's invocations name), got undefined",
    ]);
  });

  it("may not make Lambda ignore partial batch failures", async () => {
    const run = await runWith({ transform: { eventSource: { functionResponseTypes: [] } } });

    expect(run.errors).to.deep.equal([
      'error serializing property "functionResponseTypes": EventAggregator "orders": ' +
        'transform.eventSource.functionResponseTypes must be a list with "ReportBatchItemFailures" (the records that the ' +
        "function asks for again would be lost), got []",
    ]);
  });
});
