import type { ErrorDocument } from "./messages";

/** An error of the runtime itself, in AWS's names (`Runtime.HandlerNotFound`, ...). */
export class RuntimeError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
    cause?: Error,
  ) {
    super(message);
    this.name = errorType;
    if (cause?.stack !== undefined) {
      this.stack = cause.stack;
    }
  }
}

/** Whatever a handler threw, in the form that Lambda's Node runtime reports. */
export function toErrorDocument(thrown: unknown): ErrorDocument {
  if (thrown instanceof Error || looksLikeError(thrown)) {
    const errorType = thrown instanceof RuntimeError ? thrown.errorType : thrown.name;
    return { errorType, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Errors of another realm (a `vm` context, a worker) fail `instanceof`. */
function looksLikeError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value && "name" in value;
}
