import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";

export interface WorkerGroupArgs {
  network: NetworkPlace;
  description: string;
  /** Says whom the workers call over HTTPS: the rule's description, in which EC2 allows no apostrophe. */
  calls: string;
  tags: Record<string, string>;
}

/** The security group of workers: nothing comes in, and only HTTPS goes out. */
export function workerGroup(
  name: string,
  { network, description, calls, tags }: WorkerGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(`${name}-group`, { description, vpcId: network.vpcId, tags }, opts);
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-https`,
    {
      description: calls,
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
