import { expect } from "chai";
import { containerOf } from "../support/containerOf";
import { inputsOf, registrationOf } from "../support/program";
import { NETWORK, runJob, runWith, TAGS } from "./scheduledFargateJobsUnderTest";

const ACCOUNT = "us-east-1:111122223333";
const TASK_DEFINITION = `arn:aws:ecs:${ACCOUNT}:task-definition/reports-hourly-definition-name:1`;
const GROUP_ARN = `arn:aws:scheduler:${ACCOUNT}:schedule-group/reports-hourly-name`;
const DEAD_LETTERS = `arn:aws:sqs:${ACCOUNT}:reports-dead-letters-name`;
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}-name`;

function json(text: unknown): unknown {
  return JSON.parse(String(text));
}

describe("ScheduledFargateJobs", () => {
  it("schedules a job's task on Fargate, in private subnets, with two retries within three quarters of its interval", async () => {
    const run = await runWith();

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule")).to.deep.equal({
      groupName: "reports-hourly-name",
      scheduleExpression: "rate(1 hour)",
      scheduleExpressionTimezone: "UTC",
      state: "ENABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:aws:ecs:${ACCOUNT}:cluster/reports-cluster-name`,
        roleArn: role("reports-hourly-run-role"),
        input: JSON.stringify({
          containerOverrides: [
            { name: "job", environment: [{ name: "JOB_SCHEDULED_TIME", value: "<aws.scheduler.scheduled-time>" }] },
          ],
        }),
        ecsParameters: {
          taskDefinitionArn: TASK_DEFINITION,
          taskCount: 1,
          capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
          networkConfiguration: {
            subnets: NETWORK.privateSubnetIds,
            securityGroups: ["reports-group-id"],
            assignPublicIp: false,
          },
          propagateTags: "TASK_DEFINITION",
          enableEcsManagedTags: true,
        },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 2_700 },
        deadLetterConfig: { arn: DEAD_LETTERS },
      },
    });
  });

  it("tells the task what it needs to know of its job", async () => {
    const run = await runWith({ environment: { LEVEL: "all", WHO: "all" }, secrets: { KEY: "arn:secret" } });

    const definition = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "reports-hourly-definition");
    const container = containerOf(run, "reports-hourly-definition");
    expect(definition).to.include({ family: "reports-cluster-name-hourly", cpu: "256", memory: "512" });
    expect(definition).not.to.have.property("ephemeralStorage");
    expect(container).to.include({ name: "job", essential: true, readonlyRootFilesystem: true, stopTimeout: 60 });
    expect(container).not.to.have.property("command");
    expect(container.secrets).to.deep.equal([{ name: "KEY", valueFrom: "arn:secret" }]);
    expect(container.environment).to.deep.equal([
      { name: "JOB_CATCH_UP", value: "false" },
      { name: "JOB_LEASE_SECONDS", value: "30" },
      { name: "JOB_NAME", value: "hourly" },
      { name: "JOB_OVERLAP", value: "false" },
      { name: "JOB_RUN_TABLE", value: "reports-runs-name" },
      { name: "JOB_SCHEDULE", value: "rate(1 hour)" },
      { name: "JOB_STOP_TIMEOUT_SECONDS", value: "60" },
      { name: "JOB_TIMEOUT_SECONDS", value: "3600" },
      { name: "JOB_TIMEZONE", value: "UTC" },
      { name: "LEVEL", value: "all" },
      { name: "WHO", value: "all" },
    ]);
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "reports-hourly-log")).to.deep.equal({
      name: "/ecs/sluice-test/reports-hourly",
      retentionInDays: 30,
      tags: TAGS,
    });
  });

  it("gives a job of another CPU the memory that goes with it", async () => {
    const run = await runJob({ cpu: 8192 });

    expect(inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "reports-hourly-definition")).to.include({
      cpu: "8192",
      memory: "16384",
    });
  });

  it("gives each job what it asks for", async () => {
    const run = await runJob({
      ...{ schedule: "cron(0 4 * * ? *)", timezone: "Europe/Berlin", command: ["nightly"], environment: { WHO: "me" } },
      ...{ cpu: 1_024, memoryMb: 3_072, ephemeralStorageGb: 21, retries: 5, maxAgeSeconds: 7_200, enabled: false },
      ...{ catchUp: true, timeoutSeconds: 60, spot: true },
      permissions: [{ actions: ["s3:PutObject"], resources: ["arn:aws:s3:::files/*"] }],
    });

    expect(run.errors).to.deep.equal([]);
    const definition = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "reports-hourly-definition");
    const container = containerOf(run, "reports-hourly-definition");
    expect(definition).to.deep.include({ cpu: "1024", memory: "3072", ephemeralStorage: { sizeInGib: 21 } });
    expect(container.command).to.deep.equal(["nightly"]);
    expect(container.environment).to.deep.include.members([
      { name: "WHO", value: "me" },
      { name: "JOB_CATCH_UP", value: "true" },
      { name: "JOB_TIMEOUT_SECONDS", value: "60" },
    ]);
    const { state, target, ...schedule } = inputsOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule");
    expect(schedule).to.include({
      scheduleExpression: "cron(0 4 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
    });
    expect(state).to.equal("DISABLED");
    expect(target).to.deep.include({
      retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 7_200 },
    });
    expect(JSON.stringify(target)).to.contain('"capacityProvider":"FARGATE_SPOT"');
    const policy = json(inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "reports-hourly-task-policy").policy);
    expect((policy as { Statement: unknown[] }).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/reports-runs-name`],
      },
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:aws:s3:::files/*"] },
    ]);
  });

  it("tries a job again in nothing but its own time", async () => {
    const ageOf = async (schedule: string) => {
      const run = await runJob({ schedule });
      const { target } = inputsOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule");
      return (target as { retryPolicy: unknown }).retryPolicy;
    };

    expect(await ageOf("rate(1 minute)")).to.deep.equal({ maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 });
    expect(await ageOf("rate(2 minutes)")).to.deep.equal({ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 90 });
    expect(await ageOf("cron(0/15 * * * ? *)")).to.deep.equal({
      ...{ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 675 },
    });
    expect(await ageOf("rate(30 days)")).to.deep.equal({ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 86_400 });
    expect(await ageOf("at(2030-01-01T00:00:00)")).to.deep.equal({
      ...{ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 64_800 },
    });
  });

  it("has a role for each schedule, which runs exactly its task and trusts exactly its group", async () => {
    const run = await runWith();

    const { assumeRolePolicy } = inputsOf(run, "aws:iam/role:Role", "reports-hourly-run-role");
    expect(json(assumeRolePolicy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": GROUP_ARN },
          },
        },
      ],
    });
    expect(json(inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "reports-hourly-run-policy").policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ecs:RunTask"],
          Resource: [TASK_DEFINITION],
          Condition: { ArnEquals: { "ecs:cluster": `arn:aws:ecs:${ACCOUNT}:cluster/reports-cluster-name` } },
        },
        {
          Effect: "Allow",
          Action: ["ecs:TagResource"],
          Resource: [`arn:aws:ecs:${ACCOUNT}:task/reports-cluster-name/*`],
          Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: [role("reports-hourly-task-role"), role("reports-hourly-exec-role")],
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [DEAD_LETTERS] },
      ],
    });
    const { dependencies } = registrationOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule");
    expect(dependencies.map((urn) => urn.split("::").at(-1))).to.include.members([
      "reports-hourly-run-policy",
      "reports-capacity",
    ]);
  });

  it("lets a group push to exactly its repository", async () => {
    const run = await runWith();

    const { policy } = inputsOf(run, "aws:iam/policy:Policy", "reports-publish");
    expect(json(policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
        {
          Effect: "Allow",
          Action: [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
          ],
          Resource: [`arn:aws:ecr:${ACCOUNT}:repository/reports-images-name`],
        },
      ],
    });
    expect(
      inputsOf(run, "aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "reports-publishers-policy"),
    ).to.deep.equal({
      group: "reports-publishers-name",
      policyArn: "arn:aws:iam::111122223333:policy/reports-publish-name",
    });
  });

  it("keeps its books in a protected table, and its repository", async () => {
    const run = await runWith();

    expect(inputsOf(run, "aws:dynamodb/table:Table", "reports-runs")).to.deep.include({
      hashKey: "id",
      ttl: { attributeName: "expiresAt", enabled: true },
      deletionProtectionEnabled: true,
    });
    expect(inputsOf(run, "aws:ecr/repository:Repository", "reports-images")).to.include({ forceDelete: false });
  });

  it("has a group from which only HTTPS goes out", async () => {
    const run = await runWith();

    expect(inputsOf(run, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "reports-to-https")).to.include({
      ...{ cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
    });
  });

  it("alarms by the name of each job, with the dimensions of its metrics", async () => {
    const run = await runWith({ alarmTopicArns: ["arn:topic"] });

    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "reports-hourly-not-started")).to.deep.include({
      namespace: "AWS/Scheduler",
      metricName: "TargetErrorCount",
      dimensions: { ScheduleGroup: "reports-hourly-name" },
      threshold: 1,
      alarmActions: ["arn:topic"],
    });
    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "reports-dead-letters-alarm")).to.deep.include({
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "reports-dead-letters-name" },
    });
  });

  it("tags what can be tagged, and makes everything its child", async () => {
    const run = await runWith({ tags: { team: "a" } });

    const untagged = run.registrations.filter(({ inputs }) => !("tags" in inputs)).map(({ type }) => type);
    expect(new Set(untagged)).to.deep.equal(
      new Set([
        "aws:iam/rolePolicy:RolePolicy",
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "awsx:ecr:Image",
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "aws:lambda/permission:Permission",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:scheduler/schedule:Schedule",
        "aws:iam/group:Group",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
      ]),
    );
    expect(run.urns.filter((urn) => !urn.includes("sluice:index:ScheduledFargateJobs"))).to.deep.equal([]);
  });

  it("lets a transform have the last word", async () => {
    const run = await runWith({
      transform: { schedule: { description: "mine" }, runTable: { billingMode: "PROVISIONED" } },
    });

    expect(inputsOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule")).to.include({
      description: "mine",
    });
    expect(inputsOf(run, "aws:dynamodb/table:Table", "reports-runs")).to.include({ billingMode: "PROVISIONED" });
  });
});
