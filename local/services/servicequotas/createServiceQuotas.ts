import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { QUOTAS } from "./quotas";

interface QuotaInput {
  ServiceCode: string;
  QuotaCode: string;
}

interface QuotaOutput extends QuotaInput {
  QuotaName: string;
  Value: number;
}

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
const getServiceQuota: Operation<object, QuotaInput, { Quota: QuotaOutput }> = {
  parameters: { ServiceCode: "text", QuotaCode: "text" },
  permissions: () => [{ action: "servicequotas:GetServiceQuota", resource: "*" }],
  run({ ServiceCode, QuotaCode }) {
    const quotas = Object.values(QUOTAS);
    const found = quotas.find(({ service, code }) => service === ServiceCode && code === QuotaCode);
    if (found === undefined) {
      throw new AwsError(
        "NoSuchResourceException",
        `The local cloud knows no quota ${QuotaCode} of ${ServiceCode}, only ${quotas.map(({ code }) => code).join(", ")}`,
      );
    }
    return { Quota: { ServiceCode, QuotaCode, QuotaName: found.name, Value: found.standard } };
  },
};
