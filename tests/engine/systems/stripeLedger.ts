import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { engineEnvironment } from "../../../cli/engineEnvironment";
import { silentReport } from "../../../local/base/report";
import { type CloudForPulumi, startForPulumi } from "../../../local/cloudForPulumi";
import { until } from "../../support/until";

const EXAMPLE = path.join(__dirname, "..", "..", "..", "examples", "stripe-ledger");

/** Evaluates the example's program anew, as each command of Pulumi does. */
async function program(): Promise<Record<string, unknown>> {
  const entry = require.resolve(EXAMPLE);
  delete require.cache[entry];
  return require(entry) as Record<string, unknown>;
}

describe("the example stripe-ledger, whose code is in an image, under the Pulumi engine", () => {
  const cwd = process.cwd();
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-engine-"));
  let cloud: CloudForPulumi;
  let stack: Stack;

  before(async () => {
    // Pulumi evaluates a program in its own folder.
    process.chdir(EXAMPLE);
    cloud = await startForPulumi({ port: 0, workFolder: path.join(folder, "cloud"), report: silentReport });
    const { PULUMI_ROOT: root } = process.env;
    const pulumiCommand = await PulumiCommand.get({ skipVersionCheck: true, ...(root !== undefined && { root }) });
    stack = await LocalWorkspace.createOrSelectStack(
      { projectName: "stripe-ledger", stackName: "local", program },
      {
        pulumiCommand,
        workDir: folder,
        pulumiHome: path.join(folder, "home"),
        envVars: engineEnvironment(cloud, folder),
      },
    );
    await stack.setAllConfig({
      "aws:region": { value: "us-east-1" },
      "stripe-ledger:signingSecret": { value: "whsec_no-secret", secret: true },
    });
  });
  after(async () => {
    process.chdir(cwd);
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes what the preview has said, and starts a worker with the code in it", async () => {
    const { changeSummary } = await stack.preview();

    const { summary } = await stack.up();

    expect(summary.resourceChanges).to.deep.equal(changeSummary);
    const { ecs } = cloud.services;
    expect(
      (
        await until(
          () => ecs.tasks().filter(({ status }) => status === "RUNNING"),
          ({ length }) => length === 1,
        )
      ).length,
    ).to.equal(1);
  });

  it("finds nothing to change where the code is as it was: the image's folder is named after its content", async () => {
    const { changeSummary } = await stack.preview();

    expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
  });

  it("takes everything away", async () => {
    await stack.destroy();

    expect(await stack.outputs()).to.deep.equal({});
    expect(cloud.services.ecs.tasks().filter(({ status }) => status === "RUNNING")).to.deep.equal([]);
  });
});
