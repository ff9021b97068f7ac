import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { alias } from "../../../local/resources/kms/alias";
import { key } from "../../../local/resources/kms/key";
import { createKms } from "../../../local/services/kms/createKms";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

function underTest() {
  const policies = new Map<string, string>();
  const iam = {
    putResourcePolicy: (arn: string, _id: string, document: string) => void policies.set(arn, document),
    deleteResourcePolicy: (arn: string) => void policies.delete(arn),
    suspendKey() {},
  };
  const kms = createKms({ iam: iam as never });
  return { kms, policies, key: key({ kms }), alias: alias({ kms }) };
}

describe("aws.kms.Key", () => {
  it("is found by its id, its ARN, and its aliases, until it is deleted", async () => {
    const { kms, policies, ...handlers } = underTest();

    const created = await handlers.key.create(resourceContext("topic"), { policy: "{}" });
    const other = await handlers.alias.create(resourceContext("topic"), { targetKeyId: created.id });
    const found = [created.id, String(created.state.arn), other.id, String(other.state.arn)].map(kms.keyArn);
    await handlers.alias.delete(resourceContext("topic"), other);
    await handlers.key.delete(resourceContext("topic"), created);

    expect(created.state.arn).to.equal(`arn:aws:kms:us-east-1:000000000000:key/${created.id}`);
    expect(other.id).to.equal("alias/topic-1a2b3c4");
    expect(new Set(found)).to.deep.equal(new Set([created.state.arn]));
    expect(() => kms.keyArn(created.id)).to.throw("does not exist");
    expect(policies.size).to.equal(0);
  });

  it("hands the decision to the account where no policy is given", async () => {
    const { policies, ...handlers } = underTest();

    const { state } = await handlers.key.create(resourceContext("topic"), {});

    expect(policies.get(String(state.arn))).to.contain("arn:aws:iam::000000000000:root");
  });

  for (const [what, inputs, message] of [
    ["a key of many regions", { multiRegion: true }, "multiRegion must not be true locally"],
    ["a key that signs", { keyUsage: "SIGN_VERIFY" }, "keyUsage must be ENCRYPT_DECRYPT locally"],
    ["an asymmetric key", { customerMasterKeySpec: "RSA_2048" }, "customerMasterKeySpec must be SYMMETRIC_DEFAULT"],
  ] as [string, Properties, string][]) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(underTest().key.create(resourceContext("topic"), inputs));

      expect(error.message).to.contain(message);
    });
  }
});

describe("aws.kms.Alias", () => {
  it("refuses a name of AWS's own", async () => {
    const error = await rejection(
      underTest().alias.create(resourceContext("topic"), { name: "alias/aws/sns", targetKeyId: "x" }),
    );

    expect(error.message).to.contain('name: "alias/aws/sns" must begin with alias/');
  });

  it("refuses a name that another one has, whoever made that", async () => {
    const { kms, alias, key } = underTest();
    const { id: targetKeyId } = await key.create(resourceContext("topic"), {});
    kms.putAlias("alias/orders", targetKeyId);

    const error = await rejection(alias.create(resourceContext("topic"), { name: "alias/orders", targetKeyId }));

    expect(error).to.include({ code: "AlreadyExistsException" });
  });
});
