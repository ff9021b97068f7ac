import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { EVERY_METHOD, type MethodSettingsSpec } from "../../services/apigateway/restApi";
import { apiIdOf } from "./place";

interface Settings {
  metricsEnabled?: boolean;
  throttlingRateLimit?: number;
  throttlingBurstLimit?: number;
  cachingEnabled?: boolean;
}

/** Settings that change nothing here: execution logs are not written, and there are no caches. */
const WITHOUT_EFFECT = [
  ...["loggingLevel", "dataTraceEnabled"],
  ...["cacheDataEncrypted", "cacheTtlInSeconds", "requireAuthorizationForCacheControl"],
  "unauthorizedCacheControlHeaderStrategy",
];
const HONOURED = ["metricsEnabled", "throttlingRateLimit", "throttlingBurstLimit", "cachingEnabled"];

/** `aws.apigateway.MethodSettings`: limits and metrics of a stage's methods. */
export function methodSettings(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const spec = specOf(properties);
    services.restApis.putMethodSettings(spec);
    return { id: `${spec.apiId}-${spec.stageName}-${spec.methodPath}`, state: properties };
  };
  return {
    type: "aws:apigateway/methodSettings:MethodSettings",
    properties: {
      restApi: "honoured",
      stageName: "honoured",
      methodPath: "honoured",
      settings: "honoured",
    },
    replaceOn: ["restApi", "stageName", "methodPath"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) => services.restApis.deleteMethodSettings(specOf(state)),
  };
}

function specOf(properties: Properties): MethodSettingsSpec {
  const { stageName, methodPath, settings } = properties as {
    stageName: string;
    methodPath: string;
    settings: Settings;
  };
  if (methodPath !== EVERY_METHOD && !/^[^/].*\/[A-Z]+$|^\/[A-Z]+$/.test(methodPath)) {
    throw new Error(
      `methodPath must be "${EVERY_METHOD}", or a resource's path without its first slash and a method, such as "gates/{gateId}/enter/POST"; got "${methodPath}"`,
    );
  }
  const unknown = Object.keys(settings).find((name) => ![...HONOURED, ...WITHOUT_EFFECT].includes(name));
  if (unknown !== undefined) throw new Error(`settings: ${unknown} is not supported locally`);
  if (settings.cachingEnabled === true) throw new Error("settings: cachingEnabled must be false locally");
  const throttle = throttleOf(settings);
  return {
    ...{ apiId: apiIdOf(properties), stageName, methodPath, detailedMetrics: settings.metricsEnabled === true },
    ...(throttle !== undefined && { throttle }),
  };
}

/** -1, the provider's default, leaves a limit to the account. */
function throttleOf({ throttlingRateLimit: rate = -1, throttlingBurstLimit: burst = -1 }: Settings) {
  if (rate < 0 && burst < 0) return undefined;
  if (rate < 0 || burst < 0) {
    throw new Error("settings must have throttlingRateLimit and throttlingBurstLimit, or neither");
  }
  return { rateLimit: rate, burstLimit: burst };
}
