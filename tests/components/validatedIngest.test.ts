import { expect } from "chai";
import { type FieldRule, ValidatedIngest, type ValidatedIngestArgs } from "../../components/validatedIngest";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const tags = { "sluice:component": "ValidatedIngest", "sluice:name": "signups" };
const ACCOUNT = "us-east-1:111122223333";
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/signups-entries-name`;
const KEY = `arn:aws:secretsmanager:${ACCOUNT}:secret:signups-link-key-name`;
const TOPIC = `arn:aws:sns:${ACCOUNT}:signups-approvals-name`;
const QUESTIONS = `arn:aws:sqs:${ACCOUNT}:signups-questions-name`;
const functionArn = (role: string) => `arn:aws:lambda:${ACCOUNT}:function:signups-${role}-name`;
const machineArn = (role: string) => `arn:aws:states:${ACCOUNT}:stateMachine:signups-${role}-name`;

const URL = "aws:lambda/functionUrl:FunctionUrl";
const PERMISSION = "aws:lambda/permission:Permission";

interface Machine {
  TimeoutSeconds?: number;
  States: Record<string, Record<string, unknown>>;
}

describe("ValidatedIngest by default", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runProgram(() => {
      new ValidatedIngest("signups");
    });
  });

  const definitionOf = (name: string): Machine =>
    JSON.parse(String(inputsOf(run, "aws:sfn/stateMachine:StateMachine", name).definition));

  it("runs without errors", () => {
    expect(run.errors).to.deep.equal([]);
  });

  it("keeps its workflows' logs when it is renamed, with an alias: another prefix would replace the groups", () => {
    const groups = run.registrations.filter(({ inputs }) => inputs.namePrefix !== undefined);

    expect(groups.map(({ name, ignoreChanges }) => [name, ignoreChanges])).to.have.deep.members([
      ["signups-intake-log", ["namePrefix"]],
      ["signups-approval-log", ["namePrefix"]],
    ]);
  });

  it("keeps entries by their id in a protected, encrypted table, and indexes what waits", () => {
    expect(inputsOf(run, "aws:dynamodb/table:Table", "signups-entries")).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      attributes: [
        { name: "id", type: "S" },
        { name: "pending", type: "S" },
        { name: "created_at", type: "S" },
      ],
      hashKey: "id",
      globalSecondaryIndexes: [
        {
          name: "pending",
          hashKey: "pending",
          rangeKey: "created_at",
          projectionType: "ALL",
        },
      ],
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags,
    });
  });

  it("takes entries of those who sign their requests and may call it", () => {
    expect(inputsOf(run, URL, "signups-url")).to.deep.equal({
      functionName: "signups-door-name",
      authorizationType: "AWS_IAM",
    });
    expect(run.registrations.filter(({ name }) => name.startsWith("signups-url-public"))).to.deep.equal([]);
  });

  it("opens the place that approval links lead to, for a link is signed by itself", () => {
    expect(inputsOf(run, URL, "signups-approval-url")).to.deep.equal({
      functionName: "signups-decider-name",
      authorizationType: "NONE",
    });
  });

  it("reserves no concurrency, which new accounts lack, unless it is told to", async () => {
    const reservedIn = (of: typeof run) =>
      ["door", "decider", "validator", "asker", "settler"].map(
        (role) => inputsOf(of, "aws:lambda/function:Function", `signups-${role}`).reservedConcurrentExecutions,
      );

    expect(reservedIn(run)).to.deep.equal([undefined, undefined, undefined, undefined, undefined]);
    const bounded = await runProgram(() => {
      new ValidatedIngest("signups", { reservedConcurrency: 50 });
    });
    expect(reservedIn(bounded)).to.deep.equal([50, 5, undefined, undefined, undefined]);
  });

  it("tells the public function where things are, and its limits", () => {
    const { environment, timeout, memorySize } = inputsOf(run, "aws:lambda/function:Function", "signups-door");

    expect(environment).to.deep.equal({
      variables: {
        ENTRY_TABLE: "signups-entries-name",
        INTAKE_ARN: machineArn("intake"),
        MAX_QUERY_BYTES: "4096",
        MAX_BODY_BYTES: "4096",
        LISTS_ENTRIES: "true",
      },
    });
    expect([timeout, memorySize]).to.deep.equal([25, 512]);
  });

  it("tells the function that asks where decisions are made, and how long they may take", () => {
    expect(inputsOf(run, "aws:lambda/function:Function", "signups-asker").environment).to.deep.equal({
      variables: {
        ENTRY_TABLE: "signups-entries-name",
        QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/signups-questions-name",
        KEY_SECRET_ARN: KEY,
        APPROVAL_URL: "https://signups-approval-url.lambda-url.us-east-1.on.aws/",
        TIMEOUT_SECONDS: "604800",
      },
    });
  });

  for (const [role, allowed] of Object.entries({
    door: [
      [["states:StartSyncExecution"], [machineArn("intake")]],
      [["dynamodb:Scan"], [TABLE]],
      [["dynamodb:Query"], [`${TABLE}/index/pending`]],
    ],
    validator: [],
    asker: [
      [["dynamodb:UpdateItem"], [TABLE]],
      [["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], [KEY]],
      [["sqs:SendMessage"], [QUESTIONS]],
    ],
    digest: [
      [["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [QUESTIONS]],
      [["sns:Publish"], [TOPIC]],
    ],
    decider: [
      [["dynamodb:GetItem", "dynamodb:UpdateItem"], [TABLE]],
      [["secretsmanager:GetSecretValue"], [KEY]],
      [["states:SendTaskSuccess"], ["*"]],
    ],
    settler: [[["dynamodb:GetItem", "dynamodb:UpdateItem"], [TABLE]]],
    intake: [
      [["lambda:InvokeFunction"], [functionArn("validator")]],
      [["dynamodb:PutItem", "dynamodb:GetItem"], [TABLE]],
      [["states:StartExecution"], [machineArn("approval")]],
    ],
    approval: [[["lambda:InvokeFunction"], [functionArn("asker"), functionArn("settler")]]],
  })) {
    it(`allows the ${role} what it needs, besides its log and traces`, () => {
      const statements = statementsOf(run, `signups-${role}-policy`).filter(
        ({ Action }) => !/^(logs|xray):/.test(String(Action)),
      );

      expect(statements.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal(allowed);
    });
  }

  it("lets its workflows write their own log, besides having it delivered", () => {
    for (const role of ["intake", "approval"]) {
      expect(statementsOf(run, `signups-${role}-policy`)).to.deep.include({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`arn:aws:logs:${ACCOUNT}:log-group:signups-${role}-log-name:*`],
      });
    }
  });

  it("encrypts what it tells people, and takes it over TLS only", () => {
    expect(inputsOf(run, "aws:sns/topic:Topic", "signups-approvals")).to.deep.equal({
      displayName: "Approvals",
      kmsMasterKeyId: "alias/aws/sns",
      tags,
    });
    const { policy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "signups-approvals-policy");
    expect(JSON.parse(String(policy)).Statement).to.deep.equal([
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: TOPIC,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("puts no key into the secret: the first who needs one makes it", () => {
    expect(run.registrations.filter(({ type }) => type.includes("secretVersion"))).to.deep.equal([]);
  });

  for (const [role, type] of [
    ["intake", "EXPRESS"],
    ["approval", "STANDARD"],
  ] as const) {
    it(`traces the ${role} workflow and logs its failures, without what people entered`, () => {
      const { definition, ...machine } = inputsOf(run, "aws:sfn/stateMachine:StateMachine", `signups-${role}`);

      expect(definition).to.be.a("string");
      expect(machine).to.deep.equal({
        type,
        roleArn: `arn:aws:iam::111122223333:role/signups-${role}-role-name`,
        loggingConfiguration: {
          level: "ERROR",
          includeExecutionData: false,
          logDestination: `arn:aws:logs:${ACCOUNT}:log-group:signups-${role}-log-name:*`,
        },
        tracingConfiguration: { enabled: true },
        tags,
      });
    });
  }

  it("stores an entry unless it is known, and looks it up where it is", () => {
    const { TimeoutSeconds, States } = definitionOf("signups-intake");

    expect(TimeoutSeconds).to.equal(15);
    expect(States.Store).to.deep.include({
      Resource: "arn:aws:states:::dynamodb:putItem",
      Parameters: {
        TableName: "signups-entries-name",
        "Item.$": "$.item",
        ConditionExpression: "attribute_not_exists(id)",
      },
      Catch: [{ ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], ResultPath: null, Next: "Look it up" }],
    });
  });

  it("waits a week for a person", () => {
    const { States } = definitionOf("signups-approval");

    expect(States["Ask people"]).to.deep.include({
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      TimeoutSeconds: 604_800,
      Parameters: {
        FunctionName: functionArn("asker"),
        Payload: { "id.$": "$.id", "taskToken.$": "$$.Task.Token" },
      },
    });
  });

  it("mails questions of a minute together, by two digests at a time at most", () => {
    expect(inputsOf(run, "aws:lambda/eventSourceMapping:EventSourceMapping", "signups-digest-source")).to.deep.equal({
      eventSourceArn: QUESTIONS,
      functionName: functionArn("digest"),
      batchSize: 50,
      maximumBatchingWindowInSeconds: 60,
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
      tags,
    });
    expect(inputsOf(run, "aws:sqs/queue:Queue", "signups-questions").visibilityTimeoutSeconds).to.equal(420);
  });

  it("tells when its mails go to nobody", () => {
    const { metricQueries, ...alarm } = inputsOf(
      run,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "signups-topic-unheard",
    );

    const metric = (metricName: string) => ({
      namespace: "AWS/SNS",
      metricName,
      dimensions: { TopicName: "signups-approvals-name" },
      stat: "Sum",
      period: 3_600,
    });
    expect(metricQueries).to.deep.equal([
      {
        id: "unheard",
        label: "Messages that went to nobody",
        expression: "IF(FILL(delivered, 0) + FILL(failed, 0) > 0, 0, published)",
        returnData: true,
      },
      { id: "published", returnData: false, metric: metric("NumberOfMessagesPublished") },
      { id: "delivered", returnData: false, metric: metric("NumberOfNotificationsDelivered") },
      { id: "failed", returnData: false, metric: metric("NumberOfNotificationsFailed") },
    ]);
    expect(alarm).to.include({ threshold: 1, evaluationPeriods: 1, treatMissingData: "notBreaching" });
  });

  it("watches functions, URLs, workflows, the topic, the table, and approvals that expire", () => {
    const alarms = run.registrations.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    const [onMetrics, onExpressions] = [false, true].map((isExpression) =>
      alarms.filter(({ inputs }) => (inputs.metricQueries !== undefined) === isExpression),
    ) as [typeof alarms, typeof alarms];
    const watched = onMetrics.map(
      ({ name, inputs }) => `${name}: ${inputs.namespace} ${inputs.metricName} ${JSON.stringify(inputs.dimensions)}`,
    );

    const functions = ["door", "validator", "asker", "digest", "decider", "settler"].flatMap((role) => [
      `signups-${role}-errors: AWS/Lambda Errors {"FunctionName":"signups-${role}-name"}`,
      `signups-${role}-throttles: AWS/Lambda Throttles {"FunctionName":"signups-${role}-name"}`,
    ]);
    const urls = ["door", "decider"].map(
      (role) => `signups-${role}-5xx: AWS/Lambda Url5xxCount {"FunctionName":"signups-${role}-name"}`,
    );
    const machines = ["intake", "approval"].flatMap((role) =>
      [
        ["failed", "ExecutionsFailed"],
        ["timeout", "ExecutionsTimedOut"],
        ["throttled", "ExecutionThrottled"],
      ].map(
        ([end, metric]) => `signups-${role}-${end}: AWS/States ${metric} {"StateMachineArn":"${machineArn(role)}"}`,
      ),
    );
    expect(watched).to.have.members([
      ...functions,
      ...urls,
      ...machines,
      'signups-approvals-expired: Sluice ApprovalsExpired {"service":"signups-settler-name"}',
      'signups-topic-failed: AWS/SNS NumberOfNotificationsFailed {"TopicName":"signups-approvals-name"}',
      'signups-questions-dead-letters: AWS/SQS ApproximateNumberOfMessagesVisible {"QueueName":"signups-questions-dead-letters-name"}',
      'signups-entries-throttles: AWS/DynamoDB WriteThrottleEvents {"TableName":"signups-entries-name"}',
    ]);
    expect(onExpressions.map(({ name }) => name)).to.deep.equal(["signups-topic-unheard"]);
  });
});

describe("ValidatedIngest with other rules", () => {
  it("keeps its index as it is: another one would answer nothing while it is built", async () => {
    const rules: FieldRule[] = [{ name: "city", label: "City", maxLength: 20, words: "a city" }];
    const tables = [];
    for (const args of [{}, { rules }]) {
      const run = await runProgram(() => {
        new ValidatedIngest("signups", args);
      });
      tables.push(inputsOf(run, "aws:dynamodb/table:Table", "signups-entries"));
    }

    expect(tables[1]).to.deep.equal(tables[0]);
  });
});

describe("ValidatedIngest that is public", () => {
  const runPublic = (args: ValidatedIngestArgs = {}) =>
    runProgram(() => {
      new ValidatedIngest("signups", { auth: "public", ...args });
    });
  const listsEntries = (run: Run<unknown>) =>
    (
      inputsOf(run, "aws:lambda/function:Function", "signups-door").environment as {
        variables: { LISTS_ENTRIES: string };
      }
    ).variables.LISTS_ENTRIES;

  it("takes entries of everybody, also where its URL was closed before", async () => {
    const run = await runPublic();

    expect(inputsOf(run, URL, "signups-url").authorizationType).to.equal("NONE");
    expect(inputsOf(run, PERMISSION, "signups-url-public-call")).to.deep.equal({
      ...{ action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE" },
      ...{ function: "signups-door-name", principal: "*" },
    });
    expect(inputsOf(run, PERMISSION, "signups-url-public-invoke")).to.deep.equal({
      ...{ action: "lambda:InvokeFunction", invokedViaFunctionUrl: true },
      ...{ function: "signups-door-name", principal: "*" },
    });
  });

  it("keeps the list of entries closed, unless that is opened by name, too", async () => {
    const [closed, opened] = [await runPublic(), await runPublic({ listsEntries: true })];

    expect([listsEntries(closed), listsEntries(opened)]).to.deep.equal(["false", "true"]);
  });
});
