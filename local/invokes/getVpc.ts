import { ACCOUNT_ID, arn, REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import type { Services } from "../services";
import type { Vpc } from "../services/ec2/ec2";
import { type Filter, type Filters, filtered } from "./filters";

interface VpcArgs {
  id?: string;
  default?: boolean;
  cidrBlock?: string;
  state?: string;
  tags?: Readonly<Record<string, string>>;
  filters?: readonly Filter[];
}

/** Filters of EC2's DescribeVpcs (EC2 API Reference), by name. */
const FILTERS: Filters<Vpc> = {
  cidr: ({ cidrBlock }) => cidrBlock,
  "cidr-block": ({ cidrBlock }) => cidrBlock,
  "is-default": ({ isDefault = false }) => String(isDefault),
  state: () => "available",
  "vpc-id": ({ id }) => id,
};

/** `aws.ec2.getVpc`: the one VPC that is asked for, which may be the default one. */
export function getVpc({ ec2 }: Pick<Services, "ec2">): InvokeHandler {
  return {
    token: "aws:ec2/getVpc:getVpc",
    async invoke(args: Properties) {
      const { id, cidrBlock, state, tags = {}, filters = [], ...given } = args as VpcArgs;
      if (Object.keys(tags).length > 0) throw new Error("tags of getVpc are not supported locally: use id or filters");
      const asked = [
        ...filters,
        ...(given.default === undefined ? [] : [{ name: "is-default", values: [String(given.default)] }]),
        ...(id === undefined ? [] : [{ name: "vpc-id", values: [id] }]),
        ...(cidrBlock === undefined ? [] : [{ name: "cidr", values: [cidrBlock] }]),
        ...(state === undefined ? [] : [{ name: "state", values: [state] }]),
      ];
      if (asked.some(({ name, values }) => name === "is-default" && values.includes("true"))) ec2.defaultVpc();
      const matching = filtered(ec2.vpcs(), asked, FILTERS, { what: "VPCs", file: "local/invokes/getVpc.ts" });
      const [found] = matching;
      // The provider's own words.
      if (found === undefined) throw new Error("no matching EC2 VPC found");
      if (matching.length > 1)
        throw new Error("multiple EC2 VPCs matched; use additional constraints to reduce matches to a single EC2 VPC");
      return described(found, args, ec2.routeTables().find(({ vpcId }) => vpcId === found.id)?.id);
    },
  };
}

function described({ id, cidrBlock, isDefault = false }: Vpc, args: Properties, mainRouteTableId = ""): Properties {
  return {
    ...args,
    ...{ id, cidrBlock, default: isDefault, state: "available", region: REGION, ownerId: ACCOUNT_ID, mainRouteTableId },
    ...{
      arn: arn("ec2", `vpc/${id}`),
      cidrBlockAssociations: [],
      ipv6CidrBlockAssociations: [],
      dhcpOptionsId: "default",
    },
    ...{ enableDnsHostnames: isDefault, enableDnsSupport: true, enableNetworkAddressUsageMetrics: false },
    ...{ instanceTenancy: "default", ipv6AssociationId: "", ipv6CidrBlock: "", tags: {} },
  };
}
