/** A quota of an account in a region. */
export interface Quota {
  /** The service's code in Service Quotas. */
  service: string;
  code: string;
  /** The quota's name in Service Quotas. */
  name: string;
  /** The quota's value where nobody raised it; accounts that are new may have less. */
  standard: number;
}

/**
 * Quotas that a new stack may meet: a preflight holds its plan against them, and the local cloud, which has none of them, says what an
 * account would have.
 * Sources: Amazon VPC User Guide, "Amazon VPC quotas" (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html); AWS General
 * Reference, "Amazon ECS endpoints and quotas" (https://docs.aws.amazon.com/general/latest/gr/ecs-service.html).
 */
export const QUOTAS = {
  vpcs: { service: "vpc", code: "L-F678F1CE", name: "VPCs per Region", standard: 5 },
  /** In each availability zone. */
  natGateways: { service: "vpc", code: "L-FE5A380F", name: "NAT gateways per Availability Zone", standard: 5 },
  elasticIps: { service: "ec2", code: "L-0263D0A3", name: "EC2-VPC Elastic IPs", standard: 5 },
  fargateVcpus: { service: "fargate", code: "L-3032A538", name: "Fargate On-Demand vCPU resource count", standard: 6 },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
