import { expect } from "chai";
import { zipSync } from "fflate";
import type { ServiceName } from "../../conformance/clients/client";
import { until } from "../../support/until";
import { catalogTests, deliveryTests, userTests } from "./dataAtRunTime";
import { frontTests } from "./frontAtRunTime";
import { gatewayTests } from "./gatewayAtRunTime";
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
    trusted: ["lambda.amazonaws.com", "states.amazonaws.com", "firehose.amazonaws.com"],
    policies: {
      maker: allow(
        ...SERVICES.map((service) => `${prefixOf(service)}:*`),
        "apigateway:*",
        "cloudfront:*",
        "glue:*",
        "athena:*",
        "firehose:*",
        "cognito-idp:*",
        "iam:PassRole",
      ),
      handless: allow("apigateway:*", "firehose:*"),
      deliverer: allow("s3:*", "logs:*"),
      onlooker: allow("sqs:ListQueues"),
      worker: allow("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "logs:*"),
    },
  },
  (runTime, knows) => {
    const { call } = runTime;

    if (knows("apigateway")) gatewayTests(runTime);
    if (knows("cloudfront")) frontTests(runTime);
    if (knows("glue")) catalogTests(runTime);
    if (knows("firehose")) deliveryTests(runTime);
    if (knows("cognito-idp")) userTests(runTime);

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
      const Messages = await runTime.received(QueueUrl);
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

    it("is what a bucket is set to, and tells a queue of what happens in it", async () => {
      const Bucket = "set-at-run-time";
      await call("s3", "CreateBucket", { Bucket });
      const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "told" });
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            ...{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage" },
            ...{
              Resource: ARN("sqs", "told"),
              Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${Bucket}` } },
            },
          },
        ],
      });
      await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
      const lifecycle = {
        Rules: [{ ID: "old", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 30 } }],
      };
      const notified = {
        QueueConfigurations: [
          {
            ...{ Id: "made", QueueArn: ARN("sqs", "told"), Events: ["s3:ObjectCreated:*"] },
            Filter: { Key: { FilterRules: [{ Name: "Prefix", Value: "in/" }] } },
          },
        ],
      };
      const TagSet = [{ Key: "team", Value: "a" }];
      const block = {
        ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false, RestrictPublicBuckets: false },
      };
      const encryption = {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true }],
      };
      await call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } });
      await call("s3", "PutBucketLifecycleConfiguration", { Bucket, LifecycleConfiguration: lifecycle });
      await call("s3", "PutBucketNotificationConfiguration", { Bucket, NotificationConfiguration: notified });
      await call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } });
      await call("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: block });
      await call("s3", "PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: encryption });
      await call("s3", "PutObject", { Bucket, Key: "out/a", Body: "not told" });
      const { VersionId, ServerSideEncryption } = await call("s3", "PutObject", { Bucket, Key: "in/a", Body: "told" });
      const told: Answer[] = [];
      await until(async () => {
        const { Messages = [] } = await call("sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
        for (const { Body, ReceiptHandle } of Messages) {
          told.push(...(JSON.parse(Body).Records ?? []));
          await call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
        }
        return told.length > 0;
      });
      const settings = [
        (await call("s3", "GetBucketLifecycleConfiguration", { Bucket })).Rules,
        (await call("s3", "GetBucketNotificationConfiguration", { Bucket })).QueueConfigurations,
        (await call("s3", "GetBucketTagging", { Bucket })).TagSet,
        (await call("s3", "GetPublicAccessBlock", { Bucket })).PublicAccessBlockConfiguration,
        (await call("s3", "GetBucketEncryption", { Bucket })).ServerSideEncryptionConfiguration,
      ];
      const refused = [];
      for (const [operation, parameters] of [
        ["PutBucketLifecycleConfiguration", { LifecycleConfiguration: lifecycle }],
        ["PutBucketNotificationConfiguration", { NotificationConfiguration: {} }],
        ["PutBucketTagging", { Tagging: { TagSet } }],
        ["PutPublicAccessBlock", { PublicAccessBlockConfiguration: block }],
        ["PutBucketEncryption", { ServerSideEncryptionConfiguration: encryption }],
        ["DeletePublicAccessBlock", {}],
        ["DeleteBucketEncryption", {}],
        ["DeleteBucketLifecycle", {}],
        ["DeleteBucketTagging", {}],
      ] as const) {
        refused.push((await runTime.as("onlooker")("s3", operation, { Bucket, ...parameters })).error);
      }
      for (const operation of [
        ...["DeletePublicAccessBlock", "DeleteBucketEncryption", "DeleteBucketLifecycle", "DeleteBucketTagging"],
      ]) {
        await call("s3", operation, { Bucket });
      }
      const gone = await Promise.all(
        ["GetPublicAccessBlock", "GetBucketLifecycleConfiguration", "GetBucketTagging"].map((operation) =>
          runTime.as("maker")("s3", operation, { Bucket }),
        ),
      );
      const { Versions } = await call("s3", "ListObjectVersions", { Bucket });
      for (const { Key, VersionId: id } of Versions) await call("s3", "DeleteObject", { Bucket, Key, VersionId: id });
      await call("s3", "DeleteBucket", { Bucket });
      await call("sqs", "DeleteQueue", { QueueUrl });

      expect(told.map(({ s3 }) => [s3.configurationId, s3.object.key, s3.object.versionId])).to.deep.equal([
        ["made", "in/a", VersionId],
      ]);
      expect(ServerSideEncryption).to.equal("aws:kms");
      expect(settings).to.deep.equal([
        lifecycle.Rules,
        notified.QueueConfigurations,
        TagSet,
        block,
        { Rules: encryption.Rules },
      ]);
      expect(new Set(refused)).to.deep.equal(new Set(["AccessDenied"]));
      expect(gone.map(({ error }) => error)).to.deep.equal([
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchLifecycleConfiguration",
        "NoSuchTagSet",
      ]);
    });

    it("is a function's URL, which answers those whom the function's policy lets in", async () => {
      const FunctionName = "site";
      await call("lambda", "CreateFunction", {
        ...{ FunctionName, Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
        Code: { ZipFile: CODE },
      });
      const { FunctionUrl } = await call("lambda", "CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" });
      const status = async () => (await fetch(FunctionUrl)).status;
      const before = await status();
      const everybody = { FunctionName, Principal: "*" };
      await call("lambda", "AddPermission", {
        ...{ ...everybody, StatementId: "url", Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
      });
      await call("lambda", "AddPermission", {
        ...{ ...everybody, StatementId: "function", Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
      });
      const during = await status();
      const Cors = { AllowOrigins: ["https://example.com"], MaxAge: 60 };
      await call("lambda", "UpdateFunctionUrlConfig", { FunctionName, Cors });
      const { FunctionUrlConfigs } = await call("lambda", "ListFunctionUrlConfigs", { FunctionName });
      const Resource = ARN("lambda", `function:${FunctionName}`);
      await call("lambda", "TagResource", { Resource, Tags: { team: "a", cost: "1" } });
      await call("lambda", "UntagResource", { Resource, TagKeys: ["cost"] });
      const { Tags } = await call("lambda", "ListTags", { Resource });
      const second = await runTime.as("maker")("lambda", "CreateFunctionUrlConfig", {
        FunctionName,
        AuthType: "AWS_IAM",
      });
      const { AccountUsage } = await call("lambda", "GetAccountSettings", {});
      await call("lambda", "DeleteFunctionUrlConfig", { FunctionName });
      const none = await runTime.as("maker")("lambda", "GetFunctionUrlConfig", { FunctionName });
      const after = await status();
      await call("lambda", "DeleteFunction", { FunctionName });

      expect([before, during, after]).to.deep.equal([403, 200, 403]);
      expect(FunctionUrlConfigs).to.have.length(1);
      expect(FunctionUrlConfigs[0]).to.deep.include({ FunctionUrl, AuthType: "NONE", Cors });
      expect(Tags).to.deep.equal({ team: "a" });
      expect(second.error).to.equal("ResourceConflictException");
      expect(AccountUsage.FunctionCount).to.equal(1);
      expect(none.error).to.equal("ResourceNotFoundException");
    });

    it("is a destination of a function's asynchronous calls, to which it may send", async () => {
      const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "done" });
      const FunctionName = "listener";
      await call("lambda", "CreateFunction", {
        ...{ FunctionName, Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
        Code: { ZipFile: CODE },
      });
      const DestinationConfig = { OnSuccess: { Destination: ARN("sqs", "done") } };
      await call("lambda", "PutFunctionEventInvokeConfig", { FunctionName, DestinationConfig });
      await call("lambda", "Invoke", { FunctionName, InvocationType: "Event", Payload: '{"a":1}' });
      const Messages = await runTime.received(QueueUrl);
      const refused = await runTime.as("onlooker")("lambda", "PutFunctionEventInvokeConfig", {
        ...{ FunctionName, MaximumRetryAttempts: 0 },
      });
      await call("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName });
      const none = await runTime.as("maker")("lambda", "GetFunctionEventInvokeConfig", { FunctionName });
      await call("lambda", "DeleteFunction", { FunctionName });
      await call("sqs", "DeleteQueue", { QueueUrl });

      expect(JSON.parse(Messages[0].Body)).to.deep.include({ requestPayload: { a: 1 } });
      expect(JSON.parse(Messages[0].Body).requestContext).to.include({ condition: "Success" });
      expect([refused.error, none.error]).to.deep.equal(["AccessDeniedException", "ResourceNotFoundException"]);
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
      ["kinesis", "AddTagsToStream", { StreamName: "no", Tags: { team: "a" } }],
      ["kinesis", "StartStreamEncryption", { StreamName: "no", EncryptionType: "KMS", KeyId: "alias/no" }],
      ["sns", "ConfirmSubscription", { TopicArn: ARN("sns", "no"), Token: "no" }],
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
      ["lambda", "CreateFunctionUrlConfig", { FunctionName: "no", AuthType: "NONE" }],
      ["lambda", "DeleteFunctionUrlConfig", { FunctionName: "no" }],
      ["lambda", "PutFunctionConcurrency", { FunctionName: "no", ReservedConcurrentExecutions: 1 }],
      ["lambda", "TagResource", { Resource: ARN("lambda", "function:no"), Tags: { team: "a" } }],
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
