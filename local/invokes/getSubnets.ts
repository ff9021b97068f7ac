import { createHash } from "node:crypto";
import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import type { Services } from "../services";
import type { Subnet } from "../services/ec2/ec2";
import { type Filter, type Filters, filtered } from "./filters";

interface SubnetsArgs {
  filters?: readonly Filter[];
  tags?: Readonly<Record<string, string>>;
}

/** Filters of EC2's DescribeSubnets (EC2 API Reference), by name. */
const FILTERS: Filters<Subnet> = {
  "availability-zone": ({ availabilityZone }) => availabilityZone,
  "map-public-ip-on-launch": ({ mapsPublicIps = false }) => String(mapsPublicIps),
  state: () => "available",
  "subnet-id": ({ id }) => id,
  "vpc-id": ({ vpcId }) => vpcId,
};

/** `aws.ec2.getSubnets`: the ids of the subnets that all filters let pass. */
export function getSubnets({ ec2 }: Pick<Services, "ec2">): InvokeHandler {
  return {
    token: "aws:ec2/getSubnets:getSubnets",
    invoke: async (args: Properties) => {
      const { filters = [], tags = {} } = args as SubnetsArgs;
      if (Object.keys(tags).length > 0) throw new Error("tags of getSubnets are not supported locally: use filters");
      const of = { what: "subnets", file: "local/invokes/getSubnets.ts" };
      const found = filtered(ec2.subnets(), filters, FILTERS, of);
      const id = createHash("sha256").update(JSON.stringify(filters)).digest("hex").slice(0, 16);
      return { ...args, id, region: REGION, tags, ids: found.map((subnet) => subnet.id) };
    },
  };
}
