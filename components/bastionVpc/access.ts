import * as aws from "@pulumi/aws";
import { transformed } from "../parts/arguments/transform";
import { isIpv6Cidr } from "./cidrs";
import type { Context } from "./settings";

export const SSH_PORT = 22;

/** The bastion's group: what is named comes in, and HTTPS goes out, to Systems Manager and for updates. */
export function bastionGroup(context: Context, vpcId: aws.ec2.SecurityGroup["vpcId"]): aws.ec2.SecurityGroup {
  const { subject, tags, sshCidrs, transform, opts } = context;
  const group = new aws.ec2.SecurityGroup(
    `${subject.name}-bastion-group`,
    transformed(transform.bastionSecurityGroup, {
      description: "The bastion: nobody comes in who is not named.",
      vpcId,
      tags,
    }),
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${subject.name}-bastion-to-https`,
    {
      description: "Systems Manager, and updates of Amazon Linux.",
      securityGroupId: group.id,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      tags,
    },
    opts,
  );
  for (const cidr of sshCidrs) {
    new aws.vpc.SecurityGroupIngressRule(
      `${subject.name}-ssh-${cidr.replace(/[^0-9a-f]+/gi, "-")}`,
      {
        description: "SSH from a named range.",
        securityGroupId: group.id,
        ...(isIpv6Cidr(cidr) ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
        ipProtocol: "tcp",
        fromPort: SSH_PORT,
        toPort: SSH_PORT,
        tags,
      },
      opts,
    );
  }
  return group;
}

/** The target's group: the bastion comes in, and nothing goes out. */
export function targetGroup(context: Context, bastion: aws.ec2.SecurityGroup): aws.ec2.SecurityGroup {
  const { subject, tags, opts } = context;
  const group = new aws.ec2.SecurityGroup(
    `${subject.name}-target-group`,
    { description: "The private target: the bastion comes in, nobody else.", vpcId: bastion.vpcId, tags },
    opts,
  );
  const ssh = { ipProtocol: "tcp", fromPort: SSH_PORT, toPort: SSH_PORT, tags };
  new aws.vpc.SecurityGroupIngressRule(
    `${subject.name}-target-ssh`,
    {
      ...ssh,
      description: "SSH from the bastion, and from nowhere else.",
      securityGroupId: group.id,
      referencedSecurityGroupId: bastion.id,
    },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${subject.name}-bastion-to-target`,
    {
      ...ssh,
      description: "SSH to the private target.",
      securityGroupId: bastion.id,
      referencedSecurityGroupId: group.id,
    },
    opts,
  );
  return group;
}

/** A VPC's default group lets its members reach each other and everything: whatever is put there by mistake shall reach nothing. */
export function closedDefaultGroup(
  { subject, tags, opts }: Context,
  vpcId: aws.ec2.SecurityGroup["vpcId"],
): aws.ec2.DefaultSecurityGroup {
  return new aws.ec2.DefaultSecurityGroup(
    `${subject.name}-default-group`,
    { vpcId, ingress: [], egress: [], tags },
    opts,
  );
}
