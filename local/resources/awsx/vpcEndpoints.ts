import type { Child, ComponentHost } from "../../engine/componentHandler";
import type { Properties } from "../../engine/resourceHandler";
import type { SubnetPlace } from "./subnets";

/** One entry of `vpcEndpointSpecs`. */
export interface EndpointSpec extends Properties {
  serviceName: string;
  vpcEndpointType?: string;
  subnetIds?: unknown;
  securityGroupIds?: unknown;
  routeTableIds?: unknown;
  privateDnsEnabled?: unknown;
  tags?: Properties;
}

interface EndpointsArgs {
  vpcEndpointStrategy?: string;
  vpcEndpointSpecs?: readonly EndpointSpec[];
  zones: readonly string[];
  cidrBlock: string;
  vpc: Child;
  places: readonly SubnetPlace[];
  tags: Properties;
}

const HTTPS_PORT = 443;
/** The subnet of a zone that an interface endpoint is in. */
const PREFERRED: readonly string[] = ["Private", "Isolated", "Public"];

/**
 * Endpoints, each named after its service, whatever the VPC's name is: two VPCs whose parents are of the same types cannot both have one
 * to the same service. With the strategy `Auto` they reach all subnets; with none, what their spec says.
 */
export async function vpcEndpoints(args: EndpointsArgs, host: ComponentHost): Promise<readonly Child[]> {
  const { vpc, places, tags } = args;
  const isAuto = args.vpcEndpointStrategy === "Auto";
  const endpoints: Child[] = [];
  for (const spec of args.vpcEndpointSpecs ?? []) {
    const isInterface = isAuto && spec.vpcEndpointType?.toLowerCase() === "interface";
    const isGateway = isAuto && (spec.vpcEndpointType ?? "Gateway").toLowerCase() === "gateway";
    const group = isInterface && spec.securityGroupIds === undefined ? await httpsGroup(spec, args, host) : undefined;
    const endpoint = await host.make({
      type: "aws:ec2/vpcEndpoint:VpcEndpoint",
      name: spec.serviceName,
      inputs: {
        ...spec,
        ...(isInterface && { privateDnsEnabled: spec.privateDnsEnabled ?? true }),
        ...(isInterface && { subnetIds: spec.subnetIds ?? subnetOfEachZone(args) }),
        ...(group && { securityGroupIds: [group.id] }),
        ...(isGateway && { routeTableIds: spec.routeTableIds ?? places.map(({ routeTable }) => routeTable.id) }),
        vpcId: vpc.id,
        tags: { ...tags, ...spec.tags },
      },
      parent: vpc,
      dependsOn: [
        ...(group ? [group] : []),
        ...(isInterface ? places.map(({ subnet }) => subnet) : []),
        ...(isGateway ? places.map(({ routeTable }) => routeTable) : []),
      ],
    });
    endpoints.push(endpoint);
  }
  return endpoints;
}

function subnetOfEachZone({ zones, places }: EndpointsArgs): readonly unknown[] {
  return zones.flatMap((_, zone) => {
    const own = places.filter(({ plan }) => plan.zoneNumber === zone);
    const chosen = PREFERRED.flatMap((type) => own.filter(({ plan }) => plan.type === type))[0];
    return chosen ? [chosen.subnet.id] : [];
  });
}

/** The group of an interface endpoint that brings none: HTTPS from the whole VPC. */
async function httpsGroup(
  { serviceName, tags: ownTags }: EndpointSpec,
  { vpc, cidrBlock, tags }: EndpointsArgs,
  { make }: ComponentHost,
): Promise<Child> {
  const group = await make({
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: `${serviceName}-sg`,
    inputs: { vpcId: vpc.id, tags: { ...tags, ...ownTags } },
    parent: vpc,
  });
  await make({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    name: `${serviceName}-ingress`,
    inputs: {
      ...{ type: "ingress", securityGroupId: group.id, protocol: "tcp" },
      ...{ fromPort: HTTPS_PORT, toPort: HTTPS_PORT, cidrBlocks: [cidrBlock] },
    },
    parent: vpc,
    dependsOn: [group],
  });
  return group;
}
