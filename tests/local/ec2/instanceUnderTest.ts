import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Inventory } from "../../../local/base/inventory";
import type { Properties } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import { instance } from "../../../local/resources/ec2/instance";
import { instanceProfile } from "../../../local/resources/iam/instanceProfile";
import { role } from "../../../local/resources/iam/role";
import { createInstances } from "../../../local/services/ec2/createInstances";
import type { Instances } from "../../../local/services/ec2/instances";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";
import { testNetwork } from "./network";

export const IMAGE = "ami-0123456789abcdef0";
export const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO8bVH4alwsFdxJ6L9aKWN3AQznrSc/M06s+deEu8k07";
const MANAGED = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

/** A network with one group for bastions, and instances without `sshd`, in a folder of their own. */
export class InstancesUnderTest {
  readonly workFolder = mkdtempSync(path.join(tmpdir(), "sluice-instances-"));
  readonly ec2 = testNetwork();
  readonly clock = new HeldClock(0);
  readonly warnings: string[] = [];
  readonly report = { stage() {}, log() {}, warn: (_source: string, line: string) => void this.warnings.push(line) };
  readonly iam = createIam({ report: this.report });
  readonly inventory = new Inventory(this.report);
  readonly instances: Instances = createInstances(this, { sshd: undefined });

  constructor() {
    const rule = { securityGroupId: "sg-workers", direction: "egress", protocol: "tcp" } as const;
    this.ec2.putRule({ id: "https", ...rule, ports: { from: 443, to: 443 }, peer: { cidrBlock: "0.0.0.0/0" } });
    this.ec2.putRouteTable({ id: "rtb-1", vpcId: "vpc-1" });
    this.ec2.associate("rtbassoc-1", { routeTableId: "rtb-1", subnetId: "subnet-a" });
    this.ec2.addRoute("rtb-1", { destination: "0.0.0.0/0", target: "nat-1" });
  }

  async close(): Promise<void> {
    await this.instances.close();
    rmSync(this.workFolder, { recursive: true, force: true });
  }

  launch(inputs: Properties = {}, name = "bastion") {
    return instance(this).create(resourceContext(name), {
      ami: IMAGE,
      instanceType: "t4g.nano",
      subnetId: "subnet-a",
      vpcSecurityGroupIds: ["sg-workers"],
      ...inputs,
    });
  }

  /** The name of an instance profile whose role Systems Manager takes. */
  async profile({ service = "ec2.amazonaws.com", managedPolicyArns = [MANAGED] } = {}): Promise<string> {
    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    });
    const made = await role(this).create(resourceContext("agent"), { assumeRolePolicy, managedPolicyArns });
    const { id } = await instanceProfile(this).create(resourceContext("agent"), { role: made.id });
    return id;
  }
}
