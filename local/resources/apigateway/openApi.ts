import { isRecord } from "../../base/isRecord";
import type { Properties } from "../../engine/resourceHandler";

/** A method of an OpenAPI definition, as properties of the resource types that would declare it one by one. */
export interface DefinedMethod {
  readonly path: string;
  /** `"GET"`, or `"ANY"` */
  readonly httpMethod: string;
  readonly method: Properties;
  readonly integration: Properties;
  readonly methodResponses: readonly Properties[];
  readonly integrationResponses: readonly Properties[];
}

export interface Definition {
  readonly methods: readonly DefinedMethod[];
  readonly binaryMediaTypes?: readonly string[];
}

const ANY_METHOD = "x-amazon-apigateway-any-method";
const INTEGRATION = "x-amazon-apigateway-integration";
const BINARY_TYPES = "x-amazon-apigateway-binary-media-types";
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const PLACES: Readonly<Record<string, string>> = { query: "querystring", header: "header", path: "path" };
/** Members of an integration, by the property of `aws.apigateway.Integration` that they are. */
const INTEGRATION_MEMBERS: Readonly<Record<string, string>> = {
  uri: "uri",
  httpMethod: "integrationHttpMethod",
  credentials: "credentials",
  requestParameters: "requestParameters",
  requestTemplates: "requestTemplates",
  timeoutInMillis: "timeoutMilliseconds",
  connectionType: "connectionType",
};

/**
 * Reads the definition of a REST API: OpenAPI 3.0 or Swagger 2.0 in JSON, with AWS's extensions. Schemas are read by nobody here, for
 * no validator of a definition is carried; what would change who gets in or what is answered is refused.
 * Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway".
 *
 * @throws Error that names the place in the document
 */
export function readDefinition(body: string): Definition {
  const document = parsed(body);
  const { openapi, swagger, paths, security } = document;
  if (!/^3\.0(\.|$)/.test(String(openapi)) && String(swagger) !== "2.0") {
    throw new Error('body must say openapi: "3.0.x" or swagger: "2.0"');
  }
  refuseSecurity("body", security);
  refuseExtensions("body", document, [BINARY_TYPES]);
  if (!isRecord(paths)) throw new Error("body must have paths");
  const methods = Object.entries(paths).flatMap(([path, item]) =>
    methodsOf(path, recordAt(`body.paths["${path}"]`, item)),
  );
  const binaryMediaTypes = document[BINARY_TYPES];
  return { methods, ...(Array.isArray(binaryMediaTypes) && { binaryMediaTypes: binaryMediaTypes.map(String) }) };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return recordAt("body", JSON.parse(body));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`body must be JSON locally: write YAML as JSON for now (${error.message})`);
  }
}

function methodsOf(path: string, item: Readonly<Record<string, unknown>>): readonly DefinedMethod[] {
  const place = `body.paths["${path}"]`;
  if (!path.startsWith("/")) throw new Error(`${place}: a path begins with "/"`);
  refuseExtensions(place, item, [ANY_METHOD]);
  const shared = listAt(`${place}.parameters`, item.parameters);
  return [...METHODS, ANY_METHOD]
    .filter((name) => item[name] !== undefined)
    .map((name) => {
      const at = `${place}.${name}`;
      return methodOf(at, path, name === ANY_METHOD ? "ANY" : name.toUpperCase(), recordAt(at, item[name]), shared);
    });
}

function methodOf(
  at: string,
  path: string,
  httpMethod: string,
  operation: Readonly<Record<string, unknown>>,
  shared: readonly unknown[],
): DefinedMethod {
  refuseSecurity(at, operation.security);
  refuseExtensions(at, operation, [INTEGRATION]);
  const integration = operation[INTEGRATION];
  if (integration === undefined) throw new Error(`${at} must have ${INTEGRATION}: without one, AWS deploys no method`);
  const { passthroughBehavior, type, responses = {}, ...members } = recordAt(`${at}.${INTEGRATION}`, integration);
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(INTEGRATION_MEMBERS, name));
  if (unknown !== undefined) throw new Error(`${at}.${INTEGRATION}.${unknown} is not supported locally: leave it out`);
  const parameters = [...shared, ...listAt(`${at}.parameters`, operation.parameters)].map((each) =>
    parameterOf(`${at}.parameters`, each),
  );
  return {
    ...{ path, httpMethod },
    method: { authorization: "NONE", requestParameters: Object.fromEntries(parameters.flat()) },
    integration: {
      type: String(type).toUpperCase(),
      ...(passthroughBehavior !== undefined && { passthroughBehavior: String(passthroughBehavior).toUpperCase() }),
      ...Object.fromEntries(Object.entries(members).map(([name, value]) => [INTEGRATION_MEMBERS[name], value])),
    },
    methodResponses: Object.keys(recordAt(`${at}.responses`, operation.responses ?? {}))
      .filter((statusCode) => statusCode !== "default")
      .map((statusCode) => ({ statusCode, responseParameters: headersOf(at, operation, statusCode) })),
    integrationResponses: Object.entries(recordAt(`${at}.${INTEGRATION}.responses`, responses)).map(
      ([selectionPattern, response]) => {
        const { statusCode, ...others } = recordAt(`${at}.${INTEGRATION}.responses["${selectionPattern}"]`, response);
        return {
          ...others,
          statusCode: String(statusCode),
          ...(selectionPattern !== "default" && { selectionPattern }),
        };
      },
    ),
  };
}

/** A parameter of a request, where a mapping may refer to it; the body is none. */
function parameterOf(at: string, parameter: unknown): readonly (readonly [name: string, isRequired: boolean])[] {
  const { name, in: where, required = false } = recordAt(at, parameter);
  const place = PLACES[String(where)];
  return place === undefined ? [] : [[`method.request.${place}.${String(name)}`, required === true]];
}

function headersOf(at: string, operation: Readonly<Record<string, unknown>>, status: string): Properties {
  const responses = recordAt(`${at}.responses`, operation.responses);
  const { headers = {} } = recordAt(`${at}.responses.${status}`, responses[status]);
  const names = Object.keys(recordAt(`${at}.responses.${status}.headers`, headers));
  return Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true]));
}

function refuseSecurity(at: string, security: unknown): void {
  if (security === undefined || (Array.isArray(security) && security.length === 0)) return;
  throw new Error(`${at}.security is not supported locally: authorizers and IAM are not there for REST APIs yet`);
}

function refuseExtensions(at: string, value: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => name.startsWith("x-amazon-apigateway-") && !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`${at}: ${unknown} is not supported locally: declare what it says by resources beside the API`);
}

function recordAt(at: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new Error(`${at} must be an object`);
}

function listAt(at: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${at} must be a list`);
}
