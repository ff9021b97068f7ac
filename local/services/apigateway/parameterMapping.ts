import { type CallFacts, contextVariables, own } from "./callFacts";
import { jsonAt, jsonText } from "./jsonBody";

/** The values that a mapping can refer to. */
export interface MappedCall {
  facts: CallFacts;
  /** The request's. */
  requestBody: string;
  /** The integration's answer, once it has come. */
  response?: { headers: Readonly<Record<string, string>>; body: string };
}

/** One entry of `requestParameters` or `responseParameters`. */
export interface ParameterMapping {
  /** `"integration.request.header.Content-Type"`, `"method.response.header.X"` */
  target: string;
  /** `undefined` where there is no such thing in the request or the response. */
  resolve(from: MappedCall): string | undefined;
}

type Resolve = ParameterMapping["resolve"];

/**
 * Reads mappings of parameters, as REST APIs write them: `'static'` in quotes, or a reference such as `method.request.header.X`.
 * Source: API Gateway Developer Guide, "Parameter mapping source reference for REST APIs".
 *
 * @throws Error that names the mapping which can't be read
 */
export function parameterMappings(parameters: Readonly<Record<string, string>>): readonly ParameterMapping[] {
  return Object.entries(parameters).map(([target, source]) => {
    const resolve = resolverOf(source);
    if (resolve !== undefined) return { target, resolve };
    throw new Error(
      `${target}: ${JSON.stringify(source)} can't be mapped from: use 'text in single quotes', method.request.header.NAME, ` +
        "method.request.querystring.NAME, method.request.path.NAME, method.request.body, integration.response.header.NAME, " +
        "integration.response.body (each body with a JSON path behind it, if need be), context.NAME or stageVariables.NAME",
    );
  });
}

function resolverOf(source: string): Resolve | undefined {
  const [, text] = source.match(/^'(.*)'$/s) ?? [];
  if (text !== undefined) return () => text;
  const [, place = "", name = ""] =
    source.match(/^(method\.request\.(?:header|querystring|path)|integration\.response\.header)\.(.+)$/) ?? [];
  switch (place) {
    case "method.request.header":
      return ({ facts }) => own(facts.request.headers, name.toLowerCase());
    case "method.request.querystring":
      return ({ facts }) => own(facts.query, name)?.at(-1);
    case "method.request.path":
      return ({ facts }) => own(facts.pathParameters, name);
    case "integration.response.header":
      return ({ response }) => own(response?.headers ?? {}, name.toLowerCase());
  }
  const [, body, path = ""] = source.match(/^(method\.request|integration\.response)\.body((?:[.[].+)?)$/) ?? [];
  if (body === "method.request") return ({ requestBody }) => bodyPart(requestBody, path);
  if (body === "integration.response") return ({ response }) => bodyPart(response?.body ?? "", path);
  const [, variable] = source.match(/^context\.(.+)$/) ?? [];
  if (variable !== undefined) return ({ facts }) => asText(own(contextVariables(facts), variable));
  const [, stageVariable] = source.match(/^stageVariables\.(.+)$/) ?? [];
  if (stageVariable !== undefined) return ({ facts }) => own(facts.stageVariables, stageVariable);
  return undefined;
}

function asText(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function bodyPart(body: string, path: string): string | undefined {
  if (path === "") return body;
  const value = jsonAt(body, `$${path}`);
  return value === undefined ? undefined : jsonText(value);
}
