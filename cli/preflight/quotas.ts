/** A quota of an account in a region. */
export interface Quota {
  /** The service's code in Service Quotas. */
  service: string;
  code: string;
  /** The quota's value where nobody raised it; accounts that are new may have less. */
  standard: number;
}

/**
 * The quotas that a plan is held against.
 * Sources: Amazon VPC User Guide, "Amazon VPC quotas" (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html); AWS General
 * Reference, "Amazon ECS endpoints and quotas" (https://docs.aws.amazon.com/general/latest/gr/ecs-service.html).
 */
export const QUOTAS = {
  vpcs: { service: "vpc", code: "L-F678F1CE", standard: 5 },
  elasticIps: { service: "ec2", code: "L-0263D0A3", standard: 5 },
  /** In each availability zone. */
  natGateways: { service: "vpc", code: "L-FE5A380F", standard: 5 },
  fargateVcpus: { service: "fargate", code: "L-3032A538", standard: 6 },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
