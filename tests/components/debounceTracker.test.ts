import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { DebounceTracker } from "../../components/debounceTracker";
import { containerOf, environmentOf } from "../support/containerOf";
import { inputsOf, type Run } from "../support/program";
import { statementsOf } from "../support/statements";
import { NETWORK, runWith, TAGS } from "./debounceTrackerUnderTest";

const SQS = "arn:aws:sqs:us-east-1:111122223333";
const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/111122223333";
const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/orders-tracking-name";
const DATABASE_SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!orders-database-name";
const APP_SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-processor-database-role-name";
const SOURCE_SECRETS = "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-secrets-name";

describe("DebounceTracker", () => {
  let run: Run<DebounceTracker>;

  before(async () => {
    run = await runWith({ sources: { github: { secret: "s3cret", deliveryIdHeader: "X-GitHub-Delivery" } } });
    expect(run.errors).to.deep.equal([]);
  });

  it("makes these resources and no others", () => {
    const byType: Record<string, string[]> = {};
    for (const { type, name } of run.registrations) byType[type] = [...(byType[type] ?? []), name].sort();

    expect(byType).to.deep.equal({
      "aws:apigatewayv2/api:Api": ["orders-api"],
      "aws:apigatewayv2/integration:Integration": ["orders-api-from-github", "orders-api-from-others"],
      "aws:apigatewayv2/route:Route": ["orders-api-from-github", "orders-api-from-others"],
      "aws:apigatewayv2/stage:Stage": ["orders-api-stage"],
      "aws:appautoscaling/policy:Policy": ["orders-handlers-backlog", "orders-handlers-wake", "orders-processors-busy"],
      "aws:appautoscaling/target:Target": ["orders-handlers-target", "orders-processors-target"],
      "aws:cloudwatch/eventRule:EventRule": [
        "orders-handlers-deployment-failed-events",
        "orders-processors-deployment-failed-events",
      ],
      "aws:cloudwatch/logGroup:LogGroup": [
        "orders-api-access-log",
        "orders-database-log",
        "orders-handler-log",
        "orders-processor-log",
      ],
      "aws:cloudwatch/metricAlarm:MetricAlarm": [
        "orders-api-4xx",
        "orders-api-5xx",
        "orders-connections",
        "orders-dead-letters",
        "orders-failing",
        "orders-handlers-asleep",
        "orders-handlers-deployment-failed",
        "orders-handlers-missing",
        "orders-oldest",
        "orders-overdue",
        "orders-processors-deployment-failed",
        "orders-processors-missing",
        "orders-quarantined",
        "orders-storage",
        "orders-tracking-throttles",
      ],
      "aws:dynamodb/table:Table": ["orders-tracking"],
      "aws:ec2/securityGroup:SecurityGroup": [
        "orders-database-group",
        "orders-handler-group",
        "orders-processor-group",
      ],
      "aws:ecr/lifecyclePolicy:LifecyclePolicy": [
        "orders-handler-images-lifecycle",
        "orders-processor-images-lifecycle",
      ],
      "aws:ecr/repository:Repository": ["orders-handler-images", "orders-processor-images"],
      "aws:ecs/cluster:Cluster": ["orders-cluster"],
      "aws:ecs/service:Service": ["orders-handler", "orders-processor"],
      "aws:ecs/taskDefinition:TaskDefinition": ["orders-handler-definition", "orders-processor-definition"],
      "aws:iam/role:Role": [
        "orders-api-sender-role",
        "orders-handler-exec-role",
        "orders-handler-task-role",
        "orders-processor-exec-role",
        "orders-processor-task-role",
      ],
      "aws:iam/rolePolicy:RolePolicy": [
        "orders-api-sender-policy",
        "orders-handler-exec-policy",
        "orders-handler-task-policy",
        "orders-processor-exec-policy",
        "orders-processor-task-policy",
      ],
      "aws:rds/instance:Instance": ["orders-database"],
      "aws:rds/parameterGroup:ParameterGroup": ["orders-database-parameters"],
      "aws:rds/subnetGroup:SubnetGroup": ["orders-database-subnets"],
      "aws:secretsmanager/secret:Secret": ["orders-processor-database-role", "orders-secrets"],
      "aws:secretsmanager/secretVersion:SecretVersion": ["orders-secrets-value"],
      "aws:sqs/queue:Queue": ["orders-quarantine", "orders-queue", "orders-queue-dead-letters"],
      "aws:sqs/queuePolicy:QueuePolicy": [
        "orders-quarantine-policy",
        "orders-queue-dead-letters-policy",
        "orders-queue-policy",
      ],
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
        "orders-handler-to-https",
        "orders-processor-to-database",
        "orders-processor-to-https",
      ],
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["orders-database-from-processors"],
      "awsx:ecr:Image": ["orders-handler-image", "orders-processor-image"],
    });
  });

  it("is found below the component", () => {
    const astray = run.urns.filter((urn) => !urn.includes("sluice:index:DebounceTracker"));

    expect(astray.filter((urn) => !urn.includes("pulumi:pulumi:Stack"))).to.deep.equal([]);
  });

  it("tracks entities in an encrypted table, which an index finds by the time at which they are due", () => {
    expect(inputsOf(run, "aws:dynamodb/table:Table", "orders-tracking")).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      attributes: [
        { name: "entityId", type: "S" },
        { name: "shard", type: "N" },
        { name: "dueAt", type: "N" },
      ],
      hashKey: "entityId",
      globalSecondaryIndexes: [
        {
          name: "due",
          hashKey: "shard",
          rangeKey: "dueAt",
          projectionType: "INCLUDE",
          nonKeyAttributes: ["overdueSince", "lastSentAt", "firstChangeAt"],
        },
      ],
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags: TAGS,
    });
  });

  it("keeps webhooks in an encrypted queue, gives them five tries, and then to the dead letters", () => {
    const { redrivePolicy, ...queue } = inputsOf(run, "aws:sqs/queue:Queue", "orders-queue");

    expect(JSON.parse(redrivePolicy as string)).to.deep.equal({
      deadLetterTargetArn: `${SQS}:orders-queue-dead-letters-name`,
      maxReceiveCount: 5,
    });
    expect(queue).to.deep.include({
      visibilityTimeoutSeconds: 60,
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
  });

  for (const [role, image] of [
    ["handler", "debounce-handler"],
    ["processor", "debounce-processor"],
  ]) {
    it(`runs ${role}s of images/${image} on Fargate, as no root, in private subnets`, () => {
      const { containerDefinitions: _, ...definition } = inputsOf(
        run,
        "aws:ecs/taskDefinition:TaskDefinition",
        `orders-${role}-definition`,
      );

      expect(inputsOf(run, "awsx:ecr:Image", `orders-${role}-image`).dockerfile).to.equal(`images/${image}/Dockerfile`);
      expect(definition).to.deep.include({
        family: `orders-cluster-name-${role}`,
        cpu: "512",
        memory: "1024",
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      });
      expect(containerOf(run, `orders-${role}-definition`)).to.deep.include({
        user: "1000:1000",
        readonlyRootFilesystem: true,
        stopTimeout: 60,
      });
      expect(inputsOf(run, "aws:ecs/service:Service", `orders-${role}`)).to.deep.include({
        cluster: "arn:aws:ecs:us-east-1:111122223333:cluster/orders-cluster-name",
        desiredCount: 1,
        networkConfiguration: {
          subnets: NETWORK.privateSubnetIds,
          securityGroups: [`orders-${role}-group-id`],
          assignPublicIp: false,
        },
      });
    });
  }

  it("tells handlers where everything is, and how long an entity must be quiet", () => {
    expect(environmentOf(run, "orders-handler-definition")).to.deep.equal({
      QUEUE_URL: `${QUEUE_URL}/orders-queue-name`,
      QUARANTINE_QUEUE_URL: `${QUEUE_URL}/orders-quarantine-name`,
      TRACKING_TABLE: "orders-tracking-name",
      ENTITY_ID_POINTER: "/entityId",
      QUIET_SECONDS: "60",
      MAX_WAIT_SECONDS: "900",
      MESSAGES_AT_ONCE: "100",
      VISIBILITY_TIMEOUT_SECONDS: "60",
      STOP_TIMEOUT_SECONDS: "60",
      POWERTOOLS_SERVICE_NAME: "orders-tracking-name",
      WEBHOOK_SECRETS_VERSION: "orders-secrets-value-version",
    });
    expect(containerOf(run, "orders-handler-definition").secrets).to.deep.equal([
      { name: "WEBHOOK_SECRETS", valueFrom: SOURCE_SECRETS },
    ]);
  });

  it("tells processors where everything is, how much they may do at once, and for how long a claim lasts", () => {
    expect(environmentOf(run, "orders-processor-definition")).to.deep.equal({
      TRACKING_TABLE: "orders-tracking-name",
      EXTERNAL_API_URL: "https://api.example.com/orders",
      EXTERNAL_API_TIMEOUT_SECONDS: "10",
      EXTERNAL_API_MAX_PAUSE_SECONDS: "600",
      EXTERNAL_API_MAX_ANSWER_BYTES: "1048576",
      DATABASE_HOST: "orders-database-name.rds.amazonaws.com",
      DATABASE_PORT: "5432",
      DATABASE_NAME: "debounce",
      DATABASE_APP_SECRET_ARN: APP_SECRET,
      DATABASE_SECRET_ARN: DATABASE_SECRET,
      DATABASE_POOL_SIZE: "5",
      ENTITIES_AT_ONCE: "50",
      LEASE_SECONDS: "30",
      QUIET_SECONDS: "60",
      MAX_WAIT_SECONDS: "900",
      STOP_TIMEOUT_SECONDS: "60",
      POWERTOOLS_SERVICE_NAME: "orders-tracking-name",
    });
    expect(containerOf(run, "orders-processor-definition").secrets).to.deep.equal([]);
  });

  const protection = {
    Effect: "Allow",
    Action: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
    Resource: ["arn:aws:ecs:us-east-1:111122223333:task/orders-cluster-name/*"],
  };

  it("lets handlers read the queue, quarantine and write records, and nothing else", () => {
    expect(statementsOf(run, "orders-handler-task-policy")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
        Resource: [`${SQS}:orders-queue-name`],
      },
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [`${SQS}:orders-quarantine-name`] },
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], Resource: [TABLE] },
    ]);
  });

  it("lets processors query the index, claim and delete records and read the database's secret: scan nothing", () => {
    expect(statementsOf(run, "orders-processor-task-policy")).to.deep.equal([
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], Resource: [TABLE] },
      { Effect: "Allow", Action: ["dynamodb:Query"], Resource: [`${TABLE}/index/due`] },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [DATABASE_SECRET] },
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        Resource: [APP_SECRET],
      },
      protection,
    ]);
  });

  it("lets the API send to the queue, and nothing else", () => {
    expect(statementsOf(run, "orders-api-sender-policy")).to.deep.equal([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [`${SQS}:orders-queue-name`] },
    ]);
  });

  it("lets processors alone into the database", () => {
    const ingress = inputsOf(
      run,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "orders-database-from-processors",
    );
    const handlers = run.registrations.filter(({ type, inputs }) => {
      return type.endsWith("EgressRule") && inputs.securityGroupId === "orders-handler-group-id";
    });

    expect(ingress.referencedSecurityGroupId).to.equal("orders-processor-group-id");
    expect(handlers.map(({ inputs }) => inputs.fromPort)).to.deep.equal([443]);
  });

  it("scales handlers by the queue's backlog, and processors by how busy they are", () => {
    const scaled = (service: string) => ({
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/orders-cluster-name/${service}-name`,
    });

    expect(inputsOf(run, "aws:appautoscaling/target:Target", "orders-handlers-target")).to.deep.equal({
      ...scaled("orders-handler"),
      minCapacity: 1,
      maxCapacity: 5,
      tags: TAGS,
    });
    const backlog = inputsOf(run, "aws:appautoscaling/policy:Policy", "orders-handlers-backlog");
    expect(backlog.targetTrackingScalingPolicyConfiguration).to.deep.include({ targetValue: 15_000 });
    expect(inputsOf(run, "aws:appautoscaling/target:Target", "orders-processors-target")).to.deep.equal({
      ...scaled("orders-processor"),
      minCapacity: 1,
      maxCapacity: 4,
      tags: TAGS,
    });
    expect(inputsOf(run, "aws:appautoscaling/policy:Policy", "orders-processors-busy")).to.deep.equal({
      ...scaled("orders-processor"),
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 60,
        customizedMetricSpecification: {
          namespace: "Sluice",
          metricName: "Busy",
          statistic: "Average",
          dimensions: [{ name: "service", value: "orders-tracking-name" }],
        },
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  });

  it("alarms when the state of an entity has been due for five minutes, or requests fail again and again", async () => {
    const watched = await runWith({ alarmTopicArns: ["arn:aws:sns:us-east-1:111122223333:operators"] });
    const alarm = (name: string) => inputsOf(watched, "aws:cloudwatch/metricAlarm:MetricAlarm", name);
    const shared = {
      namespace: "Sluice",
      dimensions: { service: "orders-tracking-name" },
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      alarmActions: ["arn:aws:sns:us-east-1:111122223333:operators"],
      okActions: ["arn:aws:sns:us-east-1:111122223333:operators"],
    };

    expect(alarm("orders-overdue")).to.deep.include({
      ...shared,
      metricName: "OldestDueSeconds",
      statistic: "Maximum",
      threshold: 300,
    });
    expect(alarm("orders-failing")).to.deep.include({
      ...shared,
      metricName: "ProcessingFailed",
      statistic: "Sum",
      threshold: 10,
    });
    expect(alarm("orders-connections").threshold).to.equal(80);
    expect(alarm("orders-oldest").threshold).to.equal(300);
  });

  it("hands its settings to the workers", async () => {
    const own = await runWith({
      entityIdPointer: "/order/id",
      quietSeconds: 1_200,
      leaseSeconds: 10,
      externalApiRateLimit: 5,
      entitiesAtOnce: 7,
      deletionProtection: false,
    });

    expect(environmentOf(own, "orders-handler-definition")).to.deep.include({
      ENTITY_ID_POINTER: "/order/id",
      QUIET_SECONDS: "1200",
      // Never less than the quiet time.
      MAX_WAIT_SECONDS: "1200",
    });
    expect(environmentOf(own, "orders-processor-definition")).to.deep.include({
      LEASE_SECONDS: "10",
      EXTERNAL_API_RATE_LIMIT: "5",
      ENTITIES_AT_ONCE: "7",
      QUIET_SECONDS: "1200",
    });
    expect(inputsOf(own, "aws:dynamodb/table:Table", "orders-tracking").deletionProtectionEnabled).to.equal(false);
    expect(inputsOf(own, "aws:rds/instance:Instance", "orders-database").deletionProtection).to.equal(false);
  });

  it("has the same resources in a preview", async () => {
    const preview = await runWith({}, { preview: true });
    const deployed = await runWith();

    expect(preview.errors).to.deep.equal([]);
    expect([...preview.urns].sort()).to.deep.equal([...deployed.urns].sort());
  });

  it("shows what its users need", async () => {
    const { apiEndpoint, quietSeconds, maxWaitSeconds, sourceHeaders } = run.result as DebounceTracker;
    const endpoint = await new Promise((known) => pulumi.output(apiEndpoint).apply(known));

    expect(endpoint).to.equal("https://orders-api-id.execute-api.us-east-1.amazonaws.com");
    expect([quietSeconds, maxWaitSeconds]).to.deep.equal([60, 900]);
    expect(sourceHeaders).to.deep.equal({
      github: { deliveryIdHeader: "x-github-delivery", signatureHeader: "x-hub-signature-256" },
    });
  });

  it("takes a transform for every kind of child", async () => {
    const tagged = { tags: { by: "transform" } };
    const own = await runWith({
      transform: {
        queue: tagged,
        deadLetterQueue: tagged,
        quarantineQueue: tagged,
        api: tagged,
        stage: tagged,
        trackingTable: tagged,
        cluster: tagged,
        handlerTaskDefinition: tagged,
        handlerService: tagged,
        processorTaskDefinition: tagged,
        processorService: tagged,
        scalingTarget: tagged,
        handlerScalingPolicy: { name: "by-transform" },
        processorScalingPolicy: { name: "by-transform" },
        database: tagged,
        databaseParameters: tagged,
        alarm: tagged,
      },
    });

    const changed = own.registrations
      .filter(({ inputs }) => (inputs.tags as { by?: string } | undefined)?.by === "transform")
      .map(({ name }) => name);
    const named = own.registrations.filter(({ inputs }) => inputs.name === "by-transform").map(({ name }) => name);
    expect(
      changed.filter(
        (name) =>
          !name.match(
            /^orders-(api-|oldest|dead|quarantined|(handlers|processors)-(missing|deployment-failed)|tracking-|connections|storage|overdue|failing)/,
          ),
      ),
    ).to.have.members([
      "orders-queue",
      "orders-queue-dead-letters",
      "orders-quarantine",
      "orders-api",
      "orders-tracking",
      "orders-cluster",
      "orders-handler-definition",
      "orders-handler",
      "orders-processor-definition",
      "orders-processor",
      "orders-handlers-target",
      "orders-processors-target",
      "orders-database",
      "orders-database-parameters",
    ]);
    expect(changed).to.include.members(["orders-api-stage", "orders-overdue", "orders-failing", "orders-storage"]);
    expect(named).to.have.members(["orders-handlers-backlog", "orders-processors-busy"]);
  });
});

describe("DebounceTracker with code of one's own", () => {
  let run: Run<DebounceTracker>;
  const contextOf = (role: string) => String(inputsOf(run, "awsx:ecr:Image", `orders-${role}-image`).context);
  const mainOf = (role: string) => readFileSync(path.join(contextOf(role), "main.js"), "utf8");

  before(async () => {
    run = await runWith({
      entityOf: ({ headers }) => headers["x-contact"],
      fetchState: async (id) => `state of ${id}`,
      store: async ({ id }, { database }) =>
        void (await database.query("UPDATE contacts SET a = 1 WHERE id = $1", [id])),
      environment: { CRM: "https://crm.example.com" },
      secrets: { TOKEN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:token" },
      permissions: [{ actions: ["sns:Publish"], resources: ["arn:aws:sns:us-east-1:111122223333:news"] }],
    });
    expect(run.errors).to.deep.equal([]);
  });

  it("has each worker's own code in its image, and no certificates where no database is", () => {
    expect(mainOf("handler")).to.include('"x-contact"').and.not.include("UPDATE contacts");
    expect(mainOf("processor")).to.include("UPDATE contacts").and.not.include('"x-contact"');
    const dockerfileOf = (role: string) => readFileSync(path.join(contextOf(role), "Dockerfile"), "utf8");
    expect(dockerfileOf("processor")).to.include("rds-ca.pem");
    expect(dockerfileOf("handler")).to.not.include("rds-ca.pem");
  });

  it("gives variables, secrets and rights to the processors alone, and no URL of an API", () => {
    const variablesOf = (role: string) =>
      containerOf(run, `orders-${role}-definition`).environment.map(({ name }) => name);

    expect(variablesOf("processor")).to.include("CRM").and.not.include("EXTERNAL_API_URL");
    expect(variablesOf("handler")).to.not.include("CRM");
    expect(containerOf(run, "orders-processor-definition").secrets).to.deep.equal([
      { name: "TOKEN", valueFrom: "arn:aws:secretsmanager:us-east-1:111122223333:secret:token" },
    ]);
    const publishes = (role: string) =>
      statementsOf(run, `orders-${role}-task-policy`).filter(({ Action }) => Action?.includes("sns:Publish"));
    expect([publishes("processor").length, publishes("handler").length]).to.deep.equal([1, 0]);
  });
});
