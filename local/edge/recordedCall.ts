import type { IncomingMessage } from "node:http";
import type { Permission, Principal } from "../iam/iam";
import type { CallRecord } from "../trace/callRecord";
import { traceHeaderOf } from "../trace/httpSpan";
import type { OpenSpan } from "../trace/openSpan";
import type { SpanStart } from "../trace/span";
import type { Answer, AwsService } from "./awsService";
import type { Caller, StreamingService } from "./streamingService";

/** The record of the cloud that a service belongs to. */
const records = new WeakMap<AwsService, CallRecord>();

/** Has calls of a service from within be recorded, too. */
export function recordCallsOf(service: AwsService, calls: CallRecord): void {
  records.set(service, calls);
}

/** The record of a service's calls, while somebody looks. */
export function recordOf(service: AwsService): CallRecord | undefined {
  const calls = records.get(service);
  return calls?.isOn ? calls : undefined;
}

/** Begins the span of a call of an operation. */
export function spanOfCall(
  { signingName }: Pick<AwsService, "signingName">,
  call: { operation: string; principal: Principal; permissions: readonly Permission[] },
  request: Buffer | string,
): SpanStart {
  const { operation, principal, permissions } = call;
  const [first] = permissions;
  return {
    kind: "call",
    action: `${signingName}:${operation}`,
    resource: first?.resource ?? signingName,
    ...{ principal, permissions, request },
  };
}

/** An API of API Gateway, or a function with a URL, that is asked for something. */
interface AskedApi {
  mount: string;
  id: string;
  path: string;
}

/** Reads which API a path asks; `undefined` where it asks none. @param path without the slash that it begins with */
export function askedApi(path: string): AskedApi | undefined {
  const [, mount, id = "", rest = ""] = /^(execute-api|lambda-url)\/([^/?]+)(.*)$/s.exec(path) ?? [];
  return mount === undefined ? undefined : { mount, id, path: rest };
}

/** Begins the span of a request to an API. */
export function spanOfRequest(request: IncomingMessage, { mount, id, path }: AskedApi): SpanStart {
  const [route = ""] = path.split("?", 1);
  return {
    kind: "request",
    action: `${request.method} ${route === "" ? "/" : route}`,
    resource: `${mount === "execute-api" ? "api" : "url"}:${id}`,
    ...{ principal: { kind: "anonymous" }, traceHeader: traceHeaderOf(request) },
  };
}

/** Begins the span of a call of a service that reads its requests itself; its permissions are noted as they are asked for. */
export function spanOfStreaming({ signingName }: StreamingService, request: IncomingMessage): SpanStart {
  const [path = ""] = (request.url ?? "").split("?", 1);
  return {
    kind: "call",
    action: `${signingName}:${request.method}`,
    resource: `arn:aws:${signingName}:::${path.slice(1)}`,
    ...{ principal: { kind: "anonymous" }, traceHeader: traceHeaderOf(request) },
  };
}

/** Notes in a span whatever a caller is asked to be allowed. */
export function notingDecisions(caller: Caller, open: OpenSpan): Caller {
  const { principal } = caller;
  return {
    principal,
    allows: (permission) => caller.allows(permission),
    authorize(permissions) {
      for (const permission of permissions) open.decided(principal, permission);
      caller.authorize(permissions);
    },
  };
}

/**
 * Runs a call, and ends its span with the answer. Somebody may begin to look while it runs: a poll lasts up to 20 seconds, and what it
 * finds is worth knowing.
 */
export async function recorded(
  begin: () => OpenSpan | undefined,
  params: Record<string, unknown>,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const open = begin();
  if (open) return open.run(async () => answered(open, params, await run()));
  const answer = await run();
  const late = begin();
  return late === undefined ? answer : answered(late, params, answer);
}

function answered(open: OpenSpan, params: Record<string, unknown>, answer: Answer): Answer {
  const isRaw = "raw" in answer;
  open.answer(isRaw ? answer.raw.body : JSON.stringify(answer.result));
  open.record.answered(open, params, isRaw ? {} : answer.result);
  if (isRaw && answer.raw.status >= 400) open.end("failed", String(answer.raw.status));
  else open.end("ok");
  return answer;
}
