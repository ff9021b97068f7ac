import { AwsError } from "../base/awsError";
import type { Permission, Principal } from "../iam/iam";
import { type Payload, payloadOf, type Span } from "./span";

/** The place where spans are kept. */
export interface SpanRecord {
  answered(open: OpenSpan, params: Record<string, unknown>, result: Record<string, unknown>): void;
  sent(span: Span, body: Payload): void;
  decided(span: Span, principal: Principal, permission: Permission): void;
  ended(span: Span): void;
}

/** A span that goes on. */
export class OpenSpan {
  readonly #startedAt = performance.now();

  constructor(
    readonly span: Span,
    readonly record: SpanRecord,
  ) {}

  /** Runs what the span is about, and ends it with an error where that throws. */
  async run<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof AwsError) {
        this.answer(JSON.stringify({ code: error.code, message: error.message }));
        this.end(error.code === "AccessDenied" ? "denied" : "failed", error.code);
      } else {
        this.answer(String(error));
        this.end("failed", "InternalFailure");
      }
      throw error;
    }
  }

  /** Notes the body of what was asked for. */
  sent(body: Buffer | string): void {
    this.record.sent(this.span, payloadOf(body));
  }

  /** Notes a decision about a permission that was asked for meanwhile. */
  decided(principal: Principal, permission: Permission): void {
    this.record.decided(this.span, principal, permission);
  }

  answer(body: Buffer | string): void {
    this.span.response = payloadOf(body);
  }

  /** Only the first end counts. */
  end(outcome: "ok" | "failed" | "denied", code?: string): void {
    if (this.span.ms !== undefined) return;
    this.span.ms = performance.now() - this.#startedAt;
    this.span.outcome = outcome;
    if (code !== undefined) this.span.code = code;
    this.record.ended(this.span);
  }
}
