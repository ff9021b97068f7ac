import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { refusal } from "../../../../components/parts/arguments/refusal";

describe("refusal", () => {
  it("is an error that Pulumi shows without a stack", () => {
    const error = refusal("batchSize must be 1");

    expect(error).to.be.an.instanceOf(Error);
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect(error.message).to.equal("batchSize must be 1");
  });

  it("has no frames that inspecting it would have to walk", () => {
    const error = refusal("batchSize must be 1");

    expect(inspect(error, { colors: true })).not.to.match(/\n\s+at /);
  });
});
