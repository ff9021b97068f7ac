import Table from "cli-table3";
import type { StackOutputs } from "../local/evaluation/protocol";
import { exampleBody } from "./exampleBodies";
import { flatten } from "./outputsFile";

/** A resource as far as this needs it. */
export interface Resource {
  type: string;
  state: Readonly<Record<string, unknown>>;
}

/** Every output, one a line, secrets hidden. */
export function outputTable(outputs: StackOutputs): string {
  const table = new Table({ head: ["output", "value"], style: { head: [], border: [], compact: true } });
  for (const [name, { value, secret }] of Object.entries(outputs)) {
    for (const [place, leaf] of flatten({ [name]: secret ? "[secret]" : value })) {
      table.push([place, typeof leaf === "string" ? leaf : JSON.stringify(leaf)]);
    }
  }
  return table.toString();
}

const STAGE = "aws:apigatewayv2/stage:Stage";
const ROUTE = "aws:apigatewayv2/route:Route";
const METHODS_WITH_BODY = new Set(["POST", "PUT", "PATCH"]);

/** One command to paste for every route of every HTTP API: first those that send something, then those that read it back. */
export function curlCommands(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ type }) => type === STAGE)
    .flatMap(({ state: stage }) =>
      resources
        .filter(({ type, state }) => type === ROUTE && state.apiId === stage.apiId)
        .map(({ state: route }) => String(route.routeKey))
        .sort((a, b) => Number(sends(b)) - Number(sends(a)))
        .map((routeKey) => curl(String(stage.invokeUrl), routeKey)),
    );
}

function methodOf(routeKey: string): string {
  const [first = ""] = routeKey.split(" ");
  return first === "ANY" || first === "$default" ? "GET" : first;
}

function sends(routeKey: string): boolean {
  return METHODS_WITH_BODY.has(methodOf(routeKey));
}

function curl(invokeUrl: string, routeKey: string): string {
  const [, route = "/"] = routeKey.split(" ");
  const method = methodOf(routeKey);
  const url = `'${invokeUrl.replace(/\/$/, "")}${route}'`;
  if (sends(routeKey)) {
    return `curl -X ${method} ${url} -H 'content-type: application/json' -d '${exampleBody(routeKey)}'`;
  }
  return method === "GET" ? `curl ${url}` : `curl -X ${method} ${url}`;
}
