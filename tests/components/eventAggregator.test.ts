import { expect } from "chai";
import { EventAggregator } from "../../components/eventAggregator";
import { artifactOf, loadArtifact } from "../support/artifact";
import { inputsOf, type Registration, type Run, runProgram } from "../support/program";

const tags = { "sluice:component": "EventAggregator", "sluice:name": "orders" };
const dynamodb = "arn:aws:dynamodb:us-east-1:111122223333";

function statements(run: Run<unknown>, policyName: string) {
  const { policy } = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", policyName);
  return JSON.parse(policy as string).Statement as { Action: string[]; Resource: string[] }[];
}

function namesOf(registrations: readonly Registration[], type: string): string[] {
  return registrations.filter((registration) => registration.type === type).map(({ name }) => name);
}

/** Starts a function as Lambda does, and returns the AWS clients that it makes, each with its configuration. */
function clientsMadeBy(artifact: string): [client: string, configuration: unknown][] {
  const made: [string, unknown][] = [];
  const noted = (name: string, type: object) =>
    new Proxy(type as new (configuration: unknown) => object, {
      construct(target, [configuration]) {
        made.push([name, configuration]);
        return new target(configuration);
      },
    });
  const variables = ["EVENT_TABLE", "SUMMARY_TABLE", "FAILURE_QUEUE_URL"];
  for (const variable of variables) process.env[variable] = "any";
  try {
    loadArtifact(artifact, (id) => {
      const loaded = require(id) as Record<string, object>;
      const names = Object.keys(loaded).filter((name) => name.endsWith("Client") && !name.startsWith("__"));
      return id.startsWith("@aws-sdk/")
        ? { ...loaded, ...Object.fromEntries(names.map((name) => [name, noted(name, loaded[name] as object)])) }
        : loaded;
    });
  } finally {
    for (const variable of variables) delete process.env[variable];
  }
  return made;
}

describe("EventAggregator", () => {
  let run: Run<EventAggregator>;

  before(async () => {
    run = await runProgram(() => new EventAggregator("orders"));
    expect(run.errors).to.deep.equal([]);
  });

  it("makes these resources and no others, all below the component", () => {
    const byType: Record<string, string[]> = {};
    for (const { type, name } of run.registrations) {
      byType[type] = [...(byType[type] ?? []), name].sort();
    }

    expect(byType).to.deep.equal({
      "aws:dynamodb/table:Table": ["orders-events", "orders-summaries"],
      "aws:sqs/queue:Queue": ["orders-failures"],
      "aws:sqs/queuePolicy:QueuePolicy": ["orders-failures-policy"],
      "aws:lambda/function:Function": ["orders-aggregator", "orders-producer", "orders-summary-reader"],
      "aws:lambda/eventSourceMapping:EventSourceMapping": ["orders-source"],
      "aws:lambda/permission:Permission": [
        "orders-api-producer-post-trigger-event",
        "orders-api-producer-post-trigger-events",
        "orders-api-summary-reader-get-get-summary",
      ],
      "aws:iam/role:Role": ["orders-aggregator-role", "orders-producer-role", "orders-summary-reader-role"],
      "aws:iam/rolePolicy:RolePolicy": [
        "orders-aggregator-policy",
        "orders-producer-policy",
        "orders-summary-reader-policy",
      ],
      "aws:cloudwatch/logGroup:LogGroup": [
        "orders-aggregator-log",
        "orders-api-access-log",
        "orders-producer-log",
        "orders-summary-reader-log",
      ],
      "aws:cloudwatch/metricAlarm:MetricAlarm": [
        "orders-aggregator-errors",
        "orders-aggregator-throttles",
        "orders-api-5xx",
        "orders-events-throttles",
        "orders-failures-depth",
        "orders-failures-lost",
        "orders-iterator-age",
        "orders-producer-errors",
        "orders-producer-throttles",
        "orders-summaries-throttles",
        "orders-summary-reader-errors",
        "orders-summary-reader-throttles",
      ],
      "aws:apigatewayv2/api:Api": ["orders-api"],
      "aws:apigatewayv2/integration:Integration": ["orders-api-producer", "orders-api-summary-reader"],
      "aws:apigatewayv2/route:Route": [
        "orders-api-producer-post-trigger-event",
        "orders-api-producer-post-trigger-events",
        "orders-api-summary-reader-get-get-summary",
      ],
      "aws:apigatewayv2/stage:Stage": ["orders-api-stage"],
    });
    const component = "urn:pulumi:test::sluice::sluice:index:EventAggregator";
    expect(run.urns).to.have.length(run.registrations.length + 1);
    expect(run.urns.filter((urn) => !urn.startsWith(`${component}$`))).to.deep.equal([`${component}::orders`]);
  });

  it("keeps events in an on-demand, encrypted, recoverable, protected table with a stream of new images", () => {
    expect(inputsOf(run, "aws:dynamodb/table:Table", "orders-events")).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      attributes: [{ name: "eventId", type: "S" }],
      hashKey: "eventId",
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags,
    });
  });

  it("keeps summaries in a table like it, without a stream", () => {
    expect(inputsOf(run, "aws:dynamodb/table:Table", "orders-summaries")).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      attributes: [{ name: "SummaryID", type: "S" }],
      hashKey: "SummaryID",
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags,
    });
  });

  it("keeps failures 14 days in an encrypted queue that is reached over TLS only", () => {
    const { policy, queueUrl } = inputsOf(run, "aws:sqs/queuePolicy:QueuePolicy", "orders-failures-policy");

    expect(inputsOf(run, "aws:sqs/queue:Queue", "orders-failures")).to.deep.equal({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
      tags,
    });
    expect(queueUrl).to.equal("https://sqs.us-east-1.amazonaws.com/111122223333/orders-failures-name");
    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: "arn:aws:sqs:us-east-1:111122223333:orders-failures-name",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("feeds inserts to the aggregator, in order, with bounded retries and a place for what fails", () => {
    expect(inputsOf(run, "aws:lambda/eventSourceMapping:EventSourceMapping", "orders-source")).to.deep.equal({
      eventSourceArn: `${dynamodb}:table/orders-events-name/stream/2026-01-01T00:00:00.000`,
      functionName: "arn:aws:lambda:us-east-1:111122223333:function:orders-aggregator-name",
      startingPosition: "TRIM_HORIZON",
      batchSize: 500,
      maximumBatchingWindowInSeconds: 5,
      parallelizationFactor: 1,
      tumblingWindowInSeconds: 900,
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: 86_400,
      destinationConfig: {
        onFailure: { destinationArn: "arn:aws:sqs:us-east-1:111122223333:orders-failures-name" },
      },
      filterCriteria: { filters: [{ pattern: '{"eventName":["INSERT"]}' }] },
      tags,
    });
  });

  for (const [name, settings] of Object.entries({
    "orders-producer": { timeout: 10, environment: { variables: { EVENT_TABLE: "orders-events-name" } } },
    "orders-aggregator": {
      timeout: 60,
      environment: {
        variables: {
          SUMMARY_TABLE: "orders-summaries-name",
          FAILURE_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/orders-failures-name",
        },
      },
    },
    "orders-summary-reader": { timeout: 10, environment: { variables: { SUMMARY_TABLE: "orders-summaries-name" } } },
  })) {
    it(`configures ${name}`, () => {
      const { code: _, ...inputs } = inputsOf(run, "aws:lambda/function:Function", name);

      expect(inputs).to.deep.equal({
        ...settings,
        role: `arn:aws:iam::111122223333:role/${name}-role-name`,
        handler: "index.handler",
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        memorySize: 512,
        loggingConfig: { logFormat: "Text", logGroup: `${name}-log-name` },
        tracingConfig: { mode: "Active" },
        tags,
      });
    });

    it(`gives ${name} no npm package to find but the AWS SDK`, async () => {
      const required = [...(await artifactOf(run, name)).matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module);

      const builtIn = /^(node:.*|async_hooks|buffer|console|crypto|events|util|stream|url|fs|path|process)$/;
      expect(
        required.filter((module) => !builtIn.test(module ?? "") && !module?.startsWith("@aws-sdk/")),
      ).to.deep.equal([]);
    });
  }

  for (const [name, clients] of Object.entries({
    "orders-producer": ["DynamoDBClient"],
    "orders-aggregator": ["DynamoDBClient", "SQSClient"],
    "orders-summary-reader": ["DynamoDBClient"],
  })) {
    it(`has every AWS client of ${name} give up a connection after 1 s and an answer after 3 s`, async () => {
      const artifact = await artifactOf(run, name);

      const made = clientsMadeBy(artifact);

      const requestHandler = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
      expect(made).to.deep.equal(clients.map((client) => [client, { cacheMiddleware: true, requestHandler }]));
    });
  }

  // The first two statements of each are the own log and X-Ray: see the test of inlineFunction.
  it("lets the producer put events, and nothing else", () => {
    expect(statements(run, "orders-producer-policy").slice(2)).to.deep.equal([
      { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [`${dynamodb}:table/orders-events-name`] },
    ]);
  });

  it("lets the aggregator update summaries, send failures and read this stream, and nothing else", () => {
    expect(statements(run, "orders-aggregator-policy").slice(2)).to.deep.equal([
      { Effect: "Allow", Action: ["dynamodb:UpdateItem"], Resource: [`${dynamodb}:table/orders-summaries-name`] },
      {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: ["arn:aws:sqs:us-east-1:111122223333:orders-failures-name"],
      },
      {
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: [`${dynamodb}:table/orders-events-name/stream/2026-01-01T00:00:00.000`],
      },
      { Effect: "Allow", Action: ["dynamodb:ListStreams"], Resource: ["*"] },
    ]);
  });

  it("lets the reader get and scan summaries, and nothing else", () => {
    expect(statements(run, "orders-summary-reader-policy").slice(2)).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Scan"],
        Resource: [`${dynamodb}:table/orders-summaries-name`],
      },
    ]);
  });

  it("registers what a caller reads as its outputs", async () => {
    const aggregator = run.result as EventAggregator;

    const values = await Promise.all(
      [aggregator.apiEndpoint, aggregator.failureQueueUrl].map((output) => new Promise((known) => output.apply(known))),
    );

    expect(values).to.deep.equal([
      "https://orders-api-id.execute-api.us-east-1.amazonaws.com",
      "https://sqs.us-east-1.amazonaws.com/111122223333/orders-failures-name",
    ]);
  });

  it("registers the same resources in a preview, with the same code", async () => {
    const preview = await runProgram(() => new EventAggregator("orders"), { preview: true });

    expect(preview.errors).to.deep.equal([]);
    expect([...preview.urns].sort()).to.deep.equal([...run.urns].sort());
    for (const name of namesOf(run.registrations, "aws:lambda/function:Function")) {
      expect(await artifactOf(preview, name)).to.equal(await artifactOf(run, name));
    }
  });
});
