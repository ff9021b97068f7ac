import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, arn } from "../../arn";
import type { Clock } from "../../clock";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { InvokeResult } from "../lambda/lambda";
import type { Exchange } from "./accessLog";
import { functionReply } from "./functionReply";
import { gatewayReply, type Reply } from "./gatewayReply";
import type { FunctionIntegrationSpec } from "./httpApi";
import type { RouteKey } from "./routeKey";

export type FunctionCallDependencies = Pick<Services, "iam" | "lambda" | "clock" | "report">;

export interface FunctionCall {
  apiId: string;
  apiName: string;
  stage: string;
  routeKey: RouteKey;
  method: string;
  integration: FunctionIntegrationSpec;
  event: Record<string, unknown>;
}

/** What came of the call, for the client and for the access log. */
export interface CallOutcome {
  reply: Reply;
  integration?: NonNullable<Exchange["integration"]>;
}

const API_GATEWAY = { kind: "service", service: "apigateway.amazonaws.com" } as const;

/** Lambda's limit for the request of a synchronous invocation ("Lambda quotas"): 6 MB. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Calls the route's function as API Gateway does: with its own permission, within the integration's timeout. */
export async function callFunction(deps: FunctionCallDependencies, call: FunctionCall): Promise<CallOutcome> {
  if (Buffer.byteLength(JSON.stringify(call.event)) > MAX_EVENT_BYTES) {
    return { reply: gatewayReply(413, "Request Entity Too Large") };
  }
  const startedAt = deps.clock.now();
  const described = (reply: Reply, lambdaStatus: number, facts: { functionStatus?: number; error?: string } = {}) => ({
    reply,
    integration: { latencyMs: deps.clock.now() - startedAt, lambdaStatus, requestId: randomUUID(), ...facts },
  });

  const permission = neededPermission(call);
  if (!deps.iam.allows(API_GATEWAY, permission)) {
    warnOfMissingPermission(deps, call, permission);
    return described(gatewayReply(500, "Internal Server Error"), 403, {
      error:
        "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.",
    });
  }

  const result = await within(
    deps.clock,
    call.integration.timeoutMs,
    deps.lambda.invoke(call.integration.functionArn, call.event),
  );
  if (result === "timed out") {
    return described(gatewayReply(503, "Service Unavailable"), 504, {
      error: `The function did not answer within the integration's timeout of ${call.integration.timeoutMs} ms.`,
    });
  }
  if (!result.ok && result.kind === "throttled") {
    // AWS documents no status for this case; a 503 tells clients, truly, that the same request may succeed later.
    return described(gatewayReply(503, "Service Unavailable"), 429, {
      error: "The Lambda function was throttled: no environment was free within its reserved concurrency.",
    });
  }
  if (!result.ok) {
    return described(gatewayReply(500, "Internal Server Error"), 200, {
      error: `The Lambda function returned the following error: ${result.error.errorMessage}. Check your Lambda function code and try again.`,
    });
  }
  const reply = functionReply(result.payload);
  if (typeof reply === "string") {
    deps.report.warn(
      call.apiName,
      `${routeText(call.routeKey)} answers 500: the function's response can't be sent: ${reply}`,
    );
    return described(gatewayReply(500, "Internal Server Error"), 200, {
      error: `The response from the Lambda function doesn't match the format that API Gateway expects: ${reply}`,
    });
  }
  return described(reply, 200, { functionStatus: reply.status });
}

/**
 * The source ARN that the function's policy is checked against names the route, not the request: `{proxy+}` stays as it is,
 * and `$default` has no method ("Create AWS Lambda proxy integrations for HTTP APIs", section on permissions).
 */
function neededPermission(call: FunctionCall): Permission {
  const { routeKey } = call;
  const route =
    routeKey.kind === "default"
      ? "$default"
      : `${routeKey.method === "ANY" ? call.method : routeKey.method}${routeKey.path}`;
  return {
    action: "lambda:InvokeFunction",
    resource: call.integration.functionArn,
    context: {
      "aws:SourceArn": arn("execute-api", `${call.apiId}/${call.stage}/${route}`),
      "aws:SourceAccount": ACCOUNT_ID,
    },
  };
}

function warnOfMissingPermission(deps: FunctionCallDependencies, call: FunctionCall, permission: Permission): void {
  deps.report.warn(
    call.apiName,
    `${routeText(call.routeKey)} answers 500: API Gateway may not call ${permission.resource}. Add an aws.lambda.Permission ` +
      `with action "lambda:InvokeFunction", principal "${API_GATEWAY.service}", this function, and ` +
      `sourceArn "${permission.context?.["aws:SourceArn"]}" (or a pattern that covers it)`,
  );
}

function routeText(key: RouteKey): string {
  return key.kind === "default" ? "$default" : `${key.method} ${key.path}`;
}

/** The invocation goes on after a timeout, as on AWS; only nobody waits for it any longer. */
function within(
  clock: Clock,
  timeoutMs: number,
  invocation: Promise<InvokeResult>,
): Promise<InvokeResult | "timed out"> {
  return new Promise((resolve) => {
    const timer = clock.after(timeoutMs, () => resolve("timed out"));
    invocation
      .catch((error: unknown): InvokeResult => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        return { ok: false, kind: "function", error: { errorType: name, errorMessage: message } };
      })
      .then((result) => {
        timer.cancel();
        resolve(result);
      });
  });
}
