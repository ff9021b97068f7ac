/** A price in region us-east-1, on demand, without free tiers. Other regions differ by up to a third. */
export interface Price {
  /** US dollars a month, whether anything happens or not. */
  monthly: number;
  /** The month, such as `"2026-06"`, or the year of the newest dated page in which the price was seen. */
  seen: string;
}

/*
 * AWS's own pages (https://aws.amazon.com/<service>/pricing/) decide. They fill in their numbers as they are looked at, so that prices were
 * compared with dated pages of others that quote them:
 * - 2026-06: "Amazon VPC Pricing: The VPC Is Free - Everything Around It Bills",
 *   https://www.factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway/;
 *   "Amazon CloudWatch Pricing: The 10 Billing Dimensions Behind Your Observability Bill",
 *   https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/;
 *   RDS's disks: https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/
 * - 2026-05: "AWS Parameter Store vs. Secrets Manager", https://www.webuildup.live/2026/05/aws-parameter-store-vs-secrets-manager.html
 * - 2026-03: "AWS NAT Gateway Costs", https://www.egresscost.com/nat-gateway (t4g.nano, too); "AWS Fargate Pricing: Serverless Container
 *   Costs", https://www.wring.co/blog/aws-fargate-pricing-guide (x86); "AWS KMS Pricing", https://cloudburn.io/blog/aws-kms-pricing
 * - 2026, without a month: "AWS RDS pricing explained 2026", https://infratally.com/articles/aws-rds-pricing-explained-2026.html
 * - 2025-06: the date that this table had before; no newer dated page was found for these.
 */

/** Hours of a month, as AWS's price calculator has them. */
const MONTH_HOURS = 730;

const perMonth = (monthly: number, seen: string): Price => ({ monthly, seen });
const perHour = (dollars: number, seen: string): Price => perMonth(dollars * MONTH_HOURS, seen);

export const PRICES = {
  /** Without the gigabytes that go through it, at $0.045 each. */
  natGateway: perHour(0.045, "2026-03"),
  publicAddress: perHour(0.005, "2026-06"),
  kinesisShard: perHour(0.015, "2025-06"),
  /** An interface endpoint, in one zone. */
  interfaceEndpoint: perHour(0.01, "2026-06"),
  kmsKey: perMonth(1, "2026-03"),
  secret: perMonth(0.4, "2026-05"),
  /** One metric of an alarm, looked at every minute. */
  alarmMetric: perMonth(0.1, "2025-06"),
  dashboard: perMonth(3, "2026-06"),
  armVcpu: perHour(0.03238, "2025-06"),
  armGb: perHour(0.00356, "2025-06"),
  x86Vcpu: perHour(0.04048, "2026-03"),
  x86Gb: perHour(0.004445, "2026-03"),
  /** A gigabyte of a database's gp3 disk, in one zone. */
  databaseGb: perMonth(0.115, "2026-06"),
} as const;

/** PostgreSQL in one zone; a standby costs as much again. */
export const DATABASE_PRICES: Readonly<Record<string, Price>> = {
  "db.t4g.micro": perHour(0.016, "2026"),
  "db.t4g.small": perHour(0.032, "2026"),
  "db.t4g.medium": perHour(0.065, "2026"),
  "db.t4g.large": perHour(0.129, "2025-06"),
  "db.m7g.large": perHour(0.168, "2025-06"),
  "db.r7g.large": perHour(0.239, "2025-06"),
};

/** Linux instances, without their disks. */
export const INSTANCE_PRICES: Readonly<Record<string, Price>> = {
  "t4g.nano": perHour(0.0042, "2026-03"),
  "t4g.micro": perHour(0.0084, "2025-06"),
  "t4g.small": perHour(0.0168, "2025-06"),
  "t4g.medium": perHour(0.0336, "2025-06"),
};
