import * as aws from "@pulumi/aws";
import type { Context } from "./settings";

/** The group of the tasks' network interfaces: nothing comes in, and only HTTPS goes out. */
export function jobGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${subject.name}-group`,
    { description: "The jobs: nobody connects to them.", vpcId: network.vpcId, tags },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${subject.name}-to-https`,
    {
      description: "AWS's own APIs and others, wherever they are.",
      securityGroupId: group.id,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      tags,
    },
    opts,
  );
  return group;
}
