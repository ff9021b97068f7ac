import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import type { Services } from "../../../local/services";
import { type StartedServices, startServices } from "../../../local/startServices";
import { received } from "../../support/received";
import { FUNCTION_ARN, ROLE_ARN, streamMapping } from "./support";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const allow = (...actions: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });

/** Tells what it got, and throws for an item named `bad`. */
const HANDLER = `exports.handler = async (event) => {
  const names = event.Records.map((record) => record.body ?? record.dynamodb.NewImage.name.S);
  console.log("got " + names.join());
  if (names.includes("bad")) throw new Error("bad item");
};`;

describe("Lambda beside the local DynamoDB and SQS", () => {
  let started: StartedServices;
  let services: Services;
  let workFolder: string;
  let waiting: { text: string; resolve(): void }[];
  let seen: string[];

  beforeEach(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-real-"));
    waiting = [];
    seen = [];
    const log = (_source: string, line: string) => {
      const text = line.split("\t").at(-1) ?? "";
      seen.push(text);
      for (const waiter of waiting.filter((candidate) => candidate.text === text)) waiter.resolve();
    };
    const report = { stage() {}, log, warn() {} };
    started = await startServices({ port: 0, workFolder, clock: systemClock, report });
    services = started.services;
    services.iam.putRole({ arn: ROLE_ARN, name: "orders-role", trustPolicy: TRUST });

    const codeFolder = path.join(workFolder, "code");
    mkdirSync(codeFolder);
    writeFileSync(path.join(codeFolder, "index.js"), HANDLER);
    services.lambda.putFunction({
      arn: FUNCTION_ARN,
      name: "orders",
      label: "orders",
      roleArn: ROLE_ARN,
      codeFolder,
      handler: "index.handler",
      timeoutSeconds: 60,
      memoryMb: 128,
      environment: {},
      logGroupName: "/logs/orders",
      runtime: "nodejs22.x",
      logFormat: "Text",
    });
  });

  afterEach(async () => {
    await started.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  const line = (text: string) =>
    new Promise<void>((resolve) => (seen.includes(text) ? resolve() : waiting.push({ text, resolve })));

  it("processes a table's stream, and sends what it gives up to a queue", async () => {
    services.iam.putRolePolicy(ROLE_ARN, "p", allow("dynamodb:*", "sqs:SendMessage"));
    const failures = await services.sqs.createQueue("failures", {});
    const { streamArn = "" } = await services.dynamodb.createTable({
      name: "events",
      attributeDefinitions: [{ name: "name", type: "S" }],
      hashKey: "name",
      globalSecondaryIndexes: [],
      streamViewType: "NEW_IMAGE",
      deletionProtection: false,
    });
    await services.lambda.putEventSource(
      streamMapping(
        { eventSourceArn: streamArn },
        { maximumRetryAttempts: 1, bisectBatchOnFunctionError: true, onFailureArn: failures.arn },
      ),
    );
    const dynamo = new DynamoDBClient({
      endpoint: services.edgeUrl,
      region: "us-east-1",
      credentials: services.iam.operator,
    });

    for (const name of ["bad", "good"]) {
      await dynamo.send(new PutItemCommand({ TableName: "events", Item: { name: { S: name } } }));
    }
    await line("got good");
    const [message] = await received(services.sqs, failures.arn);

    const document = JSON.parse(message?.body ?? "{}");
    expect(document.requestContext).to.include({ functionArn: FUNCTION_ARN, condition: "RetryAttemptsExhausted" });
    expect(document.DDBStreamBatchInfo).to.include({ batchSize: 1, streamArn });
    dynamo.destroy();
  });

  it("processes a queue and leaves nothing in it", async () => {
    services.iam.putRolePolicy(
      ROLE_ARN,
      "p",
      allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    );
    const queue = await services.sqs.createQueue("jobs", { VisibilityTimeout: "360" });
    const mapping = streamMapping({ eventSourceArn: queue.arn, batchSize: 10 });
    await services.lambda.putEventSource({ ...mapping, source: { kind: "sqs" } });

    await services.sqs.send(queue.arn, "job 1");
    await line("got job 1");
    await services.lambda.deleteEventSource(mapping.uuid);

    expect(services.sqs.depth(queue.arn)).to.include({ visible: 0, notVisible: 0 });
  });
});
