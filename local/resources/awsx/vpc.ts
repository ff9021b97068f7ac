import { REGION } from "../../base/arn";
import type { Child, ComponentHandler, ComponentHost } from "../../engine/componentHandler";
import type { Properties } from "../../engine/resourceHandler";
import { type PlannedSubnet, type SubnetSpec, subnetLayout } from "./subnetLayout";
import { subnets } from "./subnets";
import { type EndpointSpec, vpcEndpoints } from "./vpcEndpoints";

interface VpcInputs {
  cidrBlock?: string;
  numberOfAvailabilityZones?: number;
  availabilityZoneNames?: readonly string[];
  natGateways?: { strategy?: string; elasticIpAllocationIds?: readonly unknown[] };
  subnetSpecs?: readonly SubnetSpec[];
  vpcEndpointStrategy?: string;
  vpcEndpointSpecs?: readonly EndpointSpec[];
  enableDnsHostnames?: unknown;
  enableDnsSupport?: unknown;
  enableNetworkAddressUsageMetrics?: unknown;
  instanceTenancy?: unknown;
  tags?: Properties;
}

const DEFAULT_CIDR = "10.0.0.0/16";
const DEFAULT_ZONES = 3;
const NO_PACKETS = { noEffect: "no packet is routed here: everything is on loopback" };
const NAT_STRATEGIES: readonly string[] = ["OnePerAz", "Single", "None"];
/**
 * `awsx.ec2.Vpc`: a VPC, its way to the internet, and in each zone subnets, each with a route table, and NAT gateways.
 * Types, names and parents of the children are those of pulumi-awsx, `awsx/ec2/vpc.ts`.
 */
export const awsxVpc: ComponentHandler = {
  type: "awsx:ec2:Vpc",
  properties: {
    cidrBlock: "honoured",
    numberOfAvailabilityZones: "honoured",
    availabilityZoneNames: "honoured",
    natGateways: "honoured",
    subnetSpecs: "honoured",
    vpcEndpointSpecs: "honoured",
    vpcEndpointStrategy: "honoured",
    subnetStrategy: { noEffect: "addresses are always divided as by Auto: nothing here has one of them" },
    subnetNameTagStrategy: { noEffect: "it changes tags only" },
    enableDnsHostnames: NO_PACKETS,
    enableDnsSupport: NO_PACKETS,
    enableNetworkAddressUsageMetrics: NO_PACKETS,
    instanceTenancy: { noEffect: "it changes where instances of EC2 run, of which there are none" },
  },
  async construct({ name, inputs }, host) {
    const args = inputs as VpcInputs;
    const { cidrBlock = DEFAULT_CIDR, tags } = args;
    const zones = await zonesOf(args, host);
    const layout = subnetLayout(cidrBlock, zones.length, args.subnetSpecs);
    checkNatGateways(args, zones.length, layout);
    const shared = { Name: name, ...tags };

    const vpc = await host.make({
      type: "aws:ec2/vpc:Vpc",
      name,
      inputs: { ...passedOn(args), cidrBlock, tags: shared },
    });
    const internetGateway = await host.make({
      type: "aws:ec2/internetGateway:InternetGateway",
      name,
      inputs: { vpcId: vpc.id, tags: shared },
      parent: vpc,
    });
    const places = await subnets(name, { ...args, zones, layout, vpc, internetGateway, shared }, host);
    const endpoints = await vpcEndpoints({ ...args, zones, vpc, places, cidrBlock, tags: shared }, host);

    const ofType = (type: string) => places.flatMap(({ plan, subnet }) => (plan.type === type ? [subnet] : []));
    const ids = (type: string) => ofType(type).map(({ id }) => id);
    const found = (children: readonly (Child | undefined)[]) =>
      children.filter((child) => child !== undefined).map(({ whole }) => whole);
    return {
      vpcId: vpc.id,
      vpc: vpc.whole,
      subnets: places.map(({ subnet }) => subnet.whole),
      publicSubnets: found(ofType("Public")),
      privateSubnets: found(ofType("Private")),
      isolatedSubnets: found(ofType("Isolated")),
      publicSubnetIds: ids("Public"),
      privateSubnetIds: ids("Private"),
      isolatedSubnetIds: ids("Isolated"),
      internetGateway: internetGateway.whole,
      natGateways: found(places.map(({ nat }) => nat)),
      eips: found(places.map(({ eip }) => eip)),
      routeTables: places.map(({ routeTable }) => routeTable.whole),
      routeTableAssociations: places.map(({ association }) => association.whole),
      routes: found(places.map(({ route }) => route)),
      subnetLayout: args.subnetSpecs ?? [],
      vpcEndpoints: found(endpoints),
    };
  },
};

/** Arguments of the component that the VPC in it takes as they are. */
function passedOn(args: VpcInputs): Properties {
  const { enableDnsHostnames, enableDnsSupport, enableNetworkAddressUsageMetrics, instanceTenancy } = args;
  return { enableDnsHostnames, enableDnsSupport, enableNetworkAddressUsageMetrics, instanceTenancy };
}

/** @throws Error as the component's, unless there are as many names as zones, and one at least */
async function zonesOf(
  { numberOfAvailabilityZones, availabilityZoneNames }: VpcInputs,
  { invoke }: ComponentHost,
): Promise<readonly string[]> {
  if (availabilityZoneNames) {
    if (numberOfAvailabilityZones === undefined) return availabilityZoneNames;
    throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
  }
  const count = numberOfAvailabilityZones ?? DEFAULT_ZONES;
  const { names } = await invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {});
  const known = names as readonly string[];
  if (Number.isInteger(count) && count >= 1 && count <= known.length) return known.slice(0, count);
  throw new Error(
    `numberOfAvailabilityZones must be 1 to ${known.length}, got ${count}: ${REGION} has ${known.length} zones`,
  );
}

/** @throws Error as the component's */
function checkNatGateways({ natGateways = {} }: VpcInputs, zones: number, layout: readonly PlannedSubnet[]): void {
  const { strategy = "OnePerAz", elasticIpAllocationIds = [] } = natGateways;
  if (!NAT_STRATEGIES.includes(strategy)) {
    throw new Error(`natGateways.strategy must be one of ${NAT_STRATEGIES.join(", ")}, got "${strategy}"`);
  }
  const count = { OnePerAz: zones, Single: 1 }[strategy] ?? 0;
  const given = elasticIpAllocationIds.length;
  if (given > 0 && given !== count) {
    throw new Error(`natGateways.elasticIpAllocationIds must have one for each NAT gateway (${count}), got ${given}`);
  }
  const has = (type: string) => layout.some((subnet) => subnet.type === type);
  if (strategy !== "None" && !(has("Public") && has("Private"))) {
    throw new Error(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', both private and public subnets must be declared: give " +
        'natGateways: { strategy: "None" } where there is nothing private to let out',
    );
  }
}
