import { AwsError } from "../../base/awsError";
import { smallTagList } from "../../base/tagList";
import { describeSubnet, describeVpc } from "../../services/ec2/descriptions";
import {
  arnOf,
  dependencyViolation,
  type Ec2Control,
  type Ec2ControlParts,
  found,
  isTrue,
  making,
  onAll,
  onIds,
  refuseOthers,
  type Tagged,
  tagsFor,
} from "./ec2Parts";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

export const createVpc: Ec2Control<Tagged & { readonly CidrBlock: string; readonly InstanceTenancy?: string }> = {
  parameters: { CidrBlock: "text", TagSpecifications: "structures?" },
  permissions: (input) => making("CreateVpc", "vpc", input),
  async run({ CidrBlock: cidrBlock, InstanceTenancy: instanceTenancy, TagSpecifications, ...others }, parts) {
    refuseOthers("CreateVpc", others);
    const { resources, ec2 } = parts;
    const tags = tagsFor("vpc", { ...(TagSpecifications && { TagSpecifications }) });
    const { id } = await resources.create(VPC, { cidrBlock, instanceTenancy }, { tags });
    return { vpc: { ...describeVpc(ec2.vpc(id)), tagSet: tagSetOf(id, parts) } };
  },
};

export const deleteVpc: Ec2Control<{ readonly VpcId: string }> = {
  parameters: { VpcId: "text" },
  permissions: ({ VpcId }) => onIds("DeleteVpc", VpcId),
  async run({ VpcId: id }, { resources, ec2 }) {
    const made = found(resources, VPC, id, "InvalidVpcID.NotFound", "The vpc ID");
    const groups = ec2.securityGroups().filter(({ vpcId, name }) => vpcId === id && name !== "default");
    const tables = ec2.routeTables().filter((table) => table.vpcId === id && table.id !== made.state.mainRouteTableId);
    if (groups.length > 0 || tables.length > 0) throw dependencyViolation("vpc", id);
    await resources.delete(made);
    return { return: true };
  },
};

type Attribute = { readonly Value?: string };

/** Changes what says how names of hosts are resolved, which has no effect here. */
export const modifyVpcAttribute: Ec2Control<{
  readonly VpcId: string;
  readonly EnableDnsSupport?: Attribute;
  readonly EnableDnsHostnames?: Attribute;
}> = {
  parameters: { VpcId: "text", EnableDnsSupport: "map?", EnableDnsHostnames: "map?" },
  permissions: ({ VpcId }) => onIds("ModifyVpcAttribute", VpcId),
  async run({ VpcId, EnableDnsSupport: support, EnableDnsHostnames: hostnames, ...others }, { resources }) {
    refuseOthers("ModifyVpcAttribute", others);
    await resources.update(found(resources, VPC, VpcId, "InvalidVpcID.NotFound", "The vpc ID"), {
      ...(support && { enableDnsSupport: isTrue(support.Value) }),
      ...(hostnames && { enableDnsHostnames: isTrue(hostnames.Value) }),
    });
    return { return: true };
  },
};

export const describeVpcAttribute: Ec2Control<{ readonly VpcId: string; readonly Attribute: string }> = {
  parameters: { VpcId: "text", Attribute: "text" },
  permissions: ({ VpcId }) => onIds("DescribeVpcAttribute", VpcId),
  run({ VpcId, Attribute: attribute }, { resources }) {
    const { state } = found(resources, VPC, VpcId, "InvalidVpcID.NotFound", "The vpc ID");
    if (attribute !== "enableDnsSupport" && attribute !== "enableDnsHostnames") {
      throw new AwsError("InvalidParameterValue", `Value (${attribute}) for parameter attribute is invalid.`);
    }
    return { vpcId: VpcId, [attribute]: { value: state[attribute] === true } };
  },
};

export const createSubnet: Ec2Control<
  Tagged & { readonly VpcId: string; readonly CidrBlock: string; readonly AvailabilityZone?: string }
> = {
  parameters: { VpcId: "text", CidrBlock: "text", AvailabilityZone: "text?", TagSpecifications: "structures?" },
  permissions: (input) => [...making("CreateSubnet", "subnet", input), ...onIds("CreateSubnet", input.VpcId)],
  async run(
    { VpcId: vpcId, CidrBlock: cidrBlock, AvailabilityZone: availabilityZone, TagSpecifications, ...others },
    parts,
  ) {
    refuseOthers("CreateSubnet", others);
    const { resources, ec2 } = parts;
    const tags = tagsFor("subnet", { ...(TagSpecifications && { TagSpecifications }) });
    const { id } = await resources.create(SUBNET, { vpcId, cidrBlock, availabilityZone }, { tags });
    return { subnet: { ...describeSubnet(ec2.subnet(id)), tagSet: tagSetOf(id, parts) } };
  },
};

export const deleteSubnet: Ec2Control<{ readonly SubnetId: string }> = {
  parameters: { SubnetId: "text" },
  permissions: ({ SubnetId }) => onIds("DeleteSubnet", SubnetId),
  async run({ SubnetId: id }, { resources, ec2, instances }) {
    const made = found(resources, SUBNET, id, "InvalidSubnetID.NotFound", "The subnet ID");
    if ([...instances.instances(), ...ec2.natGateways()].some(({ subnetId }) => subnetId === id)) {
      throw dependencyViolation("subnet", id);
    }
    await resources.delete(made);
    return { return: true };
  },
};

export const modifySubnetAttribute: Ec2Control<{
  readonly SubnetId: string;
  readonly MapPublicIpOnLaunch?: Attribute;
}> = {
  parameters: { SubnetId: "text", MapPublicIpOnLaunch: "map?" },
  permissions: ({ SubnetId }) => onIds("ModifySubnetAttribute", SubnetId),
  async run({ SubnetId: id, MapPublicIpOnLaunch: maps, ...others }, { resources }) {
    refuseOthers("ModifySubnetAttribute", others);
    const made = found(resources, SUBNET, id, "InvalidSubnetID.NotFound", "The subnet ID");
    await resources.update(made, { mapPublicIpOnLaunch: isTrue(maps?.Value) });
    return { return: true };
  },
};

export const createInternetGateway: Ec2Control<Tagged> = {
  parameters: { TagSpecifications: "structures?" },
  permissions: (input) => making("CreateInternetGateway", "internet-gateway", input),
  async run(input, parts) {
    const { id } = await parts.resources.create(INTERNET_GATEWAY, {}, { tags: tagsFor("internet-gateway", input) });
    return { internetGateway: describeGateway(id, parts) };
  },
};

interface OnGateway {
  readonly InternetGatewayId: string;
}

export const attachInternetGateway: Ec2Control<OnGateway & { readonly VpcId: string }> = {
  parameters: { InternetGatewayId: "text", VpcId: "text" },
  permissions: ({ InternetGatewayId, VpcId }) => onIds("AttachInternetGateway", InternetGatewayId, VpcId),
  async run({ InternetGatewayId: id, VpcId: vpcId }, { resources }) {
    const made = gatewayIn(id, resources);
    if (made.inputs.vpcId !== undefined) {
      throw new AwsError(
        "Resource.AlreadyAssociated",
        `resource ${id} is already attached to network ${made.inputs.vpcId}`,
      );
    }
    await resources.update(made, { vpcId });
    return { return: true };
  },
};

export const detachInternetGateway: Ec2Control<OnGateway & { readonly VpcId: string }> = {
  parameters: { InternetGatewayId: "text", VpcId: "text" },
  permissions: ({ InternetGatewayId, VpcId }) => onIds("DetachInternetGateway", InternetGatewayId, VpcId),
  async run({ InternetGatewayId: id, VpcId: vpcId }, { resources }) {
    const made = gatewayIn(id, resources);
    if (made.inputs.vpcId !== vpcId) {
      throw new AwsError("Gateway.NotAttached", `resource ${id} is not attached to network ${vpcId}`);
    }
    await resources.update(made, { vpcId: undefined });
    return { return: true };
  },
};

export const deleteInternetGateway: Ec2Control<OnGateway> = {
  parameters: { InternetGatewayId: "text" },
  permissions: ({ InternetGatewayId }) => onIds("DeleteInternetGateway", InternetGatewayId),
  async run({ InternetGatewayId: id }, { resources }) {
    const made = gatewayIn(id, resources);
    if (made.inputs.vpcId !== undefined) throw dependencyViolation("internetGateway", id);
    await resources.delete(made);
    return { return: true };
  },
};

export const describeInternetGateways: Ec2Control<{ readonly InternetGatewayIds?: readonly string[] }> = {
  parameters: { InternetGatewayIds: "texts?" },
  permissions: () => onAll("DescribeInternetGateways"),
  run({ InternetGatewayIds: ids, ...others }, parts) {
    refuseOthers("DescribeInternetGateways", others);
    const wanted = ids ?? parts.resources.all(INTERNET_GATEWAY).map(({ id }) => id);
    return { internetGatewaySet: wanted.map((id) => describeGateway(id, parts)) };
  },
};

function gatewayIn(id: string, resources: Ec2ControlParts["resources"]) {
  return found(resources, INTERNET_GATEWAY, id, "InvalidInternetGatewayID.NotFound", "The internetGateway ID");
}

function describeGateway(id: string, parts: Ec2ControlParts) {
  const { inputs, state } = gatewayIn(id, parts.resources);
  return {
    internetGatewayId: id,
    ownerId: state.ownerId,
    attachmentSet: inputs.vpcId === undefined ? [] : [{ vpcId: inputs.vpcId, state: "available" }],
    tagSet: tagSetOf(id, parts),
  };
}

/** The tags of a resource, as EC2's XML has them. */
export function tagSetOf(id: string, { resources }: Pick<Ec2ControlParts, "resources">) {
  return smallTagList(resources.inventory.tagsOf(arnOf(id)));
}
