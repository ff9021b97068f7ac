/** The day to which the prices belong; region us-east-1, on demand, without free tiers. Other regions differ by up to a third. */
export const STANDING_PRICES_AS_OF = "2025-06-30";

/** Hours of a month, as AWS's price calculator has them. */
const MONTH_HOURS = 730;

const perHour = (dollars: number) => dollars * MONTH_HOURS;

/** US dollars a month for what stands there, whether anything happens or not (https://aws.amazon.com/<service>/pricing/). */
export const MONTHLY = {
  /** Without the gigabytes that go through it, at $0.045 each. */
  natGateway: perHour(0.045),
  publicAddress: perHour(0.005),
  kinesisShard: perHour(0.015),
  /** An interface endpoint, in one zone. */
  interfaceEndpoint: perHour(0.01),
  kmsKey: 1,
  secret: 0.4,
  /** One metric of an alarm, looked at every minute. */
  alarmMetric: 0.1,
  dashboard: 3,
  armVcpu: perHour(0.03238),
  armGb: perHour(0.00356),
  x86Vcpu: perHour(0.04048),
  x86Gb: perHour(0.004445),
  /** A gigabyte of a database's gp3 disk, in one zone. */
  databaseGb: 0.115,
} as const;

/** PostgreSQL in one zone, a month; a standby costs as much again. */
export const DATABASE_MONTHLY: Readonly<Record<string, number>> = {
  "db.t4g.micro": perHour(0.016),
  "db.t4g.small": perHour(0.032),
  "db.t4g.medium": perHour(0.065),
  "db.t4g.large": perHour(0.129),
  "db.m7g.large": perHour(0.168),
  "db.r7g.large": perHour(0.239),
};

/** Linux instances, a month, without their disks. */
export const INSTANCE_MONTHLY: Readonly<Record<string, number>> = {
  "t4g.nano": perHour(0.0042),
  "t4g.micro": perHour(0.0084),
  "t4g.small": perHour(0.0168),
  "t4g.medium": perHour(0.0336),
};
