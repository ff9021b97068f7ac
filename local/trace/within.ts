import { AsyncLocalStorage } from "node:async_hooks";

/** The span within which code of a service runs, where nothing hands it on: that of a workflow's state. */
const current = new AsyncLocalStorage<string>();

/** Has the calls that are made meanwhile follow from a span. */
export function within<Result>(span: string, run: () => Promise<Result>): Promise<Result> {
  return current.run(span, run);
}

export function currentSpan(): string | undefined {
  return current.getStore();
}
