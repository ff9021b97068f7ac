import { AwsError } from "../../base/awsError";
import { describeNatGateway } from "../../services/ec2/descriptions";
import {
  type Ec2Control,
  type Ec2ControlParts,
  found,
  making,
  onIds,
  refuseOthers,
  type Tagged,
  tagsFor,
} from "./ec2Parts";
import { tagSetOf } from "./networks";

const ADDRESS = "aws:ec2/eip:Eip";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

export const allocateAddress: Ec2Control<Tagged & { readonly Domain?: string }> = {
  parameters: { Domain: "text?", TagSpecifications: "structures?" },
  permissions: (input) => making("AllocateAddress", "elastic-ip", input),
  async run({ Domain: domain, ...input }, { resources, ec2 }) {
    const { TagSpecifications: _tags, ...others } = input;
    refuseOthers("AllocateAddress", others);
    const { id } = await resources.create(ADDRESS, { domain }, { tags: tagsFor("elastic-ip", input) });
    return { allocationId: id, publicIp: ec2.address(id).publicIp, domain: "vpc" };
  },
};

export const associateAddress: Ec2Control<{ readonly AllocationId: string; readonly InstanceId: string }> = {
  parameters: { AllocationId: "text", InstanceId: "text" },
  permissions: ({ AllocationId, InstanceId }) => onIds("AssociateAddress", AllocationId, InstanceId),
  async run({ AllocationId: id, InstanceId: instance, ...others }, parts) {
    refuseOthers("AssociateAddress", others);
    await parts.resources.update(addressIn(id, parts), { instance });
    return { associationId: id.replace("eipalloc", "eipassoc"), return: true };
  },
};

export const disassociateAddress: Ec2Control<{ readonly AssociationId: string }> = {
  parameters: { AssociationId: "text" },
  permissions: ({ AssociationId }) => onIds("DisassociateAddress", AssociationId.replace("eipassoc", "eipalloc")),
  async run({ AssociationId: id }, parts) {
    const made = parts.resources.find(ADDRESS, id.replace("eipassoc", "eipalloc"));
    if (made?.inputs.instance === undefined) {
      throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${id}' does not exist`);
    }
    await parts.resources.update(made, { instance: undefined });
    return { return: true };
  },
};

/** An address that somebody has is not released before it is taken from them. */
export const releaseAddress: Ec2Control<{ readonly AllocationId: string }> = {
  parameters: { AllocationId: "text" },
  permissions: ({ AllocationId }) => onIds("ReleaseAddress", AllocationId),
  async run({ AllocationId: id }, parts) {
    const made = addressIn(id, parts);
    const { usedBy, publicIp } = parts.ec2.address(id);
    if (usedBy !== undefined) throw new AwsError("InvalidIPAddress.InUse", `Address ${publicIp} is in use.`);
    await parts.resources.delete(made);
    return { return: true };
  },
};

export const createNatGateway: Ec2Control<
  Tagged & { readonly SubnetId: string; readonly AllocationId?: string; readonly ClientToken?: string }
> = {
  parameters: { SubnetId: "text", AllocationId: "text?", TagSpecifications: "structures?" },
  permissions: (input) => [
    ...making("CreateNatGateway", "natgateway", input),
    ...onIds("CreateNatGateway", input.SubnetId),
    ...(input.AllocationId === undefined ? [] : onIds("CreateNatGateway", input.AllocationId)),
  ],
  async run({ SubnetId: subnetId, AllocationId: allocationId, ...input }, parts) {
    const { resources, ec2 } = parts;
    const inputs = { subnetId, allocationId };
    const { id } = await resources.create(NAT_GATEWAY, inputs, { tags: tagsFor("natgateway", input) });
    const gateway = ec2.natGateways().find((each) => each.id === id);
    const described = gateway === undefined ? {} : describeNatGateway(gateway, ec2.subnet(gateway.subnetId));
    return { natGateway: { ...described, tagSet: tagSetOf(id, parts) } };
  },
};

export const deleteNatGateway: Ec2Control<{ readonly NatGatewayId: string }> = {
  parameters: { NatGatewayId: "text" },
  permissions: ({ NatGatewayId }) => onIds("DeleteNatGateway", NatGatewayId),
  async run({ NatGatewayId: id }, { resources }) {
    await resources.delete(found(resources, NAT_GATEWAY, id, "NatGatewayNotFound", "The Nat Gateway"));
    return { natGatewayId: id };
  },
};

function addressIn(id: string, { resources }: Ec2ControlParts) {
  return found(resources, ADDRESS, id, "InvalidAllocationID.NotFound", "The allocation ID");
}
