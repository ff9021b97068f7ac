import type { Invocation } from "./functionRunner";

/** An asynchronous event that is done with. */
export interface EndedEvent {
  functionArn: string;
  payload: unknown;
  condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  /** Tries, but for throttled ones. */
  invocations: number;
  last: Invocation;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/**
 * The record that Lambda sends to a destination: the event, and the function's last answer.
 * Source: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations", and what LocalStack's tests recorded.
 */
export function invocationRecord({ functionArn, payload, condition, invocations, last, now }: EndedEvent): object {
  const answer = last.ok
    ? { payload: last.payload ?? null }
    : last.kind === "function"
      ? { payload: last.error }
      : undefined;
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: last.requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: invocations,
    },
    requestPayload: payload ?? null,
    ...(answer !== undefined && {
      responseContext: {
        ...{ statusCode: 200, executedVersion: "$LATEST" },
        ...(!last.ok && { functionError: "Unhandled" }),
      },
      responsePayload: answer.payload,
    }),
  };
}
