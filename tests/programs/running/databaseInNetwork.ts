import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

/** A database in the private subnets of a network of its own. */
export function databaseInNetwork() {
  const network = new awsx.ec2.Vpc("database-network", { natGateways: { strategy: "Single" } });
  const subnets = new aws.rds.SubnetGroup("database", { subnetIds: network.privateSubnetIds });
  const group = new aws.ec2.SecurityGroup("database", {
    vpcId: network.vpcId,
    ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["10.0.0.0/16"] }],
  });
  const database = new aws.rds.Instance("database", {
    engine: "postgres",
    engineVersion: "17",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [group.id],
    username: "app",
    password: "not-a-secret",
    skipFinalSnapshot: true,
  });
  return { endpoint: database.endpoint };
}
