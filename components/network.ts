import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { checked, checkName, oneOf, type Subject } from "./parts/arguments/arguments";
import { type Tags, tagsOf } from "./parts/arguments/defaults";
import { numbers } from "./parts/arguments/numbers";
import { refusal } from "./parts/arguments/refusal";
import { type Transform, transformed } from "./parts/arguments/transform";

/** The place for a component's containers and databases: any VPC will do, see {@link Network} for one. */
export interface NetworkPlace {
  vpcId: pulumi.Input<string>;
  /** At least two, in different availability zones; without addresses that the internet reaches. */
  privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** A fixed address to the internet. */
export interface ElasticIp {
  allocationId: pulumi.Input<string>;
  publicIp: pulumi.Input<string>;
}

export interface NetworkArgs {
  /**
   * Availability zones with a public and a private subnet each; 2 to 6. A database needs two.
   * @default 2
   */
  availabilityZones?: number;
  /**
   * The way of private subnets to the internet. `Single` is one NAT gateway for all: cheaper, and gone with its zone. `None` is for
   * those who bring endpoints of their own: without them no task can even fetch its image.
   * @default OnePerAz
   */
  natGateways?: "OnePerAz" | "Single" | "None";
  /**
   * Elastic IPs for the NAT gateways, one for each: an `aws.ec2.Eip`, or what `aws.ec2.getElasticIp` finds. Addresses that somebody
   * else has on an allow list are best kept outside of the network, with a life of their own.
   * @default addresses of the network's own
   */
  elasticIps?: readonly ElasticIp[];
  /**
   * The VPC's addresses.
   * @default 10.0.0.0/16
   */
  cidrBlock?: string;
  /** Tags of every child, besides `sluice:component` and `sluice:name`. */
  tags?: Tags;
  transform?: { vpc?: Transform<awsx.ec2.VpcArgs> };
}

/** Services that stay off the NAT gateway, where every byte costs: gateway endpoints are free (AWS docs, "Gateway endpoints"). */
const GATEWAY_ENDPOINTS = ["s3", "dynamodb"];

/**
 * A VPC with public and private subnets, and gateway endpoints for S3 (where ECR keeps the layers of images) and DynamoDB.
 *
 * @example
 * const network = new Network("webhooks", { natGateways: "Single" });
 * new WebhookQueue("webhooks", { network });
 */
export class Network extends pulumi.ComponentResource implements NetworkPlace {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** The addresses that private subnets have to the internet, one for each NAT gateway; empty without one. */
  readonly egressIps: pulumi.Output<string[]>;
  readonly vpc: awsx.ec2.Vpc;

  /** @throws RunError naming the argument that breaks its rule, or when no region is configured */
  constructor(name: string, args: NetworkArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const subject: Subject = { component: "Network", name };
    const { egressCount, ...settings } = networkSettings(subject, args);
    super("sluice:index:Network", name, {}, opts);

    const elasticIps = args.elasticIps ?? ownElasticIps(subject, egressCount, settings.tags, { parent: this });
    this.vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      transformed(args.transform?.vpc, {
        ...settings,
        natGateways: {
          ...settings.natGateways,
          ...(egressCount > 0 && { elasticIpAllocationIds: elasticIps.map(({ allocationId }) => allocationId) }),
        },
      }),
      { parent: this },
    );

    this.vpcId = this.vpc.vpcId;
    this.privateSubnetIds = this.vpc.privateSubnetIds;
    this.publicSubnetIds = this.vpc.publicSubnetIds;
    this.egressIps = pulumi.all(elasticIps.map(({ publicIp }) => publicIp));
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      egressIps: this.egressIps,
    });
  }
}

/** Addresses of our own, because the NAT gateways would otherwise get some without a name. */
function ownElasticIps(
  { name }: Subject,
  count: number,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): readonly ElasticIp[] {
  return Array.from(
    { length: count },
    (_, index) => new aws.ec2.Eip(`${name}-egress-${index + 1}`, { domain: "vpc", tags }, opts),
  );
}

/** @throws RunError naming the argument that breaks its rule, of the component that composes a network */
export function networkSettings(subject: Subject, args: NetworkArgs) {
  checkName(subject);
  const { availabilityZones: zones } = numbers(subject, args, { availabilityZones: { default: 2, min: 2, max: 6 } });
  const strategy = args.natGateways ?? "OnePerAz";
  oneOf(subject, "natGateways", strategy, ["OnePerAz", "Single", "None"]);
  const egressCount = { OnePerAz: zones, Single: 1, None: 0 }[strategy];
  const given = args.elasticIps?.length ?? egressCount;
  const rule = `as many as there are NAT gateways (${egressCount})`;
  checked(subject, "elasticIps.length", given, rule, (count) => count === egressCount);
  const region = regionOf(subject);
  return {
    egressCount,
    cidrBlock: args.cidrBlock ?? "10.0.0.0/16",
    numberOfAvailabilityZones: zones,
    subnetStrategy: "Auto" as const,
    natGateways: { strategy },
    enableDnsHostnames: true,
    enableDnsSupport: true,
    vpcEndpointStrategy: "Auto" as const,
    vpcEndpointSpecs: GATEWAY_ENDPOINTS.map((service) => ({
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: "Gateway",
    })),
    tags: tagsOf(subject, args.tags),
  };
}

/** The VPC's component takes the names of services as plain text, so an `Output` of the region will not do. */
function regionOf({ component, name }: Subject): string {
  const { region } = aws.config;
  if (region !== undefined) return region;
  throw refusal(
    `${component} ${JSON.stringify(name)}: the names of its VPC endpoints need the region: run pulumi config set aws:region REGION, or set AWS_REGION`,
  );
}
