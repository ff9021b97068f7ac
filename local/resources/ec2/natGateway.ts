import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

/** `aws.ec2.NatGateway`: the way of private subnets to the internet, for routes to name, with the address that it has there. */
export function natGateway({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  return {
    type: "aws:ec2/natGateway:NatGateway",
    properties: { subnetId: "honoured", allocationId: "honoured" },
    replaceOn: ["subnetId", "allocationId"],
    async create(context, inputs) {
      const { subnetId = "", allocationId } = inputs as { subnetId?: string; allocationId?: string };
      if (allocationId === undefined) {
        throw new Error(
          "MissingParameter: The request must contain the parameter allocationId: a NAT gateway here is public",
        );
      }
      const id = ec2Id("nat", context);
      const { publicIp } = ec2.putNatGateway({ id, subnetId, allocationId });
      return { id, state: { connectivityType: "public", ...inputs, publicIp } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...state, ...inputs } }),
    delete: async (_context, { id }) => ec2.deleteNatGateway(id),
  };
}
