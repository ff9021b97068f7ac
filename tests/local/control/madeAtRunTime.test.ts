import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { zipSync } from "fflate";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import type { Credentials } from "../../../local/iam/iam";
import { type StartedServices, startServices } from "../../../local/startServices";
import { connectBoto3, hasBoto3 } from "../../conformance/clients/boto3";
import type { Client, ServiceName } from "../../conformance/clients/client";
import { connectSdk } from "../../conformance/clients/sdkForJavaScript";
import { until } from "../../support/until";

const ROLE = "arn:aws:iam::000000000000:role";
const ARN = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const SERVICES: readonly ServiceName[] = ["sqs", "dynamodb", "sns", "kinesis", "s3", "lambda", "stepfunctions"];
/** Prefixes of actions, where they are not the services' names. */
const PREFIXES: Partial<Record<ServiceName, string>> = { stepfunctions: "states" };
const CODE = Buffer.from(
  zipSync({
    "index.js": Buffer.from('exports.handler = async (event) => ({ got: event, by: process.env.NAME ?? "" });'),
  }),
).toString("base64");

/** Whatever a client answers. */
// biome-ignore lint/suspicious/noExplicitAny: the answers of seven services; each test looks at what it names.
type Answer = any;

type Call = (service: ServiceName, operation: string, parameters: object) => Promise<Answer>;

for (const [name, connect, isThere] of [
  ["the AWS SDK for JavaScript", connectSdk, true],
  ["boto3", connectBoto3, hasBoto3()],
] as const) {
  // Said here rather than skipped: boto3 is no package of the project.
  if (!isThere) {
    process.stderr.write(
      `python3 has no ${name} here: resources at run time are made by the SDK for JavaScript alone\n`,
    );
    continue;
  }

  describe(`what ${name} makes at run time`, function () {
    this.timeout(120_000);
    let cloud: StartedServices;
    let workFolder: string;
    let clients: Map<string, Client>;

    before(async () => {
      workFolder = await mkdtemp(path.join(tmpdir(), "sluice-control-"));
      cloud = await startServices({ port: 0, workFolder, clock: systemClock, report: silentReport });
      clients = new Map();
      const { iam, edgeUrl } = cloud.services;
      const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
      const allow = (Action: readonly string[]) => document({ Effect: "Allow", Action, Resource: "*" });
      const trustPolicy = document({
        ...{
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: ["lambda.amazonaws.com", "states.amazonaws.com"] },
        },
      });
      const policies = {
        maker: allow([...SERVICES.map((service) => `${prefixOf(service)}:*`), "iam:PassRole"]),
        onlooker: allow(["sqs:ListQueues"]),
        worker: allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "logs:*"]),
      };
      for (const [role, policy] of Object.entries(policies)) {
        iam.putRole({ arn: `${ROLE}/${role}`, name: role, trustPolicy });
        iam.putRolePolicy(`${ROLE}/${role}`, "own", policy);
      }
      const keysOf = (role: string): Credentials =>
        iam.assumeRole(`${ROLE}/${role}`, "test", "lambda.amazonaws.com").credentials;
      for (const role of ["maker", "onlooker"]) {
        for (const service of SERVICES)
          clients.set(`${role} ${service}`, await connect(service, edgeUrl, keysOf(role)));
      }
    });
    after(async () => {
      for (const client of clients.values()) await client.close();
      await cloud.stop();
      await rm(workFolder, { recursive: true, force: true });
    });

    const as =
      (role: string): Call =>
      async (service, operation, parameters) =>
        clients.get(`${role} ${service}`)?.call(operation, parameters);
    const call: Call = async (service, operation, parameters) => {
      const answer = await as("maker")(service, operation, parameters);
      if (answer?.error !== undefined) throw new Error(`${operation}: ${answer.error}: ${answer.message}`);
      return answer;
    };

    it("is a queue that is used, changed and deleted", async () => {
      const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "plain", tags: { team: "a" } });
      await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "60" } });
      await call("sqs", "SendMessage", { QueueUrl, MessageBody: "hello" });
      const { Messages } = await call("sqs", "ReceiveMessage", { QueueUrl });
      const { Attributes } = await call("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["VisibilityTimeout"],
      });
      await call("sqs", "DeleteQueue", { QueueUrl });
      const gone = await as("maker")("sqs", "GetQueueUrl", { QueueName: "plain" });

      expect(Messages.map(({ Body }: Answer) => Body)).to.deep.equal(["hello"]);
      expect(Attributes).to.deep.equal({ VisibilityTimeout: "60" });
      expect(gone.status).to.equal(400);
    });

    it("is a table that is used, changed and deleted", async () => {
      await call("dynamodb", "CreateTable", {
        TableName: "orders",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      });
      await call("dynamodb", "PutItem", { TableName: "orders", Item: { id: { S: "a" } } });
      await call("dynamodb", "UpdateTable", {
        TableName: "orders",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      });
      const { Table } = await call("dynamodb", "DescribeTable", { TableName: "orders" });
      const { Item } = await call("dynamodb", "GetItem", { TableName: "orders", Key: { id: { S: "a" } } });
      await call("dynamodb", "DeleteTable", { TableName: "orders" });

      expect(Item).to.deep.equal({ id: { S: "a" } });
      expect(Table.StreamSpecification).to.deep.equal({ StreamEnabled: true, StreamViewType: "NEW_IMAGE" });
      expect((await call("dynamodb", "ListTables", {})).TableNames).to.deep.equal([]);
    });

    it("is a topic that tells a queue, and no longer when it is unsubscribed", async () => {
      const { TopicArn } = await call("sns", "CreateTopic", { Name: "news" });
      const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "readers" });
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            ...{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage" },
            ...{ Resource: ARN("sqs", "readers"), Condition: { ArnEquals: { "aws:SourceArn": TopicArn } } },
          },
        ],
      });
      await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
      const subscription = { TopicArn, Protocol: "sqs", Endpoint: ARN("sqs", "readers"), ReturnSubscriptionArn: true };
      const { SubscriptionArn } = await call("sns", "Subscribe", subscription);
      await call("sns", "SetSubscriptionAttributes", {
        ...{ SubscriptionArn, AttributeName: "RawMessageDelivery", AttributeValue: "true" },
      });
      await call("sns", "Publish", { TopicArn, Message: "hello" });
      const { Messages } = await call("sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
      await call("sns", "Unsubscribe", { SubscriptionArn });
      const { Subscriptions = [] } = await call("sns", "ListSubscriptionsByTopic", { TopicArn });
      await call("sns", "DeleteTopic", { TopicArn });
      await call("sqs", "DeleteQueue", { QueueUrl });

      expect(Messages.map(({ Body }: Answer) => Body)).to.deep.equal(["hello"]);
      expect(Subscriptions).to.deep.equal([]);
      expect((await call("sns", "ListTopics", {})).Topics ?? []).to.deep.equal([]);
    });

    it("is a stream that is used, split and deleted", async () => {
      const StreamName = "clicks";
      await call("kinesis", "CreateStream", { StreamName, ShardCount: 1 });
      await call("kinesis", "PutRecord", { StreamName, PartitionKey: "k", Data: "aGVsbG8=" });
      await call("kinesis", "IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 48 });
      await call("kinesis", "UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
      const { StreamDescriptionSummary: described } = await call("kinesis", "DescribeStreamSummary", { StreamName });
      await call("kinesis", "DeleteStream", { StreamName });

      expect([described.OpenShardCount, described.RetentionPeriodHours]).to.deep.equal([2, 48]);
      expect((await call("kinesis", "ListStreams", {})).StreamNames).to.deep.equal([]);
    });

    it("is a bucket that is used, changed and deleted", async () => {
      const Bucket = "made-at-run-time";
      await call("s3", "CreateBucket", { Bucket });
      await call("s3", "PutObject", { Bucket, Key: "a", Body: "hello" });
      const { Body } = await call("s3", "GetObject", { Bucket, Key: "a" });
      await call("s3", "DeleteObject", { Bucket, Key: "a" });
      await call("s3", "DeleteBucket", { Bucket });

      expect(Body).to.equal("hello");
      expect((await call("s3", "ListBuckets", {})).Buckets ?? []).to.deep.equal([]);
    });

    it("is a function with an event source, which reads a queue until it is deleted", async () => {
      const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "work" });
      const FunctionName = "worker";
      await call("lambda", "CreateFunction", {
        ...{ FunctionName, Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
        Code: { ZipFile: CODE },
      });
      await call("lambda", "UpdateFunctionConfiguration", {
        ...{ FunctionName, Timeout: 10, Environment: { Variables: { NAME: "it" } } },
      });
      const invoked = await call("lambda", "Invoke", { FunctionName, Payload: '{"a":1}', LogType: "Tail" });
      const { UUID } = await call("lambda", "CreateEventSourceMapping", {
        ...{ FunctionName, EventSourceArn: ARN("sqs", "work"), BatchSize: 1 },
      });
      await call("sqs", "SendMessage", { QueueUrl, MessageBody: "hello" });
      await until(async () => {
        const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
        const { Attributes } = await call("sqs", "GetQueueAttributes", { QueueUrl, AttributeNames });
        return Object.values(Attributes).every((count) => count === "0");
      });
      await call("lambda", "DeleteEventSourceMapping", { UUID });
      await call("lambda", "DeleteFunction", { FunctionName });
      await call("sqs", "DeleteQueue", { QueueUrl });

      expect(textOf(invoked.Payload)).to.equal('{"got":{"a":1},"by":"it"}');
      expect(Buffer.from(invoked.LogResult, "base64").toString()).to.match(/^START RequestId: /);
      expect((await call("lambda", "ListFunctions", {})).Functions).to.deep.equal([]);
    });

    it("is a state machine that is run, changed and deleted", async () => {
      const passing = (Result: string) =>
        JSON.stringify({ StartAt: "Only", States: { Only: { Type: "Pass", Result, End: true } } });
      const { stateMachineArn } = await call("stepfunctions", "CreateStateMachine", {
        ...{ name: "flow", definition: passing("one"), roleArn: `${ROLE}/worker` },
      });
      await call("stepfunctions", "UpdateStateMachine", { stateMachineArn, definition: passing("two") });
      const { executionArn } = await call("stepfunctions", "StartExecution", { stateMachineArn, input: "{}" });
      const { output } = await until(
        () => call("stepfunctions", "DescribeExecution", { executionArn }),
        ({ status }: Answer) => status !== "RUNNING",
      );
      await call("stepfunctions", "DeleteStateMachine", { stateMachineArn });

      expect(output).to.equal('"two"');
      expect((await call("stepfunctions", "ListStateMachines", {})).stateMachines).to.deep.equal([]);
    });

    for (const [service, operation, parameters] of [
      ["sqs", "CreateQueue", { QueueName: "no" }],
      ["sqs", "DeleteQueue", { QueueUrl: "http://127.0.0.1/000000000000/no" }],
      [
        "dynamodb",
        "CreateTable",
        {
          ...{ TableName: "no", BillingMode: "PAY_PER_REQUEST" },
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        },
      ],
      ["dynamodb", "DeleteTable", { TableName: "no" }],
      ["sns", "CreateTopic", { Name: "no" }],
      ["sns", "DeleteTopic", { TopicArn: ARN("sns", "no") }],
      ["kinesis", "CreateStream", { StreamName: "no", ShardCount: 1 }],
      ["kinesis", "DeleteStream", { StreamName: "no" }],
      ["s3", "CreateBucket", { Bucket: "no-bucket" }],
      [
        "lambda",
        "CreateFunction",
        {
          ...{ FunctionName: "no", Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
          Code: { ZipFile: CODE },
        },
      ],
      ["lambda", "DeleteFunction", { FunctionName: "no" }],
      ["stepfunctions", "CreateStateMachine", { name: "no", definition: "{}", roleArn: `${ROLE}/worker` }],
      ["stepfunctions", "DeleteStateMachine", { stateMachineArn: ARN("states", "stateMachine:no") }],
      ["lambda", "CreateEventSourceMapping", { FunctionName: "no", EventSourceArn: ARN("sqs", "no") }],
    ] as const) {
      it(`is refused to a role that may not: ${prefixOf(service)}:${operation}`, async () => {
        const refusal = await as("onlooker")(service, operation, parameters);

        expect(refusal.error).to.match(/^(AccessDenied|AccessDeniedException|AuthorizationError)$/);
        expect(refusal.message).to.contain(
          `is not authorized to perform: ${prefixOf(service)}:${operation} on resource`,
        );
      });
    }
  });
}

function prefixOf(service: ServiceName): string {
  return PREFIXES[service] ?? service;
}

/** The text of a payload: one of the clients shows its bytes in base64. */
function textOf(payload: string): string {
  return payload.startsWith("{") ? payload : Buffer.from(payload, "base64").toString();
}
