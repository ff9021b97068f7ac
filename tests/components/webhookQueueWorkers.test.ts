import { expect } from "chai";
import { WebhookQueue } from "../../components/webhookQueue";
import { type Container, containerOf } from "../support/containerOf";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";
import { NETWORK, runWith, TAGS } from "./webhookQueueUnderTest";

const SQS = "arn:aws:sqs:us-east-1:111122223333";
const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/111122223333";
const DATABASE_SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!hooks-database-name";
const APP_SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:hooks-worker-database-role-name";
const SOURCE_SECRETS = "arn:aws:secretsmanager:us-east-1:111122223333:secret:hooks-secrets-name";

describe("WebhookQueue's workers", () => {
  let run: Run<unknown>;
  let container: Container;

  before(async () => {
    run = await runWith({ sources: { github: { secret: "s3cret" } } });
    container = containerOf(run, "hooks-worker-definition");
  });

  it("are built from images/webhook-worker for ARM64", () => {
    expect(inputsOf(run, "awsx:ecr:Image", "hooks-worker-image")).to.deep.equal({
      repositoryUrl: "111122223333.dkr.ecr.us-east-1.amazonaws.com/hooks-worker-images-name",
      imageName: "hooks-worker",
      context: ".",
      dockerfile: "images/webhook-worker/Dockerfile",
      platform: "linux/arm64",
    });
  });

  it("are built under a name of their own where another component has the same image", async () => {
    const args = { network: NETWORK, externalApiUrl: "https://api.example.com", acceptsOtherSources: true };
    const two = await runProgram(() => [new WebhookQueue("orders", args), new WebhookQueue("refunds", args)]);

    const images = two.registrations.filter(({ type }) => type === "awsx:ecr:Image");
    expect(images.map(({ inputs }) => [inputs.dockerfile, inputs.imageName])).to.deep.equal([
      ["images/webhook-worker/Dockerfile", "orders-worker"],
      ["images/webhook-worker/Dockerfile", "refunds-worker"],
    ]);
  });

  it("are kept in an encrypted repository that scans images, keeps the last 20, and moves the tag of its builds alone", () => {
    const { policy } = inputsOf(run, "aws:ecr/lifecyclePolicy:LifecyclePolicy", "hooks-worker-images-lifecycle");

    expect(inputsOf(run, "aws:ecr/repository:Repository", "hooks-worker-images")).to.deep.equal({
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: "hooks-worker", filterType: "WILDCARD" }],
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: false,
      tags: TAGS,
    });
    expect(JSON.parse(policy as string).rules[0].selection).to.deep.equal({
      tagStatus: "any",
      countType: "imageCountMoreThan",
      countNumber: 20,
    });
  });

  it("run on Fargate, with half a vCPU and 1 GiB on ARM64", () => {
    const { containerDefinitions: _, ...definition } = inputsOf(
      run,
      "aws:ecs/taskDefinition:TaskDefinition",
      "hooks-worker-definition",
    );

    expect(definition).to.deep.equal({
      family: "hooks-worker-cluster-name",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      cpu: "512",
      memory: "1024",
      executionRoleArn: "arn:aws:iam::111122223333:role/hooks-worker-exec-role-name",
      taskRoleArn: "arn:aws:iam::111122223333:role/hooks-worker-task-role-name",
      volumes: [{ name: "tmp" }],
      tags: TAGS,
    });
  });

  it("are no root, write to /tmp alone, report their health, and get a minute to stop", () => {
    const { environment: _, secrets: __, ...others } = container;

    expect(others).to.deep.equal({
      name: "worker",
      image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/images@sha256:0a1b2c",
      essential: true,
      user: "1000:1000",
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
      linuxParameters: { initProcessEnabled: true },
      healthCheck: {
        command: ["CMD", "node", "main.js", "health"],
        interval: 30,
        timeout: 10,
        retries: 3,
        startPeriod: 30,
      },
      stopTimeout: 60,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "hooks-worker-log-name",
          "awslogs-region": "us-east-1",
          "awslogs-stream-prefix": "worker",
          mode: "non-blocking",
          "max-buffer-size": "4m",
        },
      },
    });
  });

  it("are told where everything is, and how long it may take", () => {
    const environment = container.environment as { name: string; value: string }[];

    expect(Object.fromEntries(environment.map(({ name, value }) => [name, value]))).to.deep.equal({
      QUEUE_URL: `${QUEUE_URL}/hooks-queue-name`,
      QUARANTINE_QUEUE_URL: `${QUEUE_URL}/hooks-quarantine-name`,
      EXTERNAL_API_URL: "https://api.example.com",
      EXTERNAL_API_TIMEOUT_SECONDS: "10",
      EXTERNAL_API_MAX_PAUSE_SECONDS: "600",
      EXTERNAL_API_MAX_ANSWER_BYTES: "1048576",
      CALL_TIMEOUT_SECONDS: "10",
      DATABASE_HOST: "hooks-database-name.rds.amazonaws.com",
      DATABASE_PORT: "5432",
      DATABASE_NAME: "webhooks",
      DATABASE_APP_SECRET_ARN: APP_SECRET,
      DATABASE_SECRET_ARN: DATABASE_SECRET,
      DATABASE_POOL_SIZE: "5",
      MESSAGES_AT_ONCE: "50",
      MESSAGE_TIMEOUT_SECONDS: "30",
      VISIBILITY_TIMEOUT_SECONDS: "180",
      STOP_TIMEOUT_SECONDS: "60",
      WEBHOOK_SECRETS_VERSION: "hooks-secrets-value-version",
    });
    expect(container.secrets).to.deep.equal([{ name: "WEBHOOK_SECRETS", valueFrom: SOURCE_SECRETS }]);
  });

  it("are in private subnets, without an address of their own", () => {
    const service = inputsOf(run, "aws:ecs/service:Service", "hooks-worker");

    expect(service).to.deep.equal({
      cluster: "arn:aws:ecs:us-east-1:111122223333:cluster/hooks-worker-cluster-name",
      taskDefinition: "arn:aws:ecs:us-east-1:111122223333:task-definition/hooks-worker-definition-name:1",
      launchType: "FARGATE",
      desiredCount: 1,
      networkConfiguration: {
        subnets: NETWORK.privateSubnetIds,
        securityGroups: ["hooks-worker-group-id"],
        assignPublicIp: false,
      },
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentController: { type: "ECS" },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      tags: TAGS,
    });
  });

  it("connect to https and to the database, and are connected to by nobody", () => {
    const egress = run.registrations.filter(({ type }) => type.endsWith(":SecurityGroupEgressRule"));
    const ingress = run.registrations.filter(({ type }) => type.endsWith(":SecurityGroupIngressRule"));

    expect(egress.map(({ inputs: { description: _, ...rule } }) => rule)).to.have.deep.members([
      {
        securityGroupId: "hooks-worker-group-id",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: TAGS,
      },
      {
        securityGroupId: "hooks-worker-group-id",
        referencedSecurityGroupId: "hooks-database-group-id",
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        tags: TAGS,
      },
    ]);
    expect(ingress.map(({ inputs }) => inputs.securityGroupId)).to.deep.equal(["hooks-database-group-id"]);
  });

  it("may do what their work takes, and nothing else", () => {
    expect(statementsOf(run, "hooks-worker-task-policy")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
        Resource: [`${SQS}:hooks-queue-name`],
      },
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [`${SQS}:hooks-quarantine-name`] },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [DATABASE_SECRET] },
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        Resource: [APP_SECRET],
      },
      {
        Effect: "Allow",
        Action: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
        Resource: ["arn:aws:ecs:us-east-1:111122223333:task/hooks-worker-cluster-name/*"],
      },
    ]);
  });

  it("are started by a role that may fetch this image and these secrets and write this log", () => {
    expect(statementsOf(run, "hooks-worker-exec-policy")).to.deep.equal([
      { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: ["arn:aws:ecr:us-east-1:111122223333:repository/hooks-worker-images-name"],
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: ["arn:aws:logs:us-east-1:111122223333:log-group:hooks-worker-log-name:*"],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [SOURCE_SECRETS] },
    ]);
  });

  for (const role of ["hooks-worker-exec-role", "hooks-worker-task-role"]) {
    it(`lets ECS alone assume ${role}, for tasks of this account and region`, () => {
      const { assumeRolePolicy } = inputsOf(run, "aws:iam/role:Role", role);

      expect(JSON.parse(assumeRolePolicy as string).Statement).to.deep.equal([
        {
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111122223333:*" },
          },
        },
      ]);
    });
  }
});

describe("WebhookQueue's scaling", () => {
  const SCALED = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: "service/hooks-worker-cluster-name/hooks-worker-name",
  };
  const visible = {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "hooks-queue-name" },
    stat: "Maximum",
  };
  const running = {
    namespace: "ECS/ContainerInsights",
    metricName: "RunningTaskCount",
    dimensions: { ClusterName: "hooks-worker-cluster-name", ServiceName: "hooks-worker-name" },
    stat: "Average",
  };

  let run: Run<unknown>;

  before(async () => {
    run = await runWith({ minWorkers: 0, acceptableLatencySeconds: 20, secondsPerMessage: 0.05 });
  });

  it("keeps the service between its bounds, beginning with the lower one", () => {
    expect(inputsOf(run, "aws:appautoscaling/target:Target", "hooks-workers-target")).to.deep.equal({
      ...SCALED,
      minCapacity: 0,
      maxCapacity: 10,
      tags: TAGS,
    });
    expect(inputsOf(run, "aws:ecs/service:Service", "hooks-worker").desiredCount).to.equal(0);
  });

  it("needs the cluster's Container Insights, which count the workers that run", () => {
    expect(inputsOf(run, "aws:ecs/cluster:Cluster", "hooks-worker-cluster")).to.deep.equal({
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: TAGS,
    });
  });

  it("holds the backlog of each worker at what it gets done within the acceptable latency", () => {
    const asListed = ({ namespace, metricName, dimensions, stat }: typeof visible | typeof running) => ({
      metric: {
        namespace,
        metricName,
        dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
      },
      stat,
    });

    expect(inputsOf(run, "aws:appautoscaling/policy:Policy", "hooks-workers-backlog")).to.deep.equal({
      // A real provider passes on what AWS returned; the mocks have only what was put in.
      ...SCALED,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 400,
        customizedMetricSpecification: {
          metrics: [
            {
              id: "backlog",
              label: "Messages that wait, for each worker that runs",
              expression: "visible / IF(FILL(running, 0) > 0, running, 1)",
              returnData: true,
            },
            { id: "visible", returnData: false, metricStat: asListed(visible) },
            { id: "running", returnData: false, metricStat: asListed(running) },
          ],
        },
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  });

  it("waits as long as scaling out does before it wakes the service again, where that is longer", async () => {
    const slow = await runWith({ scaleOutCooldownSeconds: 600 });

    const { stepScalingPolicyConfiguration } = inputsOf(slow, "aws:appautoscaling/policy:Policy", "hooks-workers-wake");
    expect(stepScalingPolicyConfiguration).to.include({ cooldown: 600 });
  });

  it("starts the first worker when a message waits and none runs", () => {
    const { alarmDescription: _, ...alarm } = inputsOf(
      run,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "hooks-workers-asleep",
    );

    expect(inputsOf(run, "aws:appautoscaling/policy:Policy", "hooks-workers-wake")).to.deep.equal({
      ...SCALED,
      policyType: "StepScaling",
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Maximum",
        cooldown: 300,
        stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
      },
    });
    expect(alarm).to.deep.equal({
      metricQueries: [
        {
          id: "unattended",
          label: "Messages that wait while no worker runs",
          expression: "IF(FILL(running, 0) > 0, 0, visible)",
          returnData: true,
        },
        { id: "visible", returnData: false, metric: { ...visible, period: 60 } },
        { id: "running", returnData: false, metric: { ...running, period: 60 } },
      ],
      // One minute that FILL made up is not enough.
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: ["arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:hooks-workers-wake-name"],
      tags: TAGS,
    });
  });
});
