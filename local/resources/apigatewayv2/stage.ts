import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Limits } from "../../http/tokenBucket";
import type { Services } from "../../services";
import type { StageSpec } from "../../services/apigatewayv2/httpApi";

interface RouteSettings {
  throttlingRateLimit?: number;
  throttlingBurstLimit?: number;
  detailedMetricsEnabled?: boolean;
  loggingLevel?: string;
  dataTraceEnabled?: boolean;
}

interface StageInputs {
  apiId: string;
  name?: string;
  autoDeploy?: boolean;
  accessLogSettings?: { destinationArn: string; format: string };
  defaultRouteSettings?: RouteSettings;
  routeSettings?: readonly (RouteSettings & { routeKey: string })[];
  stageVariables?: Record<string, string>;
}

/** Bytes ("Quotas for configuring and running an HTTP API in API Gateway": 3 KB). */
const MAX_LOG_FORMAT_BYTES = 3 * 1024;

/** `aws.apigatewayv2.Stage`: stages that deploy by themselves. */
export function stage(services: Pick<Services, "httpApis" | "edgeUrl">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as unknown as StageInputs;
    check(inputs);
    const name = context.physicalName(inputs.name, 128);
    services.httpApis.putStage(specOf(name, inputs));
    const endpoint = `${services.edgeUrl}/execute-api/${inputs.apiId}`;
    return {
      id: name,
      state: {
        ...properties,
        name,
        arn: `arn:aws:apigateway:${REGION}::/apis/${inputs.apiId}/stages/${name}`,
        executionArn: arn("execute-api", `${inputs.apiId}/${name}`),
        invokeUrl: name === "$default" ? `${endpoint}/` : `${endpoint}/${name}`,
      },
    };
  };
  return {
    type: "aws:apigatewayv2/stage:Stage",
    properties: {
      apiId: "honoured",
      name: "honoured",
      autoDeploy: "honoured",
      accessLogSettings: "honoured",
      defaultRouteSettings: "honoured",
      routeSettings: "honoured",
      stageVariables: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["apiId", "name"],
    create: async (context, inputs) => put(context, inputs),
    update: async (context, _current, inputs) => put(context, inputs),
    delete: async (_context, current) => services.httpApis.deleteStage(String(current.state.apiId), current.id),
  };
}

function specOf(name: string, inputs: StageInputs): StageSpec {
  const { accessLogSettings: log, defaultRouteSettings: defaults, routeSettings = [], stageVariables } = inputs;
  const throttle = limitsOf("defaultRouteSettings", defaults);
  const routeThrottles: Record<string, Limits> = {};
  const detailed: Record<string, boolean> = {};
  for (const settings of routeSettings) {
    const limits = limitsOf(`routeSettings of "${settings.routeKey}"`, settings);
    if (limits !== undefined) routeThrottles[settings.routeKey] = limits;
    if (settings.detailedMetricsEnabled !== undefined) detailed[settings.routeKey] = settings.detailedMetricsEnabled;
  }
  return {
    apiId: inputs.apiId,
    name,
    routeThrottles,
    detailedMetrics: { default: defaults?.detailedMetricsEnabled === true, routes: detailed },
    ...(throttle !== undefined && { throttle }),
    ...(log !== undefined && { accessLog: { logGroupArn: log.destinationArn, format: log.format } }),
    ...(stageVariables !== undefined && { variables: stageVariables }),
  };
}

function check(inputs: StageInputs): void {
  if (inputs.autoDeploy !== true) {
    throw new Error("autoDeploy must be true locally: there are no deployments that a stage could keep serving");
  }
  const { accessLogSettings: log } = inputs;
  if (log !== undefined && !/^arn:aws:logs:[^:]+:[^:]+:log-group:.+$/.test(log.destinationArn)) {
    throw new Error(
      `accessLogSettings.destinationArn must be the ARN of a log group locally, got "${log.destinationArn}"`,
    );
  }
  if (log !== undefined && Buffer.byteLength(log.format) > MAX_LOG_FORMAT_BYTES) {
    throw new Error(`accessLogSettings.format must have at most ${MAX_LOG_FORMAT_BYTES} bytes`);
  }
  if (log !== undefined && /[\r\n]/.test(log.format)) {
    throw new Error("accessLogSettings.format must be one line");
  }
}

/**
 * The AWS provider sends 0 for a limit that a block leaves out, and 0 lets no request through: a trap that is refused here
 * instead of being sprung in production.
 */
function limitsOf(block: string, settings: RouteSettings | undefined): Limits | undefined {
  if (settings === undefined) return undefined;
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit, loggingLevel, dataTraceEnabled } = settings;
  if ((loggingLevel !== undefined && loggingLevel !== "OFF") || dataTraceEnabled === true) {
    throw new Error(`${block}: loggingLevel and dataTraceEnabled are for WebSocket APIs; use accessLogSettings`);
  }
  if (rateLimit === undefined || burstLimit === undefined) {
    throw new Error(
      `${block} must set throttlingRateLimit and throttlingBurstLimit: what is left out counts as 0 on AWS, and every request gets 429`,
    );
  }
  return { rateLimit, burstLimit };
}
