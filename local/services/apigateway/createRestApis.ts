import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../base/readBody";
import { filledFormat, writeAccessLog } from "../../http/accessLog";
import { traceHeader } from "../../http/requestEvent";
import { sendReply } from "../../http/sendReply";
import type { Services } from "../../services";
import { answerCall, type RestAnswer, type RestCallDependencies, settingOf } from "./answerCall";
import { ApiKeys } from "./apiKeys";
import { type CallFacts, type CallPlace, callFacts } from "./callFacts";
import { CustomDomains } from "./customDomains";
import type { DefinedApi } from "./definedApi";
import { DefinedApis } from "./definedApis";
import { gatewayResponse } from "./gatewayResponse";
import { Refusal } from "./refusal";
import type { RestApis } from "./restApi";
import { countRestExchange, logVariables, type RestExchange } from "./restExchange";

export type RestApiDependencies = RestCallDependencies &
  Pick<Services, "logs" | "metrics"> &
  Partial<Pick<Services, "calls">>;

/** "Amazon API Gateway quotas": 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The parts of a request's URL; the stage says the rest. */
type Place = Omit<CallPlace, "deploymentId" | "stageVariables">;

/** REST APIs that call functions, Kinesis, SQS and SNS, or make up their answers. */
export function createRestApis(deps: RestApiDependencies): RestApis {
  const registry = new DefinedApis();
  const keys = new ApiKeys((apiId, stage) => registry.find(apiId)?.stages.has(stage) === true);
  const domains = new CustomDomains();
  let logRole: string | undefined;

  async function answer(place: Place, path: string, incoming: IncomingMessage, response: ServerResponse) {
    const api = registry.find(place.apiId);
    const stage = api?.stages.get(place.stage);
    const { deploymentId = "", variables: stageVariables = {} } = stage ?? {};
    const deployed = api?.deployments.get(deploymentId);
    const facts = callFacts({ ...place, deploymentId, stageVariables }, incoming, deps.clock.now());
    // The body is read first, whatever the answer: one that is left unread would stall the connection.
    const body = await readBody(incoming, MAX_BODY_BYTES).catch(() => "gone" as const);
    if (body === "gone") return;
    // Without a stage, or an address, nothing is logged or counted, as on AWS.
    const isOff = place.domainName === undefined && deployed?.disableExecuteApiEndpoint === true;
    if (api === undefined || stage === undefined || deployed === undefined || isOff) {
      const refusal = new Refusal("ACCESS_DENIED", "Forbidden");
      sendReply(response, facts.request.method, gatewayResponse(refusal, facts, new Map()), idHeaders(facts));
      return;
    }
    warnOfEdits(deps, api);
    const answered = await answerCall(deps, keys, { api, deployed, facts, path, body });
    sendReply(response, facts.request.method, answered.reply, { ...traceOf(answered), ...idHeaders(facts) });
    record(deps, api, exchangeOf(api, answered, deps.clock.now()), answered);
  }

  return {
    putApi: (spec) => registry.putApi(spec),
    deleteApi: (id) => registry.deleteApi(id),
    putResource: (spec) => registry.putResource(spec),
    deleteResource: (apiId, id) => registry.deleteResource(apiId, id),
    putMethod: (spec) => registry.putMethod(spec),
    deleteMethod: (place) => registry.deleteMethod(place),
    putMethodResponse: (spec) => registry.putMethodResponse(spec),
    deleteMethodResponse: (spec) => registry.deleteMethodResponse(spec),
    putIntegration: (spec) => registry.putIntegration(spec),
    deleteIntegration: (place) => registry.deleteIntegration(place),
    putIntegrationResponse: (spec) => registry.putIntegrationResponse(spec),
    deleteIntegrationResponse: (spec) => registry.deleteIntegrationResponse(spec),
    putModel: (spec) => registry.putModel(spec),
    deleteModel: (apiId, name) => registry.deleteModel(apiId, name),
    putRequestValidator: (spec) => registry.putRequestValidator(spec),
    deleteRequestValidator: (apiId, id) => registry.deleteRequestValidator(apiId, id),
    putGatewayResponse: (spec) => registry.putGatewayResponse(spec),
    deleteGatewayResponse: (apiId, type) => registry.deleteGatewayResponse(apiId, type),
    createDeployment: (apiId, id) => registry.createDeployment(apiId, id),
    deleteDeployment: (apiId, id) => registry.deleteDeployment(apiId, id),
    putStage(spec) {
      registry.putStage(spec);
      if (spec.accessLog !== undefined) warnWithoutLogRole(`the stage "${spec.name}" has an access log`);
    },
    deleteStage: (apiId, name) => registry.deleteStage(apiId, name),
    putMethodSettings: (spec) => registry.putMethodSettings(spec),
    deleteMethodSettings: (spec) => registry.deleteMethodSettings(spec),
    setLogRole(roleArn) {
      logRole = roleArn;
    },
    keys,
    putDomain: (name) => domains.put(name),
    deleteDomain: (name) => domains.delete(name),
    putBasePathMapping: (spec) => domains.map(spec),
    deleteBasePathMapping: (domainName, basePath) => domains.unmap(domainName, basePath),

    has: (apiId) => registry.has(apiId),
    hasDomain: (host) => domains.nameOf(host) !== undefined,
    async serve(apiId, target, incoming, response) {
      const { first, rest } = split(pathOf(target));
      await answer({ apiId, stage: first, target, path: rest }, rest, incoming, response);
    },
    async serveDomain(incoming, response) {
      const target = incoming.url ?? "/";
      const path = pathOf(target);
      const domainName = domains.nameOf(incoming.headers.host ?? "") ?? "";
      const { mapping, rest: behindBase } = domains.find(domainName, path) ?? { rest: path };
      const named = split(behindBase);
      const { stage, rest } =
        mapping?.stage === undefined
          ? { stage: named.first, rest: named.rest }
          : { stage: mapping.stage, rest: behindBase };
      await answer({ apiId: mapping?.apiId ?? "", stage, target, path, domainName }, rest, incoming, response);
    },
  };

  function warnWithoutLogRole(what: string): void {
    if (logRole !== undefined) return;
    deps.report.warn(
      "API Gateway",
      `${what}, which AWS refuses until the account has a role for logs: add an aws.apigateway.Account with ` +
        "cloudwatchRoleArn (one for each account and region), and let the stage depend on it",
    );
  }
}

/** Once for each edit: programs forget to let the triggers of a deployment follow what it deploys. */
function warnOfEdits({ report }: RestApiDependencies, api: DefinedApi): void {
  if (!api.hasUndeployedEdits) return;
  api.hasUndeployedEdits = false;
  report.warn(
    api.spec.label,
    "something of this REST API was changed or deleted after its last deployment, and is served as it was, here as on AWS: let the " +
      "triggers of its aws.apigateway.Deployment follow what it deploys, and its dependsOn name all of it",
  );
}

/** The first part of a path, and what is behind it, with its slash. */
function split(path: string): { first: string; rest: string } {
  const [, first = ""] = path.split("/", 2);
  return { first, rest: withOneSlash(path.slice(first.length + 1)) || "/" };
}

function pathOf(target: string): string {
  const [path = ""] = target.split("?", 1);
  return path || "/";
}

/** Several slashes behind the stage are one to AWS. */
function withOneSlash(path: string): string {
  return path.replace(/^\/+/, "/");
}

/** Only what a service or a function answered has a trace. */
function traceOf({ method, facts, integration }: RestAnswer): Record<string, string> {
  const trace = facts.addedHeaders["x-amzn-trace-id"];
  if (integration === undefined || method?.integration.type === "MOCK" || trace === undefined) return {};
  return traceHeader(trace);
}

function idHeaders({ requestId, request }: CallFacts): Record<string, string> {
  return { "x-amzn-requestid": requestId, "x-amz-apigw-id": request.id };
}

function exchangeOf(api: DefinedApi, answered: RestAnswer, answeredAt: number): RestExchange {
  const { facts, reply, method, refusal, integration } = answered;
  return {
    apiName: api.spec.name,
    facts,
    status: reply.status,
    responseLength: reply.body.length,
    latencyMs: answeredAt - facts.request.receivedAt,
    ...(method !== undefined && { httpMethod: method.httpMethod }),
    ...(refusal !== undefined && { refusal }),
    ...(integration !== undefined && { integration }),
  };
}

function record(deps: RestApiDependencies, api: DefinedApi, exchange: RestExchange, { method }: RestAnswer): void {
  const { facts } = exchange;
  const isDetailed = method && settingOf(api, facts.stage, method, ({ detailedMetrics }) => detailedMetrics);
  countRestExchange(deps.metrics, exchange, isDetailed === true);
  const { accessLog } = api.stages.get(facts.stage) ?? {};
  if (accessLog === undefined) return;
  const { apiId, path, receivedAt } = facts.request;
  writeAccessLog(
    deps,
    { logGroupArn: accessLog.logGroupArn, stream: `${apiId}/${facts.stage}`, resource: path },
    { timestamp: receivedAt, message: filledFormat(accessLog.format, logVariables(exchange)) },
  );
}
