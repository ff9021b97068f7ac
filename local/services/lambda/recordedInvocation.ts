import type { CallRecord } from "../../trace/callRecord";
import type { OpenSpan } from "../../trace/openSpan";
import type { FunctionSpec, InvokeResult } from "./lambda";

/** Begins the span of an invocation; none while nobody looks. */
export function beginInvocation(
  calls: CallRecord | undefined,
  { arn, label, roleArn }: FunctionSpec,
  event: unknown,
  cause: string | undefined,
): OpenSpan | undefined {
  if (!calls?.isOn) return undefined;
  return calls.beginInvocation({ action: label, resource: arn, roleArn, cause }, event);
}

/** Ends the span of an invocation with its result. */
export function ended<Result extends InvokeResult>(open: OpenSpan, invocation: Result): Result {
  if (invocation.ok) {
    open.answer(JSON.stringify(invocation.payload) ?? "null");
    open.end("ok");
  } else if (invocation.kind === "throttled") {
    open.end("failed", "Throttled");
  } else {
    open.answer(JSON.stringify(invocation.error));
    open.end("failed", invocation.error.errorType);
  }
  return invocation;
}
