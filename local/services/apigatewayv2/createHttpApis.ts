import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../base/readBody";
import { accessLogLine, type Exchange, writeAccessLog } from "../../http/accessLog";
import { countExchange } from "../../http/apiMetrics";
import { allowsOrigin, corsRequest, isPreflight, withCors } from "../../http/cors";
import { gatewayReply } from "../../http/gatewayReply";
import { idIn, readRequest } from "../../http/readRequest";
import { type Destination, type HttpRequest, requestEvent } from "../../http/requestEvent";
import { decodePath, selectRoute } from "../../http/selectRoute";
import { sendReply } from "../../http/sendReply";
import type { Services } from "../../services";
import { type CallOutcome, callFunction } from "./callFunction";
import { callService } from "./callService";
import { type DefinedApi, DefinedApis, selectStage, takeToken } from "./definedApis";
import { formatOneEvent } from "./formatOneEvent";
import type { HttpApis, RouteSpec, StageSpec } from "./httpApi";
import { authorizeByIam } from "./iamAuthorizer";
import { type Authorized, authorizeByJwt } from "./jwtAuthorizer";
import { LambdaAuthorizers } from "./lambdaAuthorizer";

export type HttpApiDependencies = Pick<
  Services,
  "iam" | "cognito" | "events" | "lambda" | "sqs" | "logs" | "metrics" | "clock" | "report"
> &
  Partial<Pick<Services, "calls">>;

/** Request line and header values together, in bytes ("Quotas for configuring and running an HTTP API"). */
const MAX_HEADER_BYTES = 10_240;
/** From the same table: 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** HTTP APIs that call functions, send to queues and put events on buses. */
export function createHttpApis(deps: HttpApiDependencies): HttpApis {
  const registry = new DefinedApis();
  const authorizers = new LambdaAuthorizers(deps);
  return {
    putApi: (spec) => registry.putApi(spec),
    deleteApi: (id) => registry.deleteApi(id),
    putRoute: (spec) => registry.putRoute(spec),
    deleteRoute: (apiId, id) => registry.deleteRoute(apiId, id),
    putAuthorizer(spec) {
      registry.putAuthorizer(spec);
      authorizers.forget(spec.apiId, spec.id);
    },
    deleteAuthorizer(apiId, id) {
      registry.deleteAuthorizer(apiId, id);
      authorizers.forget(apiId, id);
    },
    putIntegration: (spec) => registry.putIntegration(spec),
    deleteIntegration: (apiId, id) => registry.deleteIntegration(apiId, id),
    putStage: (spec) => registry.putStage(spec),
    deleteStage: (apiId, name) => registry.deleteStage(apiId, name),
    putDomain: (name) => registry.putDomain(name),
    deleteDomain: (name) => registry.deleteDomain(name),
    putApiMapping: (spec) => registry.putApiMapping(spec),
    deleteApiMapping: (domainName, id) => registry.deleteApiMapping(domainName, id),

    hasDomain: (host) => registry.domains.nameOf(host) !== undefined,
    allowsOrigin: (path, origin) => allowsOrigin(registry.find(idIn(path))?.spec.cors, origin),

    async serve(apiId, path, incoming, response) {
      const request = readRequest(apiId, path, incoming, deps.clock.now());
      const api = registry.find(apiId);
      // Under the address of its own, an API that has switched that off is not there: 404, where REST APIs say 403 (AWS re:Post,
      // "Deactivate the API Gateway default endpoint API", https://repost.aws/knowledge-center/api-gateway-disable-endpoint).
      const isOff = api?.spec.disableExecuteApiEndpoint === true;
      await answer(api, isOff ? undefined : api && selectStage(api, request.path), request, incoming, response);
    },

    async serveDomain(incoming, response) {
      const { url: target = "/", headers } = incoming;
      const [path = "/", ...query] = target.split("?");
      const domainName = registry.domains.nameOf(headers.host ?? "") ?? "";
      const { mapping, rest } = registry.domains.find(domainName, path) ?? { rest: path };
      const api = registry.find(mapping?.apiId ?? "");
      const stage = api?.stages.get(mapping?.stage ?? "");
      // Functions see the path without what led to their stage, and with the stage's name, although no client sends that: see the notes on
      // rawPath in "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway".
      const seen = stage === undefined || stage.name === "$default" ? rest : `/${stage.name}${rest}`;
      const request = {
        ...readRequest(mapping?.apiId ?? "", [seen, ...query].join("?"), incoming, deps.clock.now()),
        ...{ domainName, sentPath: path },
      };
      await answer(api, stage && { stage, path: rest }, request, incoming, response);
    },
  };

  async function answer(
    api: DefinedApi | undefined,
    selected: ReturnType<typeof selectStage>,
    request: HttpRequest,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    // Without a stage nothing is logged or counted, as on AWS.
    if (api === undefined || selected === undefined) {
      incoming.resume();
      sendReply(response, request.method, gatewayReply(404, "Not Found"), idHeader(request));
      return;
    }
    const { stage } = selected;
    const answered = await answerOf({ ...deps, authorizers }, api, stage, selected.path, request, incoming);
    if (answered === "gone") return;
    sendReply(response, request.method, withCors(api.spec.cors, request, answered.reply), idHeader(request));
    record(deps, stage, exchangeOf(request, stage, answered, deps.clock.now()));
  }
}

interface Answer extends CallOutcome {
  routeKey?: string;
  /** The claims of its token, its sender, or why it was not let through. */
  authorizer?: Exchange["authorizer"];
  /** Bytes of the request's body, as far as it was read. */
  requestLength: number;
}

/** One request, from the checks that need least to its integration. `"gone"`: the client left before its request ended. */
async function answerOf(
  deps: HttpApiDependencies & { authorizers: LambdaAuthorizers },
  api: DefinedApi,
  stage: StageSpec,
  path: string,
  request: HttpRequest,
  incoming: IncomingMessage,
): Promise<Answer | "gone"> {
  // The body is read first, whatever the answer: one that is left unread would stall the connection.
  const body = await readBody(incoming, MAX_BODY_BYTES).catch(() => "gone" as const);
  if (body === "gone") return "gone";
  const requestLength = body === "too large" ? 0 : body.length;
  const refuse = (status: number, message: string, routeKey?: string): Answer => ({
    reply: gatewayReply(status, message),
    requestLength,
    ...(routeKey !== undefined && { routeKey }),
  });

  if (headerBytes(request) > MAX_HEADER_BYTES) return refuse(431, "Request Header Fields Too Large");
  const parts = decodePath(path);
  if (parts === undefined) return refuse(400, "Bad Request");
  if (api.spec.cors !== undefined && isPreflight(corsRequest(request))) {
    return { reply: { status: 204, headers: {}, cookies: [], body: Buffer.alloc(0) }, requestLength };
  }
  const selection = selectRoute(api.routes.values(), request.method, parts);
  if (selection === undefined) return refuse(404, "Not Found");
  const { routeKey, target } = selection.route;
  if (!takeToken(api, stage, routeKey, request.receivedAt)) return refuse(429, "Too Many Requests", routeKey);
  const place = {
    stage: stage.name,
    routeKey,
    pathParameters: selection.pathParameters,
    stageVariables: stage.variables ?? {},
  };
  const authorized = await authorize(deps, api, selection.route, { destination: place, path, request, incoming });
  if (authorized !== "open" && "reply" in authorized) {
    return { reply: authorized.reply, authorizer: authorized, routeKey, requestLength };
  }
  if (body === "too large") return refuse(413, "Request Entity Too Large", routeKey);
  const integration = api.integrations.get(target.replace("integrations/", ""));
  if (integration === undefined) return refuse(500, "Internal Server Error", routeKey);

  const destination = { ...place, ...(authorized !== "open" && authorized) };
  const apiName = api.spec.name;
  const outcome =
    "subtype" in integration
      ? await callService(deps, { apiName, integration, mapped: { request, destination }, body })
      : await callFunction(deps, {
          apiId: api.spec.id,
          apiName,
          stage: stage.name,
          routeKey: selection.key,
          method: request.method,
          integration,
          event:
            integration.payloadFormat === "1.0"
              ? formatOneEvent(request, destination, body, incoming.rawHeaders)
              : requestEvent(request, destination, body),
        });
  return { ...outcome, routeKey, requestLength, ...(authorized !== "open" && { authorizer: authorized }) };
}

/** `"open"`: anybody may call the route. */
async function authorize(
  deps: HttpApiDependencies & { authorizers: LambdaAuthorizers },
  api: DefinedApi,
  route: RouteSpec,
  asked: { destination: Destination; path: string; request: HttpRequest; incoming: IncomingMessage },
): Promise<
  Authorized | ReturnType<typeof authorizeByIam> | Awaited<ReturnType<LambdaAuthorizers["authorize"]>> | "open"
> {
  const { destination, path, request, incoming } = asked;
  if (route.authorizer === undefined) return "open";
  if (route.authorizer === "iam") return authorizeByIam(deps, { stage: destination.stage, path }, request, incoming);
  const authorizer = api.authorizers.get(route.authorizer.id);
  if (authorizer && "functionArn" in authorizer) {
    return deps.authorizers.authorize(authorizer, { apiName: api.spec.name, request, destination, path });
  }
  if (authorizer) return authorizeByJwt(deps, authorizer, route.authorizer.scopes, request);
  return { reply: gatewayReply(500, "Internal Server Error"), error: "the route's authorizer is gone" };
}

function headerBytes(request: HttpRequest): number {
  const requestLine = `${request.method} ${request.path}?${request.queryString} ${request.protocol}`;
  return Object.values(request.headers).reduce(
    (bytes, value) => bytes + Buffer.byteLength(value),
    Buffer.byteLength(requestLine),
  );
}

function idHeader({ id }: HttpRequest): Record<string, string> {
  return { "apigw-requestid": id };
}

function exchangeOf(request: HttpRequest, stage: StageSpec, answer: Answer, answeredAt: number): Exchange {
  const { reply, integration, routeKey, authorizer } = answer;
  return {
    request,
    stage: stage.name,
    status: reply.status,
    responseLength: reply.body.length,
    requestLength: answer.requestLength,
    latencyMs: answeredAt - request.receivedAt,
    ...(routeKey !== undefined && { routeKey }),
    ...(integration !== undefined && { integration }),
    ...(authorizer !== undefined && { authorizer }),
    ...ownError(answer),
  };
}

/** The names of `$context.error.responseType` for the answers the API gives itself ("Gateway response types"). */
const RESPONSE_TYPES: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST_BODY",
  401: "UNAUTHORIZED",
  403: "ACCESS_DENIED",
  404: "RESOURCE_NOT_FOUND",
  413: "REQUEST_TOO_LARGE",
  429: "THROTTLED",
};

function ownError({ reply, integration }: Answer): Pick<Exchange, "errorMessage" | "errorType"> {
  const isOwn = reply.status >= 400 && integration?.functionStatus === undefined;
  if (!isOwn) return {};
  const { message } = JSON.parse(reply.body.toString()) as { message: string };
  return {
    errorMessage: message,
    errorType: RESPONSE_TYPES[reply.status] ?? (reply.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX"),
  };
}

function record(deps: HttpApiDependencies, stage: StageSpec, exchange: Exchange): void {
  const { default: everyRoute = false, routes = {} } = stage.detailedMetrics ?? {};
  countExchange(deps.metrics, exchange, routes[exchange.routeKey ?? ""] ?? everyRoute);
  if (stage.accessLog === undefined) return;
  const { format, logGroupArn } = stage.accessLog;
  const { apiId, path, receivedAt } = exchange.request;
  writeAccessLog(
    deps,
    { logGroupArn, stream: `${apiId}/${stage.name}`, resource: path },
    { timestamp: receivedAt, message: accessLogLine(format, exchange) },
  );
}
