import * as aws from "@pulumi/aws";
import { POSTGRES_PORT, type Postgres } from "../postgres";
import type { Context } from "./settings";

/** The group of the workers' network interfaces: nothing comes in, and only what is named goes out. */
export function workerGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${subject.name}-worker-group`,
    { description: "The webhook workers: nobody connects to them.", vpcId: network.vpcId, tags },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${subject.name}-worker-to-https`,
    {
      description: "AWS's own APIs and the external one, wherever they are.",
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

/** The way from the workers to the database; the way in is the database's own affair. */
export function databaseAccess(
  { subject, tags, opts }: Context,
  workers: aws.ec2.SecurityGroup,
  { securityGroup }: Postgres,
): aws.vpc.SecurityGroupEgressRule {
  return new aws.vpc.SecurityGroupEgressRule(
    `${subject.name}-worker-to-database`,
    {
      description: "The database.",
      securityGroupId: workers.id,
      referencedSecurityGroupId: securityGroup.id,
      ipProtocol: "tcp",
      fromPort: POSTGRES_PORT,
      toPort: POSTGRES_PORT,
      tags,
    },
    opts,
  );
}
