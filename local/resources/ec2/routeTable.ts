import { createHash } from "node:crypto";
import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { parseCidr } from "../../services/ec2/cidr";
import { ec2Id } from "./identifier";

/** `aws.ec2.RouteTable`, whose routes are resources of their own. */
export function routeTable({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, inputs: Properties): ResourceState => {
    ec2.putRouteTable({ id, vpcId: ec2.vpc(String(inputs.vpcId)).id });
    return { id, state: { ...inputs, arn: arn("ec2", `route-table/${id}`), ownerId: ACCOUNT_ID } };
  };
  return {
    type: "aws:ec2/routeTable:RouteTable",
    properties: { vpcId: "honoured" },
    replaceOn: ["vpcId"],
    create: async (context, inputs) => put(ec2Id("rtb", context), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => ec2.deleteRouteTable(id),
  };
}

/** `aws.ec2.RouteTableAssociation`: has a subnet use a table in place of its VPC's main one. */
export function routeTableAssociation({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, inputs: Properties): ResourceState => {
    const { routeTableId, subnetId } = inputs as { routeTableId: string; subnetId: string };
    const { vpcId } = ec2.subnet(subnetId);
    if (ec2.routeTable(routeTableId).vpcId !== vpcId) {
      throw new Error(
        `InvalidParameterValue: route table ${routeTableId} and subnet ${subnetId} belong to different networks`,
      );
    }
    ec2.associate(id, { routeTableId, subnetId });
    return { id, state: inputs };
  };
  return {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    properties: { routeTableId: "honoured", subnetId: "honoured" },
    replaceOn: ["subnetId"],
    create: async (context, inputs) => put(ec2Id("rtbassoc", context), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => ec2.disassociate(id),
  };
}

interface RouteInputs {
  routeTableId: string;
  destinationCidrBlock?: string;
  gatewayId?: string;
  natGatewayId?: string;
}

/** `aws.ec2.Route`: the way of packets to a range of addresses. */
export function route({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const add = (properties: Properties): ResourceState => {
    const { routeTableId, destinationCidrBlock = "", gatewayId, natGatewayId } = properties as unknown as RouteInputs;
    const targets = [gatewayId, natGatewayId].filter((target) => target !== undefined);
    const [target] = targets;
    if (target === undefined || targets.length > 1) {
      throw new Error(`exactly one of gatewayId and natGatewayId must be set, got ${targets.length}`);
    }
    parseCidr(destinationCidrBlock);
    ec2.addRoute(routeTableId, { destination: destinationCidrBlock, target });
    const digits = createHash("sha256").update(destinationCidrBlock).digest().readUInt32BE();
    return { id: `r-${routeTableId}${digits}`, state: { ...properties, origin: "CreateRoute", state: "active" } };
  };
  const remove = ({ state }: ResourceState) => {
    const { routeTableId, destinationCidrBlock = "" } = state as unknown as RouteInputs;
    ec2.deleteRoute(routeTableId, destinationCidrBlock);
  };
  return {
    type: "aws:ec2/route:Route",
    properties: {
      routeTableId: "honoured",
      destinationCidrBlock: "honoured",
      gatewayId: "honoured",
      natGatewayId: "honoured",
    },
    replaceOn: ["routeTableId", "destinationCidrBlock"],
    create: async (_context, inputs) => add(inputs),
    async update(_context, current, inputs) {
      remove(current);
      return add(inputs);
    },
    delete: async (_context, current) => remove(current),
  };
}
