import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { accessOf } from "../../../cli/localAccess";
import { lookAt } from "../../../cli/reach/network";
import { pathsOf } from "../../../cli/reach/paths";
import { silentReport } from "../../../local/base/report";
import { start } from "../../../local/cloud";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Lists what the network of the system `bastion` lets pass, with these settings: a line for each pair. */
async function linesFor(bastion: object): Promise<readonly string[]> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-reach-"));
  const program = { folder: ROOT, stack: "local", config: { systems: ["bastion"], bastion } };
  const cloud = await start(program, { port: 0, workFolder, report: silentReport });
  const { endpoint, region, credentials } = accessOf(cloud.services);
  const ec2 = new EC2Client({ endpoint, region, credentials });
  try {
    const { vpcId } = (cloud.outputs.bastion?.value ?? {}) as { vpcId: string };
    const paths = pathsOf(await lookAt(ec2, vpcId));
    return paths.map(({ from, to, open, ports, why }) => {
      const groups = why
        .replace(/ \(sg-\w+/g, " (")
        .replace(/-[0-9a-f]{7} /g, " ")
        .replace(/(nat|igw)-\w+/, "$1");
      return `${open ? "yes" : "no"}: ${from} -> ${to}: ${open ? `${ports}: ` : ""}${groups}`;
    });
  } finally {
    ec2.destroy();
    await cloud.stop();
    rmSync(workFolder, { recursive: true, force: true });
  }
}

const OUT = 'out by bastion-bastion-group (, "Systems Manager, and updates of Amazon Linux.")';

describe("the network of a bastion", function () {
  this.timeout(120_000);

  it("lets nobody in by default, and the bastion out to HTTPS", async () => {
    expect(await linesFor({})).to.deep.equal([
      "no: the internet -> bastion-bastion: it has no public address",
      `yes: bastion-bastion -> the internet: TCP 443 to 0.0.0.0/0: ${OUT}; through the NAT gateway nat`,
    ]);
  });

  it("lets SSH in from the ranges that are named, and from the bastion to the private target alone", async () => {
    const lines = await linesFor({ natStrategy: "single", sshCidrs: ["203.0.113.7/32"], privateTarget: true });

    expect(lines).to.deep.equal([
      "yes: the internet -> bastion-bastion: TCP 22 from 203.0.113.7/32: " +
        'in by bastion-bastion-group (, "SSH from a named range.")',
      "no: the internet -> bastion-target: it has no public address",
      "yes: bastion-bastion -> bastion-target: TCP 22: " +
        'out by bastion-bastion-group (, "SSH to the private target."); ' +
        'in by bastion-target-group (, "SSH from the bastion, and from nowhere else.")',
      "no: bastion-target -> bastion-bastion: no rule lets it in",
      `yes: bastion-bastion -> the internet: TCP 443 to 0.0.0.0/0: ${OUT}; through igw`,
      "no: bastion-target -> the internet: no rule lets it out",
    ]);
  });
});
