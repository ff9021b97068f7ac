import { type FunctionCallDependencies, invokeForRoute } from "../../http/invokeForRoute";
import { isBinary } from "./binaryMedia";
import type { IntegrationCall, IntegrationFacts, IntegrationOutcome } from "./integrationCall";
import { proxyEvent } from "./proxyEvent";
import { proxyReply } from "./proxyReply";
import { INTERNAL, Refusal } from "./refusal";
import type { FunctionIntegrationSpec } from "./restApi";

/**
 * Calls a method's function, and answers as REST APIs do. AWS documents no answer for a function that is throttled: the 500, and its
 * type, is what people report.
 */
export async function callProxy(
  deps: FunctionCallDependencies,
  { functionArn, timeoutMs }: FunctionIntegrationSpec,
  { apiLabel, method, facts, body, binaryMediaTypes }: IntegrationCall,
): Promise<IntegrationOutcome> {
  const { request, stage } = facts;
  const result = await invokeForRoute(deps, {
    ...{ apiId: request.apiId, apiName: apiLabel, stage, functionArn, timeoutMs },
    source: `${request.method}${method.resourcePath}`,
    routeText: method.routeKey,
    event: proxyEvent(facts, body, isBinary(binaryMediaTypes, request.headers["content-type"])),
  });
  if (result.kind === "too large") return { answer: new Refusal("REQUEST_TOO_LARGE", "Request Too Long") };
  const { lambdaStatus, ...measured } = result.integration;
  const integration: IntegrationFacts = { ...measured, serviceStatus: lambdaStatus };
  switch (result.kind) {
    case "timed out":
      return { answer: new Refusal("INTEGRATION_TIMEOUT", "Endpoint request timed out"), integration };
    case "forbidden":
      return { answer: new Refusal("API_CONFIGURATION_ERROR", INTERNAL), integration };
    case "throttled":
      return { answer: new Refusal("INTEGRATION_FAILURE", INTERNAL, { status: 500 }), integration };
    case "failed":
      return { answer: new Refusal("DEFAULT_5XX", INTERNAL), integration };
    case "answered": {
      const reply = proxyReply(result.payload, isBinary(binaryMediaTypes, request.headers.accept));
      if (typeof reply !== "string") return { answer: reply, integration: { ...integration, status: reply.status } };
      deps.report.warn(apiLabel, `${method.routeKey} answers 502: the function's response can't be sent: ${reply}`);
      const error = `Execution failed due to configuration error: Malformed Lambda proxy response: ${reply}`;
      return { answer: new Refusal("DEFAULT_5XX", INTERNAL), integration: { ...integration, error } };
    }
  }
}
