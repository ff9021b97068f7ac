import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { AlarmDrivenWorkers } from "../../components/alarmDrivenWorkers";
import type { AlarmDrivenWorkersArgs } from "../../components/alarmDrivenWorkers/args";
import type { BurstProcess } from "../../functions/bursts/ownCode";
import { containerOf } from "../support/containerOf";
import { inputsOf, type Run } from "../support/program";
import { statementsOf } from "../support/statements";
import { runWith, TAGS } from "./alarmDrivenWorkersUnderTest";

const ACCOUNT = "us-east-1:111122223333";
const CLUSTER = `arn:aws:ecs:${ACCOUNT}:cluster/jobs-cluster-name`;
const TOPIC = `arn:aws:sns:${ACCOUNT}:jobs-topic-name`;
const STARTER = `arn:aws:lambda:${ACCOUNT}:function:jobs-starter-name`;
const QUEUE = `arn:aws:sqs:${ACCOUNT}:jobs-queue-name`;

describe("AlarmDrivenWorkers", () => {
  let run: Run<AlarmDrivenWorkers>;
  before(async () => {
    run = await runWith();
  });

  it("registers without an error, in a preview as well", async () => {
    const preview = await runWith({}, { preview: true });

    expect(run.errors).to.deep.equal([]);
    expect(preview.errors).to.deep.equal([]);
  });

  describe("its queue", () => {
    it("is encrypted, polled long, kept for two weeks, and takes what an item can hold", () => {
      const { redrivePolicy, ...queue } = inputsOf(run, "aws:sqs/queue:Queue", "jobs-queue");

      expect(JSON.parse(redrivePolicy as string)).to.deep.equal({
        deadLetterTargetArn: `arn:aws:sqs:${ACCOUNT}:jobs-queue-dead-letters-name`,
        maxReceiveCount: 5,
      });
      expect(queue).to.deep.equal({
        maxMessageSize: 262_144,
        messageRetentionSeconds: 1_209_600,
        receiveWaitTimeSeconds: 20,
        visibilityTimeoutSeconds: 60,
        sqsManagedSseEnabled: true,
        tags: TAGS,
      });
    });
  });

  describe("its tables", () => {
    it("keep items by id, protected, and notices of leaving for as long as they are of use", () => {
      const shared = {
        billingMode: "PAY_PER_REQUEST",
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: true },
        tags: TAGS,
      };

      expect(inputsOf(run, "aws:dynamodb/table:Table", "jobs-items")).to.deep.equal({
        ...shared,
        attributes: [{ name: "id", type: "S" }],
        hashKey: "id",
        deletionProtectionEnabled: true,
      });
      expect(inputsOf(run, "aws:dynamodb/table:Table", "jobs-leaving")).to.deep.equal({
        ...shared,
        attributes: [{ name: "taskArn", type: "S" }],
        hashKey: "taskArn",
        ttl: { attributeName: "expiresAt", enabled: true },
        deletionProtectionEnabled: false,
      });
    });
  });

  describe("its topic", () => {
    it("is encrypted with a key of its own, which CloudWatch may use, and TLS only", () => {
      const { policy: keyPolicy, ...key } = inputsOf(run, "aws:kms/key:Key", "jobs-topic-key");
      const { policy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "jobs-topic-policy");

      expect(inputsOf(run, "aws:sns/topic:Topic", "jobs-topic")).to.deep.equal({
        kmsMasterKeyId: `arn:aws:kms:${ACCOUNT}:key/jobs-topic-key-id`,
        tags: TAGS,
      });
      expect(key).to.deep.equal({
        description: "Messages of the topic jobs-topic.",
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        tags: TAGS,
      });
      expect(JSON.parse(keyPolicy as string).Statement).to.deep.equal([
        {
          Sid: "Account",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Sid: "Alarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${ACCOUNT}:alarm:*` } },
        },
      ]);
      expect(JSON.parse(policy as string).Statement).to.deep.equal([
        {
          Sid: "Publishers",
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com"] },
          Action: "sns:Publish",
          Resource: TOPIC,
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
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

    it("calls the starter, and nobody else's topic may", () => {
      expect(inputsOf(run, "aws:sns/topicSubscription:TopicSubscription", "jobs-starter-topic")).to.deep.equal({
        topic: TOPIC,
        protocol: "lambda",
        endpoint: STARTER,
      });
      expect(inputsOf(run, "aws:lambda/permission:Permission", "jobs-topic-calls")).to.deep.equal({
        action: "lambda:InvokeFunction",
        function: "jobs-starter-name",
        principal: "sns.amazonaws.com",
        sourceArn: TOPIC,
      });
    });
  });

  describe("its schedule", () => {
    it("calls the starter once a minute, and repeats nothing: the next minute comes anyway", () => {
      expect(inputsOf(run, "aws:scheduler/schedule:Schedule", "jobs-minute")).to.deep.equal({
        description: "Starts workers for a backlog that no alarm speaks of.",
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: STARTER,
          roleArn: "arn:aws:iam::111122223333:role/jobs-minute-role-name",
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
      expect(statementsOf(run, "jobs-minute-policy")).to.deep.equal([
        { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [STARTER] },
      ]);
    });
  });

  describe("its starter", () => {
    it("reserves no concurrency, which new accounts lack, and knows what to start where", () => {
      const { environment, reservedConcurrentExecutions, timeout } = inputsOf(
        run,
        "aws:lambda/function:Function",
        "jobs-starter",
      );

      expect(reservedConcurrentExecutions).to.equal(undefined);
      expect(timeout).to.equal(120);
      expect(environment).to.deep.equal({
        variables: {
          QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/jobs-queue-name",
          WORKER_TABLE: "jobs-leaving-name",
          CLUSTER,
          TASK_DEFINITION: `arn:aws:ecs:${ACCOUNT}:task-definition/jobs-worker-definition-name:1`,
          STARTED_BY: "jobs",
          SUBNET_IDS: "subnet-1,subnet-2",
          SECURITY_GROUP_ID: "jobs-group-id",
          CAPACITY_PROVIDER: "FARGATE",
          ALARM_NAMES: "jobs-backlog-name,jobs-leftover-name",
          BACKLOG_THRESHOLD: "100",
          MESSAGES_PER_TASK: "500",
          MAX_TASKS: "10",
        },
      });
    });

    it("may look at its own queue, alarms, notices of leaving and cluster, and start its own tasks", () => {
      const inCluster = { ArnEquals: { "ecs:cluster": CLUSTER } };

      expect(statementsOf(run, "jobs-starter-policy").slice(2)).to.deep.equal([
        { Effect: "Allow", Action: ["sqs:GetQueueAttributes"], Resource: [QUEUE] },
        {
          Effect: "Allow",
          Action: ["cloudwatch:DescribeAlarms"],
          Resource: [
            `arn:aws:cloudwatch:${ACCOUNT}:alarm:jobs-backlog-name`,
            `arn:aws:cloudwatch:${ACCOUNT}:alarm:jobs-leftover-name`,
          ],
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
          Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/jobs-leaving-name`],
        },
        { Effect: "Allow", Action: ["ecs:ListTasks"], Resource: ["*"], Condition: inCluster },
        {
          Effect: "Allow",
          Action: ["ecs:DescribeTasks"],
          Resource: [`arn:aws:ecs:${ACCOUNT}:task/jobs-cluster-name/*`],
        },
        {
          Effect: "Allow",
          Action: ["ecs:RunTask"],
          Resource: [`arn:aws:ecs:${ACCOUNT}:task-definition/jobs-worker-definition-name:1`],
          Condition: inCluster,
        },
        {
          Effect: "Allow",
          Action: ["ecs:TagResource"],
          Resource: [`arn:aws:ecs:${ACCOUNT}:task/jobs-cluster-name/*`],
          Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: [
            "arn:aws:iam::111122223333:role/jobs-worker-task-role-name",
            "arn:aws:iam::111122223333:role/jobs-worker-exec-role-name",
          ],
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
      ]);
    });

    it("asks for spare capacity where it is told to", async () => {
      const spot = await runWith({ spot: true });

      const { environment } = inputsOf(spot, "aws:lambda/function:Function", "jobs-starter");
      expect((environment as { variables: object }).variables).to.include({ CAPACITY_PROVIDER: "FARGATE_SPOT" });
    });
  });

  describe("its workers", () => {
    it("are built from images/burst-worker, and may do to queue and tables what they have to", () => {
      const { dockerfile } = inputsOf(run, "awsx:ecr:Image", "jobs-worker-image");

      expect(dockerfile).to.equal("images/burst-worker/Dockerfile");
      expect(statementsOf(run, "jobs-worker-task-policy")).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          Resource: [QUEUE],
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:PutItem"],
          Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/jobs-items-name`],
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
          Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/jobs-leaving-name`],
        },
      ]);
    });

    it("have the memory that goes with another CPU", async () => {
      const larger = await runWith({ cpu: 512 });

      expect(inputsOf(larger, "aws:ecs/taskDefinition:TaskDefinition", "jobs-worker-definition")).to.include({
        cpu: "512",
        memory: "1024",
      });
    });

    it("are told everything by their environment, and get a minute to stop", () => {
      const { cpu, memory } = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "jobs-worker-definition");
      const container = containerOf(run, "jobs-worker-definition");

      expect([cpu, memory]).to.deep.equal(["256", "512"]);
      expect(container.stopTimeout).to.equal(60);
      expect(container.environment).to.deep.equal([
        { name: "EMPTY_POLLS", value: "3" },
        { name: "ITEM_TABLE", value: "jobs-items-name" },
        { name: "MESSAGES_AT_ONCE", value: "50" },
        { name: "POLL_SECONDS", value: "10" },
        { name: "QUEUE_URL", value: "https://sqs.us-east-1.amazonaws.com/111122223333/jobs-queue-name" },
        { name: "STOP_TIMEOUT_SECONDS", value: "60" },
        { name: "VISIBILITY_TIMEOUT_SECONDS", value: "60" },
        { name: "WORKER_TABLE", value: "jobs-leaving-name" },
      ]);
    });

    it("run in a cluster with spare and with steady capacity, and talk to AWS only", () => {
      expect(
        inputsOf(run, "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "jobs-cluster-capacity"),
      ).to.deep.equal({ clusterName: "jobs-cluster-name", capacityProviders: ["FARGATE", "FARGATE_SPOT"] });
      expect(inputsOf(run, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "jobs-to-https")).to.deep.include(
        {
          securityGroupId: "jobs-group-id",
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
        },
      );
    });
  });

  describe("its alarms", () => {
    const topicArns = [`arn:aws:sns:${ACCOUNT}:operators`];
    const watch = (metricName: string, threshold: number, minutes: [number, number]) => ({
      namespace: "AWS/SQS",
      metricName,
      dimensions: { QueueName: "jobs-queue-name" },
      statistic: "Maximum",
      threshold,
      datapointsToAlarm: minutes[0],
      evaluationPeriods: minutes[1],
    });
    const depth = "ApproximateNumberOfMessagesVisible";
    const age = "ApproximateAgeOfOldestMessage";
    const waking = { alarmActions: [TOPIC], okActions: [] };
    const telling = { alarmActions: topicArns, okActions: topicArns };
    const expected = {
      "jobs-backlog": { ...watch(depth, 101, [1, 1]), ...waking },
      "jobs-leftover": { ...watch(age, 300, [1, 1]), ...waking },
      "jobs-stuck": { ...watch(age, 900, [3, 5]), ...telling },
      "jobs-dead-letters": {
        ...watch(depth, 1, [1, 1]),
        dimensions: { QueueName: "jobs-queue-dead-letters-name" },
        ...telling,
      },
      "jobs-starter-errors": {
        ...watch("Errors", 1, [1, 1]),
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: "jobs-starter-name" },
        statistic: "Sum",
        ...telling,
      },
    };

    for (const [name, inputs] of Object.entries(expected)) {
      it(`watch ${name}`, async () => {
        const told = await runWith({ alarmTopicArns: topicArns });

        const { alarmDescription: _, ...made } = inputsOf(told, "aws:cloudwatch/metricAlarm:MetricAlarm", name);
        expect(made).to.deep.equal({
          ...inputs,
          period: 60,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          treatMissingData: "notBreaching",
          tags: TAGS,
        });
      });
    }
  });

  describe("its arguments", () => {
    it("reach what they are for", async () => {
      const other = await runWith({
        ...{ backlogThreshold: 10, messagesPerTask: 20, maxTasks: 30, leftoverSeconds: 400 },
        ...{ emptyPolls: 2, pollSeconds: 5, messagesAtOnce: 7, deletionProtection: false },
        transform: { starter: { memorySize: 512 }, topic: { displayName: "Jobs" } },
      });
      const threshold = (name: string) =>
        inputsOf(other, "aws:cloudwatch/metricAlarm:MetricAlarm", name).threshold as number;
      const starter = inputsOf(other, "aws:lambda/function:Function", "jobs-starter");
      const { variables } = starter.environment as { variables: object };
      const { containerDefinitions } = inputsOf(
        other,
        "aws:ecs/taskDefinition:TaskDefinition",
        "jobs-worker-definition",
      );

      expect(["jobs-backlog", "jobs-leftover", "jobs-stuck"].map(threshold)).to.deep.equal([11, 400, 1_200]);
      expect(variables).to.include({ BACKLOG_THRESHOLD: "10", MESSAGES_PER_TASK: "20", MAX_TASKS: "30" });
      expect(containerDefinitions).to.contain('{"name":"EMPTY_POLLS","value":"2"}');
      expect(containerDefinitions).to.contain('{"name":"POLL_SECONDS","value":"5"}');
      expect(containerDefinitions).to.contain('{"name":"MESSAGES_AT_ONCE","value":"7"}');
      expect(inputsOf(other, "aws:dynamodb/table:Table", "jobs-items")).to.include({
        deletionProtectionEnabled: false,
      });
      expect(starter).to.include({ memorySize: 512 });
      expect(inputsOf(other, "aws:sns/topic:Topic", "jobs-topic")).to.include({ displayName: "Jobs" });
    });

    for (const [args, message] of [
      [{ backlogThreshold: -1 }, "backlogThreshold must be a whole number of at least 0, got -1"],
      [{ messagesPerTask: 0 }, "messagesPerTask must be a whole number of at least 1, got 0"],
      [{ maxTasks: 0 }, "maxTasks must be a whole number from 1 to 500, got 0"],
      [{ leftoverSeconds: 0 }, "leftoverSeconds must be a whole number of at least 1, got 0"],
      [{ emptyPolls: 0 }, "emptyPolls must be a whole number from 1 to 100, got 0"],
      [{ pollSeconds: 21 }, "pollSeconds must be a whole number from 1 to 20, got 21"],
      [{ messagesAtOnce: 1_001 }, "messagesAtOnce must be a whole number from 1 to 1000, got 1001"],
      [{ visibilityTimeoutSeconds: 9 }, "visibilityTimeoutSeconds must be a whole number from 10 to 43200, got 9"],
      [{ maxReceiveCount: 0 }, "maxReceiveCount must be a whole number from 1 to 1000, got 0"],
      [{ architecture: "riscv" as "arm64" }, 'architecture must be one of arm64, x86_64, got "riscv"'],
      [{ cpu: 300 as 256 }, "cpu must be one of 256, 512, 1024, 2048, 4096, got 300"],
      [{ memoryMb: 511 }, "memoryMb must be one of 512, 1024, 2048 with a cpu of 256, got 511"],
      [{ cpu: 512, memoryMb: 512 }, "memoryMb must be 1024 to 4096 in steps of 1024 with a cpu of 512, got 512"],
      [{ stopTimeoutSeconds: 121 }, "stopTimeoutSeconds must be a whole number from 2 to 120, got 121"],
    ] as const) {
      it(`refuse ${JSON.stringify(args)} before anything is registered`, async () => {
        const wrong = await runWith(args);

        expect(wrong.errors).to.deep.equal([`AlarmDrivenWorkers "jobs": ${message}`]);
        expect(wrong.urns).to.deep.equal([]);
      });
    }
  });
});

describe("AlarmDrivenWorkers with code of one's own", () => {
  const process: BurstProcess = async ({ id }, { logger }) => logger.info("done", { text: `marker of ${id}` });

  it("has it in the workers' image, with its variables, its secrets, its time and its rights", async () => {
    const run = await runWith({
      process,
      messageTimeoutSeconds: 5,
      environment: { LEVEL: "5" },
      secrets: { TOKEN: "arn:token" },
      permissions: [{ actions: ["sns:Publish"], resources: ["arn:news"] }],
    });

    expect(run.errors).to.deep.equal([]);
    const { context } = inputsOf(run, "awsx:ecr:Image", "jobs-worker-image");
    expect(readFileSync(path.join(context as string, "main.js"), "utf8")).to.include("marker of ");
    const container = containerOf(run, "jobs-worker-definition");
    expect(container.environment).to.deep.include.members([
      { name: "LEVEL", value: "5" },
      { name: "MESSAGE_TIMEOUT_SECONDS", value: "5" },
    ]);
    expect(container.secrets).to.deep.equal([{ name: "TOKEN", valueFrom: "arn:token" }]);
    expect(statementsOf(run, "jobs-worker-task-policy")).to.deep.include.members([
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem", "dynamodb:GetItem"],
        Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/jobs-items-name`],
      },
      { Effect: "Allow", Action: ["sns:Publish"], Resource: ["arn:news"] },
    ]);
  });

  for (const [args, message] of [
    [{ process: 5 as unknown as BurstProcess }, "process must be a function, got 5"],
    [{ messageTimeoutSeconds: 5 }, "messageTimeoutSeconds must be absent without process, got 5"],
    [{ secrets: {} }, "secrets must be absent without process, got {}"],
    [{ process, messageTimeoutSeconds: 601 }, "messageTimeoutSeconds must be a whole number from 1 to 600, got 601"],
  ] as [Partial<AlarmDrivenWorkersArgs>, string][]) {
    it(`refuses ${JSON.stringify(args)} before anything is registered`, async () => {
      const refused = await runWith(args);

      expect(refused.errors).to.deep.equal([`AlarmDrivenWorkers "jobs": ${message}`]);
      expect(refused.urns).to.deep.equal([]);
    });
  }
});
