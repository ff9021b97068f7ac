import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { WebhookQueue } from "../../components/webhookQueue";
import { inputsOf, type Run } from "../support/program";
import { runWith, TAGS } from "./webhookQueueUnderTest";

const QUEUE = "aws:sqs/queue:Queue";
const SOURCES = { github: { secret: "s3cret", deliveryIdHeader: "X-GitHub-Delivery" } };

describe("WebhookQueue", () => {
  let run: Run<WebhookQueue>;

  before(async () => {
    run = await runWith({ sources: SOURCES });
    expect(run.errors).to.deep.equal([]);
  });

  it("makes these resources and no others, all below the component", () => {
    const byType: Record<string, string[]> = {};
    for (const { type, name } of run.registrations) {
      byType[type] = [...(byType[type] ?? []), name].sort();
    }

    expect(byType).to.deep.equal({
      "aws:apigatewayv2/api:Api": ["hooks-api"],
      "aws:apigatewayv2/integration:Integration": ["hooks-api-from-github", "hooks-api-from-others"],
      "aws:apigatewayv2/route:Route": ["hooks-api-from-github", "hooks-api-from-others"],
      "aws:apigatewayv2/stage:Stage": ["hooks-api-stage"],
      "aws:appautoscaling/policy:Policy": ["hooks-workers-backlog", "hooks-workers-wake"],
      "aws:appautoscaling/target:Target": ["hooks-workers-target"],
      "aws:cloudwatch/eventRule:EventRule": ["hooks-deployment-failed-events"],
      "aws:cloudwatch/logGroup:LogGroup": ["hooks-api-access-log", "hooks-database-log", "hooks-worker-log"],
      "aws:cloudwatch/metricAlarm:MetricAlarm": [
        "hooks-api-4xx",
        "hooks-api-5xx",
        "hooks-connections",
        "hooks-dead-letters",
        "hooks-deployment-failed",
        "hooks-oldest",
        "hooks-quarantined",
        "hooks-storage",
        "hooks-workers-asleep",
        "hooks-workers-missing",
      ],
      "aws:ec2/securityGroup:SecurityGroup": ["hooks-database-group", "hooks-worker-group"],
      "aws:ecr/lifecyclePolicy:LifecyclePolicy": ["hooks-worker-images-lifecycle"],
      "aws:ecr/repository:Repository": ["hooks-worker-images"],
      "aws:ecs/cluster:Cluster": ["hooks-worker-cluster"],
      "aws:ecs/service:Service": ["hooks-worker"],
      "aws:ecs/taskDefinition:TaskDefinition": ["hooks-worker-definition"],
      "aws:iam/role:Role": ["hooks-api-sender-role", "hooks-worker-exec-role", "hooks-worker-task-role"],
      "aws:iam/rolePolicy:RolePolicy": [
        "hooks-api-sender-policy",
        "hooks-worker-exec-policy",
        "hooks-worker-task-policy",
      ],
      "aws:rds/instance:Instance": ["hooks-database"],
      "aws:rds/parameterGroup:ParameterGroup": ["hooks-database-parameters"],
      "aws:rds/subnetGroup:SubnetGroup": ["hooks-database-subnets"],
      "aws:secretsmanager/secret:Secret": ["hooks-secrets", "hooks-worker-database-role"],
      "aws:secretsmanager/secretVersion:SecretVersion": ["hooks-secrets-value"],
      "aws:sqs/queue:Queue": ["hooks-quarantine", "hooks-queue", "hooks-queue-dead-letters"],
      "aws:sqs/queuePolicy:QueuePolicy": [
        "hooks-quarantine-policy",
        "hooks-queue-dead-letters-policy",
        "hooks-queue-policy",
      ],
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["hooks-worker-to-database", "hooks-worker-to-https"],
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["hooks-database-from-workers"],
      "awsx:ecr:Image": ["hooks-worker-image"],
    });
    const component = "urn:pulumi:test::sluice::sluice:index:WebhookQueue";
    expect(run.urns.filter((urn) => !urn.startsWith(`${component}$`))).to.deep.equal([`${component}::hooks`]);
  });

  it("keeps webhooks 14 days, encrypted, hidden for six message timeouts, with five tries", () => {
    expect(inputsOf(run, QUEUE, "hooks-queue")).to.deep.equal({
      maxMessageSize: 1_047_552,
      messageRetentionSeconds: 1_209_600,
      receiveWaitTimeSeconds: 20,
      visibilityTimeoutSeconds: 180,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:us-east-1:111122223333:hooks-queue-dead-letters-name",
        maxReceiveCount: 5,
      }),
      sqsManagedSseEnabled: true,
      tags: TAGS,
    });
  });

  for (const name of ["hooks-queue-dead-letters", "hooks-quarantine"]) {
    it(`keeps what ends in ${name} 14 days, encrypted`, () => {
      expect(inputsOf(run, QUEUE, name)).to.deep.equal({
        maxMessageSize: 1_048_576,
        messageRetentionSeconds: 1_209_600,
        sqsManagedSseEnabled: true,
        tags: TAGS,
      });
    });
  }

  for (const name of ["hooks-queue", "hooks-queue-dead-letters", "hooks-quarantine"]) {
    it(`lets nobody reach ${name} but over TLS`, () => {
      const { policy, queueUrl } = inputsOf(run, "aws:sqs/queuePolicy:QueuePolicy", `${name}-policy`);

      expect(queueUrl).to.equal(`https://sqs.us-east-1.amazonaws.com/111122223333/${name}-name`);
      expect(JSON.parse(policy as string).Statement).to.deep.equal([
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: `arn:aws:sqs:us-east-1:111122223333:${name}-name`,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    });
  }

  it("keeps the sources' secrets in one secret, and as a secret", () => {
    const { secretString, secretId } = inputsOf(
      run,
      "aws:secretsmanager/secretVersion:SecretVersion",
      "hooks-secrets-value",
    );

    expect(secretId).to.equal("hooks-secrets-id");
    expect(pulumi.runtime.isRpcSecret(secretString)).to.equal(true);
    expect(JSON.parse(pulumi.runtime.unwrapRpcSecret(secretString))).to.deep.equal({
      github: { secret: ["s3cret"], prefix: "sha256=", encoding: "hex" },
    });
  });

  it("makes no secret where no source has one", async () => {
    const unsigned = await runWith({ sources: { meter: {} } });

    const types = unsigned.registrations.map(({ type }) => type).filter((type) => type.includes("secretsmanager"));
    expect(types).to.deep.equal([]);
  });

  it("registers the same resources in a preview", async () => {
    const preview = await runWith({ sources: SOURCES }, { preview: true });

    expect(preview.errors).to.deep.equal([]);
    expect([...preview.urns].sort()).to.deep.equal([...run.urns].sort());
  });
});
