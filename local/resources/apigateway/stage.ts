import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { apiIdOf } from "./place";

interface StageInputs {
  stageName: string;
  deployment: string;
  accessLogSettings?: { destinationArn: string; format: string };
  cacheClusterEnabled?: boolean;
  variables?: Readonly<Record<string, string>>;
}

/** Bytes ("Amazon API Gateway quotas": 3 KB). */
const MAX_LOG_FORMAT_BYTES = 3 * 1024;

/** `aws.apigateway.Stage`: serves a deployment below its name. */
export function stage(services: Pick<Services, "restApis" | "edgeUrl">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as StageInputs;
    check(inputs);
    const apiId = apiIdOf(properties);
    const { stageName: name, deployment, accessLogSettings: log, variables = {} } = inputs;
    services.restApis.putStage({
      ...{ apiId, name, deploymentId: String(deployment), variables },
      ...(log !== undefined && { accessLog: { logGroupArn: log.destinationArn, format: log.format } }),
    });
    return {
      id: `ags-${apiId}-${name}`,
      state: {
        ...properties,
        arn: `arn:aws:apigateway:${REGION}::/restapis/${apiId}/stages/${name}`,
        executionArn: arn("execute-api", `${apiId}/${name}`),
        invokeUrl: `${services.edgeUrl}/execute-api/${apiId}/${name}`,
        webAclArn: "",
      },
    };
  };
  return {
    type: "aws:apigateway/stage:Stage",
    properties: {
      restApi: "honoured",
      stageName: "honoured",
      deployment: "honoured",
      accessLogSettings: "honoured",
      cacheClusterEnabled: "honoured",
      variables: "honoured",
      xrayTracingEnabled: { noEffect: "there is no X-Ray store; integrations get a trace id that is not sampled" },
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["restApi", "stageName"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) => services.restApis.deleteStage(apiIdOf(state), String(state.stageName)),
  };
}

function check({ stageName, accessLogSettings: log, cacheClusterEnabled }: StageInputs): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) {
    throw new Error(`stageName must be of letters, digits, hyphens and underscores, got "${stageName}"`);
  }
  if (cacheClusterEnabled === true) throw new Error("cacheClusterEnabled must be false locally: there are no caches");
  if (log === undefined) return;
  if (!/^arn:aws:logs:[^:]+:[^:]+:log-group:.+$/.test(log.destinationArn)) {
    throw new Error(
      `accessLogSettings.destinationArn must be the ARN of a log group locally, got "${log.destinationArn}"`,
    );
  }
  if (Buffer.byteLength(log.format) > MAX_LOG_FORMAT_BYTES) {
    throw new Error(`accessLogSettings.format must have at most ${MAX_LOG_FORMAT_BYTES} bytes`);
  }
  if (/[\r\n]/.test(log.format)) throw new Error("accessLogSettings.format must be one line");
  if (!log.format.includes("$context.requestId") && !log.format.includes("$context.extendedRequestId")) {
    throw new Error(
      "accessLogSettings.format must have $context.requestId or $context.extendedRequestId: AWS insists on it",
    );
  }
}
