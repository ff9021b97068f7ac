import { expect } from "chai";
import { zipSync } from "fflate";
import type { ServiceName } from "../../conformance/clients/client";
import { until } from "../../support/until";
import { type Answer, ARN, allow, describeByClients, prefixOf, ROLE } from "./runTime";

const SERVICES: readonly ServiceName[] = ["sqs", "dynamodb", "sns", "kinesis", "s3", "lambda", "stepfunctions"];
const CODE = Buffer.from(
  zipSync({
    "index.js": Buffer.from('exports.handler = async (event) => ({ got: event, by: process.env.NAME ?? "" });'),
  }),
).toString("base64");

describeByClients(
  (client) => `what ${client} makes at run time`,
  {
    trusted: ["lambda.amazonaws.com", "states.amazonaws.com"],
    policies: {
      maker: allow(...SERVICES.map((service) => `${prefixOf(service)}:*`), "iam:PassRole"),
      onlooker: allow("sqs:ListQueues"),
      worker: allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "logs:*"),
    },
  },
  (runTime) => {
    const { call } = runTime;

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
      const gone = await runTime.as("maker")("sqs", "GetQueueUrl", { QueueName: "plain" });

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
        const refusal = await runTime.as("onlooker")(service, operation, parameters);

        expect(refusal.error).to.match(/^(AccessDenied|AccessDeniedException|AuthorizationError)$/);
        expect(refusal.message).to.contain(
          `is not authorized to perform: ${prefixOf(service)}:${operation} on resource`,
        );
      });
    }
  },
);

/** The text of a payload: one of the clients shows its bytes in base64. */
function textOf(payload: string): string {
  return payload.startsWith("{") ? payload : Buffer.from(payload, "base64").toString();
}
