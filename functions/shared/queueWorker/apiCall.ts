import type { Clock } from "../clock";
import { retryAfterMs } from "../http/retryAfter";
import { Refused, Throttled, Unavailable } from "../serviceErrors";
import type { RateLimit } from "./rateLimit";

export interface ApiCallOptions {
  fetch: typeof fetch;
  clock: Clock;
  /** Milliseconds that one call may take. */
  timeoutMs: number;
  /** Is told to pause where the API asks for it. */
  rateLimit: RateLimit;
  /** Milliseconds of the longest pause that the API may ask for; a longer one is cut to it. */
  maxPauseMs: number;
  /** Bytes of an answer that are read, after decompression. */
  maxAnswerBytes: number;
  /** Hears how long a call took that was answered, whatever the answer. */
  onLatency?(ms: number): void;
}

export interface ApiRequest {
  url: string;
  method: "GET" | "POST" | "PUT" | "PATCH";
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
  /** The answer has more bytes than were read. */
  isCut: boolean;
}

/** Pause after a 429 without Retry-After. */
const DEFAULT_PAUSE_MS = 1000;

/**
 * Calls an API once.
 * @param end aborts the call
 * @throws Unavailable when it does not answer or cannot, Throttled when it asks for fewer calls (the next one waits), Refused when it
 * does not want this one
 */
export async function callOnce(options: ApiCallOptions, request: ApiRequest, end: AbortSignal): Promise<ApiAnswer> {
  const { clock, rateLimit, maxPauseMs } = options;
  const startedAt = clock.now();
  const { status, retryAfter, text, isCut } = await exchange(options, request, end);
  options.onLatency?.(clock.now() - startedAt);

  if ((status >= 200 && status < 300) || request.expects?.includes(status)) return { status, text, isCut };
  const answer = `the external API answered ${status}: ${text.slice(0, 200)}`;
  const askedMs = retryAfter === null ? undefined : retryAfterMs(retryAfter, clock.now());
  const pauseMs = askedMs === undefined ? undefined : Math.min(askedMs, maxPauseMs);
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

async function exchange(
  { fetch, timeoutMs, clock, maxAnswerBytes }: ApiCallOptions,
  request: ApiRequest,
  end: AbortSignal,
) {
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
      // Nobody but the API itself is told what is sent to it.
      redirect: "manual",
      signal: abort.signal,
    });
    const { status, headers: answered } = response;
    return { status, retryAfter: answered.get("retry-after"), ...(await start(response, maxAnswerBytes)) };
  } catch (error) {
    if (end.aborted) throw end.reason;
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`the external API cannot be reached: ${describe(error)}`, { cause: error });
  } finally {
    timer.cancel();
    end.removeEventListener("abort", stop);
  }
}

/**
 * Reads an answer to its end, or the connection could not be used again; one that is too large is dropped with its connection. A few
 * compressed bytes may become any number.
 */
async function start({ body }: Response, maxBytes: number): Promise<{ text: string; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of body ?? []) {
    chunks.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), isCut: bytes > maxBytes };
}

/** `fetch` says "fetch failed" and keeps what failed as the cause. */
function describe(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && cause.message ? cause.message : message;
}
