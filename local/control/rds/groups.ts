import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { isRecord } from "../../base/isRecord";
import { NamedList } from "../../edge/xml";
import {
  type Given,
  INSTANCE,
  invalidValue,
  itemsOf,
  listed,
  making,
  on,
  operation,
  PARAMETER_GROUP,
  parameterGroupArn,
  parameterGroupIn,
  type RdsParts,
  SUBNET_GROUP,
  subnetGroupArn,
  subnetGroupIn,
  tagsOf,
  textsOf,
} from "./rdsOperation";

interface Parameter {
  readonly ParameterName?: string;
  readonly ParameterValue?: string;
}

/** Subnet groups and parameter groups. */
export const GROUP_OPERATIONS = {
  ...operation(
    "CreateDBSubnetGroup",
    ["DBSubnetGroupName", "DBSubnetGroupDescription"],
    ({ DBSubnetGroupName: name }, given) => making("CreateDBSubnetGroup", subnetGroupArn(name), given),
    async ({ DBSubnetGroupName: given = "", DBSubnetGroupDescription: description }, parts, all) => {
      const name = given.toLowerCase();
      const inputs = { name, description, subnetIds: textsOf(all.SubnetIds, "SubnetIdentifier") };
      const made = await parts.resources.create(SUBNET_GROUP, inputs, { name, tags: tagsOf(all) });
      return { DBSubnetGroup: describeSubnetGroup(made, parts) };
    },
  ),
  ...operation(
    "ModifyDBSubnetGroup",
    ["DBSubnetGroupName"],
    ({ DBSubnetGroupName: name }) => on("ModifyDBSubnetGroup", subnetGroupArn(name)),
    async ({ DBSubnetGroupName: name = "", DBSubnetGroupDescription: description }, parts, all) => {
      const changed = await parts.resources.update(subnetGroupIn(name, parts), {
        subnetIds: textsOf(all.SubnetIds, "SubnetIdentifier"),
        ...(description !== undefined && { description }),
      });
      return { DBSubnetGroup: describeSubnetGroup(changed, parts) };
    },
  ),
  ...operation(
    "DescribeDBSubnetGroups",
    [],
    ({ DBSubnetGroupName: name }) => on("DescribeDBSubnetGroups", subnetGroupArn(name)),
    (params, parts) => {
      const { DBSubnetGroupName: name } = params;
      const wanted = name === undefined ? parts.resources.all(SUBNET_GROUP) : [subnetGroupIn(name, parts)];
      return listed("DBSubnetGroup", wanted, params, (each) => describeSubnetGroup(each, parts));
    },
  ),
  ...operation(
    "DeleteDBSubnetGroup",
    ["DBSubnetGroupName"],
    ({ DBSubnetGroupName: name }) => on("DeleteDBSubnetGroup", subnetGroupArn(name)),
    async ({ DBSubnetGroupName: name = "" }, parts) => {
      const group = subnetGroupIn(name, parts);
      const user = userOf("dbSubnetGroupName", group, parts);
      if (user !== undefined) {
        throw new AwsError(
          "InvalidDBSubnetGroupStateFault",
          `Cannot delete the subnet group '${group.id}' because at least one database instance: ${user} is still using it.`,
        );
      }
      await parts.resources.delete(group);
      return {};
    },
  ),
  ...operation(
    "CreateDBParameterGroup",
    ["DBParameterGroupName", "DBParameterGroupFamily", "Description"],
    ({ DBParameterGroupName: name }, given) => making("CreateDBParameterGroup", parameterGroupArn(name), given),
    async (
      { DBParameterGroupName: given = "", DBParameterGroupFamily: family, Description: description },
      parts,
      all,
    ) => {
      const name = given.toLowerCase();
      const inputs = { name, family, description };
      const made = await parts.resources.create(PARAMETER_GROUP, inputs, { name, tags: tagsOf(all) });
      return { DBParameterGroup: describeParameterGroup(made) };
    },
  ),
  ...operation(
    "ModifyDBParameterGroup",
    ["DBParameterGroupName"],
    ({ DBParameterGroupName: name }) => on("ModifyDBParameterGroup", parameterGroupArn(name)),
    async ({ DBParameterGroupName: name = "" }, parts, all) => {
      const group = parameterGroupIn(name, parts);
      const changes = parametersIn(all);
      if (changes.length === 0) throw invalidValue("Parameters must hold at least one parameter");
      const kept = parametersOf(group).filter((each) => !changes.some((change) => change.name === each.name));
      await parts.resources.update(group, { parameters: [...kept, ...changes] });
      return { DBParameterGroupName: group.id };
    },
  ),
  ...operation(
    "ResetDBParameterGroup",
    ["DBParameterGroupName"],
    ({ DBParameterGroupName: name }) => on("ResetDBParameterGroup", parameterGroupArn(name)),
    async ({ DBParameterGroupName: name = "", ResetAllParameters: all }, parts, given) => {
      const group = parameterGroupIn(name, parts);
      const names = parametersIn(given).map((each) => each.name);
      const kept = all === "true" ? [] : parametersOf(group).filter((each) => !names.includes(each.name));
      await parts.resources.update(group, { parameters: kept });
      return { DBParameterGroupName: group.id };
    },
  ),
  ...operation(
    "DescribeDBParameterGroups",
    [],
    ({ DBParameterGroupName: name }) => on("DescribeDBParameterGroups", parameterGroupArn(name)),
    (params, parts) => {
      const { DBParameterGroupName: name } = params;
      const wanted = name === undefined ? parts.resources.all(PARAMETER_GROUP) : [parameterGroupIn(name, parts)];
      return listed("DBParameterGroup", wanted, params, describeParameterGroup);
    },
  ),
  /** Describes those that somebody has set: what Postgres has by itself is not listed here. */
  ...operation(
    "DescribeDBParameters",
    ["DBParameterGroupName"],
    ({ DBParameterGroupName: name }) => on("DescribeDBParameters", parameterGroupArn(name)),
    (params, parts) => {
      const own = parametersOf(parameterGroupIn(params.DBParameterGroupName ?? "", parts));
      const wanted = params.Source === undefined || params.Source === "user" ? own : [];
      return listed("Parameter", wanted, params, ({ name, value }) => ({
        ...{ ParameterName: name, ParameterValue: value, Source: "user", IsModifiable: true, ApplyMethod: "immediate" },
      }));
    },
  ),
  ...operation(
    "DeleteDBParameterGroup",
    ["DBParameterGroupName"],
    ({ DBParameterGroupName: name }) => on("DeleteDBParameterGroup", parameterGroupArn(name)),
    async ({ DBParameterGroupName: name = "" }, parts) => {
      const group = parameterGroupIn(name, parts);
      if (userOf("parameterGroupName", group, parts) !== undefined) {
        throw new AwsError(
          "InvalidDBParameterGroupState",
          "One or more database instances are still members of this parameter group, so the group cannot be deleted",
        );
      }
      await parts.resources.delete(group);
      return {};
    },
  ),
};

/** The instance that uses a group. */
function userOf(input: string, { id }: KeptResource, { resources }: RdsParts): string | undefined {
  const user = resources.all(INSTANCE).find(({ inputs }) => inputs[input] === id);
  return user && String(user.state.identifier);
}

function parametersIn(given: Given): readonly { name: string; value: string }[] {
  return (itemsOf(given.Parameters, "Parameter").filter(isRecord) as readonly Parameter[]).map(
    ({ ParameterName: name = "", ParameterValue: value = "" }) => ({ name, value }),
  );
}

function parametersOf({ inputs }: KeptResource): readonly { name: string; value: string }[] {
  return (inputs.parameters ?? []) as readonly { name: string; value: string }[];
}

function describeParameterGroup({ id, inputs, state }: KeptResource): object {
  return {
    ...{ DBParameterGroupName: id, DBParameterGroupFamily: inputs.family, Description: state.description },
    DBParameterGroupArn: state.arn,
  };
}

export function describeSubnetGroup({ id, inputs, state }: KeptResource, { ec2 }: RdsParts): object {
  const subnets = ((inputs.subnetIds ?? []) as readonly string[]).map((subnetId) => ({
    SubnetIdentifier: subnetId,
    SubnetAvailabilityZone: { Name: ec2.subnet(subnetId).availabilityZone },
    SubnetStatus: "Active",
  }));
  return {
    ...{ DBSubnetGroupName: id, DBSubnetGroupDescription: state.description, VpcId: state.vpcId },
    ...{ SubnetGroupStatus: "Complete", Subnets: new NamedList("Subnet", subnets), DBSubnetGroupArn: state.arn },
  };
}
