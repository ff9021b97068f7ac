import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, arn } from "../base/arn";
import type { Clock } from "../base/clock";
import type { Permission } from "../iam/iam";
import type { Services } from "../services";
import type { InvokeResult } from "../services/lambda/lambda";
import { traceHeaderIn } from "../trace/correlation";
import type { Exchange } from "./accessLog";

export type FunctionCallDependencies = Pick<Services, "iam" | "lambda" | "clock" | "report"> &
  Partial<Pick<Services, "calls">>;

/** A call of a function for a request to an API. */
export interface RouteCall {
  apiId: string;
  apiName: string;
  stage: string;
  /** Part of the source ARN behind the stage, which the function's policy is asked about: `"POST/gates/{gateId}/enter"` or `"$default"` */
  source: string;
  /** For people: `"POST /gates/{gateId}/enter"` */
  routeText: string;
  functionArn: string;
  timeoutMs: number;
  event: Record<string, unknown>;
}

type IntegrationFacts = NonNullable<Exchange["integration"]>;

/** The result of a call. How clients are told differs between HTTP APIs and REST APIs. */
export type RouteCallResult =
  | { kind: "too large" }
  | { kind: "forbidden" | "timed out" | "throttled" | "failed"; integration: IntegrationFacts }
  | { kind: "answered"; payload: unknown; integration: IntegrationFacts };

const API_GATEWAY = { kind: "service", service: "apigateway.amazonaws.com" } as const;

/** Lambda's limit for the request of a synchronous invocation ("Lambda quotas"): 6 MB. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Characters of a body that fits into an event even if every one of them takes the six bytes of an escape. */
const SMALL_BODY = 512 * 1024;

/** Calls a function as API Gateway does: with its own permission, within the integration's timeout. */
export async function invokeForRoute(deps: FunctionCallDependencies, call: RouteCall): Promise<RouteCallResult> {
  if (isTooLarge(call.event)) return { kind: "too large" };
  const startedAt = deps.clock.now();
  const facts = (lambdaStatus: number, error?: string): IntegrationFacts => ({
    latencyMs: deps.clock.now() - startedAt,
    lambdaStatus,
    requestId: randomUUID(),
    ...(error !== undefined && { error }),
  });

  const permission = neededPermission(call);
  deps.calls?.decidedFor(traceHeaderIn(call.event), API_GATEWAY, permission);
  if (!deps.iam.allows(API_GATEWAY, permission)) {
    warnOfMissingPermission(deps, call, permission);
    return { kind: "forbidden", integration: facts(403, NO_PERMISSION) };
  }
  const result = await within(deps.clock, call.timeoutMs, deps.lambda.invoke(call.functionArn, call.event));
  if (result === "timed out") {
    const error = `The function did not answer within the integration's timeout of ${call.timeoutMs} ms.`;
    return { kind: "timed out", integration: facts(504, error) };
  }
  if (result.ok) return { kind: "answered", payload: result.payload, integration: facts(200) };
  if (result.kind === "throttled") {
    const error = "The Lambda function was throttled: no environment was free within its reserved concurrency.";
    return { kind: "throttled", integration: facts(429, error) };
  }
  const error = `The Lambda function returned the following error: ${result.error.errorMessage}. Check your Lambda function code and try again.`;
  return { kind: "failed", integration: facts(200, error) };
}

/** Only a body makes an event large: headers, path and query string have limits of their own, far below. */
function isTooLarge(event: Record<string, unknown>): boolean {
  const { body } = event;
  if (typeof body !== "string" || body.length < SMALL_BODY) return false;
  return Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES;
}

/** Text of access logs about a role, or a function's policy, that does not let API Gateway in. */
export const NO_PERMISSION =
  "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";

/**
 * The source ARN that the function's policy is checked against names the route, not the request: `{proxy+}` stays as it is
 * ("Create AWS Lambda proxy integrations for HTTP APIs", section on permissions).
 */
function neededPermission({ functionArn, apiId, stage, source }: RouteCall): Permission {
  return {
    action: "lambda:InvokeFunction",
    resource: functionArn,
    context: {
      "aws:SourceArn": arn("execute-api", `${apiId}/${stage}/${source}`),
      "aws:SourceAccount": ACCOUNT_ID,
    },
  };
}

function warnOfMissingPermission(deps: FunctionCallDependencies, call: RouteCall, permission: Permission): void {
  deps.report.warn(
    call.apiName,
    `${call.routeText} answers 500: API Gateway may not call ${permission.resource}. Add an aws.lambda.Permission ` +
      `with action "lambda:InvokeFunction", principal "${API_GATEWAY.service}", this function, and ` +
      `sourceArn "${permission.context?.["aws:SourceArn"]}" (or a pattern that covers it)`,
  );
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
