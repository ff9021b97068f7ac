import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "../ec2/identifier";
import { prefixListId } from "../ec2/vpcEndpoint";
import { type SubnetSpec, subnetLayout } from "./subnetLayout";

interface VpcInputs {
  cidrBlock?: string;
  numberOfAvailabilityZones?: number;
  availabilityZoneNames?: readonly string[];
  natGateways?: { strategy?: string; elasticIpAllocationIds?: readonly string[] };
  subnetSpecs?: readonly SubnetSpec[];
  vpcEndpointSpecs?: readonly { serviceName: string; vpcEndpointType?: string }[];
}

const DEFAULT_CIDR = "10.0.0.0/16";
const DEFAULT_ZONES = 3;
const EVERYWHERE = "0.0.0.0/0";
const NO_PACKETS = { noEffect: "no packet is routed here: everything is on loopback" };
const NAT_STRATEGIES: readonly string[] = ["OnePerAz", "Single", "None"];

/** `awsx.ec2.Vpc`: the VPC and its subnets, for others to refer to, and what else has an identifier. */
export function vpc({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  return {
    type: "awsx:ec2:Vpc",
    properties: {
      cidrBlock: "honoured",
      numberOfAvailabilityZones: "honoured",
      availabilityZoneNames: "honoured",
      natGateways: "honoured",
      subnetSpecs: "honoured",
      vpcEndpointSpecs: "honoured",
      vpcEndpointStrategy: NO_PACKETS,
      subnetStrategy: { noEffect: "addresses are always divided as by Auto: nothing here has one of them" },
      subnetNameTagStrategy: { noEffect: "it changes tags only" },
      enableDnsHostnames: NO_PACKETS,
      enableDnsSupport: NO_PACKETS,
      enableNetworkAddressUsageMetrics: NO_PACKETS,
      instanceTenancy: { noEffect: "it changes where instances of EC2 run, of which there are none" },
    },
    replaceOn: ["cidrBlock"],
    create: async (context, inputs) => put(ec2, context, inputs),
    async update(context, { state }, inputs) {
      const updated = put(ec2, context, inputs);
      const kept = new Set([...subnetIds(updated.state), ...idsOf(updated.state, "natGateways")]);
      for (const id of subnetIds(state)) if (!kept.has(id)) ec2.deleteSubnet(id);
      for (const id of idsOf(state, "natGateways")) if (!kept.has(id)) ec2.freeAddresses(id);
      const keptTables = new Set(idsOf(updated.state, "routeTables"));
      for (const id of idsOf(state, "routeTables")) if (!keptTables.has(id)) ec2.deleteRouteTable(id);
      const keptAddresses = new Set(idsOf(updated.state, "eips"));
      for (const id of idsOf(state, "eips")) if (!keptAddresses.has(id)) ec2.releaseAddress(id);
      return updated;
    },
    async delete(_context, { id, state }) {
      for (const table of idsOf(state, "routeTables")) ec2.deleteRouteTable(table);
      for (const gateway of idsOf(state, "natGateways")) ec2.freeAddresses(gateway);
      for (const address of idsOf(state, "eips")) ec2.releaseAddress(address);
      for (const subnet of subnetIds(state)) ec2.deleteSubnet(subnet);
      ec2.deleteVpc(id);
    },
  };
}

/** Identifiers follow from the names of things, so that putting it again changes what has changed only. */
function put(ec2: Services["ec2"], context: ResourceContext, properties: Properties): ResourceState {
  const inputs = properties as VpcInputs;
  const { cidrBlock = DEFAULT_CIDR, subnetSpecs, vpcEndpointSpecs = [] } = inputs;
  const zones = zonesOf(inputs);
  const natCount = natGatewayCount(inputs, zones.length);
  const layout = subnetLayout(cidrBlock, zones.length, subnetSpecs);

  const vpcId = ec2Id("vpc", context);
  ec2.putVpc({ id: vpcId, cidrBlock });
  const subnets = layout.map(({ type, name, zoneNumber, cidrBlock: range }) => {
    const id = ec2Id("subnet", context, `${name} ${zoneNumber}`);
    const subnet = { id, vpcId, cidrBlock: range, availabilityZone: zones[zoneNumber] ?? "" };
    ec2.putSubnet(subnet);
    return { type, zoneNumber, subnet: { ...subnet, arn: arn("ec2", `subnet/${id}`) } };
  });
  const ofType = (wanted: string) => subnets.filter(({ type }) => type === wanted).map(({ subnet }) => subnet);
  const ids = (wanted: string) => ofType(wanted).map(({ id }) => id);
  const numbered = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: ec2Id(prefix, context, String(index)) }));
  const { natGateways, eips } = putGateways(ec2, context, natCount, inputs.natGateways?.elasticIpAllocationIds);
  const internetGatewayId = ec2Id("igw", context);
  const routeTables = subnets.map(({ type, zoneNumber, subnet }, index) => {
    const nat = natGateways[Math.min(zoneNumber, natGateways.length - 1)]?.id;
    const target = { Public: internetGatewayId, Private: nat, Isolated: undefined }[type];
    const routes = target === undefined ? [] : [{ destination: EVERYWHERE, target }];
    const table = { id: ec2Id("rtb", context, String(index)), vpcId, subnetIds: [subnet.id], routes };
    ec2.putRouteTable(table);
    return table;
  });
  return {
    id: vpcId,
    state: {
      ...properties,
      vpcId,
      vpc: { id: vpcId, arn: arn("ec2", `vpc/${vpcId}`), cidrBlock },
      subnets: subnets.map(({ subnet }) => subnet),
      publicSubnets: ofType("Public"),
      privateSubnets: ofType("Private"),
      isolatedSubnets: ofType("Isolated"),
      publicSubnetIds: ids("Public"),
      privateSubnetIds: ids("Private"),
      isolatedSubnetIds: ids("Isolated"),
      internetGateway: { id: internetGatewayId },
      natGateways,
      eips,
      routeTables: routeTables.map(({ id }) => ({ id })),
      routeTableAssociations: numbered("rtbassoc", subnets.length),
      routes: [],
      subnetLayout: subnetSpecs ?? [],
      vpcEndpoints: vpcEndpointSpecs.map(({ serviceName, vpcEndpointType = "Gateway" }) => ({
        id: ec2Id("vpce", context, serviceName),
        serviceName,
        vpcEndpointType,
        ...(vpcEndpointType === "Gateway" && { prefixListId: prefixListId(serviceName) }),
      })),
    },
  };
}

function subnetIds(state: Properties): readonly string[] {
  return idsOf(state, "subnets");
}

function idsOf(state: Properties, list: "subnets" | "natGateways" | "eips" | "routeTables"): readonly string[] {
  return (state[list] as readonly { id: string }[]).map(({ id }) => id);
}

/** NAT gateways and their addresses: those that the program brings, or some of their own. */
function putGateways(ec2: Services["ec2"], context: ResourceContext, count: number, given?: readonly string[]) {
  if (given !== undefined && given.length !== count) {
    throw new Error(
      `natGateways.elasticIpAllocationIds must have one for each NAT gateway (${count}), got ${given.length}`,
    );
  }
  const own = Array.from({ length: count }, (_, index) => ec2Id("eipalloc", context, String(index)));
  const allocationIds = given ?? own.map((id) => ec2.allocateAddress(id).allocationId);
  const natGateways = allocationIds.map((allocationId, index) => {
    const id = ec2Id("nat", context, String(index));
    ec2.freeAddresses(id);
    const { publicIp } = ec2.useAddress(allocationId, id);
    return { id, allocationId, publicIp };
  });
  const eips = given
    ? []
    : natGateways.map(({ allocationId, publicIp }) => ({ id: allocationId, allocationId, publicIp }));
  return { natGateways, eips };
}

/** @throws Error unless there are as many names as zones, and one at least */
function zonesOf({ numberOfAvailabilityZones, availabilityZoneNames }: VpcInputs): readonly string[] {
  if (availabilityZoneNames) {
    if (numberOfAvailabilityZones !== undefined) {
      throw new Error("numberOfAvailabilityZones and availabilityZoneNames exclude each other");
    }
    return availabilityZoneNames;
  }
  const zones = numberOfAvailabilityZones ?? DEFAULT_ZONES;
  if (!Number.isInteger(zones) || zones < 1 || zones > 6) {
    throw new Error(`numberOfAvailabilityZones must be 1 to 6, got ${zones}: ${REGION} has six zones`);
  }
  return Array.from({ length: zones }, (_, index) => REGION + String.fromCharCode("a".charCodeAt(0) + index));
}

function natGatewayCount(
  { natGateways: { strategy = "OnePerAz" } = {}, subnetSpecs }: VpcInputs,
  zones: number,
): number {
  if (!NAT_STRATEGIES.includes(strategy)) {
    throw new Error(`natGateways.strategy must be one of ${NAT_STRATEGIES.join(", ")}, got "${strategy}"`);
  }
  if (strategy === "None" || (subnetSpecs && !subnetSpecs.some(({ type }) => type === "Private"))) return 0;
  if (subnetSpecs && !subnetSpecs.some(({ type }) => type === "Public")) {
    throw new Error("natGateways: a NAT gateway is in a public subnet, and subnetSpecs has none");
  }
  return strategy === "Single" ? 1 : zones;
}
