import { arn } from "../../arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

/** `aws.ec2.Eip`: an address that nobody on the internet has. */
export function eip({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const stateOf = (id: string, inputs: Properties): ResourceState => {
    const { domain = "vpc" } = inputs as { domain?: string };
    if (domain !== "vpc") throw new Error(`domain must be "vpc", got "${domain}": EC2-Classic is retired`);
    const { publicIp } = ec2.allocateAddress(id);
    const publicDns = `ec2-${publicIp.replaceAll(".", "-")}.compute-1.amazonaws.com`;
    const state = { ...inputs, domain, allocationId: id, publicIp, publicDns, arn: arn("ec2", `elastic-ip/${id}`) };
    return { id, state };
  };
  return {
    type: "aws:ec2/eip:Eip",
    properties: { domain: "honoured" },
    replaceOn: ["domain"],
    create: async (context, inputs) => stateOf(ec2Id("eipalloc", context), inputs),
    update: async (_context, { id }, inputs) => stateOf(id, inputs),
    delete: async (_context, { id }) => ec2.releaseAddress(id),
  };
}
