import type { Exchange } from "../../http/accessLog";
import { formatOneReply, functionReply } from "../../http/functionReply";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import { type FunctionCallDependencies, invokeForRoute } from "../../http/invokeForRoute";
import type { RouteKey } from "../../http/routeKey";
import type { FunctionIntegrationSpec } from "./httpApi";

export interface FunctionCall {
  apiId: string;
  apiName: string;
  stage: string;
  routeKey: RouteKey;
  method: string;
  integration: FunctionIntegrationSpec;
  event: Record<string, unknown>;
}

/** The outcome of the call, for the client and for the access log. */
export interface CallOutcome {
  reply: Reply;
  integration?: NonNullable<Exchange["integration"]>;
}

/** Calls the route's function, and answers as HTTP APIs do. */
export async function callFunction(deps: FunctionCallDependencies, call: FunctionCall): Promise<CallOutcome> {
  const { functionArn, timeoutMs, payloadFormat } = call.integration;
  const { apiId, apiName, stage, event } = call;
  const routeText = textOf(call.routeKey);
  const result = await invokeForRoute(deps, {
    ...{ apiId, apiName, stage, event, functionArn, timeoutMs, routeText },
    source: sourceOf(call),
  });
  switch (result.kind) {
    case "too large":
      return { reply: gatewayReply(413, "Request Entity Too Large") };
    case "timed out":
    // AWS documents no status for a throttled function; a 503 tells clients, truly, that the same request may succeed later.
    case "throttled":
      return { reply: gatewayReply(503, "Service Unavailable"), integration: result.integration };
    case "forbidden":
    case "failed":
      return { reply: gatewayReply(500, "Internal Server Error"), integration: result.integration };
    case "answered": {
      const reply = payloadFormat === "1.0" ? formatOneReply(result.payload) : functionReply(result.payload);
      if (typeof reply !== "string") {
        return { reply, integration: { ...result.integration, functionStatus: reply.status } };
      }
      deps.report.warn(apiName, `${routeText} answers 500: the function's response can't be sent: ${reply}`);
      const error = `The response from the Lambda function doesn't match the format that API Gateway expects: ${reply}`;
      return {
        reply: gatewayReply(500, "Internal Server Error"),
        integration: { ...result.integration, error },
      };
    }
  }
}

/** `$default` has no method. */
function sourceOf({ routeKey, method }: FunctionCall): string {
  if (routeKey.kind === "default") return "$default";
  return `${routeKey.method === "ANY" ? method : routeKey.method}${routeKey.path}`;
}

function textOf(key: RouteKey): string {
  return key.kind === "default" ? "$default" : `${key.method} ${key.path}`;
}
