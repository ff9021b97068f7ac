import type { Reply } from "../../http/gatewayReply";
import { splitPath } from "../../http/routeKey";
import { decodePath, selectRoute } from "../../http/selectRoute";
import { type Limits, takeFrom } from "../../http/tokenBucket";
import type { Services } from "../../services";
import type { ApiKeys } from "./apiKeys";
import type { DeployedApi, DeployedMethod } from "./apiSnapshot";
import type { CallFacts } from "./callFacts";
import { callMapped } from "./callMapped";
import { callProxy } from "./callProxy";
import { type DefinedApi, settingsKey } from "./definedApi";
import { gatewayResponse } from "./gatewayResponse";
import type { IntegrationOutcome } from "./integrationCall";
import { INTERNAL, Refusal } from "./refusal";
import { validateRequest } from "./requestValidation";
import { EVERY_METHOD, type MethodSettingsSpec } from "./restApi";

export type RestCallDependencies = Pick<Services, "iam" | "lambda" | "kinesis" | "sqs" | "sns" | "clock" | "report">;

/** One request to a stage. */
export interface RestCall {
  api: DefinedApi;
  deployed: DeployedApi;
  facts: CallFacts;
  /** The path that resources are looked up by. */
  path: string;
  body: Buffer | "too large";
}

export interface RestAnswer {
  reply: Reply;
  /** With what was found out on the way. */
  facts: CallFacts;
  method?: DeployedMethod;
  refusal?: Refusal;
  integration?: IntegrationOutcome["integration"];
}

/** The limits where a stage sets no throttling: an account's quotas ("Amazon API Gateway quotas"). */
const ACCOUNT_LIMITS: Limits = { rateLimit: 10_000, burstLimit: 5_000 };

/** Takes a request through the API: method, key, usage plan, throttling, validation, integration, in this order. */
export async function answerCall(deps: RestCallDependencies, keys: ApiKeys, call: RestCall): Promise<RestAnswer> {
  const { deployed } = call;
  const known: { facts: CallFacts; method?: DeployedMethod } = { facts: call.facts };
  const refused = (refusal: Refusal): RestAnswer => ({
    ...known,
    refusal,
    reply: gatewayResponse(refusal, known.facts, deployed.gatewayResponses),
  });
  try {
    const { method, pathParameters } = methodOf(call);
    known.method = method;
    known.facts = { ...known.facts, method, pathParameters };
    admit(call, keys, known, method);
    if (call.body === "too large") {
      throw new Refusal("REQUEST_TOO_LARGE", "HTTP content length exceeded 10485760 bytes.");
    }
    validateRequest(method.validation, known.facts, call.body);
    const { answer, integration } = await callIntegration(deps, call, known.facts, method, call.body);
    const measured = integration === undefined ? {} : { integration };
    if (answer instanceof Refusal) return { ...refused(answer), ...measured };
    return { ...known, reply: answer, ...measured };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    deps.report.warn(call.api.spec.label, `${call.facts.request.path} answers 500: ${(error as Error).message}`);
    return refused(new Refusal("API_CONFIGURATION_ERROR", INTERNAL));
  }
}

/** A slash at the end of a path makes no other path, unlike with HTTP APIs. */
function methodOf({ deployed, facts, path }: RestCall): {
  method: DeployedMethod;
  pathParameters: Record<string, string>;
} {
  const resource = path.length > 1 ? path.replace(/\/$/, "") : path;
  const parts = decodePath(resource);
  if (parts === undefined) throw new Refusal("DEFAULT_4XX", "Bad Request");
  const selection = selectRoute(deployed.methods, facts.request.method, parts, splitPath(resource));
  if (selection === undefined) throw new Refusal("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  return { method: selection.route, pathParameters: selection.pathParameters };
}

/**
 * The limits of the key's usage plan come before those of the stage ("Throttle requests to your REST APIs for better throughput").
 * @throws Refusal
 */
function admit(call: RestCall, keys: ApiKeys, known: { facts: CallFacts }, method: DeployedMethod): void {
  const { apiId, headers, receivedAt: now } = known.facts.request;
  const { stage } = known.facts;
  const methodPath = `${method.resourcePath}/${method.httpMethod}`;
  if (method.apiKeyRequired) {
    const admission = keys.admit({ apiId, stage, methodPath, key: headers["x-api-key"], now });
    if (admission.kind === "forbidden") throw new Refusal("INVALID_API_KEY", "Forbidden");
    known.facts = { ...known.facts, apiKey: admission.key };
    if (admission.kind === "throttled") throw new Refusal("THROTTLED", "Too Many Requests");
    if (admission.kind === "quota exceeded") throw new Refusal("QUOTA_EXCEEDED", "Limit Exceeded");
  }
  const limits = settingOf(call.api, stage, method, ({ throttle }) => throttle) ?? ACCOUNT_LIMITS;
  if (!takeFrom(call.api.buckets, `${stage} ${methodPath}`, limits, now)) {
    throw new Refusal("THROTTLED", "Too Many Requests");
  }
}

/** A setting of the method in this stage, or of all its methods. */
export function settingOf<Setting>(
  { methodSettings }: DefinedApi,
  stageName: string,
  { httpMethod, resourcePath }: DeployedMethod,
  read: (settings: MethodSettingsSpec) => Setting | undefined,
): Setting | undefined {
  for (const methodPath of [`${resourcePath.slice(1)}/${httpMethod}`, EVERY_METHOD]) {
    const settings = methodSettings.get(settingsKey({ stageName, methodPath }));
    const setting = settings && read(settings);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

function callIntegration(
  deps: RestCallDependencies,
  { api, deployed }: RestCall,
  facts: CallFacts,
  method: DeployedMethod,
  body: Buffer,
): Promise<IntegrationOutcome> {
  const { integration } = method;
  const { binaryMediaTypes } = deployed;
  const call = { apiLabel: api.spec.label, method, facts, body, binaryMediaTypes };
  return integration.type === "AWS_PROXY" ? callProxy(deps, integration, call) : callMapped(deps, integration, call);
}
