import { lastEvent, type Setup, startApi } from "../../local/apigatewayv2/apiUnderTest";
import { resultOf } from "../apigateway/subject";
import { type HttpAsk, picked, sent } from "../httpAnswer";
import type { Subject } from "../table";

/** An HTTP API, and a request to it. */
export interface HttpInput {
  /** By default `$default` of a stage of this name. */
  readonly setup?: Setup;
  readonly request: HttpAsk;
  /** The function's answer: what it returned, or `"throws"`. */
  readonly function?: { readonly returns: unknown } | "throws" | "is throttled";
  /** Lets API Gateway call the function. @default true */
  readonly permitted?: boolean;
  readonly see: readonly string[];
}

/** Starts an API a row. */
export async function startHttpSubject(): Promise<Subject<HttpInput>> {
  return {
    async answer({ setup = {}, request, see, permitted = true, ...input }) {
      const api = await startApi(setup);
      try {
        api.allowed = permitted;
        api.answer = () => resultOf(input.function ?? { returns: { statusCode: 200, body: "" } });
        const received = await api.send(request.method ?? "GET", request.path, sent(request));
        return picked(see, received, api.events.length === 0 ? undefined : lastEvent(api));
      } finally {
        await api.stop();
      }
    },
    stop: async () => {},
  };
}
