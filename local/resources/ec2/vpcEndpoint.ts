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
}

const NO_PACKETS = { noEffect: "every AWS service is on this machine: nothing is routed through endpoints" };

/** `aws.ec2.VpcEndpoint`: its references are checked, and nothing is routed. */
export function vpcEndpoint({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const checked = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as Properties & VpcEndpointInputs;
    const { vpcId, serviceName, vpcEndpointType = "Gateway", subnetIds = [], securityGroupIds = [] } = inputs;
    ec2.vpc(vpcId);
    for (const subnet of subnetIds) ec2.subnet(subnet);
    for (const group of securityGroupIds) ec2.securityGroup(group);
    const state = {
      ...inputs,
      vpcEndpointType,
      arn: arn("ec2", `vpc-endpoint/${id}`),
      ownerId: ACCOUNT_ID,
      prefixListId: vpcEndpointType === "Gateway" && serviceName ? prefixListId(serviceName) : "",
      state: "available",
    };
    return { id, state };
  };
  return {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    properties: {
      vpcId: "honoured",
      serviceName: "honoured",
      vpcEndpointType: "honoured",
      subnetIds: "honoured",
      securityGroupIds: "honoured",
      routeTableIds: NO_PACKETS,
      policy: NO_PACKETS,
      privateDnsEnabled: NO_PACKETS,
      autoAccept: NO_PACKETS,
      dnsOptions: NO_PACKETS,
      ipAddressType: NO_PACKETS,
    },
    replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    create: async (context, inputs) => checked(ec2Id("vpce", context), inputs),
    update: async (_context, { id }, inputs) => checked(id, inputs),
    delete: async () => {},
  };
}

/** The list of a service's addresses that rules of security groups may name: one for each service in a region. */
export function prefixListId(serviceName: string): string {
  return `pl-${createHash("sha256").update(serviceName).digest("hex").slice(0, 8)}`;
}
