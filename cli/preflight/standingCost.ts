import type { Planned } from "./plan";
import { DATABASE_MONTHLY, INSTANCE_MONTHLY, MONTHLY } from "./standingPrices";

/** A kind of thing that stands there, and what all of it costs a month. */
export interface CostLine {
  what: string;
  count: number;
  /** US dollars a month; `undefined` where the table has no price. */
  monthly: number | undefined;
}

/** Zones that awsx takes where the program does not say (`awsx.ec2.Vpc`, numberOfAvailabilityZones). */
const DEFAULT_ZONES = 3;

/** Lists what a plan costs a month while nothing happens, dearest first; what has no price comes at the top. */
export function standingCost(resources: readonly Planned[]): CostLine[] {
  const lines = new Map<string, CostLine>();
  const add = (what: string, count: number, each: number | undefined) => {
    if (count === 0) return;
    const before = lines.get(what) ?? { what, count: 0, monthly: 0 };
    const monthly = each === undefined || before.monthly === undefined ? undefined : before.monthly + count * each;
    lines.set(what, { what, count: before.count + count, monthly });
  };
  for (const { type, name, inputs } of resources) {
    switch (type) {
      case "awsx:ec2:Vpc":
        add("NAT gateway", natGateways(inputs), MONTHLY.natGateway);
        add("public IPv4 address", ownAddresses(inputs), MONTHLY.publicAddress);
        break;
      case "aws:ec2/natGateway:NatGateway":
        add("NAT gateway", 1, MONTHLY.natGateway);
        break;
      case "aws:ec2/eip:Eip":
        add("public IPv4 address", 1, MONTHLY.publicAddress);
        break;
      case "aws:ec2/vpcEndpoint:VpcEndpoint":
        if (inputs.vpcEndpointType === "Interface") add("interface endpoint", 1, MONTHLY.interfaceEndpoint);
        break;
      case "aws:ec2/instance:Instance":
        add(`EC2 ${inputs.instanceType}`, 1, INSTANCE_MONTHLY[String(inputs.instanceType)]);
        break;
      case "aws:rds/instance:Instance":
        addDatabase(add, inputs);
        break;
      case "aws:ecs/service:Service": {
        const tasks = Number(inputs.desiredCount ?? 0);
        const size = resources.find((other) => other.name === `${name}-definition`)?.inputs;
        add(`Fargate task of ${name}`, tasks, size && taskMonthly(size));
        break;
      }
      case "aws:kinesis/stream:Stream":
        add("Kinesis shard", Number(inputs.shardCount ?? 1), MONTHLY.kinesisShard);
        break;
      case "aws:kms/key:Key":
        add("KMS key", 1, MONTHLY.kmsKey);
        break;
      case "aws:secretsmanager/secret:Secret":
        add("secret", 1, MONTHLY.secret);
        break;
      case "aws:cloudwatch/metricAlarm:MetricAlarm":
        add("metric of an alarm", alarmMetrics(inputs), MONTHLY.alarmMetric);
        break;
      case "aws:cloudwatch/dashboard:Dashboard":
        add("dashboard", 1, MONTHLY.dashboard);
        break;
    }
  }
  return [...lines.values()].sort(
    (a, b) => (b.monthly ?? Number.POSITIVE_INFINITY) - (a.monthly ?? Number.POSITIVE_INFINITY),
  );
}

type Inputs = Planned["inputs"];

/** The Elastic IP addresses that a VPC takes by itself: one for each NAT gateway, unless it is handed some. */
export function ownAddresses(inputs: Inputs): number {
  return Object.hasOwn(inputs.natGateways ?? {}, "elasticIpAllocationIds") ? 0 : natGateways(inputs);
}

/** The NAT gateways of a VPC. */
export function natGateways(inputs: Inputs): number {
  const { strategy = "OnePerAz" } = (inputs.natGateways ?? {}) as { strategy?: string };
  if (strategy !== "OnePerAz") return strategy === "Single" ? 1 : 0;
  const named = inputs.availabilityZoneNames as readonly string[] | undefined;
  return named?.length ?? Number(inputs.numberOfAvailabilityZones ?? DEFAULT_ZONES);
}

/** `multiAz` doubles both: the standby is a machine and a disk of its own. */
function addDatabase(add: (what: string, count: number, each: number | undefined) => void, inputs: Inputs): void {
  const zones = inputs.multiAz === true ? 2 : 1;
  const price = DATABASE_MONTHLY[String(inputs.instanceClass)];
  add(`RDS ${inputs.instanceClass}${zones === 2 ? " with a standby" : ""}`, 1, price && price * zones);
  add("GB of a database's disk", Number(inputs.allocatedStorage ?? 0) * zones, MONTHLY.databaseGb);
}

/** The price of one task a month, by the size that its definition names. */
function taskMonthly({ cpu, memory, runtimePlatform }: Inputs): number {
  const { cpuArchitecture = "X86_64" } = (runtimePlatform ?? {}) as { cpuArchitecture?: string };
  const [vcpu, gb] = cpuArchitecture === "ARM64" ? [MONTHLY.armVcpu, MONTHLY.armGb] : [MONTHLY.x86Vcpu, MONTHLY.x86Gb];
  return (Number(cpu) / 1024) * vcpu + (Number(memory) / 1024) * gb;
}

/** An alarm on an expression costs each metric in it. */
function alarmMetrics({ metricQueries }: Inputs): number {
  if (!Array.isArray(metricQueries)) return 1;
  return metricQueries.filter((query: { metric?: unknown }) => query.metric !== undefined).length;
}
