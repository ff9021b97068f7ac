import type * as pulumi from "@pulumi/pulumi";
import type { BastionVpc, SshTarget } from "../../components/bastionVpc";

/** The outputs that `pulumi stack output bastion` shows; `host`, `port` and `user` are absent where `ssh` is not open. */
export interface BastionOutputs extends Partial<SshTarget> {
  /** Id of the bastion: `aws ssm start-session --target ID` opens a shell. */
  instanceId: pulumi.Output<string>;
  region: pulumi.Output<string>;
  vpcId: pulumi.Output<string>;
  publicSubnetIds: pulumi.Output<string[]>;
  privateSubnetIds: pulumi.Output<string[]>;
  /** The addresses of private subnets to the internet, for others' allow lists. */
  egressIps: pulumi.Output<string[]>;
  bastionSecurityGroupId: pulumi.Output<string>;
  /** In OpenSSH's format, a secret; absent where the public key was given. */
  privateKey?: pulumi.Output<string>;
  /** Id of the instance in a private subnet; absent where there is none. */
  privateTargetId?: pulumi.Output<string>;
  /** The same instance's address. */
  privateTargetIp?: pulumi.Output<string>;
}

/** The system `bastion`: the stack's network, with a way in for people, and a way back in. */
export function createBastion(vpc: BastionVpc): BastionOutputs {
  const { bastion, ssh, privateKey, privateTarget } = vpc;
  return {
    instanceId: bastion.id,
    region: bastion.arn.apply((arn) => arn.split(":")[3] ?? ""),
    vpcId: vpc.vpcId,
    publicSubnetIds: vpc.publicSubnetIds,
    privateSubnetIds: vpc.privateSubnetIds,
    egressIps: vpc.egressIps,
    bastionSecurityGroupId: vpc.bastionSecurityGroupId,
    ...ssh,
    ...(privateKey && { privateKey }),
    ...(privateTarget && { privateTargetId: privateTarget.id, privateTargetIp: privateTarget.privateIp }),
  };
}
