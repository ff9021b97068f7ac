import type { Resource } from "./endpoints";
import { exampleBody, examplePath } from "./exampleRequests";
import type { Examples } from "./systems";

const STAGE = "aws:apigateway/stage:Stage";
const METHOD = "aws:apigateway/method:Method";
const PART = "aws:apigateway/resource:Resource";
const KEY = "aws:apigateway/apiKey:ApiKey";
const PLAN = "aws:apigateway/usagePlan:UsagePlan";
const PLAN_KEY = "aws:apigateway/usagePlanKey:UsagePlanKey";

/** One command to paste for every method of every REST API, with the key of a client that may call it. */
export function restCommands(resources: readonly Resource[], examples: Examples): string[] {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  return of(STAGE).flatMap(({ state: stage }) =>
    of(METHOD)
      .filter(({ state }) => state.restApi === stage.restApi && state.httpMethod !== "OPTIONS")
      .map(({ state }) => {
        const path = of(PART).find(({ id }) => id === state.resourceId)?.state.path ?? "/";
        const key = state.apiKeyRequired === true ? keyOf(stage, of(PLAN), of(PLAN_KEY), of(KEY)) : undefined;
        return command(String(stage.invokeUrl), `${state.httpMethod} ${path}`, key, examples);
      }),
  );
}

/** The first key of a plan that has the stage. */
function keyOf(
  { restApi, stageName }: Resource["state"],
  plans: readonly Resource[],
  planKeys: readonly Resource[],
  keys: readonly Resource[],
): string {
  const plan = plans.find(({ state }) =>
    (state.apiStages as { apiId: string; stage: string }[] | undefined)?.some(
      ({ apiId, stage }) => apiId === restApi && stage === stageName,
    ),
  );
  const planKey = planKeys.find(({ state }) => state.usagePlanId === plan?.id);
  return String(keys.find(({ id }) => id === planKey?.state.keyId)?.state.value ?? "...");
}

function command(invokeUrl: string, routeKey: string, key: string | undefined, examples: Examples): string {
  const [method = ""] = routeKey.split(" ");
  const url = `'${invokeUrl.replace(/\/$/, "")}${examplePath(routeKey, examples)}'`;
  const given = key === undefined ? "" : ` -H 'x-api-key: ${key}'`;
  const body = method === "POST" || method === "PUT" || method === "PATCH";
  const content = body ? ` -H 'content-type: application/json' -d '${exampleBody(routeKey, examples)}'` : "";
  return method === "GET" ? `curl ${url}${given}` : `curl -X ${method} ${url}${given}${content}`;
}
