import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { isIpv6Cidr } from "./cidrs";
import type { Settings } from "./settings";

export const SSH_PORT = 22;

/** The bastion's group: lets the named ranges in, and HTTPS out, to Systems Manager and for updates. */
export function bastionGroup(
  name: string,
  { vpcId, tags, sshCidrs, transform }: Settings & { vpcId: pulumi.Input<string> },
  opts: ChildOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-bastion-group`,
    transformed(transform.bastionSecurityGroup, {
      description: "The bastion: nobody comes in who is not named.",
      vpcId,
      tags,
    }),
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-bastion-to-https`,
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
      `${name}-ssh-${cidr.replace(/[^0-9a-f]+/gi, "-")}`,
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

/**
 * The target's group: lets the bastion in, and nothing out but HTTPS to S3 of the region, where Amazon Linux has its packages: they come
 * through the network's gateway endpoint, without the internet (AWS re:Post, "How do I update yum or install packages without internet
 * access on my EC2 instances running Amazon Linux 1, Amazon Linux 2, or AL2023?").
 */
export function targetGroup(
  name: string,
  { bastion, s3, tags }: Settings & { bastion: aws.ec2.SecurityGroup; s3: aws.ec2.VpcEndpoint },
  opts: ChildOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-target-group`,
    { description: "The private target: the bastion comes in, nobody else.", vpcId: bastion.vpcId, tags },
    opts,
  );
  const ssh = { ipProtocol: "tcp", fromPort: SSH_PORT, toPort: SSH_PORT, tags };
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-target-ssh`,
    {
      ...ssh,
      description: "SSH from the bastion, and from nowhere else.",
      securityGroupId: group.id,
      referencedSecurityGroupId: bastion.id,
    },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-target-to-updates`,
    {
      description: "Updates of Amazon Linux, which are in S3.",
      securityGroupId: group.id,
      prefixListId: s3.prefixListId,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      tags,
    },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-bastion-to-target`,
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
