import {
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { QUOTAS, type Quota, type QuotaName } from "../../local/services/servicequotas/quotas";
import { type ClientAccess, type Clients, connectClients } from "./clients";
import type { PlannedName } from "./names";
import { isTaken } from "./takenNames";

/** An answer of the account, or the reason why there is none. */
export type Asked<T> = T | Error;

/** The contents of an account's region and its limits, as far as a plan is held against them. */
export interface AccountUse {
  accountId: string;
  vpcs: Asked<number>;
  elasticIps: Asked<number>;
  /** By availability zone. */
  natGateways: Asked<Readonly<Record<string, number>>>;
  /** Calls that functions may have under way at once: all, and those without a share of their own. */
  concurrency: Asked<{ all: number; unreserved: number }>;
  quotas: Readonly<Record<QuotaName, Asked<number>>>;
  names: readonly (PlannedName & { taken: Asked<boolean> })[];
}

/**
 * Reads what an account's region holds and may hold; it changes nothing.
 * @param names those that the plan gives
 * @throws what the SDK throws where nothing can be asked, without credentials above all; an answer that is denied is an `Error` in its place
 */
export async function accountUse(access: ClientAccess, names: readonly PlannedName[]): Promise<AccountUse> {
  const clients = connectClients(access);
  const { ec2, sts, lambda, serviceQuotas } = clients;
  try {
    // Nobody can be denied this one (AWS STS API Reference, "GetCallerIdentity"): who gets no answer gets none anywhere.
    const { Account = "" } = await sts.getCallerIdentity({});
    const quota = async ({ service, code }: Quota) =>
      numberOf((await serviceQuotas.getServiceQuota({ ServiceCode: service, QuotaCode: code })).Quota?.Value);
    const [vpcs, elasticIps, natGateways, concurrency, quotas, taken] = await Promise.all([
      asked(ec2.send(new DescribeVpcsCommand({})).then(({ Vpcs = [] }) => Vpcs.length)),
      asked(ec2.send(new DescribeAddressesCommand({})).then(({ Addresses = [] }) => Addresses.length)),
      asked(natGatewaysByZone(ec2)),
      asked(concurrencyOf(lambda)),
      Promise.all(Object.entries(QUOTAS).map(async ([name, which]) => [name, await asked(quota(which))] as const)),
      Promise.all(names.map(async (name) => ({ ...name, taken: await asked(isTaken(name, clients)) }))),
    ]);
    return {
      ...{ accountId: Account, vpcs, elasticIps, natGateways, concurrency, names: taken },
      quotas: Object.fromEntries(quotas) as AccountUse["quotas"],
    };
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** Some of the SDK's errors have a name only. */
function asked<T>(answer: Promise<T>): Promise<Asked<T>> {
  return answer.catch((error: Error) => (error.message === "" ? new Error(error.name) : error));
}

/** Those that count against the quota (Amazon VPC User Guide, "Amazon VPC quotas"). */
async function natGatewaysByZone(ec2: EC2Client): Promise<Readonly<Record<string, number>>> {
  const [{ NatGateways = [] }, { Subnets = [] }] = await Promise.all([
    ec2.send(
      new DescribeNatGatewaysCommand({ Filter: [{ Name: "state", Values: ["pending", "available", "deleting"] }] }),
    ),
    ec2.send(new DescribeSubnetsCommand({})),
  ]);
  const counts: Record<string, number> = {};
  for (const { SubnetId } of NatGateways) {
    const zone = Subnets.find((subnet) => subnet.SubnetId === SubnetId)?.AvailabilityZone;
    if (zone !== undefined) counts[zone] = (counts[zone] ?? 0) + 1;
  }
  return counts;
}

async function concurrencyOf(lambda: Clients["lambda"]): Promise<{ all: number; unreserved: number }> {
  const { AccountLimit } = await lambda.getAccountSettings({});
  return {
    all: numberOf(AccountLimit?.ConcurrentExecutions),
    unreserved: numberOf(AccountLimit?.UnreservedConcurrentExecutions),
  };
}

function numberOf(value: number | undefined): number {
  if (value === undefined) throw new Error("the answer has no value");
  return value;
}
