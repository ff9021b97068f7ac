import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bastionGroup, SSH_PORT, targetGroup } from "./bastionVpc/access";
import { alarms } from "./bastionVpc/alarms";
import type { BastionVpcArgs } from "./bastionVpc/args";
import { bastionInstance, keys, targetInstance } from "./bastionVpc/instances";
import { settingsOf } from "./bastionVpc/settings";
import { Network, type NetworkPlace } from "./network";

/** The place that `ssh` goes to. */
export interface SshTarget {
  host: pulumi.Output<string>;
  port: pulumi.Output<number>;
  user: pulumi.Output<string>;
}

/** The user of Amazon Linux. */
const USER = "ec2-user";

/**
 * A VPC with a way in for people that is not a hole: a bastion that Session Manager reaches without an open port, and `ssh` where its
 * callers are named.
 *
 * Any component that takes a network takes this one. Whoever shall be reached from the bastion lets `bastionSecurityGroup` in, and the
 * bastion out to it.
 *
 * @example
 * const network = new BastionVpc("office", { sshCidrs: ["203.0.113.7/32"] });
 * new WebhookQueue("webhooks", { network, externalApiUrl: "https://api.example.com" });
 * export const { egressIps } = network;
 */
export class BastionVpc extends pulumi.ComponentResource implements NetworkPlace {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** The addresses that private subnets have to the internet, one for each NAT gateway; empty without one. */
  readonly egressIps: pulumi.Output<string[]>;
  readonly bastionSecurityGroupId: pulumi.Output<string>;
  readonly network: Network;
  readonly bastionSecurityGroup: aws.ec2.SecurityGroup;
  readonly bastion: aws.ec2.Instance;
  /** The bastion's address; absent where `ssh` is not open. */
  readonly address: aws.ec2.Eip | undefined;
  /** Absent where `ssh` is not open. */
  readonly ssh: SshTarget | undefined;
  readonly keyPair: aws.ec2.KeyPair | undefined;
  /** The generated key in OpenSSH's format, a secret; absent where none was generated. */
  readonly privateKey: pulumi.Output<string> | undefined;
  /** Absent unless it was asked for. */
  readonly privateTarget: aws.ec2.Instance | undefined;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: BastionVpcArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:BastionVpc", name, {}, opts);
    const child = { parent: this };
    const isOpen = settings.sshCidrs.length > 0;

    this.network = new Network(name, settings.network, child);
    this.vpcId = this.network.vpcId;
    this.privateSubnetIds = this.network.privateSubnetIds;
    this.publicSubnetIds = this.network.publicSubnetIds;
    this.egressIps = this.network.egressIps;

    this.bastionSecurityGroup = bastionGroup(name, { ...settings, vpcId: this.vpcId }, child);
    this.bastionSecurityGroupId = this.bastionSecurityGroup.id;
    const { keyPair, privateKey } = keys(name, settings, child);
    this.keyPair = keyPair;
    this.privateKey = privateKey && pulumi.secret(privateKey);
    this.bastion = bastionInstance(
      `${name}-bastion`,
      {
        ...settings,
        subnetIds: isOpen ? this.publicSubnetIds : this.privateSubnetIds,
        securityGroup: this.bastionSecurityGroup,
        keyPair,
      },
      child,
    );
    // The address stays when the bastion is stopped and started, as a recovery of access does.
    this.address = isOpen
      ? new aws.ec2.Eip(
          `${name}-bastion-address`,
          { domain: "vpc", instance: this.bastion.id, tags: settings.tags },
          child,
        )
      : undefined;
    this.ssh = this.address && sshTarget(this.bastion, this.address);
    this.privateTarget = settings.privateTarget
      ? targetInstance(
          `${name}-target`,
          {
            ...settings,
            subnetIds: this.privateSubnetIds,
            securityGroup: targetGroup(
              name,
              { ...settings, bastion: this.bastionSecurityGroup, s3: this.network.endpoints.s3 },
              child,
            ),
            keyPair,
          },
          child,
        )
      : undefined;
    this.alarms = alarms(name, { ...settings, bastion: this.bastion }, child);

    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      egressIps: this.egressIps,
      bastionSecurityGroupId: this.bastionSecurityGroupId,
      instanceId: this.bastion.id,
    });
  }
}

/** The instance's tags have the last word: they can say that `sshd` is somewhere else than usual. */
function sshTarget({ tagsAll }: aws.ec2.Instance, { publicIp }: aws.ec2.Eip): SshTarget {
  return {
    host: pulumi.all([tagsAll, publicIp]).apply(([tags, ip]) => tags["sluice:sshHost"] ?? ip),
    port: tagsAll.apply((tags) => Number(tags["sluice:sshPort"] ?? SSH_PORT)),
    user: tagsAll.apply((tags) => tags["sluice:sshUser"] ?? USER),
  };
}
