import { type ApiCallOptions, callOnce } from "../shared/queueWorker/apiCall";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import type { Delivery } from "../shared/webhooks/delivery";

/** The methods by which deliveries may be handed over. */
export const API_METHODS = ["POST", "PUT", "PATCH"] as const;
export type ApiMethod = (typeof API_METHODS)[number];

export interface ApiClientOptions extends Omit<ApiCallOptions, "clock"> {
  /** The URL that deliveries are handed to. */
  url: string;
  /** @default POST */
  method?: ApiMethod;
  /** Headers of each call, credentials among them. @default none but those that say what it is */
  headers?: Readonly<Record<string, string>>;
  retry: RetryOptions;
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

/** All deliveries go to one URL with the same credentials. */
const NOT_ABOUT_THE_DELIVERY = new Set([401, 403, 404, 405, 407, 408, 421, 425]);

export function createApiClient({
  url,
  method = "POST",
  headers = {},
  retry: retryOptions,
  ...options
}: ApiClientOptions): ApiClient {
  const callOptions: ApiCallOptions = { ...options, clock: retryOptions.clock };
  return {
    post: (delivery, context) =>
      retry(retryOptions, { id: `${delivery.source}/${delivery.id}`, ...context }, async () => {
        await options.rateLimit.take(context.waitSignal);
        const { status } = await callOnce(callOptions, requestOf({ url, method, headers }, delivery), context.signal);
        return status;
      }),
  };
}

function requestOf(
  { url, method, headers }: Required<Pick<ApiClientOptions, "url" | "method" | "headers">>,
  { id, source, body }: Delivery,
) {
  return {
    url,
    method,
    headers: {
      "content-type": "application/octet-stream",
      ...lowerCased(headers),
      "idempotency-key": headerText(`${source}/${id}`),
      "x-webhook-source": headerText(source),
    },
    body,
    notAboutTheRequest: NOT_ABOUT_THE_DELIVERY,
  };
}

/** Names without regard to case, so that one that is given takes the place of one that would be there. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A text as ASCII letters, as header values must be: an id may be any text, and half a surrogate pair has no encoding. */
function headerText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
}
