import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import type { SecretsManager } from "../../../local/services/secretsmanager/secretsManager";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";

const OPERATOR = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;

describe("Secrets Manager across starts", () => {
  let data: KeptData;
  let clock: HeldClock;
  let secrets: SecretsManager;
  let arn: string;

  beforeEach(() => {
    data = new KeptData();
    clock = new HeldClock(1000);
    start();
  });
  afterEach(() => data.remove());

  function start(): void {
    secrets = createSecretsManager(
      { clock, inventory: new Inventory(silentReport) },
      keptMaps(data.open(), "secretsmanager"),
    );
    arn = secrets.createSecret({ name: "key", seed: "key" }).arn;
  }
  async function call(operation: string, params: Record<string, unknown>) {
    const answer = await secrets.api
      .prepare({ operation, params: { SecretId: arn, ...params }, principal: OPERATOR })
      .run();
    return "result" in answer ? answer.result : {};
  }

  it("keeps a value that was put at run time, where the program declares what it declared before", async () => {
    const { versionId } = secrets.declareValue(arn, "declared");
    await call("PutSecretValue", { SecretString: "rotated", ClientRequestToken: "second" });

    clock.advance(5000);
    start();

    expect(secrets.declareValue(arn, "declared").versionId).to.equal(versionId);
    expect(await call("GetSecretValue", {})).to.deep.include({
      SecretString: "rotated",
      VersionId: "second",
      CreatedDate: 1,
    });
    expect(await call("GetSecretValue", { VersionStage: "AWSPREVIOUS" })).to.deep.include({ SecretString: "declared" });
    expect(await call("DescribeSecret", {})).to.deep.include({ CreatedDate: 1 });
  });

  it("takes another value that the program declares", async () => {
    secrets.declareValue(arn, "declared");
    await undefined;

    start();
    secrets.declareValue(arn, "another");

    expect(secrets.value(arn)).to.equal("another");
  });

  it("has nothing of a secret that was deleted", async () => {
    secrets.declareValue(arn, "declared");
    secrets.deleteSecret(arn);
    await undefined;

    start();

    expect(() => secrets.value(arn)).to.throw("can't find the specified secret value");
  });
});
