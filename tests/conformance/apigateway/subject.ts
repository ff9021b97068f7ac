import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { type MethodSetup, type Setup, STAGE, startRestApi } from "../../local/apigateway/restApiUnderTest";
import { type HttpAsk, picked, sent } from "../httpAnswer";
import type { Subject } from "../table";

/** A REST API of one method or several, and a request to it. */
export interface RestInput {
  /** By default any method of any path, which calls a function. */
  readonly methods?: readonly MethodSetup[];
  readonly setup?: Omit<Setup, "methods">;
  /** Types of gateway responses, with what they change. */
  readonly gatewayResponses?: Readonly<Record<string, { statusCode?: number; template?: string }>>;
  readonly request: HttpAsk;
  /** The function's answer: what it returned, or `"throws"`. */
  readonly function?: { readonly returns: unknown } | "throws" | "is throttled";
  readonly see: readonly string[];
}

/** Starts an API a row. */
export async function startRestSubject(): Promise<Subject<RestInput>> {
  return {
    async answer({
      methods = [{ route: "ANY /{proxy+}" }],
      setup = {},
      gatewayResponses = {},
      request,
      see,
      ...input
    }) {
      const api = await startRestApi({ ...setup, methods });
      try {
        for (const [responseType, { statusCode, template }] of Object.entries(gatewayResponses)) {
          api.apis.putGatewayResponse({
            ...{ apiId: "cards12345", responseType, responseParameters: {} },
            responseTemplates: template === undefined ? {} : { "application/json": template },
            ...(statusCode !== undefined && { statusCode }),
          });
          api.redeploy(`with ${responseType}`);
        }
        api.answer = () => resultOf(input.function ?? { returns: { statusCode: 200, body: "" } });
        const received = await api.sendTo(`/${STAGE}${request.path}`, sent(request), request.method);
        return picked(see, received, api.events.at(-1));
      } finally {
        await api.stop();
      }
    },
    stop: async () => {},
  };
}

/** The outcome of an invocation that a row describes. */
export function resultOf(outcome: NonNullable<RestInput["function"]>): InvokeResult {
  if (outcome === "throws") return { ok: false, kind: "function", error: { errorType: "Error", errorMessage: "no" } };
  if (outcome === "is throttled") return { ok: false, kind: "throttled" };
  return { ok: true, payload: structuredClone(outcome.returns) };
}
