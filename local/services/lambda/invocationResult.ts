import { randomHex } from "../../base/randomHex";
import { newTrace } from "../../trace/httpSpan";
import type { InvocationOutcome } from "./environment";
import type { FunctionSpec, InvokeResult } from "./lambda";
import type { ErrorDocument } from "./runtime/messages";

/** Bytes of a synchronous response. Source: "Lambda quotas". */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Makes Lambda's answer to an invocation that ended so; `"timeout"` means that the function ran out of time. */
export function toResult(outcome: InvocationOutcome | "timeout", requestId: string, spec: FunctionSpec): InvokeResult {
  if (outcome === "timeout") {
    const errorMessage = `RequestId: ${requestId} Error: ${timeoutText(spec)}`;
    return { ok: false, kind: "function", error: { errorType: "Sandbox.Timedout", errorMessage } };
  }
  if (outcome.kind === "death") {
    return { ok: false, kind: "function", error: exitError(requestId, outcome.reason) };
  }
  if (outcome.kind === "error") {
    return { ok: false, kind: "function", error: outcome.error };
  }
  if (Buffer.byteLength(outcome.payload) > MAX_RESPONSE_BYTES) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    return { ok: false, kind: "function", error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
  }
  return { ok: true, payload: JSON.parse(outcome.payload) };
}

export function timeoutText(spec: FunctionSpec): string {
  return `Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`;
}

/** The document for a process that ended by itself or was killed; `reason` as in {@link Death}. */
export function exitError(requestId: string | undefined, reason: string | undefined): ErrorDocument {
  const prefix = requestId === undefined ? "" : `RequestId: ${requestId} `;
  const text =
    reason === undefined ? "Runtime exited without providing a reason" : `Runtime exited with error: ${reason}`;
  return { errorType: "Runtime.ExitError", errorMessage: `${prefix}Error: ${text}` };
}

/**
 * An X-Ray trace header whose trace is not sampled: there is no trace store to send it to.
 * @param parent the id of the invocation's span
 */
export function newTraceId(now: number, parent = randomHex(8)): string {
  return `${newTrace(now)};Parent=${parent};Sampled=0`;
}
