import { QUOTAS, type QuotaName } from "../../local/services/servicequotas/quotas";
import type { AccountUse, Asked } from "./account";
import { type Finding, unasked } from "./finding";
import { ofType, type Plan, type Planned, taskDefinitionOf } from "./plan";
import { natGateways, ownAddresses } from "./standingCost";

/** Concurrency that Lambda keeps for functions without a share of their own, of an account that has as much (AWS Lambda Developer Guide, "Configuring reserved concurrency"). */
const KEPT_UNRESERVED = 100;

/**
 * Holds a plan, and what is in the account, against the account's quotas.
 * @param use `Error` where nothing of the account could be asked: then the plan alone is held against AWS's defaults
 */
export function quotaFindings(plan: Plan, use: AccountUse | Error): Finding[] {
  const nowhere = use instanceof Error ? use : undefined;
  const account = use as AccountUse;
  const vpcs = ofType(plan, "awsx:ec2:Vpc");
  const bareVpcs = ofType(plan, "aws:ec2/vpc:Vpc");
  const addresses = vpcs.map(({ inputs }) => ownAddresses(inputs)).reduce(sum, 0);
  const against = (name: QuotaName, what: string, there: Asked<number>, more: number) =>
    exceeded(name, what, there, more, nowhere ?? account.quotas[name]);
  return [
    ...against("vpcs", "VPCs", nowhere ?? account.vpcs, vpcs.length + bareVpcs.length),
    ...against(
      "elasticIps",
      "Elastic IP addresses",
      nowhere ?? account.elasticIps,
      ofType(plan, "aws:ec2/eip:Eip").length + addresses,
    ),
    ...against(
      "natGateways",
      "NAT gateways of a zone",
      nowhere ?? busiestZone(account.natGateways),
      // A network has one in a zone, at most.
      vpcs.filter(({ inputs }) => natGateways(inputs) > 0).length,
    ),
    ...fargate(plan, nowhere ?? account.quotas.fargateVcpus),
    ...concurrency(plan, nowhere ?? account.concurrency),
  ];
}

const sum = (a: number, b: number) => a + b;

/** The plan's zones are not known before it is made: the fullest one decides. */
function busiestZone(zones: AccountUse["natGateways"]): Asked<number> {
  return zones instanceof Error ? zones : Math.max(0, ...Object.values(zones));
}

/** Says that a quota does not suffice; it is sure of it only where AWS told the quota. */
function exceeded(name: QuotaName, what: string, there: Asked<number>, more: number, quota: Asked<number>): Finding[] {
  if (more === 0) return [];
  const gaps = [
    ...(there instanceof Error ? [unasked(`the ${what} that are there`, there)] : []),
    ...(quota instanceof Error ? [unasked(`the quota of ${what}`, quota)] : []),
  ];
  const needed = (there instanceof Error ? 0 : there) + more;
  const { service, code } = QUOTAS[name];
  const { limit, inWords } = limitOf(name, quota);
  if (needed <= limit) return gaps;
  const counted = there instanceof Error ? `${more} in the plan` : `${there} there and ${more} more`;
  const text = `${what}: ${counted}, of ${inWords}; ask for more: ${increase(service, code, needed)}`;
  return [{ kind: quota instanceof Error ? "look" : "fails", text }, ...gaps];
}

/** A quota, or AWS's default in its place. */
function limitOf(name: QuotaName, quota: Asked<number>): { limit: number; inWords: string } {
  if (!(quota instanceof Error)) return { limit: quota, inWords: `the account's ${quota}` };
  const limit = QUOTAS[name].standard;
  return { limit, inWords: `${limit} that an account has unless its quota was raised` };
}

function increase(service: string, code: string, value: number): string {
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value}`;
}

/** Says what Fargate's tasks come to at most. Those that run already, and those of jobs, nobody is asked about. */
function fargate(plan: Plan, quota: Asked<number>): Finding[] {
  const vcpus = ofType(plan, "aws:ecs/service:Service")
    .map((service) => mostTasks(plan, service) * (Number(taskDefinitionOf(plan, service)?.inputs.cpu ?? 0) / 1024))
    .reduce(sum, 0);
  if (vcpus === 0) return [];
  const gaps = quota instanceof Error ? [unasked("the quota of Fargate's vCPUs", quota)] : [];
  const { limit, inWords } = limitOf("fargateVcpus", quota);
  // A deployment runs old and new tasks beside each other.
  if (2 * vcpus <= limit) return gaps;
  const { service, code } = QUOTAS.fargateVcpus;
  const text =
    `Fargate's vCPUs: ${vcpus} with all services at their most, twice as many while they are deployed, of ${inWords}; what runs ` +
    `already and what jobs start comes on top; ask for more: ${increase(service, code, Math.ceil(2 * vcpus))}`;
  return [{ kind: "look", text }, ...gaps];
}

/** The most tasks of a service: a component scales its `orders-worker` by `orders-workers-target`. */
function mostTasks(plan: Plan, { name, inputs }: Planned): number {
  const scaled = ofType(plan, "aws:appautoscaling/target:Target").filter(
    (target) => target.inputs.serviceNamespace === "ecs" && target.name === `${name}s-target`,
  );
  return Math.max(Number(inputs.desiredCount ?? 0), ...scaled.map((target) => Number(target.inputs.maxCapacity ?? 0)));
}

function concurrency(plan: Plan, limit: Asked<{ all: number; unreserved: number }>): Finding[] {
  const functions = ofType(plan, "aws:lambda/function:Function");
  const shares = functions.map(({ inputs }) => Math.max(0, Number(inputs.reservedConcurrentExecutions ?? 0)));
  const reserved = shares.reduce(sum, 0);
  if (functions.length === 0) return [];
  if (limit instanceof Error) {
    const wanted = reserved === 0 ? "" : `, of which ${reserved} are to be reserved`;
    return [unasked(`Lambda's concurrency${wanted}`, limit)];
  }
  const left = limit.unreserved - reserved;
  const kept = Math.min(limit.all, KEPT_UNRESERVED);
  if (reserved > 0 && left < kept) {
    const text =
      `Lambda's concurrency: ${reserved} to be reserved of ${limit.unreserved} that are free, of which ${kept} have to stay so; ` +
      `leave reservations out, or ask for more: ${increase("lambda", "L-B99A9384", limit.all - left + kept)}`;
    return [{ kind: "fails", text }];
  }
  const sharers = shares.filter((share) => share === 0).length;
  if (sharers <= left) return [];
  const text = `Lambda's concurrency: ${sharers} functions share ${left} calls at once, so that a busy one stops others`;
  return [{ kind: "look", text }];
}
