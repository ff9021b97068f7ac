import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type SshLogin, ssh } from "../../../cli/recoverAccess/ssh";
import { missingForSsh } from "../../support/sshd";
import { describeSystem } from "../describeSystem";

interface Outputs extends Omit<SshLogin, "identityFile"> {
  instanceId: string;
  privateKey: string;
}

describeSystem({
  system: "bastion",

  async use({ bastion }, { services }) {
    const { instanceId, privateKey, ...login } = bastion as Outputs;

    expect(services.instances.agentSilence(instanceId)).to.equal(undefined);
    if (missingForSsh() !== undefined) return;
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-key-"));
    const identityFile = path.join(folder, "key");
    writeFileSync(identityFile, privateKey, { mode: 0o600 });
    const { stdout } = await ssh({ ...login, identityFile }, "echo inside");
    rmSync(folder, { recursive: true });
    expect(stdout).to.equal("inside\n");
  },

  change: {
    block: "bastion",
    settings: { logRetentionDays: 7, instanceType: "t4g.micro" },
    steps: [
      "update aws:cloudwatch/logGroup:LogGroup bastion-flow-logs (retentionInDays)",
      "update aws:ec2/instance:Instance bastion-bastion (instanceType)",
      "update aws:ec2/instance:Instance bastion-target (instanceType)",
    ],
  },

  replacement: {
    name: "bastion-bastion-group",
    steps: [
      "replace aws:ec2/securityGroup:SecurityGroup bastion-bastion-group",
      "replace aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule bastion-bastion-to-https (securityGroupId)",
      "replace aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule bastion-bastion-to-target (securityGroupId)",
      "replace aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule bastion-ssh-127-0-0-1-32 (securityGroupId)",
      "update aws:ec2/instance:Instance bastion-bastion (vpcSecurityGroupIds)",
      "update aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule bastion-target-ssh (referencedSecurityGroupId)",
    ],
  },
});
