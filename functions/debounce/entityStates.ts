import { type ApiCallOptions, callOnce } from "../shared/queueWorker/apiCall";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Refused } from "../shared/serviceErrors";

export interface EntityStatesOptions extends Omit<ApiCallOptions, "clock"> {
  /** The entity's id is appended to it: `https://api.example.com/entities` */
  baseUrl: string;
  /** Headers of each call, credentials among them. @default none but `accept` */
  headers?: Readonly<Record<string, string>>;
  retry: RetryOptions;
  /** Hears of each request. */
  onRequest(): void;
}

/** The external API that knows the state of entities. */
export interface EntityStates {
  /**
   * Asks for an entity's state, which is an expensive thing to do.
   * @returns the state as JSON text; `null` where there is no such entity (any more)
   * @throws Refused when the API does not answer for this entity, or with something else than JSON; Unavailable when it does not answer
   */
  read(entityId: string, context: MessageContext): Promise<string | null>;
}

/** There is no such entity, or no longer (RFC 9110, 15.5.5 and 15.5.11). */
const GONE = [404, 410];
/** All requests go to one API with the same credentials. */
const NOT_ABOUT_THE_ENTITY = new Set([401, 403, 405, 407, 408, 421, 425]);

export function createEntityStates({
  baseUrl,
  headers = {},
  retry: retryOptions,
  onRequest,
  ...options
}: EntityStatesOptions): EntityStates {
  const callOptions: ApiCallOptions = { ...options, clock: retryOptions.clock };
  const base = baseUrl.replace(/\/+$/, "");
  return {
    read: (entityId, context) =>
      retry(retryOptions, { ...context, id: entityId }, async () => {
        await options.rateLimit.take(context.waitSignal);
        onRequest();
        const request = {
          url: `${base}/${encodeURIComponent(entityId)}`,
          method: "GET" as const,
          headers: { accept: "application/json", ...headers },
          expects: GONE,
          notAboutTheRequest: NOT_ABOUT_THE_ENTITY,
        };
        const { status, text, isCut } = await callOnce(callOptions, request, context.signal);
        if (GONE.includes(status)) return null;
        if (isCut) throw new Refused(`the external API answered with more than ${options.maxAnswerBytes} bytes`);
        return jsonText(text);
      }),
  };
}

function jsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Refused(`the external API answered with something else than JSON: ${text.slice(0, 200)}`);
  }
}
