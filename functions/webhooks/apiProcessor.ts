import { createRateLimit } from "../shared/queueWorker/rateLimit";
import { createApiClient } from "./apiClient";
import type { ApiSettings } from "./apiSettings";
import type { MakeProcessor } from "./processor";

/**
 * Makes the processor that posts each delivery to an external API, and then writes it to Postgres: the API is called at least once, with the
 * delivery's id as idempotency key.
 */
export function apiProcessor(settings: ApiSettings, fetch: typeof globalThis.fetch): MakeProcessor {
  return ({ store, clock, metrics, breakerOf, retrying }) => {
    const breaker = breakerOf("the external API");
    const api = createApiClient({
      url: settings.EXTERNAL_API_URL,
      method: settings.EXTERNAL_API_METHOD,
      headers: settings.headers,
      fetch,
      timeoutMs: settings.EXTERNAL_API_TIMEOUT_SECONDS * 1000,
      maxPauseMs: settings.EXTERNAL_API_MAX_PAUSE_SECONDS * 1000,
      maxAnswerBytes: settings.EXTERNAL_API_MAX_ANSWER_BYTES,
      rateLimit: createRateLimit(clock, { perSecond: settings.EXTERNAL_API_RATE_LIMIT }),
      retry: retrying(breaker),
      onLatency: (ms) => metrics.apiLatency(ms),
    });
    return {
      async process(delivery, context) {
        const apiStatus = await api.post(delivery, context);
        return store.insert({ ...delivery, apiStatus }, context);
      },
      breakers: [breaker],
    };
  };
}
