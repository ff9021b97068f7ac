import { createHash } from "node:crypto";
import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

interface VpcEndpointInputs {
  vpcId: string;
  serviceName?: string;
  vpcEndpointType?: string;
  subnetIds?: readonly string[];
  securityGroupIds?: readonly string[];
  routeTableIds?: readonly string[];
}

const NO_PACKETS = { noEffect: "every AWS service is on this machine: nothing is routed through endpoints" };

/** `aws.ec2.VpcEndpoint`: its references are checked, a gateway endpoint's routes are written down, and nothing is routed. */
export function vpcEndpoint({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const checked = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as Properties & VpcEndpointInputs;
    const { vpcId, serviceName, vpcEndpointType = "Gateway", subnetIds = [], securityGroupIds = [] } = inputs;
    const { routeTableIds = [] } = inputs;
    ec2.vpc(vpcId);
    for (const subnet of subnetIds) ec2.subnet(subnet);
    for (const group of securityGroupIds) ec2.securityGroup(group);
    const listId = vpcEndpointType === "Gateway" && serviceName ? prefixListId(serviceName) : "";
    for (const table of routeTableIds) ec2.addRoute(table, { destination: listId, target: id });
    const state = {
      ...inputs,
      vpcEndpointType,
      arn: arn("ec2", `vpc-endpoint/${id}`),
      ownerId: ACCOUNT_ID,
      prefixListId: listId,
      state: "available",
    };
    return { id, state };
  };
  const removeRoutes = ({ state }: ResourceState) => {
    const { routeTableIds = [] } = state as Properties & VpcEndpointInputs;
    for (const table of routeTableIds) ec2.deleteRoute(table, String(state.prefixListId));
  };
  return {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    properties: {
      vpcId: "honoured",
      serviceName: "honoured",
      vpcEndpointType: "honoured",
      subnetIds: "honoured",
      securityGroupIds: "honoured",
      routeTableIds: "honoured",
      policy: NO_PACKETS,
      privateDnsEnabled: NO_PACKETS,
      autoAccept: NO_PACKETS,
      dnsOptions: NO_PACKETS,
      ipAddressType: NO_PACKETS,
    },
    replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    create: async (context, inputs) => checked(ec2Id("vpce", context), inputs),
    async update(_context, current, inputs) {
      removeRoutes(current);
      return checked(current.id, inputs);
    },
    delete: async (_context, current) => removeRoutes(current),
  };
}

/** The list of a service's addresses that rules of security groups may name: one for each service in a region. */
export function prefixListId(serviceName: string): string {
  return `pl-${createHash("sha256").update(serviceName).digest("hex").slice(0, 8)}`;
}
