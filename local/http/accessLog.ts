import { ACCOUNT_ID, resourceOf } from "../base/arn";
import type { Services } from "../services";
import type { LogEvent } from "../services/logs/logEvent";
import type { JwtContext } from "./jwtContext";
import { domainOf, type HttpRequest, logTime } from "./requestEvent";
import type { IdentityContext } from "./signedCaller";

/** All that is known of a request once it is answered. */
export interface Exchange {
  request: HttpRequest;
  stage: string;
  /** Absent where no route matched. */
  routeKey?: string;
  status: number;
  /** Bytes of the response's body. */
  responseLength: number;
  /** Bytes of the request's body. */
  requestLength: number;
  /** Milliseconds from the request's arrival to its answer. */
  latencyMs: number;
  /** The message that the API itself answered with. */
  errorMessage?: string;
  errorType?: string;
  /** The claims of the request's token, or why the request was not let through. */
  authorizer?:
    | { jwt: JwtContext }
    | { iam: IdentityContext }
    | { lambda: Readonly<Record<string, unknown>> }
    | { error: string };
  integration?: {
    latencyMs: number;
    /** Status of Lambda's answer to the invocation: 200 also for a function that failed. Of another service, its status. */
    lambdaStatus: number;
    /** The `statusCode` the function returned, or the status of another service. */
    functionStatus?: number;
    error?: string;
    requestId: string;
  };
}

type Value = string | number | undefined;

/** A log format with its `$context` variables filled in, for a request to an HTTP API. */
export function accessLogLine(format: string, exchange: Exchange): string {
  return filled(format, (name) => contextValue(name, exchange));
}

/**
 * Fills a log format's `$context` variables. A variable that has no value in this request, or that such APIs do not have, is
 * `-` ("Customize HTTP API access logs").
 * @param values by what follows `$context.`
 */
export function filledFormat(format: string, values: Readonly<Record<string, Value>>): string {
  return filled(format, (name) => (Object.hasOwn(values, name) ? values[name] : undefined));
}

function filled(format: string, find: (name: string) => Value): string {
  return partsOf(format)
    .map((part) => {
      if (typeof part === "string") return part;
      const value = find(part.name);
      if (value === undefined || value === "") return "-";
      return part.name === "error.messageString" ? JSON.stringify(value) : escaped(String(value));
    })
    .join("");
}

/** Texts, and names of variables without `$context.`. */
type Parts = readonly (string | { name: string })[];

/** Formats that are held; then all are forgotten, for stages may be changed any number of times. */
const MAX_HELD = 100;
const heldParts = new Map<string, Parts>();

/** A format is the same for every request of its stage. */
function partsOf(format: string): Parts {
  const known = heldParts.get(format);
  if (known !== undefined) return known;
  const texts = format.split(/\$context((?:\.[A-Za-z0-9_-]+)+)/);
  const parts = texts.map((text, at) => (at % 2 === 0 ? text : { name: text.slice(1) }));
  if (heldParts.size >= MAX_HELD) heldParts.clear();
  heldParts.set(format, parts);
  return parts;
}

/** Values come from clients: a quote or a line break in one must not forge a log line. */
function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

const CLAIM = "authorizer.claims.";

function contextValue(name: string, exchange: Exchange): Value {
  const { authorizer } = exchange;
  if (name.startsWith(CLAIM)) {
    const claim = name.slice(CLAIM.length);
    const claims = authorizer && "jwt" in authorizer ? authorizer.jwt.claims : {};
    return Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  }
  if (Object.hasOwn(CONTEXT, name)) return CONTEXT[name]?.(exchange);
  return authorizer && "lambda" in authorizer ? memberOf(authorizer.lambda, name) : undefined;
}

/**
 * The value that a function which authorizes has given: `$context.authorizer.property` ("Customize HTTP API access logs",
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html).
 */
function memberOf(context: Readonly<Record<string, unknown>>, name: string): Value {
  const [, property] = /^authorizer\.(.+)$/.exec(name) ?? [];
  if (property === undefined || !Object.hasOwn(context, property)) return undefined;
  const value = context[property];
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The variables besides claims, by what follows `$context.`. */
const CONTEXT: Readonly<Record<string, (exchange: Exchange) => Value>> = {
  "authorizer.error": ({ authorizer }) => (authorizer && "error" in authorizer ? authorizer.error : undefined),
  accountId: () => ACCOUNT_ID,
  apiId: ({ request }) => request.apiId,
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  dataProcessed: ({ requestLength, responseLength }) => requestLength + responseLength,
  domainName: ({ request }) => domainOf(request).domainName,
  domainPrefix: ({ request }) => domainOf(request).domainPrefix,
  "error.message": ({ errorMessage }) => errorMessage,
  "error.messageString": ({ errorMessage }) => errorMessage,
  "error.responseType": ({ errorType }) => errorType,
  extendedRequestId: ({ request }) => request.id,
  httpMethod: ({ request }) => request.method,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  "integration.error": ({ integration }) => integration?.error,
  "integration.integrationStatus": ({ integration }) => integration?.lambdaStatus,
  "integration.latency": ({ integration }) => integration?.latencyMs,
  "integration.requestId": ({ integration }) => integration?.requestId,
  "integration.status": ({ integration }) => integration?.functionStatus,
  integrationErrorMessage: ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration?.latencyMs,
  integrationStatus: ({ integration }) => integration?.lambdaStatus,
  path: ({ request }) => request.path,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.id,
  requestTime: ({ request }) => logTime(request.receivedAt),
  requestTimeEpoch: ({ request }) => request.receivedAt,
  responseLatency: ({ latencyMs }) => latencyMs,
  responseLength: ({ responseLength }) => responseLength,
  routeKey: ({ routeKey }) => routeKey,
  stage: ({ stage }) => stage,
  status: ({ status }) => status,
};

/**
 * Appends a line to the log group of a stage.
 * @param resource for people: what has no line where the group is gone
 */
export function writeAccessLog(
  { logs, report }: Pick<Services, "logs" | "report">,
  place: { logGroupArn: string; stream: string; resource: string },
  event: LogEvent,
): void {
  const logGroup = resourceOf(place.logGroupArn).split(":")[1] ?? "";
  try {
    logs.write(logGroup, place.stream, [event]);
  } catch (error) {
    // The client has its answer already; a log group that is gone must not take the API down.
    report.warn(logGroup, `no access log for ${place.resource}: ${(error as Error).message}`);
  }
}
