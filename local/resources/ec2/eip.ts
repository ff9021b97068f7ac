import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

/** `aws.ec2.Eip`: an address that nobody on the internet has, for a NAT gateway or an instance. */
export function eip({ ec2, instances }: Pick<Services, "ec2" | "instances">): ResourceHandler {
  const stateOf = (id: string, inputs: Properties): ResourceState => {
    const { domain = "vpc", instance } = inputs as { domain?: string; instance?: string };
    if (domain !== "vpc") throw new Error(`domain must be "vpc", got "${domain}": EC2-Classic is retired`);
    const { publicIp } = ec2.allocateAddress(id);
    if (instance !== undefined) ec2.useAddress(id, instances.instance(instance).id);
    const publicDns = `ec2-${publicIp.replaceAll(".", "-")}.compute-1.amazonaws.com`;
    const state = { ...inputs, domain, allocationId: id, publicIp, publicDns, arn: arn("ec2", `elastic-ip/${id}`) };
    return { id, state };
  };
  return {
    type: "aws:ec2/eip:Eip",
    properties: { domain: "honoured", instance: "honoured" },
    replaceOn: ["domain"],
    create: async (context, inputs) => stateOf(ec2Id("eipalloc", context), inputs),
    async update(_context, { id, state }, inputs) {
      if (state.instance !== undefined) ec2.freeAddresses(String(state.instance));
      return stateOf(id, inputs);
    },
    async delete(_context, { id, state }) {
      if (state.instance !== undefined) ec2.freeAddresses(String(state.instance));
      ec2.releaseAddress(id);
    },
  };
}
