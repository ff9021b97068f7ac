import { type InsistOptions, insist, Refused, Throttled, Unavailable } from "../queue-worker/insist";
import type { MessageContext } from "../queue-worker/message";
import type { RateLimit } from "../queue-worker/rateLimit";
import type { Clock } from "../shared/clock";
import type { Delivery } from "./delivery";

export interface ApiClientOptions {
  /** Where deliveries are posted to. */
  url: string;
  fetch: typeof fetch;
  /** Milliseconds that one call may take. */
  timeoutMs: number;
  rateLimit: RateLimit;
  insist: InsistOptions;
  /** Hears how long a call took that was answered, whatever the answer. */
  onLatency(ms: number): void;
}

/** The external API that processes deliveries. */
export interface ApiClient {
  /**
   * Posts a delivery until the API has taken it. The delivery's id goes along as `Idempotency-Key`, for a delivery may be posted again.
   * @returns the status of the answer
   * @throws Refused when the API does not want it; Unavailable when it did not answer in all attempts
   */
  post(delivery: Delivery, context: MessageContext): Promise<number>;
}

/**
 * Client errors that say nothing about the delivery: all deliveries go to one URL with the same credentials, so these are about that
 * URL, those credentials, or the moment.
 */
const NOT_ABOUT_THE_DELIVERY = new Set([401, 403, 404, 405, 407, 408, 421, 425]);
/** For a 429 without Retry-After, and the longest that one is believed. */
const DEFAULT_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

export function createApiClient(options: ApiClientOptions): ApiClient {
  return {
    post: (delivery, context) =>
      insist(options.insist, { id: `${delivery.source}/${delivery.id}`, ...context }, async () => {
        await options.rateLimit.take(context.patience);
        return postOnce(options, delivery, context.signal);
      }),
  };
}

async function postOnce(options: ApiClientOptions, delivery: Delivery, end: AbortSignal): Promise<number> {
  const { clock } = options.insist;
  const startedAt = clock.now();
  const { status, retryAfter, text } = await exchange(options, delivery, end);
  options.onLatency(clock.now() - startedAt);

  if (status >= 200 && status < 300) return status;
  const answer = `the external API answered ${status}: ${text.slice(0, 200)}`;
  const pauseMs = retryAfter === null ? undefined : retryAfterMs(retryAfter, clock);
  if (status === 429) {
    options.rateLimit.pause(pauseMs ?? DEFAULT_PAUSE_MS);
    throw new Throttled(answer);
  }
  if (status < 400 || status >= 500 || NOT_ABOUT_THE_DELIVERY.has(status)) {
    if (pauseMs !== undefined) options.rateLimit.pause(pauseMs);
    throw new Unavailable(answer);
  }
  throw new Refused(answer);
}

async function exchange(
  { url, fetch, timeoutMs, insist: { clock } }: ApiClientOptions,
  delivery: Delivery,
  end: AbortSignal,
) {
  const abort = new AbortController();
  const stop = () => abort.abort(end.reason);
  end.addEventListener("abort", stop, { once: true });
  const timer = clock.after(timeoutMs, () => abort.abort(new Unavailable(`no answer in ${timeoutMs} ms`)));
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/octet-stream",
        // A text of ASCII letters, as header values must be: an id may be any text.
        "idempotency-key": encodeURIComponent(`${delivery.source}/${delivery.id}`),
        "x-webhook-source": encodeURIComponent(delivery.source),
      },
      body: delivery.body,
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
