import type { Child, ComponentHost } from "../../engine/componentHandler";
import type { Properties } from "../../engine/resourceHandler";
import type { PlannedSubnet } from "./subnetLayout";

const EVERYWHERE = "0.0.0.0/0";
const ORDER: readonly string[] = ["Public", "Private", "Isolated"];

/** A subnet, and what belongs to it. */
export interface SubnetPlace {
  plan: PlannedSubnet;
  subnet: Child;
  routeTable: Child;
  association: Child;
  eip?: Child;
  nat?: Child;
  route?: Child;
}

interface SubnetsArgs {
  natGateways?: { strategy?: string; elasticIpAllocationIds?: readonly unknown[] };
  /** Those that the program gives the component. */
  tags?: Properties;
  zones: readonly string[];
  layout: readonly PlannedSubnet[];
  vpc: Child;
  internetGateway: Child;
  /** Those of everything in the VPC. */
  shared: Properties;
}

/** Makes each zone's subnets, the public one first: a NAT gateway is in it, and the private one's route leads there. */
export async function subnets(name: string, args: SubnetsArgs, host: ComponentHost): Promise<readonly SubnetPlace[]> {
  const { zones, layout, vpc, internetGateway, shared } = args;
  const { strategy = "OnePerAz", elasticIpAllocationIds = [] } = args.natGateways ?? {};
  const places: SubnetPlace[] = [];
  const gateways: Child[] = [];
  const ordered = zones.flatMap((_, zone) =>
    layout
      .filter(({ zoneNumber }) => zoneNumber === zone)
      .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type)),
  );
  for (const plan of ordered) {
    const { type, zoneNumber, cidrBlock } = plan;
    const subnetName = `${name}-${plan.name}-${zoneNumber + 1}`;
    const tags = { ...shared, Name: subnetName, SubnetType: type };
    const subnet = await host.make({
      type: "aws:ec2/subnet:Subnet",
      name: subnetName,
      inputs: {
        ...{ vpcId: vpc.id, availabilityZone: zones[zoneNumber], cidrBlock },
        ...{ mapPublicIpOnLaunch: type === "Public", assignIpv6AddressOnCreation: false, tags },
      },
      parent: vpc,
    });
    const routeTable = await host.make({
      type: "aws:ec2/routeTable:RouteTable",
      name: subnetName,
      inputs: { vpcId: vpc.id, tags },
      parent: subnet,
      dependsOn: [vpc],
    });
    const association = await host.make({
      type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
      name: subnetName,
      inputs: { routeTableId: routeTable.id, subnetId: subnet.id },
      parent: routeTable,
      dependsOn: [subnet],
    });
    const place: SubnetPlace = { plan, subnet, routeTable, association };
    places.push(place);

    const wanted = { OnePerAz: zoneNumber + 1, Single: 1 }[strategy] ?? 0;
    if (type === "Public" && gateways.length < wanted) {
      Object.assign(
        place,
        await natGateway(`${name}-${zoneNumber + 1}`, subnet, elasticIpAllocationIds, host, args.tags),
      );
      if (place.nat) gateways.push(place.nat);
    }
    const nat = strategy === "Single" ? gateways[0] : gateways[zoneNumber];
    const target = type === "Public" ? internetGateway : type === "Private" ? nat : undefined;
    if (target) {
      place.route = await host.make({
        type: "aws:ec2/route:Route",
        name: subnetName,
        inputs: {
          routeTableId: routeTable.id,
          destinationCidrBlock: EVERYWHERE,
          [type === "Public" ? "gatewayId" : "natGatewayId"]: target.id,
        },
        parent: routeTable,
        dependsOn: [target],
      });
    }
  }
  return places;
}

/** A NAT gateway, with the address that the program brings for its zone, or one of its own. */
async function natGateway(
  name: string,
  subnet: Child,
  given: readonly unknown[],
  { make }: ComponentHost,
  ownTags: Properties | undefined,
): Promise<Pick<SubnetPlace, "eip" | "nat">> {
  const tags = { ...ownTags, Name: name };
  const eip =
    given.length > 0 ? undefined : await make({ type: "aws:ec2/eip:Eip", name, inputs: { tags }, parent: subnet });
  const zone = Number(name.slice(name.lastIndexOf("-") + 1)) - 1;
  const allocationId = eip ? eip.output("allocationId") : given[zone];
  const nat = await make({
    type: "aws:ec2/natGateway:NatGateway",
    name,
    inputs: { subnetId: subnet.id, allocationId, tags },
    parent: subnet,
    ...(eip && { dependsOn: [eip] }),
  });
  return { nat, ...(eip && { eip }) };
}
