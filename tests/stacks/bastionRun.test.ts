import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { ssh } from "../../cli/recoverAccess/ssh";
import { take } from "../../cli/tours/bastion";
import { type LocalCloud, start } from "../../local/cloud";
import { newSshKey } from "../../local/services/ssh/openSshKey";
import { leakingLines } from "../support/logLines";
import { describeWithSsh } from "../support/sshd";
import { tourLines } from "../support/tourLines";

const ROOT = path.join(__dirname, "..", "..");

interface Outputs {
  instanceId: string;
  host: string;
  port: number;
  user: string;
  privateKey: string;
}

describeWithSsh("the bastion, run on this machine", function () {
  this.timeout(120_000);

  let workFolder: string;
  let cloud: LocalCloud;
  let outputs: Outputs;
  const warnings: string[] = [];

  before(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-bastion-"));
    const report = {
      stage() {},
      log() {},
      warn: (source: string, line: string) => warnings.push(`${source}: ${line}`),
    };
    cloud = await start(
      { folder: ROOT, stack: "local", config: { systems: ["bastion"] } },
      { port: 0, workFolder, report },
    );
    outputs = cloud.outputs.bastion?.value as unknown as Outputs;
  });

  after(async () => {
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  function login(name: string, privateKey: string) {
    const identityFile = path.join(workFolder, name);
    writeFileSync(identityFile, privateKey, { mode: 0o600 });
    return { host: outputs.host, port: outputs.port, user: outputs.user, identityFile };
  }

  it("lets in who has the generated key, to a home of the instance's own", async () => {
    const { exitCode, stdout } = await ssh(login("generated", outputs.privateKey), 'echo "$USER at $HOME"');

    expect(exitCode).to.equal(0);
    expect(stdout).to.equal(`ec2-user at ${path.join(workFolder, "ec2", outputs.instanceId, "home")}\n`);
  });

  it("lets nobody else in", async () => {
    const { exitCode, stderr } = await ssh(login("other", newSshKey().privateKey), "true");

    expect(exitCode).to.equal(255);
    expect(stderr).to.include("Permission denied (publickey)");
  });

  it("hands nothing of this machine's environment to who logs in", async () => {
    process.env.SLUICE_HOST_SECRET = "of the host";
    try {
      const { stdout } = await ssh(login("generated", outputs.privateKey), "env");

      expect(stdout).not.to.include("SLUICE_HOST_SECRET");
    } finally {
      delete process.env.SLUICE_HOST_SECRET;
    }
  });

  it("is shown by its tour", async () => {
    expect(await tourLines(take, cloud, "bastion")).to.include.members([
      "   the internet -> bastion-bastion: TCP 22 from 127.0.0.1/32",
      "   the internet -> bastion-target: no",
    ]);
  });

  it("hears nobody once the rule that let them in is gone", async () => {
    const { ec2 } = cloud.services;
    const rule = ec2.rules().find(({ direction, peer }) => direction === "ingress" && "cidrBlock" in peer);
    if (!rule) throw new Error("the bastion's rule is missing");
    ec2.deleteRule(rule.id);
    try {
      const { exitCode } = await ssh(login("generated", outputs.privateKey), "true");

      expect(exitCode).to.equal(255);
      expect(warnings).to.include(
        `ec2: ssh: no rule of the security groups of ${outputs.instanceId} lets 127.0.0.1 in to TCP port 22`,
      );
    } finally {
      ec2.putRule(rule);
    }
  });

  it("hears nobody while it is stopped, and listens at the same place when it is started", async () => {
    const { instances } = cloud.services;
    await instances.stop(outputs.instanceId);
    const stopped = await ssh(login("generated", outputs.privateKey), "true");
    await instances.start(outputs.instanceId);

    const started = await ssh(login("generated", outputs.privateKey), "true");

    expect([stopped.exitCode, started.exitCode]).to.deep.equal([255, 0]);
  });

  it("answers Systems Manager until its agent is stopped", async () => {
    const { instances } = cloud.services;
    const silence = () => instances.agentSilence(outputs.instanceId);
    const before = silence();
    await ssh(login("generated", outputs.privateKey), "sudo systemctl stop amazon-ssm-agent");
    const stopped = silence();
    await ssh(login("generated", outputs.privateKey), "sudo systemctl start amazon-ssm-agent");

    expect([before, stopped, silence()]).to.deep.equal([undefined, "its agent has been stopped", undefined]);
  });

  it("leaves no file behind", async () => {
    await cloud.stop();

    expect(readdirSync(workFolder)).not.to.include("ec2");
  });

  it("shows no key in its logs, nor in what it reports", () => {
    const key = outputs.privateKey.split("\n").filter((line) => line.length > 30);

    expect(key).to.not.deep.equal([]);
    expect(leakingLines(cloud, key)).to.deep.equal([]);
    expect(warnings.filter((line) => key.some((part) => line.includes(part)))).to.deep.equal([]);
  });
});
