import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { DebounceSettings } from "../../stacks/debounce/settings";
import { createDebounce, type DebounceOutputs } from "../../stacks/debounce/system";
import { StackNetwork } from "../../stacks/stackNetwork";
import { containerOf } from "../support/containerOf";
import { type Run, runProgram } from "../support/program";

function deploy(settings: DebounceSettings): Promise<Run<DebounceOutputs>> {
  return runProgram(() => {
    pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
    return createDebounce(settings, new StackNetwork({}));
  });
}

describe("the system debounce", () => {
  it("returns what its users, operators and load runs need", async () => {
    const run = await deploy({
      sources: { shop: { secret: "s3cret", deliveryIdHeader: "X-Shop-Delivery" } },
      quietSeconds: 5,
    });
    const outputs = await new Promise((known) => pulumi.output(run.result).apply(known));

    const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/111122223333/debounce-${name}-name`;
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;
    expect(run.errors).to.deep.equal([]);
    expect(outputs).to.deep.equal({
      apiEndpoint: "https://debounce-api-id.execute-api.us-east-1.amazonaws.com",
      entityApiEndpoint: "https://entities-api-id.execute-api.us-east-1.amazonaws.com/entities",
      entityApiAuth: "iam",
      trackingTableName: "debounce-tracking-name",
      queueUrl: queue("queue"),
      deadLetterQueueUrl: queue("queue-dead-letters"),
      quarantineQueueUrl: queue("quarantine"),
      clusterName: "debounce-cluster-name",
      handlerServiceName: "debounce-handler-name",
      processorServiceName: "debounce-processor-name",
      databaseEndpoint: "debounce-database-name.rds.amazonaws.com:5432",
      databaseName: "debounce",
      databaseSecretArn: secret("rds!debounce-database-name"),
      quietSeconds: 5,
      maxWaitSeconds: 900,
      sources: { shop: { deliveryIdHeader: "x-shop-delivery", signatureHeader: "x-hub-signature-256" } },
      sourceSecretsArn: secret("debounce-secrets-name"),
    });
  });

  it("lets only those who sign set its simulated API's entities and read its books, unless told otherwise", async () => {
    const run = await deploy({ acceptsOtherSources: true });

    const routes = run.registrations.filter(
      ({ name, type }) => name.startsWith("entities-api-") && type.endsWith(":Route"),
    );
    const open = routes.filter(({ inputs }) => inputs.authorizationType !== "AWS_IAM");
    expect(routes).to.have.length(5);
    expect(open.map(({ inputs }) => inputs.routeKey)).to.deep.equal(["GET /entities/{entityId}"]);
  });

  it("asks another API where it is told one, and makes none", async () => {
    const run = await deploy({
      externalApiUrl: "https://api.example.com/orders",
      acceptsOtherSources: true,
    });

    expect(run.urns.filter((urn) => urn.includes("Simulated"))).to.deep.equal([]);
    expect(containerOf(run, "debounce-processor-definition").environment).to.deep.include({
      name: "EXTERNAL_API_URL",
      value: "https://api.example.com/orders",
    });
  });
});
