import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { checked, checkName, oneOf, type Subject } from "./parts/arguments/arguments";
import { type CommonArgs, commonSettings } from "./parts/arguments/commonArgs";
import type { Tags } from "./parts/arguments/defaults";
import { numbers } from "./parts/arguments/numbers";
import { type Transform, transformed } from "./parts/arguments/transform";
import { type FoundNetwork, findNetwork } from "./parts/network/findNetwork";
import { flowLog } from "./parts/network/flowLog";
import { gatewayEndpoints } from "./parts/network/gatewayEndpoints";
import { interfaceEndpoints, interfaceEndpointsOf } from "./parts/network/interfaceEndpoints";
import { zonesWithFargate } from "./parts/network/zones";

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

export interface NetworkArgs extends Omit<CommonArgs, "alarmTopicArns"> {
  /**
   * Availability zones with a public and a private subnet each: how many, 2 to 6, or their names, such as
   * `["us-east-1a", "us-east-1d"]`. A database needs two. Of a number, they are the region's first in which Fargate runs tasks on ARM, and
   * never a local or a wavelength zone.
   * @default 2
   */
  availabilityZones?: number | readonly string[];
  /**
   * The way of private subnets to the internet. `Single` is one NAT gateway for all: cheaper, and gone with its zone. `None` is for
   * those who bring endpoints of their own: without them no task can even fetch its image.
   * @default OnePerAz
   */
  natGateways?: "OnePerAz" | "Single" | "None";
  /**
   * Services of AWS that private subnets reach without the internet, by the names of their endpoints: `["ecr.api", "ecr.dkr", "logs", "sqs",
   * "secretsmanager"]`. Each costs by the hour and zone, so that five of them in two zones cost what a NAT gateway in each costs: they are for
   * networks without one, and for much traffic. S3 and DynamoDB have gateway endpoints, which cost nothing.
   * @default none
   */
  interfaceEndpoints?: readonly string[];
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
  /**
   * The packets that the flow log keeps.
   * @default ALL
   */
  flowLogTraffic?: "ALL" | "ACCEPT" | "REJECT";
  /**
   * ARN of the KMS key that the flow log is encrypted with; its policy must let CloudWatch Logs use it.
   * @default encrypted with a key of CloudWatch Logs
   */
  logKmsKeyArn?: pulumi.Input<string>;
  /** The last word on the arguments of the children. */
  transform?: {
    vpc?: Transform<awsx.ec2.VpcArgs>;
    endpoint?: Transform<aws.ec2.VpcEndpointArgs>;
    flowLog?: Transform<aws.ec2.FlowLogArgs>;
    flowLogGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  };
}

/**
 * A VPC with public and private subnets, gateway endpoints for S3 (where ECR keeps the layers of images) and DynamoDB, a flow log, and a
 * default security group without a rule.
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
  /** By service: packets to it stay off the NAT gateway. */
  readonly endpoints: Readonly<Record<"s3" | "dynamodb", aws.ec2.VpcEndpoint>>;
  /** Those of `interfaceEndpoints`, by service. */
  readonly interfaceEndpoints: Readonly<Record<string, aws.ec2.VpcEndpoint>>;
  readonly defaultSecurityGroup: aws.ec2.DefaultSecurityGroup;
  readonly flowLog: aws.ec2.FlowLog;
  readonly flowLogGroup: aws.cloudwatch.LogGroup;

  /**
   * A network that is there already, by its VPC's id. Its private subnets are those that give no public addresses to what starts in them; they
   * need a way to the internet, or endpoints of their own.
   *
   * @param opts the provider of its account and region, where that is not the stack's own
   * @throws RunError, in the output, where it has fewer than two private subnets
   * @example
   * new WebhookQueue("webhooks", { network: Network.find("vpc-0a1b2c3d"), process });
   */
  static find(vpcId: pulumi.Input<string>, opts: pulumi.InvokeOutputOptions = {}): FoundNetwork {
    return findNetwork(vpcId, opts);
  }

  /** @throws RunError naming the argument that breaks its rule */
  constructor(name: string, args: NetworkArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const subject: Subject = { component: "Network", name };
    const { zones, egressCount, vpc, ...settings } = networkSettings(subject, args);
    super("sluice:index:Network", name, {}, opts);
    const child = { parent: this };

    const elasticIps = args.elasticIps ?? ownElasticIps(subject, egressCount, settings.tags, child);
    this.vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      transformed(args.transform?.vpc, {
        ...vpc,
        // Plain to the compiler only: the package sends it as it sends any other input.
        availabilityZoneNames: zonesWithFargate(subject, zones, { parent: this }) as unknown as string[],
        natGateways: {
          ...vpc.natGateways,
          ...(egressCount > 0 && { elasticIpAllocationIds: elasticIps.map(({ allocationId }) => allocationId) }),
        },
      }),
      child,
    );

    this.vpcId = this.vpc.vpcId;
    this.privateSubnetIds = this.vpc.privateSubnetIds;
    this.publicSubnetIds = this.vpc.publicSubnetIds;
    this.egressIps = pulumi.all(elasticIps.map(({ publicIp }) => publicIp));
    this.endpoints = gatewayEndpoints(name, { ...settings, vpc: this.vpc }, child);
    this.interfaceEndpoints = interfaceEndpoints(
      name,
      {
        ...settings,
        services: settings.interfaceEndpoints,
        vpcId: this.vpcId,
        subnetIds: this.privateSubnetIds,
        cidrBlock: vpc.cidrBlock,
      },
      child,
    );
    // By itself the group lets its members reach each other and everything: whatever is put there by mistake shall reach nothing.
    this.defaultSecurityGroup = new aws.ec2.DefaultSecurityGroup(
      `${name}-default-group`,
      { vpcId: this.vpcId, ingress: [], egress: [], tags: settings.tags },
      child,
    );
    const { log, logGroup } = flowLog(name, { ...settings, vpcId: this.vpcId }, child);
    this.flowLog = log;
    this.flowLogGroup = logGroup;
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
  const zones = zonesOf(subject, args);
  const strategy = args.natGateways ?? "OnePerAz";
  oneOf(subject, "natGateways", strategy, ["OnePerAz", "Single", "None"]);
  const zoneCount = typeof zones === "number" ? zones : zones.length;
  const egressCount = { OnePerAz: zoneCount, Single: 1, None: 0 }[strategy];
  const given = args.elasticIps?.length ?? egressCount;
  const rule = `as many as there are NAT gateways (${egressCount})`;
  checked(subject, "elasticIps.length", given, rule, (count) => count === egressCount);
  const { flowLogTraffic = "ALL" } = args;
  oneOf(subject, "flowLogTraffic", flowLogTraffic, ["ALL", "ACCEPT", "REJECT"]);
  const { logRetentionDays, tags } = commonSettings(subject, args);
  return {
    zones,
    egressCount,
    interfaceEndpoints: interfaceEndpointsOf(subject, args.interfaceEndpoints),
    trafficType: flowLogTraffic,
    logRetentionDays,
    logKmsKeyArn: args.logKmsKeyArn,
    tags,
    transform: args.transform ?? {},
    vpc: {
      cidrBlock: args.cidrBlock ?? "10.0.0.0/16",
      subnetStrategy: "Auto" as const,
      natGateways: { strategy },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags,
    },
  };
}

function zonesOf(subject: Subject, { availabilityZones = 2 }: NetworkArgs): number | readonly string[] {
  if (typeof availabilityZones === "number") {
    return numbers(subject, { availabilityZones }, { availabilityZones: { default: 2, min: 2, max: 6 } })
      .availabilityZones;
  }
  const rule = "2 to 6 names of zones, each once";
  checked(subject, "availabilityZones", availabilityZones, rule, ({ length }) => {
    return length >= 2 && length <= 6 && new Set(availabilityZones).size === length;
  });
  return availabilityZones;
}
