import type { Clock } from "../clock";
import { Refused, Throttled, Unavailable } from "../serviceErrors";
import type { RateLimit } from "./rateLimit";

export interface ApiCallOptions {
  fetch: typeof fetch;
  clock: Clock;
  /** Milliseconds that one call may take. */
  timeoutMs: number;
  /** Is told to pause where the API asks for it. */
  rateLimit: RateLimit;
  /** Hears how long a call took that was answered, whatever the answer. */
  onLatency?(ms: number): void;
}

export interface ApiRequest {
  url: string;
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Statuses that are an answer like any other, besides those of 200 to 299. */
  expects?: readonly number[];
  /**
   * Client errors that say nothing about what is asked, because every call would get them: they are about the URL, the credentials,
   * or the moment.
   */
  notAboutTheRequest: ReadonlySet<number>;
}

export interface ApiAnswer {
  status: number;
  text: string;
}

/** Pause after a 429 without Retry-After. */
const DEFAULT_PAUSE_MS = 1000;
/** The longest pause that a Retry-After may ask for. */
const MAX_PAUSE_MS = 60_000;

/**
 * Calls an API once.
 * @param end aborts the call
 * @throws Unavailable when it does not answer or cannot, Throttled when it asks for fewer calls (the next one waits), Refused when it
 * does not want this one
 */
export async function callOnce(options: ApiCallOptions, request: ApiRequest, end: AbortSignal): Promise<ApiAnswer> {
  const { clock, rateLimit } = options;
  const startedAt = clock.now();
  const { status, retryAfter, text } = await exchange(options, request, end);
  options.onLatency?.(clock.now() - startedAt);

  if ((status >= 200 && status < 300) || request.expects?.includes(status)) return { status, text };
  const answer = `the external API answered ${status}: ${text.slice(0, 200)}`;
  const pauseMs = retryAfter === null ? undefined : retryAfterMs(retryAfter, clock);
  if (status === 429) {
    rateLimit.pause(pauseMs ?? DEFAULT_PAUSE_MS);
    throw new Throttled(answer);
  }
  if (status < 400 || status >= 500 || request.notAboutTheRequest.has(status)) {
    if (pauseMs !== undefined) rateLimit.pause(pauseMs);
    throw new Unavailable(answer);
  }
  throw new Refused(answer);
}

async function exchange({ fetch, timeoutMs, clock }: ApiCallOptions, request: ApiRequest, end: AbortSignal) {
  const { url, method, headers, body } = request;
  const abort = new AbortController();
  const stop = () => abort.abort(end.reason);
  end.addEventListener("abort", stop, { once: true });
  const timer = clock.after(timeoutMs, () => abort.abort(new Unavailable(`no answer in ${timeoutMs} ms`)));
  try {
    if (end.aborted) throw end.reason;
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal: abort.signal,
    });
    // Read to its end, or the connection could not be used again.
    const text = await response.text();
    return { status: response.status, retryAfter: response.headers.get("retry-after"), text };
  } catch (error) {
    if (end.aborted) throw end.reason;
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`the external API cannot be reached: ${describe(error)}`, { cause: error });
  } finally {
    timer.cancel();
    end.removeEventListener("abort", stop);
  }
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(value: string, clock: Clock): number | undefined {
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_PAUSE_MS);
}

/** `fetch` says "fetch failed" and keeps what failed as the cause. */
function describe(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && cause.message ? cause.message : message;
}
