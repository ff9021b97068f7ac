import type { IncomingMessage } from "node:http";
import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import { jsonIn } from "../base/jsonIn";
import type { RestRoute, RestRoutes } from "./awsService";
import type { ParsedCall } from "./request";

/**
 * Reads a call of a REST API: the operation follows from method and path, the parameters are labels of the path, the query, and
 * the body, or some headers.
 * Source: Smithy, "AWS restJson1 protocol", "AWS restXml protocol" and "HTTP binding traits".
 *
 * @throws AwsError `UnknownOperationException`, `SerializationException`
 */
export function parseRestCall(
  routes: RestRoutes,
  { method = "GET", url = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  body: Buffer,
): ParsedCall {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  for (const [operation, route] of Object.entries(routes)) {
    const [path = "", said = ""] = route.path.split("?");
    const labels = route.method === method ? labelsOf(path, pathname) : undefined;
    if (labels === undefined || !says(searchParams, said)) continue;
    const query = Object.fromEntries(
      [...new Set(searchParams.keys())].map((name) => [
        route.query?.[name] ?? name,
        valueIn(searchParams, name, route),
      ]),
    );
    const fromHeaders = Object.entries(route.headers ?? {}).map(([name, member]) => [member, headers[name]] as const);
    const given = Object.fromEntries(fromHeaders.filter(([, value]) => value !== undefined));
    const content = route.payload === undefined ? parsed(body) : { [route.payload]: body };
    return { operation, params: { ...content, ...query, ...given, ...labels } };
  }
  throw new AwsError("UnknownOperationException", `The local cloud does not run ${method} ${pathname}.`, 404);
}

/** Tells if a query has what a route asks of it. */
function says(query: URLSearchParams, asked: string): boolean {
  return [...new URLSearchParams(asked)].every(([name, value]) => query.get(name) === value);
}

function valueIn(query: URLSearchParams, name: string, { lists, numbers }: RestRoute): unknown {
  if (lists?.includes(name)) return query.getAll(name);
  return numbers?.includes(name) ? Number(query.get(name)) : query.get(name);
}

/** The labels of a path such as `/2015-03-31/functions/{FunctionName}`, whose last one may have slashes: `{Arn+}`. */
function labelsOf(template: string, pathname: string): Record<string, string> | undefined {
  const pattern = template.replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) =>
    greedy === "" ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
  );
  const found = new RegExp(`^${pattern}/?$`).exec(pathname);
  if (found === null) return undefined;
  try {
    return Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new AwsError("SerializationException", "The path of the request is not encoded well");
  }
}

function parsed(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = jsonIn(body.toString());
  if (isRecord(value)) return value;
  throw new AwsError("SerializationException", "The body of the request must be a JSON object");
}
