import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { WebhookQueue } from "../../components/webhookQueue";
import type { WebhookQueueArgs } from "../../components/webhookQueue/args";
import { containerOf } from "../support/containerOf";
import { inputsOf, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";
import { NETWORK, runWith } from "./webhookQueueUnderTest";

/** Every argument that has a rule, with what breaks it and the words for it. */
const wrong: [Partial<WebhookQueueArgs>, string][] = [
  [{ externalApiUrl: "api.example.com" }, 'externalApiUrl must be an http or https URL, got "api.example.com"'],
  [
    { externalApiUrl: "https://me:pa55word@api.example.com/in" },
    "externalApiUrl must be a URL without user and password, with which no request can be made and which would be logged, " +
      'got "https://...@api.example.com/in"',
  ],
  [{ minWorkers: -1 }, "minWorkers must be a whole number from 0 to 1000, got -1"],
  [{ maxWorkers: 0, minWorkers: 0 }, "maxWorkers must be a whole number from 1 to 1000, got 0"],
  [{ minWorkers: 5, maxWorkers: 4 }, "maxWorkers must be at least minWorkers (5), got 4"],
  [{ acceptableLatencySeconds: 0 }, "acceptableLatencySeconds must be a number above 0, got 0"],
  [{ secondsPerMessage: -0.1 }, "secondsPerMessage must be a number above 0, got -0.1"],
  [{ scaleOutCooldownSeconds: -1 }, "scaleOutCooldownSeconds must be a whole number from 0 to 3600, got -1"],
  [{ scaleInCooldownSeconds: 3_601 }, "scaleInCooldownSeconds must be a whole number from 0 to 3600, got 3601"],
  [{ messagesAtOnce: 0 }, "messagesAtOnce must be a whole number from 1 to 1000, got 0"],
  [{ messageTimeoutSeconds: 601 }, "messageTimeoutSeconds must be a whole number from 1 to 600, got 601"],
  [
    { messageTimeoutSeconds: 10, externalApiTimeoutSeconds: 10, visibilityTimeoutSeconds: 59 },
    "visibilityTimeoutSeconds must be a whole number from 6 x messageTimeoutSeconds (60) to 43200, got 59",
  ],
  [{ maxReceiveCount: 0 }, "maxReceiveCount must be a whole number from 1 to 1000, got 0"],
  [{ externalApiRateLimit: 0 }, "externalApiRateLimit must be a number above 0, got 0"],
  [{ externalApiMethod: "GET" as "PUT" }, 'externalApiMethod must be one of POST, PUT, PATCH, got "GET"'],
  [
    { externalApiHeaders: { Host: "x" } },
    'externalApiHeaders must be by names of headers that no call has by itself (not Host, Content-Length, Idempotency-Key, ...), got "Host"',
  ],
  [
    { externalApiSecretHeaders: { "a b": "arn" } },
    "externalApiSecretHeaders must be by names of headers that no call has by itself (not Host, Content-Length, Idempotency-Key, ...), got " +
      '"a b"',
  ],
  [
    { externalApiHeaders: { "x-a": "line\nbreak" } },
    'externalApiHeaders.x-a must be a text of visible characters and spaces, got "another text"',
  ],
  [
    { externalApiHeaders: { "X-A": "1" }, externalApiSecretHeaders: { "x-a": "arn" } },
    'externalApiSecretHeaders must be other headers than those of externalApiHeaders, got "x-a"',
  ],
  [{ externalApiTimeoutSeconds: 31 }, "externalApiTimeoutSeconds must be a whole number from 1 to 30, got 31"],
  [{ architecture: "riscv" as "arm64" }, 'architecture must be one of arm64, x86_64, got "riscv"'],
  [{ cpu: 300 as 256 }, "cpu must be one of 256, 512, 1024, 2048, 4096, got 300"],
  [{ memoryMb: 511 }, "memoryMb must be 1024 to 4096 in steps of 1024 with a cpu of 512, got 511"],
  [{ stopTimeoutSeconds: 121 }, "stopTimeoutSeconds must be a whole number from 2 to 120, got 121"],
  [{ databaseStorageGb: 19 }, "databaseStorageGb must be a whole number from 20 to 6144, got 19"],
  [
    { maxWorkers: 20 },
    "databaseMaxConnections must be a whole number of at least 110 (5 for each of maxWorkers, and 10 for others), got 100",
  ],
  [
    { databaseClass: "db.t4g.small", databaseMaxConnections: 300 },
    "databaseMaxConnections must be at most 225, for which db.t4g.small has memory (databaseClass), got 300",
  ],
  [{ backupRetentionDays: 0 }, "backupRetentionDays must be a whole number from 1 to 35, got 0"],
  [{ throttleRateLimit: 0 }, "throttleRateLimit must be a whole number of at least 1, got 0"],
  [{ throttleBurstLimit: 0 }, "throttleBurstLimit must be a whole number of at least 1, got 0"],
  [
    { sources: { "a/b": {} } },
    'sources must be by names of 1 to 40 letters, digits, hyphens and underscores, got "a/b"',
  ],
  [
    { sources: { meter: {} } },
    'sources.meter.auth must be "iam", or "public" for whoever knows the URL, where a source has no secret to sign with, got undefined',
  ],
  [{ sources: { meter: { auth: "none" as "iam" } } }, 'sources.meter.auth must be "iam" or "public", got "none"'],
  [
    { acceptsOtherSources: false },
    "sources must be one known source or more, unless acceptsOtherSources is true: nobody could send anything, got {}",
  ],
  [
    { sources: JSON.parse('{"__proto__":{"secret":"s"}}') },
    'sources must be without __proto__, which no object has as a name, got "__proto__"',
  ],
  [
    { sources: { money: { scheme: "paypal" as "stripe", secret: "s" } } },
    "sources.money.scheme must be one that is supported, and this one is not: PayPal signs by a certificate that each request names, which " +
      "a worker would have to fetch and to trust; ask its API verify-webhook-signature in the system that the worker calls, " +
      'got "paypal"',
  ],
  [
    { sources: { money: { scheme: "stripes" as "stripe", secret: "s" } } },
    "sources.money.scheme must be one of standard-webhooks, svix, stripe, github, slack, shopify, linear, paddle, zoom, hubspot, square, " +
      'twilio, sendgrid, adyen, discord, meta, got "stripes"',
  ],
  [
    { sources: { money: { scheme: "stripe" } } },
    "sources.money.secret must be given: the scheme stripe is one of signing, got undefined",
  ],
  [
    { sources: { money: { scheme: "stripe", secret: "s", signatureHeader: "x-s" } } },
    'sources.money.signatureHeader must be absent: the scheme stripe says how its senders sign, got "x-s"',
  ],
  [
    { sources: { money: { scheme: "stripe", secret: "s", deliveryIdHeader: "x-id" } } },
    'sources.money.deliveryIdHeader must be absent: the scheme stripe says how a delivery is known, got "x-id"',
  ],
  [
    { sources: { money: { scheme: "stripe", secret: "s", url: "https://example.com" } } },
    'sources.money.url must be absent: stripe does not sign it, got "https://example.com"',
  ],
  [
    { sources: { code: { scheme: "github", secret: "s", toleranceSeconds: 60 } } },
    "sources.code.toleranceSeconds must be absent: github does not say when it signed, got 60",
  ],
  [
    { sources: { money: { scheme: "stripe", secret: "s", toleranceSeconds: 0 } } },
    "sources.money.toleranceSeconds must be a number from 1 to 86400, got 0",
  ],
  [
    { sources: { chat: { scheme: "slack", secret: "s", front: false } } },
    "sources.chat.front must be true or absent: Slack asks for its challenge back before it sends anything (url_verification), got false",
  ],
  [
    { sources: { pages: { scheme: "meta", secret: "s" } } },
    "sources.pages.verifyToken must be a text that is not empty, which Meta is told, too, got undefined",
  ],
  [
    { sources: { pages: { scheme: "adyen", secret: "not a key" } } },
    'sources.pages.secret must be the HMAC key that Adyen shows, in hexadecimal digits, got "another text"',
  ],
  [
    { sources: { code: { secret: "s", front: true } } },
    "sources.code.front must be absent where there is no scheme, got true",
  ],
  [{ sources: { github: { secret: "" } } }, 'sources.github.secret must be a text that is not empty, got ""'],
  [{ sources: { github: { secret: [] } } }, "sources.github.secret must be one secret or more, got 0"],
  [
    { sources: { github: { signatureHeader: "x-signature" } } },
    'sources.github.signatureHeader must be absent where there is no secret, got "x-signature"',
  ],
  [
    { sources: { github: { secret: "s", signatureHeader: 'x"}' } } },
    "sources.github.signatureHeader must be the name of a header: letters, digits, hyphens and underscores, got " +
      '"x\\"}"',
  ],
  [
    { sources: { github: { deliveryIdHeader: "x id" } } },
    'sources.github.deliveryIdHeader must be the name of a header: letters, digits, hyphens and underscores, got "x id"',
  ],
  [
    { sources: { github: { secret: "s", signatureEncoding: "base32" as "hex" } } },
    'sources.github.signatureEncoding must be one of hex, base64, got "base32"',
  ],
  [
    { sources: { github: { secret: "s", headers: ["a", "b", "c", "d", "e"] } } },
    "sources.github.headers must be at most 4 names of headers, got 5",
  ],
  [
    { sources: { github: { secret: "s", headers: ["x y"] } } },
    'sources.github.headers must be the name of a header: letters, digits, hyphens and underscores, got "x y"',
  ],
  [
    { fifo: { groupIdHeader: "" } },
    'fifo.groupIdHeader must be the name of a header: letters, digits, hyphens and underscores, got ""',
  ],
];

describe("WebhookQueue's arguments", () => {
  for (const [args, message] of wrong) {
    it(`refuse ${JSON.stringify(args)} before anything is registered`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`WebhookQueue "hooks": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("refuse a name that AWS would not take for its children", async () => {
    const run = await runProgram(() => {
      new WebhookQueue("my hooks", { network: NETWORK, externalApiUrl: "https://api.example.com" });
    });

    expect(run.errors).to.deep.equal([
      'WebhookQueue "my hooks": name must be 1 to 36 letters, digits and hyphens that start with a letter, got "my hooks"',
    ]);
  });

  it("are checked when they are known", async () => {
    const run = await runWith({ throttleRateLimit: pulumi.output(0) }, { untilFailure: true });

    expect(run.errors).to.have.length(1);
    expect(run.errors[0]).to.match(
      /^error serializing property ".*": WebhookQueue "hooks": throttleRateLimit must be a whole number of at least 1, got 0$/,
    );
  });

  it("give workers of another CPU the memory that goes with it", async () => {
    const run = await runWith({ cpu: 1024 });

    expect(inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "hooks-worker-definition")).to.include({
      cpu: "1024",
      memory: "2048",
    });
  });

  for (const [url, port] of [
    ["http://api.example.com/in", 80],
    ["https://api.example.com:8443/in", 8443],
  ] as const) {
    it(`open port ${port} for ${url}, besides 443`, async () => {
      const run = await runWith({ externalApiUrl: url });

      const rule = (name: string) =>
        inputsOf(run, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", `hooks-worker-to-${name}`);
      expect(rule("api")).to.deep.include({
        securityGroupId: "hooks-worker-group-id",
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      });
      expect(rule("https")).to.include({ fromPort: 443, toPort: 443 });
    });
  }

  it("give a call of the external API no more time than a webhook has", async () => {
    const run = await runWith({ messageTimeoutSeconds: 5 });

    const container = containerOf(run, "hooks-worker-definition");
    expect(container.environment).to.deep.include({ name: "EXTERNAL_API_TIMEOUT_SECONDS", value: "5" });
  });

  it("hand headers to workers, and those with secrets by way of Secrets Manager, which their start alone may read", async () => {
    const token = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token";
    const run = await runWith({
      externalApiMethod: "PATCH",
      externalApiHeaders: { "X-Tenant": pulumi.output("acme") },
      externalApiSecretHeaders: { Authorization: token, "X-Key": pulumi.interpolate`${token}:key::` },
    });

    expect(run.errors).to.deep.equal([]);
    const container = containerOf(run, "hooks-worker-definition");
    expect(container.environment).to.deep.include.members([
      { name: "EXTERNAL_API_METHOD", value: "PATCH" },
      { name: "EXTERNAL_API_HEADERS", value: '{"X-Tenant":"acme"}' },
      {
        name: "EXTERNAL_API_SECRET_HEADERS",
        value: '{"Authorization":"EXTERNAL_API_HEADER_1","X-Key":"EXTERNAL_API_HEADER_2"}',
      },
    ]);
    expect(container.secrets).to.deep.equal([
      { name: "EXTERNAL_API_HEADER_1", valueFrom: token },
      { name: "EXTERNAL_API_HEADER_2", valueFrom: `${token}:key::` },
    ]);
    expect(statementsOf(run, "hooks-worker-exec-policy").at(-1)?.Resource).to.include(token);
    expect(JSON.stringify(statementsOf(run, "hooks-worker-exec-policy"))).to.not.include(":key::");
    expect(JSON.stringify(statementsOf(run, "hooks-worker-task-policy"))).to.not.include(token);
  });

  it("may all be at their limits", async () => {
    const run = await runWith({ minWorkers: 0, maxWorkers: 1, messageTimeoutSeconds: 600, stopTimeoutSeconds: 2 });

    expect(run.errors).to.deep.equal([]);
  });

  it("go to where they belong", async () => {
    const run = await runWith({
      minWorkers: 2,
      maxWorkers: 3,
      scaleOutCooldownSeconds: 5,
      scaleInCooldownSeconds: 10,
      messagesAtOnce: 7,
      messageTimeoutSeconds: 5,
      externalApiTimeoutSeconds: 4,
      visibilityTimeoutSeconds: 40,
      maxReceiveCount: 9,
      externalApiRateLimit: 25,
      architecture: "x86_64",
      cpu: 1024,
      memoryMb: 2_048,
      stopTimeoutSeconds: 30,
      databaseClass: "db.m8g.large",
      databaseStorageGb: 100,
      databaseMaxConnections: 400,
      multiAz: false,
      backupRetentionDays: 1,
      deletionProtection: false,
      throttleRateLimit: 5,
      throttleBurstLimit: 10,
      logRetentionDays: 7,
      tags: { team: "hooks" },
    });

    expect(run.errors).to.deep.equal([]);
    const definition = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "hooks-worker-definition");
    const container = containerOf(run, "hooks-worker-definition");
    expect(definition).to.deep.include({
      cpu: "1024",
      memory: "2048",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
    });
    expect(container.stopTimeout).to.equal(30);
    expect(container.environment).to.deep.include.members([
      { name: "EXTERNAL_API_RATE_LIMIT", value: "25" },
      { name: "EXTERNAL_API_TIMEOUT_SECONDS", value: "4" },
      { name: "MESSAGES_AT_ONCE", value: "7" },
      { name: "MESSAGE_TIMEOUT_SECONDS", value: "5" },
      { name: "STOP_TIMEOUT_SECONDS", value: "30" },
      { name: "VISIBILITY_TIMEOUT_SECONDS", value: "40" },
    ]);
    expect(inputsOf(run, "awsx:ecr:Image", "hooks-worker-image").platform).to.equal("linux/amd64");
    expect(inputsOf(run, "aws:ecr/repository:Repository", "hooks-worker-images").forceDelete).to.equal(true);
    expect(inputsOf(run, "aws:appautoscaling/target:Target", "hooks-workers-target")).to.deep.include({
      minCapacity: 2,
      maxCapacity: 3,
    });
    const { targetTrackingScalingPolicyConfiguration: tracking } = inputsOf(
      run,
      "aws:appautoscaling/policy:Policy",
      "hooks-workers-backlog",
    );
    expect(tracking).to.deep.include({ scaleOutCooldown: 5, scaleInCooldown: 10, targetValue: 3_000 });
    const queue = inputsOf(run, "aws:sqs/queue:Queue", "hooks-queue");
    expect(queue.visibilityTimeoutSeconds).to.equal(40);
    expect(JSON.parse(queue.redrivePolicy as string).maxReceiveCount).to.equal(9);
    expect(inputsOf(run, "aws:rds/instance:Instance", "hooks-database")).to.deep.include({
      instanceClass: "db.m8g.large",
      allocatedStorage: 100,
      maxAllocatedStorage: 500,
      multiAz: false,
      backupRetentionPeriod: 1,
    });
    const { parameters } = inputsOf(run, "aws:rds/parameterGroup:ParameterGroup", "hooks-database-parameters");
    expect(parameters).to.deep.include({ name: "max_connections", value: "400", applyMethod: "pending-reboot" });
    const stage = inputsOf(run, "aws:apigatewayv2/stage:Stage", "hooks-api-stage");
    expect(stage.defaultRouteSettings).to.deep.equal({ throttlingRateLimit: 5, throttlingBurstLimit: 10 });
    for (const name of ["hooks-worker-log", "hooks-api-access-log"]) {
      expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", name).retentionInDays).to.equal(7);
    }
    expect(queue.tags).to.deep.equal({ team: "hooks", "sluice:component": "WebhookQueue", "sluice:name": "hooks" });
  });
});

describe("WebhookQueue's transforms", () => {
  it("change each child alone, as a partial or as a function", async () => {
    const run = await runWith({
      transform: {
        queue: { kmsMasterKeyId: "alias/hooks" },
        deadLetterQueue: (args) => ({ ...args, delaySeconds: 1 }),
        quarantineQueue: { delaySeconds: 2 },
        api: { description: "Hooks" },
        stage: { description: "The one stage" },
        cluster: (args) => ({ ...args, settings: [{ name: "containerInsights", value: "enhanced" }] }),
        taskDefinition: { ephemeralStorage: { sizeInGib: 30 } },
        service: { enableExecuteCommand: true },
        scalingTarget: { maxCapacity: 99 },
        scalingPolicy: (args) => ({ ...args, name: "mine" }),
        database: { performanceInsightsEnabled: true },
        databaseParameters: { description: "Mine" },
        alarm: (args) => ({ ...args, alarmDescription: "!" }),
      },
    });

    expect(run.errors).to.deep.equal([]);
    const inputs = (type: string, name: string) => inputsOf(run, type, name);
    expect(inputs("aws:sqs/queue:Queue", "hooks-queue").kmsMasterKeyId).to.equal("alias/hooks");
    expect(inputs("aws:sqs/queue:Queue", "hooks-queue-dead-letters").delaySeconds).to.equal(1);
    expect(inputs("aws:sqs/queue:Queue", "hooks-quarantine").delaySeconds).to.equal(2);
    expect(inputs("aws:apigatewayv2/api:Api", "hooks-api").description).to.equal("Hooks");
    expect(inputs("aws:apigatewayv2/stage:Stage", "hooks-api-stage").description).to.equal("The one stage");
    expect(inputs("aws:ecs/cluster:Cluster", "hooks-worker-cluster").settings).to.deep.equal([
      { name: "containerInsights", value: "enhanced" },
    ]);
    expect(inputs("aws:ecs/taskDefinition:TaskDefinition", "hooks-worker-definition").ephemeralStorage).to.deep.equal({
      sizeInGib: 30,
    });
    expect(inputs("aws:ecs/service:Service", "hooks-worker").enableExecuteCommand).to.equal(true);
    expect(inputs("aws:appautoscaling/target:Target", "hooks-workers-target").maxCapacity).to.equal(99);
    expect(inputs("aws:appautoscaling/policy:Policy", "hooks-workers-backlog").name).to.equal("mine");
    expect(inputs("aws:rds/instance:Instance", "hooks-database").performanceInsightsEnabled).to.equal(true);
    expect(inputs("aws:rds/parameterGroup:ParameterGroup", "hooks-database-parameters").description).to.equal("Mine");
    expect(inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "hooks-oldest").alarmDescription).to.equal("!");
    expect(inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "hooks-workers-missing").alarmDescription).to.equal("!");
  });
});
