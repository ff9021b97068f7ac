import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { parseCidr } from "../../services/ec2/cidr";
import { ec2Id } from "./identifier";

const NO_PACKETS = { noEffect: "no packet is routed here: everything is on loopback" };

/** Prefixes of a VPC's range (VPC User Guide, "VPC CIDR blocks"). */
const [LARGEST, SMALLEST] = [16, 28];

/** `aws.ec2.Vpc`: a range of addresses for subnets, with a main route table and a default security group. */
export function ec2Vpc({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, mainTable: string, properties: Properties): ResourceState => {
    const { cidrBlock } = properties as { cidrBlock?: string };
    if (cidrBlock === undefined) throw new Error("cidrBlock must be set: the local cloud has no IPAM pools");
    const { size } = parseCidr(cidrBlock);
    if (size > 2 ** (32 - LARGEST) || size < 2 ** (32 - SMALLEST)) {
      throw new Error(
        `InvalidVpc.Range: The CIDR '${cidrBlock}' is invalid: a VPC has a /${LARGEST} to a /${SMALLEST}`,
      );
    }
    ec2.putVpc({ id, cidrBlock });
    ec2.putRouteTable({ id: mainTable, vpcId: id });
    const state = {
      enableDnsSupport: true,
      enableDnsHostnames: false,
      instanceTenancy: "default",
      ...properties,
      arn: arn("ec2", `vpc/${id}`),
      defaultSecurityGroupId: ec2.defaultSecurityGroup(id).id,
      mainRouteTableId: mainTable,
      defaultRouteTableId: mainTable,
      ownerId: ACCOUNT_ID,
    };
    return { id, state };
  };
  return {
    type: "aws:ec2/vpc:Vpc",
    properties: {
      cidrBlock: "honoured",
      enableDnsHostnames: NO_PACKETS,
      enableDnsSupport: NO_PACKETS,
      enableNetworkAddressUsageMetrics: NO_PACKETS,
      instanceTenancy: { noEffect: "it changes where instances of EC2 run, of which there are none" },
    },
    replaceOn: ["cidrBlock"],
    create: async (context, inputs) => put(ec2Id("vpc", context), ec2Id("rtb", context), inputs),
    update: async (_context, { id, state }, inputs) => put(id, String(state.mainRouteTableId), inputs),
    async delete(_context, { id, state }) {
      ec2.deleteVpc(id);
      ec2.deleteRouteTable(String(state.mainRouteTableId));
    },
  };
}
