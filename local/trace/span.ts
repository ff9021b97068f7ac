import type { Permission, Principal, Verdict } from "../iam/iam";

/** The beginning of what was sent or answered, and how long the whole was. */
export interface Payload {
  readonly start: Buffer;
  readonly bytes: number;
}

export type Outcome = "running" | "ok" | "failed" | "denied";

/** One thing that happened: a request to an API, a call of an operation, an invocation of a function, a state of a workflow. */
export interface Span {
  /** As X-Ray has it: 16 hexadecimal digits. */
  readonly id: string;
  readonly kind: "request" | "call" | "invocation" | "state";
  /** `"sqs:SendMessage"`, `"POST /orders"`, the logical name of a function, or the name of a state. */
  readonly action: string;
  /** The principal's ARN or name; `"anonymous"` for who sends an unsigned request. */
  who: string;
  /** The ARN of the role whose session it was. */
  role?: string;
  /** ARN, or `api:ID` for an API. */
  readonly resource: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Ids of the spans that it follows from: several for a batch. */
  causes: readonly string[];
  /** Absent while it goes on. */
  ms?: number;
  outcome: Outcome;
  /** The error's code, or the status of an HTTP answer. */
  code?: string;
  verdicts: readonly Verdict[];
  request?: Payload;
  response?: Payload;
  /** Which try of the same message or batch it is, from 1. */
  attempt?: number;
}

/** A span as it begins. */
export interface SpanStart extends Pick<Span, "kind" | "action" | "resource"> {
  principal: Principal;
  permissions?: readonly Permission[];
  request?: Buffer | string;
  /** X-Ray's header of the request. */
  traceHeader?: string | undefined;
  /** The id of the span within which it happens. */
  cause?: string | undefined;
  attempt?: number;
}

/** Bytes of a payload that are kept. */
const KEPT_BYTES = 8 * 1024;

/** Copies the beginning of a payload, so that the rest of it can be forgotten. */
export function payloadOf(whole: Buffer | string): Payload {
  if (typeof whole === "string")
    return { start: Buffer.from(whole.length > KEPT_BYTES ? whole.slice(0, KEPT_BYTES) : whole), bytes: whole.length };
  return { start: Buffer.from(whole.subarray(0, KEPT_BYTES)), bytes: whole.length };
}
