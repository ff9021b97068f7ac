import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import { POSTGRES_PORT, type Postgres } from "../data/postgres";

export interface WorkerGroupArgs {
  network: NetworkPlace;
  description: string;
  /** What the workers call over HTTPS, for the rule's description. */
  calls: string;
  tags: Record<string, string>;
}

/** The group of workers' network interfaces: nothing comes in, and only what is named goes out. */
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

/** The way from workers to a database; the way in is the database's own affair. */
export function databaseAccess(
  name: string,
  args: { workers: aws.ec2.SecurityGroup; database: Postgres; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): aws.vpc.SecurityGroupEgressRule {
  return new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-database`,
    {
      description: "The database.",
      securityGroupId: args.workers.id,
      referencedSecurityGroupId: args.database.securityGroup.id,
      ipProtocol: "tcp",
      fromPort: POSTGRES_PORT,
      toPort: POSTGRES_PORT,
      tags: args.tags,
    },
    opts,
  );
}
