import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import { HTTPS_PORT } from "../arguments/httpUrl";

export interface WorkerGroupArgs {
  network: NetworkPlace;
  description: string;
  /** Says whom the workers call: the rule's description, in which EC2 allows no apostrophe. */
  calls: string;
  /** The TCP port of what they call besides AWS's APIs. @default 443 */
  port?: number;
  tags: Record<string, string>;
}

/** The security group of workers: nothing comes in, and only HTTPS goes out, and what goes to another port that is named. */
export function workerGroup(
  name: string,
  { network, description, calls, port = HTTPS_PORT, tags }: WorkerGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(`${name}-group`, { description, vpcId: network.vpcId, tags }, opts);
  const open = (rule: string, toPort: number) => {
    new aws.vpc.SecurityGroupEgressRule(
      rule,
      {
        description: calls,
        securityGroupId: group.id,
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: toPort,
        toPort,
        tags,
      },
      opts,
    );
  };
  open(`${name}-to-https`, HTTPS_PORT);
  if (port !== HTTPS_PORT) open(`${name}-to-api`, port);
  return group;
}
