import { type Planned, taskDefinitionOf } from "./plan";
import { DATABASE_PRICES, INSTANCE_PRICES, PRICES, type Price } from "./standingPrices";

/** A kind of thing that stands there, and what all of it costs a month. */
export interface CostLine {
  what: string;
  count: number;
  /** US dollars a month; `undefined` where the table has no price. */
  monthly: number | undefined;
  /** The oldest date of the prices in it. */
  seen?: string;
}

/** Zones that awsx takes where the program does not say (`awsx.ec2.Vpc`, numberOfAvailabilityZones). */
const DEFAULT_ZONES = 3;

/** Lists what a plan costs a month while nothing happens, dearest first; what has no price comes at the top. */
export function standingCost(resources: readonly Planned[]): CostLine[] {
  const lines = new Map<string, CostLine>();
  const add = (what: string, count: number, each: Price | undefined) => {
    if (count === 0) return;
    const before: CostLine = lines.get(what) ?? { what, count: 0, monthly: 0 };
    const { monthly, seen } = before;
    const priced =
      each === undefined || monthly === undefined
        ? { monthly: undefined }
        : { monthly: monthly + count * each.monthly, seen: oldest(each.seen, seen) };
    lines.set(what, { what, count: before.count + count, ...priced });
  };
  for (const { type, name, inputs } of resources) {
    switch (type) {
      case "awsx:ec2:Vpc":
        add("NAT gateway", natGateways(inputs), PRICES.natGateway);
        add("public IPv4 address", ownAddresses(inputs), PRICES.publicAddress);
        break;
      case "aws:ec2/natGateway:NatGateway":
        add("NAT gateway", 1, PRICES.natGateway);
        break;
      case "aws:ec2/eip:Eip":
        add("public IPv4 address", 1, PRICES.publicAddress);
        break;
      case "aws:ec2/vpcEndpoint:VpcEndpoint":
        if (inputs.vpcEndpointType === "Interface") add("interface endpoint", 1, PRICES.interfaceEndpoint);
        break;
      case "aws:ec2/instance:Instance":
        add(`EC2 ${inputs.instanceType}`, 1, INSTANCE_PRICES[String(inputs.instanceType)]);
        break;
      case "aws:rds/instance:Instance":
        addDatabase(add, inputs);
        break;
      case "aws:ecs/service:Service": {
        const tasks = Number(inputs.desiredCount ?? 0);
        const size = taskDefinitionOf({ resources }, { name })?.inputs;
        add(`Fargate task of ${name}`, tasks, size && taskPrice(size));
        break;
      }
      case "aws:kinesis/stream:Stream":
        add("Kinesis shard", Number(inputs.shardCount ?? 1), PRICES.kinesisShard);
        break;
      case "aws:kms/key:Key":
        add("KMS key", 1, PRICES.kmsKey);
        break;
      case "aws:secretsmanager/secret:Secret":
        add("secret", 1, PRICES.secret);
        break;
      case "aws:cloudwatch/metricAlarm:MetricAlarm":
        add("metric of an alarm", alarmMetrics(inputs), PRICES.alarmMetric);
        break;
      case "aws:cloudwatch/dashboard:Dashboard":
        add("dashboard", 1, PRICES.dashboard);
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
function addDatabase(add: (what: string, count: number, each: Price | undefined) => void, inputs: Inputs): void {
  const zones = inputs.multiAz === true ? 2 : 1;
  const price = DATABASE_PRICES[String(inputs.instanceClass)];
  add(
    `RDS ${inputs.instanceClass}${zones === 2 ? " with a standby" : ""}`,
    1,
    price && { ...price, monthly: price.monthly * zones },
  );
  add("GB of a database's disk", Number(inputs.allocatedStorage ?? 0) * zones, PRICES.databaseGb);
}

/** The price of one task, by the size that its definition names. */
function taskPrice({ cpu, memory, runtimePlatform }: Inputs): Price {
  const { cpuArchitecture = "X86_64" } = (runtimePlatform ?? {}) as { cpuArchitecture?: string };
  const [vcpu, gb] = cpuArchitecture === "ARM64" ? [PRICES.armVcpu, PRICES.armGb] : [PRICES.x86Vcpu, PRICES.x86Gb];
  return {
    monthly: (Number(cpu) / 1024) * vcpu.monthly + (Number(memory) / 1024) * gb.monthly,
    seen: oldest(vcpu.seen, gb.seen),
  };
}

/** Dates as `Price` has them sort by themselves. */
function oldest(seen: string, other = seen): string {
  return seen < other ? seen : other;
}

/** An alarm on an expression costs each metric in it. */
function alarmMetrics({ metricQueries }: Inputs): number {
  if (!Array.isArray(metricQueries)) return 1;
  return metricQueries.filter((query: { metric?: unknown }) => query.metric !== undefined).length;
}
