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
  authorizer?: { jwt: JwtContext } | { iam: IdentityContext } | { error: string };
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

/** A log format with its `$context` variables filled in, for a request to an HTTP API. */
export function accessLogLine(format: string, exchange: Exchange): string {
  return filledFormat(format, contextValues(exchange));
}

/**
 * Fills a log format's `$context` variables. A variable that has no value in this request, or that such APIs do not have, is
 * `-` ("Customize HTTP API access logs").
 * @param values by what follows `$context.`
 */
export function filledFormat(format: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return format.replaceAll(/\$context((?:\.[A-Za-z0-9_-]+)+)/g, (_, name: string) => {
    const value = Object.hasOwn(values, name.slice(1)) ? values[name.slice(1)] : undefined;
    if (value === undefined || value === "") return "-";
    return name === ".error.messageString" ? JSON.stringify(value) : escaped(String(value));
  });
}

/** Values come from clients: a quote or a line break in one must not forge a log line. */
function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function contextValues(exchange: Exchange): Record<string, string | number | undefined> {
  const { request, integration, authorizer } = exchange;
  const claims = authorizer && "jwt" in authorizer ? Object.entries(authorizer.jwt.claims) : [];
  return {
    ...Object.fromEntries(claims.map(([name, value]) => [`authorizer.claims.${name}`, value])),
    "authorizer.error": authorizer && "error" in authorizer ? authorizer.error : undefined,
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    awsEndpointRequestId: integration?.requestId,
    dataProcessed: exchange.requestLength + exchange.responseLength,
    ...domainOf(request),
    "error.message": exchange.errorMessage,
    "error.messageString": exchange.errorMessage,
    "error.responseType": exchange.errorType,
    extendedRequestId: request.id,
    httpMethod: request.method,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": request.headers["user-agent"],
    "integration.error": integration?.error,
    "integration.integrationStatus": integration?.lambdaStatus,
    "integration.latency": integration?.latencyMs,
    "integration.requestId": integration?.requestId,
    "integration.status": integration?.functionStatus,
    integrationErrorMessage: integration?.error,
    integrationLatency: integration?.latencyMs,
    integrationStatus: integration?.lambdaStatus,
    path: request.path,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    responseLatency: exchange.latencyMs,
    responseLength: exchange.responseLength,
    routeKey: exchange.routeKey,
    stage: exchange.stage,
    status: exchange.status,
  };
}

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
