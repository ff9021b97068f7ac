import { expect } from "chai";
import { awsProvider } from "../../../local/resources/pulumi/aws";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

describe("an AWS provider of the program's own", () => {
  const provider = awsProvider();
  const made = (inputs: Record<string, unknown>) => provider.create(resourceContext("own"), inputs);

  it("is the local cloud's one place, with settings that make no difference here", async () => {
    const inputs = { region: "us-east-1", allowedAccountIds: '["000000000000"]', profile: "mine", maxRetries: "3" };

    expect(await made(inputs)).to.deep.equal({ id: "own-1a2b3c4", state: inputs });
    for (const name of Object.keys(inputs)) expect(provider.properties).to.have.property(name);
  });

  for (const [inputs, message] of [
    [{ region: "eu-central-1" }, 'region must be "us-east-1" in the local cloud, got "eu-central-1"'],
    [{ allowedAccountIds: '["111122223333"]' }, 'allowedAccountIds must contain "000000000000"'],
    [{ forbiddenAccountIds: '["000000000000"]' }, 'forbiddenAccountIds forbids "000000000000"'],
  ] as const) {
    it(`refuses ${JSON.stringify(inputs)}, when it is changed as well`, async () => {
      expect((await rejection(made(inputs))).message).to.include(message);
      const changed = provider.update?.(resourceContext("own"), { id: "own", state: {} }, inputs) ?? Promise.resolve();
      expect((await rejection(changed)).message).to.include(message);
    });
  }
});
