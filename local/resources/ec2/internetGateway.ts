import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

/** `aws.ec2.InternetGateway`: a VPC's way to the internet, for routes to name. */
export function internetGateway({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, inputs: Properties): ResourceState => {
    const { vpcId } = inputs as { vpcId?: string };
    if (vpcId === undefined) ec2.deleteInternetGateway(id);
    else ec2.putInternetGateway({ id, vpcId });
    return { id, state: { ...inputs, arn: arn("ec2", `internet-gateway/${id}`), ownerId: ACCOUNT_ID } };
  };
  return {
    type: "aws:ec2/internetGateway:InternetGateway",
    properties: { vpcId: "honoured" },
    replaceOn: [],
    create: async (context, inputs) => put(ec2Id("igw", context), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => ec2.deleteInternetGateway(id),
  };
}
