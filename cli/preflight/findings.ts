import type { AccountUse } from "./account";
import type { Plan, Planned } from "./plan";
import { ownAddresses } from "./standingCost";

/** One thing to know before anything is made. */
export interface Finding {
  /** `"fails"` stops a deployment; `"look"` may; `"unasked"` could not be found out. */
  kind: "fails" | "look" | "unasked";
  text: string;
}

/** VPCs, and Elastic IP addresses, that an account may have in a region before it asks for more (Amazon VPC User Guide, "Amazon VPC quotas"). */
const DEFAULT_QUOTA = 5;

/** Concurrency that Lambda keeps for functions without a share of their own (AWS Lambda Developer Guide, "Configuring reserved concurrency"). */
const UNRESERVED_CONCURRENCY = 100;

/**
 * Says what of a plan would fail or wants a look, and what nobody could be asked.
 * @param expectedAccount the account that the stack's settings name
 * @param use what is in the account, or why it could not be read
 */
export function findings(plan: Plan, expectedAccount: string | undefined, use: AccountUse | Error): Finding[] {
  return [
    ...plan.refusals.map((text): Finding => ({ kind: "fails", text })),
    ...(use instanceof Error ? [unread(use)] : ofAccount(plan, expectedAccount, use)),
    ...concurrency(plan),
    ...tasks(plan),
    ...mails(plan),
    {
      kind: "unasked",
      text: "whether names are taken: almost all are made up by Pulumi; dashboards and Glue databases carry project and stack",
    },
  ];
}

function unread({ message }: Error): Finding {
  return { kind: "unasked", text: `the account, and what is in it: ${message}` };
}

function ofAccount(plan: Plan, expected: string | undefined, use: AccountUse): Finding[] {
  const vpcs = ofType(plan, "awsx:ec2:Vpc");
  const addresses = vpcs.reduce(
    (sum, { inputs }) => sum + ownAddresses(inputs),
    ofType(plan, "aws:ec2/eip:Eip").length,
  );
  return [
    ...accountFindings(expected, use.accountId),
    ...quota("VPCs", use.vpcs, vpcs.length),
    ...quota("Elastic IP addresses", use.elasticIps, addresses),
  ];
}

function accountFindings(expected: string | undefined, actual: string | undefined): Finding[] {
  if (actual === undefined) return [{ kind: "unasked", text: "the account's number: it has no subnet that names it" }];
  if (expected === undefined) {
    const text = `account ${actual} is the one? sluice:accountId in the stack's settings would hold it to that`;
    return [{ kind: "look", text }];
  }
  if (actual === expected) return [];
  return [{ kind: "fails", text: `the credentials are of account ${actual}, but sluice:accountId is ${expected}` }];
}

function quota(what: string, there: number, more: number): Finding[] {
  if (more === 0 || there + more <= DEFAULT_QUOTA) return [];
  const text = `${what}: ${there} there and ${more} more, of ${DEFAULT_QUOTA} that an account has unless its quota was raised`;
  return [{ kind: "look", text }];
}

function concurrency(plan: Plan): Finding[] {
  const reserved = ofType(plan, "aws:lambda/function:Function").reduce((sum, { inputs }) => {
    const own = Number(inputs.reservedConcurrentExecutions ?? 0);
    return sum + Math.max(0, own);
  }, 0);
  if (reserved === 0) return [];
  const needed = reserved + UNRESERVED_CONCURRENCY;
  const text = `whether Lambda's concurrency is at least ${needed}, for ${reserved} are reserved: aws lambda get-account-settings`;
  return [{ kind: "unasked", text }];
}

function tasks(plan: Plan): Finding[] {
  const most = ofType(plan, "aws:appautoscaling/target:Target").filter(
    ({ inputs }) => inputs.serviceNamespace === "ecs",
  );
  if (most.length === 0) return [];
  const count = most.reduce((sum, { inputs }) => sum + Number(inputs.maxCapacity ?? 0), 0);
  const text = `whether Fargate's vCPU quota is enough for ${count} tasks at most: aws service-quotas get-service-quota --service-code fargate --quota-code L-3032A538`;
  return [{ kind: "unasked", text }];
}

function mails(plan: Plan): Finding[] {
  const subscribed = ofType(plan, "aws:sns/topicSubscription:TopicSubscription")
    .filter(({ inputs }) => inputs.protocol === "email")
    .map(({ inputs, name }) => `${inputs.endpoint} (${name}: a mail from AWS to confirm)`);
  const invited = ofType(plan, "aws:cognito/user:User")
    .filter(({ inputs }) => inputs.messageAction !== "SUPPRESS")
    .map(({ inputs, name }) => `${(inputs.attributes as { email?: string } | undefined)?.email ?? name} (a password)`);
  const all = [...subscribed, ...invited];
  const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").length;
  return [
    ...(all.length === 0 ? [] : [{ kind: "look" as const, text: `mailed: ${all.join(", ")}` }]),
    ...(alarms === 0 || subscribed.length > 0
      ? []
      : [{ kind: "look" as const, text: `nobody is mailed of the ${alarms} alarms: sluice:alarms.emails names them` }]),
  ];
}

function ofType({ resources }: Plan, type: string): readonly Planned[] {
  return resources.filter((resource) => resource.type === type);
}
