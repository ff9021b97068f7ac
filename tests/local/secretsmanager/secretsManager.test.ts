import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import type { SecretsManager } from "../../../local/services/secretsmanager/secretsManager";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { hostService, type ServiceHost } from "../../support/serviceHost";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");

describe("Secrets Manager", () => {
  let secretsManager: SecretsManager;
  let host: ServiceHost;
  let client: SecretsManagerClient;
  let arn: string;

  beforeEach(async () => {
    secretsManager = createSecretsManager({ clock: new HeldClock(NOW), inventory: new Inventory(silentReport) });
    host = await hostService(secretsManager.api);
    client = new SecretsManagerClient({
      endpoint: host.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    ({ arn } = secretsManager.createSecret({ name: "webhooks/github", description: "HMAC key", seed: "one" }));
  });
  afterEach(async () => {
    client.destroy();
    await host.close();
  });

  it("ends an ARN in six characters that follow from the seed", () => {
    const other = createSecretsManager({ clock: new HeldClock(NOW), inventory: new Inventory(silentReport) });

    expect(arn).to.match(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:webhooks\/github-[A-Za-z0-9]{6}$/);
    expect(other.createSecret({ name: "webhooks/github", seed: "one" }).arn).to.equal(arn);
    expect(other.createSecret({ name: "webhooks/gitlab", seed: "two" }).arn.slice(-6)).not.to.equal(arn.slice(-6));
  });

  it("has one secret of a name", () => {
    expect(() => secretsManager.createSecret({ name: "webhooks/github", seed: "two" }))
      .to.throw("The operation failed because the secret webhooks/github already exists.")
      .with.property("code", "ResourceExistsException");
  });

  it("gives the current value by ARN, by name, and by ARN without its ending", async () => {
    const { versionId } = secretsManager.putValue(arn, "s3cret");

    for (const SecretId of [arn, "webhooks/github", arn.slice(0, -7)]) {
      const { $metadata: _, ...answer } = await client.send(new GetSecretValueCommand({ SecretId }));

      expect(answer).to.deep.equal({
        ARN: arn,
        Name: "webhooks/github",
        VersionId: versionId,
        SecretString: "s3cret",
        VersionStages: ["AWSCURRENT"],
        CreatedDate: new Date(NOW),
      });
    }
    expect(secretsManager.value("webhooks/github")).to.equal("s3cret");
  });

  it("keeps the value before the current one", async () => {
    secretsManager.putValue(arn, "old");
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: "new" }));

    const read = async (VersionStage: string) =>
      (await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage }))).SecretString;
    expect([await read("AWSCURRENT"), await read("AWSPREVIOUS")]).to.deep.equal(["new", "old"]);
  });

  it("puts a value once for a token, and refuses another value for it", async () => {
    const token = "0123456789abcdef0123456789abcdef";
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: arn, SecretString, ClientRequestToken: token }));
    await put("a");
    secretsManager.putValue(arn, "b");
    await put("a");

    const error = await rejection(put("c"));

    expect(error.name).to.equal("ResourceExistsException");
    expect(secretsManager.value(arn)).to.equal("b");
  });

  it("describes a secret without its value", async () => {
    const { versionId } = secretsManager.putValue(arn, "s3cret");

    const { $metadata: _, ...answer } = await client.send(new DescribeSecretCommand({ SecretId: arn }));

    expect(answer).to.deep.equal({
      ARN: arn,
      Name: "webhooks/github",
      Description: "HMAC key",
      CreatedDate: new Date(NOW),
      LastChangedDate: new Date(NOW),
      VersionIdsToStages: { [versionId]: ["AWSCURRENT"] },
    });
  });

  it("asks for the permission on the secret's ARN, whatever the caller calls it", async () => {
    secretsManager.putValue(arn, "s3cret");
    await client.send(new GetSecretValueCommand({ SecretId: "webhooks/github" }));
    await rejection(client.send(new PutSecretValueCommand({ SecretId: "missing", SecretString: "a" })));

    expect(host.permissions).to.deep.equal([
      [{ action: "secretsmanager:GetSecretValue", resource: arn }],
      [
        {
          action: "secretsmanager:PutSecretValue",
          resource: "arn:aws:secretsmanager:us-east-1:000000000000:secret:missing",
        },
      ],
    ]);
  });

  it("takes a version away, but never the current one", () => {
    const old = secretsManager.putValue(arn, "old");
    const current = secretsManager.putValue(arn, "new");

    secretsManager.deleteVersion(arn, old.versionId);
    secretsManager.deleteVersion(arn, current.versionId);

    expect(secretsManager.value(arn)).to.equal("new");
  });

  for (const [what, send, name, words] of [
    [
      "a secret that does not exist",
      () => client.send(new GetSecretValueCommand({ SecretId: "missing" })),
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret.",
    ],
    [
      "the value of a secret without one",
      () => client.send(new GetSecretValueCommand({ SecretId: arn })),
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      "a version that does not exist",
      () => client.send(new GetSecretValueCommand({ SecretId: arn, VersionId: "v" })),
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for VersionId: v",
    ],
    [
      "to rotate a secret",
      () => client.send(new RotateSecretCommand({ SecretId: arn })),
      "InvalidAction",
      "secretsmanager:RotateSecret is not supported locally",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(send());

      expect(error.name).to.equal(name);
      expect(error.message).to.contain(words);
    });
  }
});
