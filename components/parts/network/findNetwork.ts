import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../arguments/refusal";

/** The place for a component's containers and databases, as it was found. */
export interface FoundNetwork {
  vpcId: pulumi.Output<string>;
  privateSubnetIds: pulumi.Output<string[]>;
}

/** Subnets that a database wants, in two zones (RDS User Guide, "Working with a DB instance in a VPC"). */
const LEAST_SUBNETS = 2;

/** Looks up the subnets of a VPC that give no public addresses (EC2 API Reference, `DescribeSubnets`, filter `map-public-ip-on-launch`). */
export function findNetwork(vpcId: pulumi.Input<string>, opts: pulumi.InvokeOutputOptions): FoundNetwork {
  const found = aws.ec2.getSubnetsOutput(
    {
      filters: [
        { name: "vpc-id", values: [vpcId] },
        { name: "map-public-ip-on-launch", values: ["false"] },
      ],
    },
    opts,
  );
  const privateSubnetIds = pulumi.all([found.ids, vpcId]).apply(([ids, id]) => {
    if (ids.length >= LEAST_SUBNETS) return [...ids].sort();
    throw refusal(
      `Network.find(${JSON.stringify(id)}): the VPC must have ${LEAST_SUBNETS} subnets or more that give no public addresses, in different ` +
        `zones, got ${ids.length === 0 ? "none" : ids.join(", ")}: give the network as { vpcId, privateSubnetIds }`,
    );
  });
  return { vpcId: pulumi.output(vpcId), privateSubnetIds };
}
