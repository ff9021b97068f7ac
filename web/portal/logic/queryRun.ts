import { type Api, ApiError, wordsOf } from "../api/client";
import type { CardEvent, QueryAnswer, QueryRequest } from "../api/types";
import type { Wait } from "../api/wait";

/** The progress of a query, from the moment it is asked until its events are here. */
export type QueryRun =
  | { phase: "starting" }
  | { phase: "queued" | "running"; id: string; scannedBytes?: number; retrying: boolean }
  | { phase: "loading"; id: string; loaded: number }
  | { phase: "done"; events: readonly CardEvent[]; scannedBytes?: number; truncated: boolean }
  | { phase: "failed"; reason: string }
  | { phase: "cancelled" };

/** Events that a page still shows with ease; beyond them, fewer days are asked for. */
export const MOST_EVENTS = 10_000;

/** Milliseconds between two looks at a query: most end within seconds. */
const PAUSES_MS = [300, 500, 1_000, 2_000];

const PAUSE_AFTER_FAILURE_MS = 2_000;

/** Failures in a row, of a kind that passes, before a run gives up. */
const MOST_FAILURES = 5;

export interface QueryRunOptions {
  api: Pick<Api, "startQuery" | "query" | "cancelQuery">;
  request: QueryRequest;
  wait: Wait;
  /** Cancels the query when it is aborted, in the backend too. */
  signal: AbortSignal;
  onChange(run: QueryRun): void;
}

/** Starts a query, watches it, and fetches all its events: each id once, in the order in which they happened. */
export async function runQuery(options: QueryRunOptions): Promise<void> {
  const { api, request, signal, onChange } = options;
  let id: string | undefined;
  let ended = false;
  try {
    onChange({ phase: "starting" });
    ({ query_id: id } = await api.startQuery(request));
    signal.throwIfAborted();
    const answer = await watched(id, options);
    ended = true;
    onChange(answer.state === "succeeded" ? await collected(id, answer, options) : unsuccessful(answer));
  } catch (error) {
    if (id !== undefined && !ended) await stop(api, id);
    onChange(signal.aborted ? { phase: "cancelled" } : { phase: "failed", reason: wordsOf(error) });
  }
}

/** Asks again and again until the query has ended. */
async function watched(id: string, options: QueryRunOptions): Promise<QueryAnswer> {
  const { api, wait, signal, onChange } = options;
  for (let look = 0; ; look++) {
    await wait(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)] as number, signal);
    const answer = await readWithRetries(options, () => api.query(id, undefined, signal), {
      onFailure: () => onChange({ phase: "running", id, retrying: true }),
    });
    if (answer.state !== "queued" && answer.state !== "running") return answer;
    onChange({ phase: answer.state, id, ...scanned(answer), retrying: false });
  }
}

/** Reads, and reads again after a while when that fails for a moment. */
async function readWithRetries<T>(
  { wait, signal }: QueryRunOptions,
  read: () => Promise<T>,
  { onFailure }: { onFailure?: () => void } = {},
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiError && error.passing) || ++failures === MOST_FAILURES) throw error;
      onFailure?.();
      await wait(PAUSE_AFTER_FAILURE_MS, signal);
    }
  }
}

async function collected(id: string, first: QueryAnswer, options: QueryRunOptions): Promise<QueryRun> {
  const { api, signal, onChange } = options;
  const events = new Map<string, CardEvent>();
  let answer = first;
  for (;;) {
    for (const event of answer.events ?? []) events.set(event.id, event);
    if (answer.next === undefined || events.size >= MOST_EVENTS) break;
    onChange({ phase: "loading", id, loaded: events.size });
    const { next } = answer;
    answer = await readWithRetries(options, () => api.query(id, next, signal));
  }
  return {
    phase: "done",
    events: [...events.values()].sort(inOrder),
    ...scanned(first),
    truncated: answer.next !== undefined,
  };
}

/** Sorts by time; ids decide between events of one millisecond, so that every look at them is the same. */
function inOrder(one: CardEvent, other: CardEvent): number {
  return one.occurred_at - other.occurred_at || (one.id < other.id ? -1 : 1);
}

function unsuccessful({ state, reason }: QueryAnswer): QueryRun {
  if (state === "cancelled") return { phase: "cancelled" };
  return { phase: "failed", reason: reason ?? "The query failed, and the server does not say why. Try again." };
}

function scanned({ scanned_bytes }: QueryAnswer): { scannedBytes?: number } {
  return scanned_bytes === undefined ? {} : { scannedBytes: scanned_bytes };
}

/** Cancels a query: one that nobody waits for would only cost. A query that cannot be cancelled ends by itself. */
async function stop(api: QueryRunOptions["api"], id: string): Promise<void> {
  await api.cancelQuery(id).catch(() => undefined);
}
