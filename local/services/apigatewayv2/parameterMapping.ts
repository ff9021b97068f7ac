import { ACCOUNT_ID } from "../../base/arn";
import { jsonIn } from "../../base/jsonIn";
import { type Destination, domainOf, type HttpRequest, logTime, queryParameters } from "../../http/requestEvent";

/** The values that a mapping can refer to. */
export interface MappedRequest {
  request: HttpRequest;
  destination: Destination;
  /** `undefined` where there is none, or none that is text. */
  body: string | undefined;
}

/** A value of `requestParameters` that was read. */
export interface Mapping {
  /** As it was given. */
  source: string;
  /** `undefined` where the request lacks something that it refers to. */
  resolve(from: MappedRequest): string | undefined;
}

type Resolve = Mapping["resolve"];

/** "When you specify a JSON path, API Gateway truncates the request body at 100 KB". */
const MAX_JSON_BYTES = 100 * 1024;

/**
 * Reads a mapping: static text, one reference such as `$request.header.x-id`, or text with references in braces, such as
 * `{"id":"${request.header.x-id}"}`. Nothing is escaped, and a reference that has no value leaves the whole mapping without one.
 *
 * Sources: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs" and "Transform API requests and responses for
 * HTTP APIs". Not documented, and so a guess: that values are not escaped within braces.
 *
 * @throws Error that names a reference which HTTP APIs do not have
 */
export function parseMapping(source: string): Mapping {
  if (source.startsWith("$") && !source.startsWith("${")) {
    return { source, resolve: reference(source.slice(1), source) };
  }
  const parts = source.split(/(\$\{[^}]*\})/).map((part): Resolve => {
    return part.startsWith("${") ? reference(part.slice(2, -1), source) : () => part;
  });
  return {
    source,
    resolve(from) {
      const values = parts.map((resolve) => resolve(from));
      return values.includes(undefined) ? undefined : values.join("");
    },
  };
}

function reference(text: string, source: string): Resolve {
  const [place = "", kind = "", ...rest] = text.split(".");
  const name = rest.join(".");
  if (place === "context") return context(text.slice("context.".length), source);
  if (place === "stageVariables" && kind !== "") {
    return ({ destination }) => destination.stageVariables[text.slice("stageVariables.".length)];
  }
  if (place === "request" && kind === "body") {
    return text === "request.body" ? ({ body }) => body : jsonPath(text.slice("request.body".length), source);
  }
  if (text === "request.path") return ({ request }) => request.path;
  if (place === "request" && name !== "") {
    if (kind === "header") return ({ request }) => request.headers[name.toLowerCase()];
    if (kind === "querystring") return ({ request }) => queryParameters(request.queryString)[name];
    if (kind === "path") return ({ destination }) => destination.pathParameters[name];
  }
  throw new Error(
    `"${text}" in ${JSON.stringify(source)} is no reference that an HTTP API knows: use request.header.NAME, request.querystring.NAME, ` +
      "request.path, request.path.NAME, request.body, request.body.JSON-PATH, context.NAME or stageVariables.NAME",
  );
}

const CONTEXT: Readonly<Record<string, Resolve>> = {
  accountId: () => ACCOUNT_ID,
  apiId: ({ request }) => request.apiId,
  domainName: ({ request }) => domainOf(request).domainName,
  domainPrefix: ({ request }) => domainOf(request).domainPrefix,
  extendedRequestId: ({ request }) => request.id,
  httpMethod: ({ request }) => request.method,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  path: ({ request }) => request.path,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.id,
  requestTime: ({ request }) => logTime(request.receivedAt),
  requestTimeEpoch: ({ request }) => String(request.receivedAt),
  routeKey: ({ destination }) => destination.routeKey,
  stage: ({ destination }) => destination.stage,
};

function context(name: string, source: string): Resolve {
  const [, claim] = name.match(/^authorizer\.claims\.(.+)$/) ?? [];
  if (claim !== undefined) return ({ destination }) => destination.jwt?.claims[claim];
  const resolve = Object.hasOwn(CONTEXT, name) ? CONTEXT[name] : undefined;
  if (resolve) return resolve;
  throw new Error(
    `context.${name} in ${JSON.stringify(source)} is not supported locally: use authorizer.claims.NAME, ${Object.keys(CONTEXT).join(", ")}`,
  );
}

/** `.order.lines[0].id`: neither recursive descent nor filters, as on AWS. */
function jsonPath(path: string, source: string): Resolve {
  if (!/^(\.[\w-]+|\[\d+\])+$/.test(path)) {
    throw new Error(
      `request.body${path} in ${JSON.stringify(source)} must be a path such as request.body.order.lines[0].id`,
    );
  }
  const steps = path.match(/[\w-]+/g) ?? [];
  return ({ body }) => {
    let value = jsonIn(
      Buffer.from(body ?? "")
        .subarray(0, MAX_JSON_BYTES)
        .toString(),
    );
    for (const step of steps) {
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined;
    }
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
}
