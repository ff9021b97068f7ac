import { arn } from "../../base/arn";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import { type FunctionCallDependencies, invokeForRoute } from "../../http/invokeForRoute";
import { type Destination, type HttpRequest, queryParameters, requestEvent } from "../../http/requestEvent";
import type { LambdaAuthorizerSpec } from "./httpApi";

/** A decision of a function about some values of its identity sources. */
interface Decision {
  isAuthorized: boolean;
  context: Readonly<Record<string, unknown>>;
}

type Outcome = { lambda: Decision["context"] } | { reply: Reply; error: string };

/** Milliseconds that API Gateway waits for an authorizer ("Quotas for configuring and running an HTTP API": 10,000). */
const TIMEOUT_MS = 10_000;

/** Decisions that are kept; then all are forgotten, for clients may send any number of keys. */
const MAX_KEPT = 10_000;

interface Asked {
  apiName: string;
  request: HttpRequest;
  destination: Destination;
  /** Without the stage, as it was sent. */
  path: string;
}

/**
 * Lets requests through, or not, as a function says: its answer is kept for the values of the identity sources, and for nothing else of a
 * request. Without all of these values nobody is asked.
 *
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with AWS Lambda authorizers"
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html).
 */
export class LambdaAuthorizers {
  readonly #deps: FunctionCallDependencies;
  /** By authorizer and identity. */
  readonly #kept = new Map<string, Decision & { until: number }>();
  /** Grows with each authorizer that changes: what one has been asked before that is not to be kept after it. */
  #changes = 0;

  constructor(deps: FunctionCallDependencies) {
    this.#deps = deps;
  }

  /** Forgets what an authorizer has decided. */
  forget(apiId: string, id: string): void {
    this.#changes += 1;
    for (const key of this.#kept.keys()) if (key.startsWith(prefixOf({ apiId, id }))) this.#kept.delete(key);
  }

  async authorize(authorizer: LambdaAuthorizerSpec, asked: Asked): Promise<Outcome> {
    const identity = authorizer.identitySources.map((source) => identityOf(source, asked));
    if (identity.some((value) => value === undefined || value === "")) {
      return refusal(401, "Unauthorized", "a value of the identity sources is missing");
    }
    const now = this.#deps.clock.now();
    const key = `${prefixOf(authorizer)}${asked.destination.stage} ${JSON.stringify(identity)}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > now) return outcomeOf(kept);
    const changes = this.#changes;
    const decision = await this.#ask(authorizer, identity as string[], asked);
    if ("reply" in decision) return decision;
    if (authorizer.ttlSeconds > 0 && changes === this.#changes) {
      if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
      this.#kept.set(key, { ...decision, until: this.#deps.clock.now() + authorizer.ttlSeconds * 1000 });
    }
    return outcomeOf(decision);
  }

  async #ask(
    { id, functionArn }: LambdaAuthorizerSpec,
    identitySource: readonly string[],
    { apiName, request, destination, path }: Asked,
  ): Promise<Decision | { reply: Reply; error: string }> {
    const { body: _, isBase64Encoded: _encoded, ...event } = requestEvent(request, destination, Buffer.alloc(0));
    const resource = `${request.apiId}/${destination.stage}/${request.method}${path}`;
    const result = await invokeForRoute(this.#deps, {
      ...{ apiId: request.apiId, apiName, functionArn, timeoutMs: TIMEOUT_MS },
      // The function's policy is asked about `API/authorizers/ID`.
      ...{ stage: "authorizers", source: id, routeText: `the authorizer of ${destination.routeKey}` },
      event: { ...event, type: "REQUEST", routeArn: arn("execute-api", resource), identitySource },
    });
    const failed = (error: string) => refusal(500, "Internal Server Error", error);
    if (result.kind !== "answered") return failed(`the authorizer's function has not answered: ${result.kind}`);
    const { isAuthorized, context = {} } = (result.payload ?? {}) as { isAuthorized?: unknown; context?: unknown };
    if (typeof isAuthorized !== "boolean" || typeof context !== "object" || context === null) {
      this.#deps.report.warn(
        apiName,
        `${destination.routeKey} answers 500: the authorizer's function must return { isAuthorized: boolean, context? }, got ` +
          JSON.stringify(result.payload),
      );
      return failed("the authorizer's function has returned something else than { isAuthorized }");
    }
    return { isAuthorized, context: context as Decision["context"] };
  }
}

function prefixOf({ apiId, id }: { apiId: string; id: string }): string {
  return `${apiId} ${id} `;
}

function outcomeOf({ isAuthorized, context }: Decision): Outcome {
  return isAuthorized ? { lambda: context } : refusal(403, "Forbidden", "the authorizer's function has denied it");
}

function refusal(status: number, message: string, error: string): { reply: Reply; error: string } {
  return { reply: gatewayReply(status, message), error };
}

function identityOf(source: LambdaAuthorizerSpec["identitySources"][number], asked: Asked): string | undefined {
  const { request, destination } = asked;
  switch (source.place) {
    case "header":
      return request.headers[source.name.toLowerCase()];
    case "querystring":
      return queryParameters(request.queryString)[source.name];
    case "stageVariables":
      return destination.stageVariables[source.name];
    case "routeKey":
      return destination.routeKey;
  }
}
