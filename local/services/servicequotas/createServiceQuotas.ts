import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";

interface QuotaInput {
  ServiceCode: string;
  QuotaCode: string;
}

interface Quota extends QuotaInput {
  QuotaName: string;
  Value: number;
}

/**
 * Quotas that a new stack may meet, with what AWS gives where nobody asked for more. The local cloud has none of them but says what an
 * account would have.
 * Sources: Amazon VPC User Guide, "Amazon VPC quotas" (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html); AWS General
 * Reference, "Amazon ECS endpoints and quotas" (https://docs.aws.amazon.com/general/latest/gr/ecs-service.html).
 */
const QUOTAS: readonly Quota[] = [
  { ServiceCode: "vpc", QuotaCode: "L-F678F1CE", QuotaName: "VPCs per Region", Value: 5 },
  { ServiceCode: "vpc", QuotaCode: "L-FE5A380F", QuotaName: "NAT gateways per Availability Zone", Value: 5 },
  { ServiceCode: "ec2", QuotaCode: "L-0263D0A3", QuotaName: "EC2-VPC Elastic IPs", Value: 5 },
  { ServiceCode: "fargate", QuotaCode: "L-3032A538", QuotaName: "Fargate On-Demand vCPU resource count", Value: 6 },
];

/** Service Quotas, as far as a preflight asks it. */
export function createServiceQuotas(): AwsService {
  return awsApi({
    signingName: "servicequotas",
    protocol: "json-1.1",
    parts: {},
    operations: { GetServiceQuota: getServiceQuota },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `servicequotas:${operation} is not supported locally yet (supported: ${known.join(", ")}); add it to ` +
          "local/services/servicequotas/createServiceQuotas.ts",
      ),
    refused: ({ parameter }) => new AwsError("IllegalArgumentException", `${parameter} is missing or malformed`),
  });
}

/** Source of the permission: Service Authorization Reference, "Actions, resources, and condition keys for Service Quotas": no resources. */
const getServiceQuota: Operation<object, QuotaInput, { Quota: Quota }> = {
  parameters: { ServiceCode: "text", QuotaCode: "text" },
  permissions: () => [{ action: "servicequotas:GetServiceQuota", resource: "*" }],
  run({ ServiceCode, QuotaCode }) {
    const found = QUOTAS.find((quota) => quota.ServiceCode === ServiceCode && quota.QuotaCode === QuotaCode);
    if (found === undefined) {
      throw new AwsError(
        "NoSuchResourceException",
        `The local cloud knows no quota ${QuotaCode} of ${ServiceCode}, only ${QUOTAS.map((quota) => quota.QuotaCode).join(", ")}`,
      );
    }
    return { Quota: found };
  },
};
