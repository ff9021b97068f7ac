import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { zonesWithFargate } from "../../../../components/parts/network/zones";
import { runProgram } from "../../../support/program";

describe("the zones of a network", () => {
  it("are refused where the region has fewer than are asked for", async () => {
    const run = await runProgram(
      () => {
        const parent = new pulumi.ComponentResource("test:index:Place", "place");
        zonesWithFargate({ component: "Network", name: "hooks" }, 3, { parent });
      },
      { call: () => ({ names: ["us-west-1a", "us-west-1b"] }) },
    );

    expect(run.errors).to.deep.equal([
      'Network "hooks": availabilityZones must be at most 2 in this region, which has no more in which Fargate runs tasks on ARM ' +
        "(us-west-1a, us-west-1b), got 3: give fewer, or the names of others",
    ]);
  });
});
