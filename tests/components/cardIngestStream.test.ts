import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { CardIngestStream } from "../../components/cardIngestStream";
import { inputsOf, type Run, registrationOf } from "../support/program";
import { statementsOf } from "../support/statements";
import { runWith, TAGS } from "./cardIngestStreamUnderTest";

const ACCOUNT = "us-east-1:111122223333";
const KEY = `arn:aws:kms:${ACCOUNT}:key/cards-key-id`;
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/cards-cards-name`;
const TABLE_STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const STREAM = `arn:aws:kinesis:${ACCOUNT}:stream/cards-events-name`;
const queue = (name: string) => `arn:aws:sqs:${ACCOUNT}:cards-${name}-name`;
const topic = (name: string) => `arn:aws:sns:${ACCOUNT}:cards-${name}-name`;

const USE_KEY = [["kms:GenerateDataKey"], [KEY]];
const READS = ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"];
const READ_STREAM = [
  [READS.map((read) => `kinesis:${read}`), [STREAM]],
  [["kinesis:ListStreams"], ["*"]],
];
const READ_CHANGES = [
  [["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], [TABLE_STREAM]],
  [["dynamodb:ListStreams"], ["*"]],
];

const SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";

describe("CardIngestStream by default", () => {
  let run: Run<CardIngestStream>;

  before(async function () {
    this.timeout(240_000);
    run = await runWith();
    expect(run.errors).to.deep.equal([]);
  });

  const own = (type: string) =>
    run.registrations.filter((one) => one.type === type && !one.name.startsWith("cards-archive-"));

  /** Lists what a function may do besides its log, its traces and its variables. */
  const permissionsOf = (role: string) =>
    statementsOf(run, `cards-${role}-policy`)
      .map(({ Action, Resource }) => [Action, Resource])
      .filter(([[action = ""] = []]) => !/^(logs|xray):|^kms:Decrypt$/.test(action));

  it("lets each function do what it has to, and nothing else", () => {
    expect({
      entry: permissionsOf("entry"),
      outbox: permissionsOf("outbox"),
      projector: permissionsOf("projector"),
      announcer: permissionsOf("announcer"),
      occupancy: permissionsOf("occupancy"),
      commands: permissionsOf("commands"),
    }).to.deep.equal({
      entry: [[["dynamodb:PutItem", "dynamodb:UpdateItem"], [TABLE]]],
      outbox: [
        [["kinesis:PutRecords"], [STREAM]],
        [["firehose:PutRecordBatch"], [`arn:aws:firehose:${ACCOUNT}:deliverystream/cards-archive-direct-name`]],
        [["sns:Publish"], [topic("registered")]],
        [["sqs:SendMessage"], [queue("outbox-failures")]],
        USE_KEY,
        ...READ_CHANGES,
      ],
      projector: [
        [["dynamodb:BatchGetItem", "dynamodb:UpdateItem"], [TABLE]],
        [["sqs:SendMessage"], [queue("impossible"), queue("projector-failures")]],
        USE_KEY,
        ...READ_STREAM,
      ],
      announcer: [
        [["sns:Publish"], [topic("entered"), topic("left"), topic("denied")]],
        [["sqs:SendMessage"], [queue("announcer-failures")]],
        USE_KEY,
        ...READ_STREAM,
      ],
      occupancy: [
        [
          ["dynamodb:UpdateItem"],
          ["cards-occupancy", "cards-archive-ledger"].map((name) => `arn:aws:dynamodb:${ACCOUNT}:table/${name}-name`),
        ],
        [["sqs:SendMessage"], [queue("occupancy-failures")]],
        USE_KEY,
        ...READ_CHANGES,
      ],
      commands: [
        [["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"], [TABLE]],
        [["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue("commands-queue")]],
      ],
    });
  });

  it("lets the gates' API put exits into the stream, and nothing else", () => {
    const statements = statementsOf(run, "cards-gates-exit-policy");

    expect(statements.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["kinesis:PutRecord"], [STREAM]],
      USE_KEY,
    ]);
  });

  it("encrypts all that it keeps and sends with its own key", () => {
    const keyOf: Record<string, (inputs: Record<string, unknown>) => unknown> = {
      "aws:dynamodb/table:Table": ({ serverSideEncryption: sse }) => (sse as { kmsKeyArn: string }).kmsKeyArn,
      "aws:kinesis/stream:Stream": ({ kmsKeyId }) => kmsKeyId,
      "aws:sqs/queue:Queue": ({ kmsMasterKeyId }) => kmsMasterKeyId,
      "aws:sns/topic:Topic": ({ kmsMasterKeyId }) => kmsMasterKeyId,
      "aws:cloudwatch/logGroup:LogGroup": ({ kmsKeyId }) => kmsKeyId,
      "aws:lambda/function:Function": ({ kmsKeyArn }) => kmsKeyArn,
      "aws:secretsmanager/secret:Secret": ({ kmsKeyId }) => kmsKeyId,
    };
    for (const [type, key] of Object.entries(keyOf)) {
      const all = run.registrations.filter((one) => one.type === type);
      expect(all.length, type).to.be.greaterThan(0);
      for (const { name, inputs } of all) {
        // It has no variables that a key could encrypt.
        expect(key(inputs), name).to.equal(name === "cards-archive-archivist" ? undefined : KEY);
      }
    }
  });

  it("lets the services that need the key use it", () => {
    const { policy } = inputsOf(run, "aws:kms/key:Key", "cards-key");
    const { Statement } = JSON.parse(policy as string) as { Statement: { Sid: string; Principal: unknown }[] };

    expect(Statement.map(({ Sid, Principal }) => [Sid, Principal])).to.deep.equal([
      ["Account", { AWS: "arn:aws:iam::111122223333:root" }],
      ["Alarms", { Service: "cloudwatch.amazonaws.com" }],
      ["Topics", { Service: "sns.amazonaws.com" }],
      ["Buckets", { Service: "s3.amazonaws.com" }],
      ["Distributions", { Service: "cloudfront.amazonaws.com" }],
      ["LogGroups", { Service: "logs.us-east-1.amazonaws.com" }],
    ]);
  });

  it("keeps other accounts and services from giving commands", () => {
    const { policy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "cards-commands-policy");

    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Sid: "DenyOtherAccounts", Effect: "Deny", Principal: "*", Action: "sns:Publish" },
          Resource: topic("commands"),
          Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } },
        },
        {
          ...{ Sid: "DenyPlainHttp", Effect: "Deny", Principal: "*", Action: "sns:Publish" },
          Resource: topic("commands"),
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("asks every caller of the gates' API for a key and a body that fits", () => {
    for (const method of ["enter", "exit"]) {
      expect(inputsOf(run, "aws:apigateway/method:Method", `cards-gates-${method}-method`)).to.deep.include({
        ...{ httpMethod: "POST", authorization: "NONE", apiKeyRequired: true },
        requestValidatorId: "cards-gates-validator-id",
        requestModels: { "application/json": method },
        requestParameters: { "method.request.path.gateId": true },
      });
    }
    expect(inputsOf(run, "aws:apigateway/requestValidator:RequestValidator", "cards-gates-validator")).to.deep.include({
      ...{ validateRequestBody: true, validateRequestParameters: true },
    });
  });

  it("derives the models from the envelope's own rules", () => {
    const schemaOf = (name: string) =>
      JSON.parse(String(inputsOf(run, "aws:apigateway/model:Model", `cards-gates-${name}-model`).schema));
    const card = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" };
    const request = { type: "string", pattern: "^[A-Za-z0-9-]{1,64}$" };

    expect(schemaOf("enter")).to.deep.equal({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      properties: { card_id: card, request_id: request },
      required: ["card_id"],
      additionalProperties: false,
    });
    expect(schemaOf("exit").properties).to.deep.equal({
      card_id: card,
      request_id: request,
      occurred_at: { type: "integer", minimum: 0, maximum: 8_640_000_000_000_000 },
    });
  });

  it("takes an exit down in the stream, and says 503 of whatever else Kinesis answers", () => {
    expect(inputsOf(run, "aws:apigateway/integration:Integration", "cards-gates-exit-integration")).to.deep.include({
      ...{ type: "AWS", integrationHttpMethod: "POST", passthroughBehavior: "NEVER" },
      uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
      credentials: "arn:aws:iam::111122223333:role/cards-gates-exit-role-name",
      requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
    });
    const answers = own("aws:apigateway/integrationResponse:IntegrationResponse").map(({ inputs }) => [
      inputs.selectionPattern,
      inputs.statusCode,
      inputs.responseTemplates,
    ]);
    expect(answers).to.have.deep.members([
      ["200", "202", { "application/json": '{"accepted":true}' }],
      [undefined, "503", { "application/json": '{"message":"the exit could not be taken down: send it again"}' }],
    ]);
  });

  it("takes no request before the archive listens to the stream", () => {
    const { dependencies } = registrationOf(run, "aws:apigateway/restApi:RestApi", "cards-gates");

    expect(dependencies.some((urn) => urn.endsWith("::cards-archive-delivery"))).to.equal(true);
  });

  it("limits each device, and the stage as a whole", () => {
    expect(inputsOf(run, "aws:apigateway/usagePlan:UsagePlan", "cards-gates-plan")).to.deep.equal({
      apiStages: [{ apiId: "cards-gates-id", stage: "v1" }],
      throttleSettings: { rateLimit: 50, burstLimit: 100 },
      tags: TAGS,
    });
    expect(
      inputsOf(run, "aws:apigateway/methodSettings:MethodSettings", "cards-gates-settings").settings,
    ).to.deep.equal({
      ...{ metricsEnabled: true, throttlingRateLimit: 5_000, throttlingBurstLimit: 2_500 },
    });
    expect(own("aws:apigateway/usagePlanKey:UsagePlanKey").map(({ name }) => name)).to.deep.equal([
      "cards-gates-key-lobby",
      "cards-gates-key-lab",
    ]);
  });

  it("tells the devices' keys in a secret", () => {
    const { secretString } = inputsOf(
      run,
      "aws:secretsmanager/secretVersion:SecretVersion",
      "cards-gates-device-keys-value",
    );

    expect(pulumi.runtime.isRpcSecret(secretString)).to.equal(true);
    expect(JSON.parse(pulumi.runtime.unwrapRpcSecret(secretString))).to.deep.equal({
      lobby: "cards-gates-key-lobby-value",
      lab: "cards-gates-key-lab-value",
    });
  });

  it("traces and logs each request, in a form that filters understand", () => {
    const { xrayTracingEnabled, accessLogSettings } = inputsOf(run, "aws:apigateway/stage:Stage", "cards-gates-stage");
    const { format } = accessLogSettings as { format: string };

    expect(xrayTracingEnabled).to.equal(true);
    const line = JSON.parse(format.replaceAll(/\$context\.(status|responseLatency|responseLength)/g, "200"));
    expect(line).to.include({ status: 200, error: "$context.error.responseType", apiId: "$context.apiId" });
    expect(format).not.to.match(/[\r\n]/);
  });

  it("leaves the account's role for API Gateway's logs alone", () => {
    expect(own("aws:apigateway/account:Account")).to.deep.equal([]);
  });

  it("hands streams over in batches that are cut, tried again and never lost without a word", () => {
    const sources = own(SOURCE).filter(({ name }) => name !== "cards-commands-source");
    expect(sources.map(({ name }) => name).sort()).to.deep.equal([
      "cards-announcer-source",
      "cards-occupancy-source",
      "cards-outbox-source",
      "cards-projector-source",
    ]);
    for (const { name, inputs } of sources) {
      const role = name.split("-")[1];
      expect(inputs, name).to.deep.include({
        ...{ bisectBatchOnFunctionError: true, functionResponseTypes: ["ReportBatchItemFailures"] },
        ...{ maximumRetryAttempts: 10_000, maximumRecordAgeInSeconds: 79_200, startingPosition: "TRIM_HORIZON" },
        destinationConfig: { onFailure: { destinationArn: queue(`${role}-failures`) } },
      });
      expect(inputs, name).not.to.have.property("filterCriteria");
    }
    expect(inputsOf(run, SOURCE, "cards-occupancy-source")).to.include({
      ...{ parallelizationFactor: 1, tumblingWindowInSeconds: 900 },
    });
  });

  it("gives commands to their function by way of a queue with dead letters", () => {
    const { redrivePolicy, visibilityTimeoutSeconds } = inputsOf(run, "aws:sqs/queue:Queue", "cards-commands-queue");

    expect(JSON.parse(String(redrivePolicy))).to.deep.equal({
      deadLetterTargetArn: queue("commands-queue-dead-letters"),
      maxReceiveCount: 5,
    });
    expect(visibilityTimeoutSeconds).to.equal(60);
    expect(inputsOf(run, "aws:sns/topicSubscription:TopicSubscription", "cards-commands-subscription")).to.deep.equal({
      ...{ topic: topic("commands"), protocol: "sqs", endpoint: queue("commands-queue"), rawMessageDelivery: true },
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: queue("commands-queue-dead-letters") }),
    });
  });

  it("finds cards by employee and lists them, in indexes that entries and exits do not touch", () => {
    const { attributes, globalSecondaryIndexes, streamViewType, ttl } = inputsOf(
      run,
      "aws:dynamodb/table:Table",
      "cards-cards",
    );

    expect(attributes).to.deep.equal([
      { name: "pk", type: "S" },
      { name: "listed", type: "S" },
      { name: "card_id", type: "S" },
      { name: "employee_id", type: "S" },
    ]);
    expect(globalSecondaryIndexes).to.deep.equal([
      {
        ...{ name: "cards", hashKey: "listed", rangeKey: "card_id", projectionType: "INCLUDE" },
        nonKeyAttributes: ["holder", "status", "registered_at", "employee_id"],
      },
      {
        ...{ name: "by-employee", hashKey: "employee_id", rangeKey: "card_id", projectionType: "INCLUDE" },
        nonKeyAttributes: ["holder", "status", "registered_at"],
      },
    ]);
    expect(streamViewType).to.equal("NEW_AND_OLD_IMAGES");
    expect(ttl).to.deep.equal({ attributeName: "expires_at", enabled: true });
  });

  it("has a stream that grows by itself", () => {
    expect(inputsOf(run, "aws:kinesis/stream:Stream", "cards-events")).to.deep.equal({
      streamModeDetails: { streamMode: "ON_DEMAND" },
      ...{ retentionPeriod: 24, encryptionType: "KMS", kmsKeyId: KEY, tags: TAGS },
    });
  });

  it("tags whatever can carry tags", () => {
    const taggable = new Set([
      ...["aws:dynamodb/table:Table", "aws:kinesis/stream:Stream", "aws:sqs/queue:Queue", "aws:sns/topic:Topic"],
      ...["aws:lambda/function:Function", SOURCE, "aws:iam/role:Role", "aws:cloudwatch/metricAlarm:MetricAlarm"],
      ...["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage", "aws:apigateway/apiKey:ApiKey"],
    ]);
    for (const type of taggable)
      for (const { name, inputs } of own(type)) expect(inputs.tags, name).to.deep.equal(TAGS);
  });
});
