import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { describeRouteTable } from "../../services/ec2/descriptions";
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
import { INTERNET_GATEWAY, tagSetOf } from "./networks";

const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ROUTE = "aws:ec2/route:Route";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

export const createRouteTable: Ec2Control<Tagged & { readonly VpcId: string; readonly ClientToken?: string }> = {
  parameters: { VpcId: "text", TagSpecifications: "structures?" },
  permissions: (input) => [
    ...making("CreateRouteTable", "route-table", input),
    ...onIds("CreateRouteTable", input.VpcId),
  ],
  async run(input, parts) {
    const { resources, ec2 } = parts;
    const { id } = await resources.create(ROUTE_TABLE, { vpcId: input.VpcId }, { tags: tagsFor("route-table", input) });
    const table = ec2.routeTable(id);
    const described = describeRouteTable(table, ec2.vpc(table.vpcId).cidrBlock);
    return { routeTable: { ...described, tagSet: tagSetOf(id, parts) } };
  },
};

export const deleteRouteTable: Ec2Control<{ readonly RouteTableId: string }> = {
  parameters: { RouteTableId: "text" },
  permissions: ({ RouteTableId }) => onIds("DeleteRouteTable", RouteTableId),
  async run({ RouteTableId: id }, { resources, ec2 }) {
    const table = ec2.routeTable(id);
    const made = resources.find(ROUTE_TABLE, table.id);
    if (made === undefined) {
      throw new AwsError("DependencyViolation", `The routeTable '${id}' has dependencies and cannot be deleted.`);
    }
    await resources.delete(made);
    for (const route of routesOf(id, resources)) resources.inventory.drop(route);
    return { return: true };
  },
};

interface RouteInput {
  readonly RouteTableId: string;
  readonly DestinationCidrBlock: string;
  readonly GatewayId?: string;
  readonly NatGatewayId?: string;
}

export const createRoute: Ec2Control<RouteInput> = {
  parameters: { RouteTableId: "text", DestinationCidrBlock: "text", GatewayId: "text?", NatGatewayId: "text?" },
  permissions: ({ RouteTableId }) => onIds("CreateRoute", RouteTableId),
  async run({ RouteTableId: routeTableId, DestinationCidrBlock: destinationCidrBlock, ...targets }, parts) {
    const { GatewayId: gatewayId, NatGatewayId: natGatewayId, ...others } = targets;
    refuseOthers("CreateRoute", others);
    const { vpcId } = parts.ec2.routeTable(routeTableId);
    if (gatewayId !== undefined) requireAttached(gatewayId, vpcId, routeTableId, parts);
    if (natGatewayId !== undefined && !parts.ec2.natGateways().some(({ id }) => id === natGatewayId)) {
      throw new AwsError("InvalidNatGatewayID.NotFound", `The natGateway ID '${natGatewayId}' does not exist`);
    }
    await parts.resources.create(ROUTE, { routeTableId, destinationCidrBlock, gatewayId, natGatewayId });
    return { return: true };
  },
};

export const deleteRoute: Ec2Control<Pick<RouteInput, "RouteTableId" | "DestinationCidrBlock">> = {
  parameters: { RouteTableId: "text", DestinationCidrBlock: "text" },
  permissions: ({ RouteTableId }) => onIds("DeleteRoute", RouteTableId),
  async run({ RouteTableId: id, DestinationCidrBlock: destination }, { resources, ec2 }) {
    ec2.routeTable(id);
    const made = routesOf(id, resources).find(({ inputs }) => inputs.destinationCidrBlock === destination);
    if (made === undefined) {
      throw new AwsError(
        "InvalidRoute.NotFound",
        `no route with destination-cidr-block ${destination} in route table ${id}`,
      );
    }
    await resources.delete(made);
    return { return: true };
  },
};

export const associateRouteTable: Ec2Control<{ readonly RouteTableId: string; readonly SubnetId: string }> = {
  parameters: { RouteTableId: "text", SubnetId: "text" },
  permissions: ({ RouteTableId, SubnetId }) => onIds("AssociateRouteTable", RouteTableId, SubnetId),
  async run({ RouteTableId: routeTableId, SubnetId: subnetId }, { resources }) {
    const { id } = await resources.create(ASSOCIATION, { routeTableId, subnetId });
    return { associationId: id, associationState: { state: "associated" } };
  },
};

/** The permission is about the table and the subnet, which the call does not name. */
export const disassociateRouteTable: Ec2Control<{ readonly AssociationId: string }> = {
  parameters: { AssociationId: "text" },
  permissions({ AssociationId: id }, { resources }) {
    const inputs = resources.find(ASSOCIATION, id)?.inputs;
    const ids = inputs === undefined ? [] : [String(inputs.routeTableId), String(inputs.subnetId)];
    return ids.length > 0
      ? onIds("DisassociateRouteTable", ...ids)
      : [{ action: "ec2:DisassociateRouteTable", resource: "*" }];
  },
  async run({ AssociationId: id }, { resources }) {
    await resources.delete(found(resources, ASSOCIATION, id, "InvalidAssociationID.NotFound", "The association ID"));
    return { return: true };
  },
};

function routesOf(tableId: string, resources: Ec2ControlParts["resources"]): readonly MadeResource[] {
  return resources.all(ROUTE).filter(({ inputs }) => inputs.routeTableId === tableId);
}

/** @throws AwsError `InvalidGatewayID.NotFound`, `InvalidParameterValue` for a gateway of another VPC */
function requireAttached(gatewayId: string, vpcId: string, tableId: string, { resources }: Ec2ControlParts): void {
  const gateway = found(resources, INTERNET_GATEWAY, gatewayId, "InvalidGatewayID.NotFound", "The gateway ID");
  if (gateway.inputs.vpcId === vpcId) return;
  throw new AwsError(
    "InvalidParameterValue",
    `route table ${tableId} and network gateway ${gatewayId} belong to different networks`,
  );
}
