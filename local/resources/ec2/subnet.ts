import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ZONES } from "../../services/ec2/zones";
import { ec2Id } from "./identifier";

interface SubnetInputs {
  vpcId?: string;
  cidrBlock?: string;
  availabilityZone?: string;
  mapPublicIpOnLaunch?: boolean;
}

const NO_PACKETS = { noEffect: "no packet is routed here: everything is on loopback" };

/** `aws.ec2.Subnet`: a part of a VPC's addresses, in one zone. */
export function subnet({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const { vpcId = "", cidrBlock, availabilityZone = ZONES[0]?.name ?? "", ...rest } = properties as SubnetInputs;
    if (cidrBlock === undefined)
      throw new Error("cidrBlock must be set: the local cloud has neither IPv6 nor IPAM pools");
    const mapsPublicIps = rest.mapPublicIpOnLaunch === true;
    ec2.putSubnet({ id, vpcId, cidrBlock, availabilityZone, ...(mapsPublicIps && { mapsPublicIps }) });
    const state = {
      mapPublicIpOnLaunch: false,
      ...properties,
      availabilityZone,
      availabilityZoneId: ZONES.find(({ name }) => name === availabilityZone)?.id,
      arn: arn("ec2", `subnet/${id}`),
      ownerId: ACCOUNT_ID,
    };
    return { id, state };
  };
  return {
    type: "aws:ec2/subnet:Subnet",
    properties: {
      vpcId: "honoured",
      cidrBlock: "honoured",
      availabilityZone: "honoured",
      mapPublicIpOnLaunch: "honoured",
      assignIpv6AddressOnCreation: NO_PACKETS,
    },
    replaceOn: ["vpcId", "cidrBlock", "availabilityZone"],
    create: async (context, inputs) => put(ec2Id("subnet", context), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => ec2.deleteSubnet(id),
  };
}
