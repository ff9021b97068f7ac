import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Properties } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import type { Principal } from "../../../local/iam/iam";
import { secret } from "../../../local/resources/secretsmanager/secret";
import { secretVersion } from "../../../local/resources/secretsmanager/secretVersion";
import { createKms } from "../../../local/services/kms/createKms";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

function underTest() {
  const iam = createIam({ report: silentReport });
  const secretsManager = createSecretsManager({ clock: new HeldClock(0), inventory: new Inventory(silentReport) });
  return {
    iam,
    secretsManager,
    secrets: secret({ iam, kms: createKms({ iam }), secretsManager }),
    versions: secretVersion({ secretsManager }),
  };
}

describe("aws.secretsmanager.Secret", () => {
  const READER: Principal = { kind: "service", service: "reader.amazonaws.com" };
  const POLICY = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "reader.amazonaws.com" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    },
  };

  it("has the outputs that a program refers to", async () => {
    const { secrets } = underTest();

    const { id, state } = await secrets.create(resourceContext("key"), { description: "HMAC key" });

    expect(id).to.match(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:key-1a2b3c4-[A-Za-z0-9]{6}$/);
    expect(state).to.deep.equal({
      arn: id,
      name: "key-1a2b3c4",
      description: "HMAC key",
      policy: "",
      recoveryWindowInDays: 30,
    });
  });

  it("gets a name behind a prefix", async () => {
    const { state } = await underTest().secrets.create(resourceContext("key"), { namePrefix: "webhooks/" });

    expect(state.name).to.equal("webhooks/1a2b3c4");
  });

  it("keeps its value with an update, and goes with its deletion", async () => {
    const { secrets, secretsManager } = underTest();
    const created = await secrets.create(resourceContext("key"), {});
    secretsManager.putValue(created.id, "s3cret");

    const updated = await secrets.update?.(resourceContext("key"), created, { description: "now described" });
    const kept = secretsManager.value(created.id);
    await secrets.delete(resourceContext("key"), updated ?? created);

    expect([updated?.id, kept]).to.deep.equal([created.id, "s3cret"]);
    expect(() => secretsManager.value(created.id)).to.throw("can't find the specified secret");
  });

  it("has the policy that is on it, until it has none", async () => {
    const { secrets, iam } = underTest();
    const created = await secrets.create(resourceContext("key"), { policy: JSON.stringify(POLICY) });
    const allowed = () => iam.allows(READER, { action: "secretsmanager:GetSecretValue", resource: created.id });
    const before = allowed();

    await secrets.update?.(resourceContext("key"), created, {});

    expect([before, allowed()]).to.deep.equal([true, false]);
  });

  for (const [fault, inputs, words] of [
    ["a name that Secrets Manager refuses", { name: "a b" }, 'got "a b"'],
    ["a name and a prefix", { name: "a", namePrefix: "b" }, "name and namePrefix exclude each other"],
    ["a policy that is none", { policy: "{" }, "The policy document is malformed"],
  ] as const satisfies readonly (readonly [string, Properties, string])[]) {
    it(`is refused with ${fault}, and leaves nothing`, async () => {
      const { secrets, secretsManager } = underTest();

      const error = await rejection(secrets.create(resourceContext("key"), inputs));

      expect(error.message).to.contain(words);
      expect(() => secretsManager.arnOf("key-1a2b3c4")).to.throw("can't find the specified secret");
    });
  }
});

describe("aws.secretsmanager.SecretVersion", () => {
  it("is the secret's value", async () => {
    const { secrets, versions, secretsManager } = underTest();
    const { id: arn } = await secrets.create(resourceContext("key"), {});

    const { id, state } = await versions.create(resourceContext("value"), { secretId: arn, secretString: "s3cret" });

    expect(secretsManager.value(arn)).to.equal("s3cret");
    expect(id).to.equal(`${arn}|${state.versionId}`);
    expect(state).to.deep.include({ arn, versionStages: ["AWSCURRENT"] });
  });

  it("is replaced by another, which is current before this one goes", async () => {
    const { secrets, versions, secretsManager } = underTest();
    const { id: arn } = await secrets.create(resourceContext("key"), {});
    const old = await versions.create(resourceContext("value"), { secretId: arn, secretString: "old" });
    await versions.create(resourceContext("value"), { secretId: arn, secretString: "new" });

    await versions.delete(resourceContext("value"), old);

    expect(versions.update).to.equal(undefined);
    expect(secretsManager.value(arn)).to.equal("new");
  });

  for (const [fault, inputs, words] of [
    ["no value", {}, "secretString must be a text of at least one character"],
    ["an empty value", { secretString: "" }, "secretString must be a text of at least one character"],
    ["a secret that does not exist", { secretId: "missing", secretString: "a" }, "can't find the specified secret"],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(underTest().versions.create(resourceContext("value"), inputs));

      expect(error.message).to.contain(words);
    });
  }
});
