import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { resourceOf } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import { readBody } from "../../../base/readBody";
import { allowsOrigin, corsRequest, isPreflight, withCors } from "../../../http/cors";
import { functionReply } from "../../../http/functionReply";
import type { Reply } from "../../../http/gatewayReply";
import { idIn, readRequest } from "../../../http/readRequest";
import { type HttpRequest, traceHeader } from "../../../http/requestEvent";
import { sendReply } from "../../../http/sendReply";
import { type Caller, factsOf, signedCaller } from "../../../http/signedCaller";
import type { RequestContext } from "../../../iam/conditionKeys";
import type { Services } from "../../../services";
import type { FunctionUrlSpec, FunctionUrls } from "./functionUrl";
import { urlEvent } from "./urlEvent";
import { badGateway, denied, FORBIDDEN, urlRefusal } from "./urlReply";

export type FunctionUrlDependencies = Pick<Services, "iam" | "lambda" | "metrics" | "clock" | "report">;

/** Bytes of a synchronous invocation's event ("Lambda quotas"): 6 MB. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Function URLs that answer in one piece (`BUFFERED`), with payload format 2.0. */
export function createFunctionUrls(deps: FunctionUrlDependencies): FunctionUrls {
  const urls = new Map<string, FunctionUrlSpec>();
  return {
    putUrl(spec) {
      const twin = [...urls.values()].find(({ id, functionArn }) => id !== spec.id && functionArn === spec.functionArn);
      if (twin !== undefined) {
        throw new AwsError(
          "ResourceConflictException",
          `Failed to create function url config for [functionArn = ${spec.functionArn}]. Error message:  ` +
            "FunctionUrlConfig exists for this Lambda function",
          409,
        );
      }
      urls.set(spec.id, spec);
    },
    deleteUrl: (id) => void urls.delete(id),
    allowsOrigin: (path, origin) => allowsOrigin(urls.get(idIn(path))?.cors, origin),

    async serve(rest, incoming, response) {
      const [, id = "", target = ""] = rest.match(/^\/([^/?]*)(.*)$/s) ?? [];
      const path = target.startsWith("/") ? target : `/${target}`;
      const request = { ...readRequest(id, path, incoming, deps.clock.now()), id: randomUUID() };
      const url = urls.get(id);
      const body = await readBody(incoming, MAX_EVENT_BYTES).catch(() => "gone" as const);
      if (body === "gone") return;
      const { reply, trace = {} }: Answer =
        url === undefined ? { reply: denied(null) } : await answerOf(deps, url, request, incoming, body);
      sendReply(response, request.method, url === undefined ? reply : withCors(url.cors, request, reply), {
        ...trace,
        "x-amzn-requestid": request.id,
      });
      if (url !== undefined) count(deps, url, reply.status, deps.clock.now() - request.receivedAt);
    },
  };
}

async function answerOf(
  deps: FunctionUrlDependencies,
  url: FunctionUrlSpec,
  request: HttpRequest,
  incoming: IncomingMessage,
  body: Buffer | "too large",
): Promise<Answer> {
  if (url.cors !== undefined && isPreflight(corsRequest(request))) {
    return { reply: { status: 200, headers: {}, cookies: [], body: Buffer.alloc(0) } };
  }
  const caller = allowedCaller(deps, url, request, incoming);
  if (caller === undefined) return { reply: denied(FORBIDDEN) };
  const event = body === "too large" ? body : urlEvent(request, caller, body);
  if (event === "too large" || Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) {
    return {
      reply: urlRefusal(413, `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`),
    };
  }
  const root = String((event.headers as Record<string, string>)["x-amzn-trace-id"]);
  return { reply: await invoke(deps, url, event), trace: traceHeader(root) };
}

/** The reply, and the header of what was invoked. */
interface Answer {
  reply: Reply;
  trace?: Readonly<Record<string, string>>;
}

/** The caller, where it may invoke the function; `undefined` where it gets a 403. */
function allowedCaller(
  deps: FunctionUrlDependencies,
  url: FunctionUrlSpec,
  request: HttpRequest,
  incoming: IncomingMessage,
): Caller | undefined {
  try {
    const caller: Caller =
      url.authType === "NONE" ? { principal: { kind: "anonymous" } } : signedCaller(deps.iam, "lambda", incoming);
    deps.iam.authorize(caller.principal, neededPermissions(url, factsOf(request)));
    return caller;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/**
 * A function URL needs both permissions since October 2025
 * (AWS Lambda Developer Guide, "Control access to Lambda function URLs").
 */
function neededPermissions({ functionArn, authType }: FunctionUrlSpec, facts: RequestContext) {
  return [
    {
      action: "lambda:InvokeFunctionUrl",
      resource: functionArn,
      context: { ...facts, "lambda:FunctionUrlAuthType": authType },
    },
    {
      action: "lambda:InvokeFunction",
      resource: functionArn,
      context: { ...facts, "lambda:InvokedViaFunctionUrl": "true" },
    },
  ];
}

async function invoke(
  { lambda, report }: FunctionUrlDependencies,
  { functionArn, label }: FunctionUrlSpec,
  event: Record<string, unknown>,
): Promise<Reply> {
  const result = await lambda.invoke(functionArn, event);
  if (result.ok) {
    const reply = functionReply(result.payload, "application/json");
    if (typeof reply !== "string") return reply;
    report.warn(label, `the function URL answers 502: the function's response can't be sent: ${reply}`);
    return badGateway();
  }
  if (result.kind === "function") return badGateway();
  return urlRefusal(429, "Rate Exceeded.", { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
}

/** AWS Lambda Developer Guide, "Monitoring Lambda function URLs": by the function's name. */
function count({ metrics }: FunctionUrlDependencies, url: FunctionUrlSpec, status: number, latencyMs: number): void {
  const dimensions = { FunctionName: resourceOf(url.functionArn).split(":")[1] ?? "" };
  const put = (metricName: string, value: number, unit: string) =>
    metrics.put({ namespace: "AWS/Lambda", metricName, dimensions, value, unit });
  put("UrlRequestCount", 1, "Count");
  put("Url4xxCount", status >= 400 && status < 500 ? 1 : 0, "Count");
  put("Url5xxCount", status >= 500 ? 1 : 0, "Count");
  put("UrlRequestLatency", latencyMs, "Milliseconds");
}
