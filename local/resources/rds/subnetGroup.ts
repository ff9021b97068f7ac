import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { groupName } from "./groupName";

/** `aws.rds.SubnetGroup`: where an instance may be. */
export function subnetGroup({ rds, ec2 }: Pick<Services, "rds" | "ec2">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    const subnets = ((inputs.subnetIds ?? []) as readonly string[]).map((id) => ec2.subnet(id));
    const [vpcId, ...otherVpcs] = new Set(subnets.map((subnet) => subnet.vpcId));
    if (otherVpcs.length > 0) throw new Error("subnetIds must be of one VPC");
    const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
    // RDS User Guide, "Working with DB subnet groups".
    if (zones.size < 2) throw new Error(`subnetIds must be in at least 2 availability zones, got ${zones.size}`);
    rds.putSubnetGroup(name);
    return {
      id: name,
      state: { description: "Managed by Pulumi", ...inputs, name, vpcId, arn: arn("rds", `subgrp:${name}`) },
    };
  };
  return {
    type: "aws:rds/subnetGroup:SubnetGroup",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      subnetIds: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["name", "namePrefix"],
    async create(context, inputs) {
      const name = groupName(context, inputs);
      if (rds.hasSubnetGroup(name)) {
        throw new AwsError("DBSubnetGroupAlreadyExists", `The DB subnet group '${name}' already exists.`);
      }
      return put(name, inputs);
    },
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => rds.deleteSubnetGroup(id),
  };
}
