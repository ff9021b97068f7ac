import { REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Limits } from "../../http/tokenBucket";
import type { Services } from "../../services";
import type { PlannedStage, UsagePlanSpec } from "../../services/apigateway/apiKeys";
import { type Quota, quotaProblem } from "../../services/apigateway/quotaPeriod";
import { ownIdentifierOf } from "../apigatewayv2/identifier";

type LimitInputs = Partial<Limits>;

interface UsagePlanInputs {
  name?: string;
  apiStages?: readonly { apiId: string; stage: string; throttles?: readonly (LimitInputs & { path: string })[] }[];
  throttleSettings?: LimitInputs;
  quotaSettings?: Omit<Quota, "offset"> & { offset?: number };
}

/** `aws.apigateway.UsagePlan`: how much each of its keys may ask for. */
export function usagePlan(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as UsagePlanInputs;
    services.restApis.keys.putPlan(specOf(id, inputs));
    return {
      id,
      state: {
        ...properties,
        name: context.physicalName(inputs.name, 1024),
        arn: `arn:aws:apigateway:${REGION}::/usageplans/${id}`,
      },
    };
  };
  return {
    type: "aws:apigateway/usagePlan:UsagePlan",
    properties: {
      name: "honoured",
      apiStages: "honoured",
      throttleSettings: "honoured",
      quotaSettings: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: [],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { id }) => services.restApis.keys.deletePlan(id),
  };
}

function specOf(id: string, { apiStages = [], throttleSettings, quotaSettings }: UsagePlanInputs): UsagePlanSpec {
  const throttle = throttleSettings && limitsOf("throttleSettings", throttleSettings);
  return {
    id,
    stages: apiStages.map(
      ({ apiId, stage, throttles = [] }): PlannedStage => ({
        apiId,
        stage,
        throttles: Object.fromEntries(
          throttles.map((own) => [pathOf(own.path), limitsOf(`throttles of "${own.path}"`, own)]),
        ),
      }),
    ),
    ...(throttle !== undefined && { throttle }),
    ...(quotaSettings !== undefined && { quota: quotaOf(quotaSettings) }),
  };
}

function quotaOf({ limit, period, offset = 0 }: NonNullable<UsagePlanInputs["quotaSettings"]>): Quota {
  const quota = { limit, period, offset };
  const problem = quotaProblem(quota);
  if (problem !== undefined) throw new Error(`quotaSettings: ${problem}`);
  return quota;
}

function pathOf(path: string): string {
  if (/^\/(.+\/)?[A-Z]+$/.test(path)) return path;
  throw new Error(
    `apiStages: path must be a resource's path and a method, such as "/gates/{gateId}/enter/POST"; got "${path}"`,
  );
}

/** The provider sends 0 for a limit that a block leaves out, and 0 lets no request through. */
function limitsOf(block: string, { rateLimit, burstLimit }: LimitInputs): Limits {
  if (rateLimit !== undefined && burstLimit !== undefined) return { rateLimit, burstLimit };
  throw new Error(
    `${block} must set rateLimit and burstLimit: what is left out counts as 0 on AWS, and every request gets 429`,
  );
}
