import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { StackNetwork } from "../../stacks/stackNetwork";
import type { WebhooksSettings } from "../../stacks/webhooks/settings";
import { createWebhooks, type WebhooksOutputs } from "../../stacks/webhooks/system";
import { containerOf } from "../support/containerOf";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

function deploy(settings: WebhooksSettings, preview = false): Promise<Run<WebhooksOutputs>> {
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
      return createWebhooks(settings, new StackNetwork({ natGateways: "Single", tags: { team: "hooks" } }));
    },
    { preview },
  );
}

describe("the system webhooks", () => {
  let run: Run<WebhooksOutputs>;

  before(async () => {
    run = await deploy({
      sources: { github: { secret: "s3cret", deliveryIdHeader: "X-GitHub-Delivery" } },
      maxWorkers: 4,
      tags: { team: "hooks" },
    });
    expect(run.errors).to.deep.equal([]);
  });

  it("returns what its users and operators need", async () => {
    const outputs = await new Promise((known) => pulumi.output(run.result).apply(known));

    const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/111122223333/webhooks-${name}-name`;
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;
    expect(outputs).to.deep.equal({
      apiEndpoint: "https://webhooks-api-id.execute-api.us-east-1.amazonaws.com",
      externalApiEndpoint: "https://external-api-id.execute-api.us-east-1.amazonaws.com/external",
      queueUrl: queue("queue"),
      deadLetterQueueUrl: queue("queue-dead-letters"),
      quarantineQueueUrl: queue("quarantine"),
      clusterName: "webhooks-worker-cluster-name",
      serviceName: "webhooks-worker-name",
      databaseEndpoint: "webhooks-database-name.rds.amazonaws.com:5432",
      databaseName: "webhooks",
      databaseSecretArn: secret("rds!webhooks-database-name"),
      sources: {
        github: { deliveryIdHeader: "x-github-delivery", signatureHeader: "x-hub-signature-256" },
      },
      sourceSecretsArn: secret("webhooks-secrets-name"),
    });
  });

  it("is in the stack's network, and hands its settings to the queue", () => {
    const vpc = inputsOf(run, "awsx:ec2:Vpc", "network-vpc");

    expect(vpc.natGateways).to.deep.include({ strategy: "Single" });
    expect((vpc.tags as Record<string, string>).team).to.equal("hooks");
    expect(inputsOf(run, "aws:appautoscaling/target:Target", "webhooks-workers-target").maxCapacity).to.equal(4);
    expect(inputsOf(run, "aws:ecs/service:Service", "webhooks-worker").networkConfiguration).to.deep.include({
      subnets: ["network-vpc-private-1", "network-vpc-private-2"],
    });
  });

  it("brings an API to break at run time, which may keep its settings and nothing else", () => {
    const routes = run.registrations.filter(({ name }) => name.startsWith("external-api-answer-"));

    expect(routes.filter(({ type }) => type.endsWith(":Route")).map(({ inputs }) => inputs.routeKey)).to.have.members([
      "POST /external",
      "GET /external/settings",
      "PUT /external/settings",
    ]);
    expect(statementsOf(run, "external-answer-policy").slice(2)).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
        Resource: ["arn:aws:dynamodb:us-east-1:111122223333:table/external-settings-name"],
      },
    ]);
  });

  it("lets those change that API's settings who sign, unless told otherwise, and everybody call it", async () => {
    const opened = await deploy({ simulatedApiAuth: "public", acceptsOtherSources: true });
    const accessOf = (of: typeof run) =>
      of.registrations
        .filter(({ name, type }) => name.startsWith("external-api-answer-") && type.endsWith(":Route"))
        .map(({ inputs }) => [inputs.routeKey, inputs.authorizationType])
        .sort();

    expect(accessOf(run)).to.deep.equal([
      ["GET /external/settings", "AWS_IAM"],
      ["POST /external", undefined],
      ["PUT /external/settings", "AWS_IAM"],
    ]);
    expect(accessOf(opened).map(([, access]) => access)).to.deep.equal([undefined, undefined, undefined]);
  });

  it("calls another API where it is told one, and makes none", async () => {
    const others = await deploy({
      externalApiUrl: "https://api.example.com/hooks",
      acceptsOtherSources: true,
    });

    expect(others.urns.filter((urn) => urn.includes("SimulatedApi"))).to.deep.equal([]);
    expect(containerOf(others, "webhooks-worker-definition").environment).to.deep.include({
      name: "EXTERNAL_API_URL",
      value: "https://api.example.com/hooks",
    });
  });

  it("has the same resources in a preview", async () => {
    const settings: WebhooksSettings = { sources: { github: { secret: "s3cret" } } };

    const preview = await deploy(settings, true);

    expect(preview.errors).to.deep.equal([]);
    const deployed = await deploy(settings);
    expect([...preview.urns].sort()).to.deep.equal([...deployed.urns].sort());
  });
});
