import { ACCOUNT_ID, REGION } from "../base/arn";
import { randomBase64 } from "../base/randomHex";
import { newTrace } from "../trace/httpSpan";
import type { JwtContext } from "./jwtContext";
import { isHopByHop } from "./replyHeaders";

/** One request as the API took it in, before it is known which function gets it. */
export interface HttpRequest {
  id: string;
  apiId: string;
  /** The custom domain that was called, in lower case. @default the API's own address */
  domainName?: string;
  /** Milliseconds since the Unix epoch. */
  receivedAt: number;
  method: string;
  /** `"/prod/pets/6"`: with the stage where it is named, as sent. */
  path: string;
  /** The path as it was sent to a custom domain, with what leads to the stage. @default that of `path` */
  sentPath?: string;
  /** Without the question mark, as sent. */
  queryString: string;
  /** `"HTTP/1.1"` */
  protocol: string;
  /** Lower-case names; what came several times is joined by commas. */
  headers: Readonly<Record<string, string>>;
  /** X-Ray's header, or the trace that the request was given where it is recorded. */
  trace?: string;
  sourceIp: string;
  localPort: number;
}

/** Where the request goes. */
export interface Destination {
  stage: string;
  routeKey: string;
  pathParameters: Readonly<Record<string, string>>;
  stageVariables: Readonly<Record<string, string>>;
  /** Claims of the token with which it was let through. */
  jwt?: JwtContext;
  /** The sender who signed it, where the route asks for that. */
  iam?: Readonly<Record<string, string | null>>;
  /** The context that the function returned which let it through. */
  lambda?: Readonly<Record<string, unknown>>;
}

/**
 * The event of payload format 2.0. Members without content are absent, as on AWS
 * ("Create AWS Lambda proxy integrations for HTTP APIs in API Gateway").
 */
export function requestEvent(request: HttpRequest, destination: Destination, body: Buffer): Record<string, unknown> {
  const { jwt, iam, lambda } = destination;
  const place = {
    ...{ accountId: ACCOUNT_ID, ...domainOf(request), path: decoded(request.path) },
    ...((jwt || iam || lambda) && {
      context: { authorizer: { ...(jwt && { jwt }), ...(iam && { iam }), ...(lambda && { lambda }) } },
    }),
  };
  return formatTwoEvent(request, destination, place, body);
}

/** The facts that differ between HTTP APIs and function URLs, which share payload format 2.0. */
export interface Place {
  accountId: string;
  domainName: string;
  domainPrefix: string;
  path: string;
  /** Members of `requestContext` that only some requests have. */
  context?: Readonly<Record<string, unknown>>;
}

export function formatTwoEvent(
  request: HttpRequest,
  destination: Destination,
  { accountId, domainName, domainPrefix, path, context }: Place,
  body: Buffer,
): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const query = queryParameters(request.queryString);
  const content = bodyContent(body, headers["content-type"]);
  return {
    version: "2.0",
    routeKey: destination.routeKey,
    rawPath: path,
    rawQueryString: request.queryString,
    ...(cookie !== undefined && { cookies: cookie.split(";").map((text) => text.trim()) }),
    headers: { ...withoutHopByHop(headers), ...addedHeaders(request, body) },
    ...unlessEmpty("queryStringParameters", query),
    requestContext: {
      accountId,
      apiId: request.apiId,
      ...context,
      domainName,
      domainPrefix,
      http: {
        method: request.method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: request.id,
      routeKey: destination.routeKey,
      stage: destination.stage,
      time: logTime(request.receivedAt),
      timeEpoch: request.receivedAt,
    },
    ...unlessEmpty("pathParameters", destination.pathParameters),
    ...unlessEmpty("stageVariables", destination.stageVariables),
    ...(body.length !== 0 && { body: content.text }),
    isBase64Encoded: content.isBase64Encoded,
  };
}

/** `"abc123.execute-api.us-east-1.amazonaws.com"`: only a name here, nothing resolves it. */
export function domainName(apiId: string): string {
  return `${apiId}.execute-api.${REGION}.amazonaws.com`;
}

/** The host name that was called, and its first part: what an event and a log tell of it. */
export function domainOf(request: Pick<HttpRequest, "apiId" | "domainName">): {
  domainName: string;
  domainPrefix: string;
} {
  const name = request.domainName ?? domainName(request.apiId);
  return { domainName: name, domainPrefix: name.split(".")[0] ?? "" };
}

/** `"12/Mar/2020:19:03:58 +0000"`, the form of the Common Log Format. */
export function logTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (latest.second !== second) {
    const [, weekdayFree = ""] = new Date(epochMs).toUTCString().split(", ");
    const [day, month, year, time] = weekdayFree.split(" ");
    latest = { second, text: `${day}/${month}/${year}:${time} +0000` };
  }
  return latest.text;
}

/** Many requests come in the same second. */
let latest = { second: Number.NaN, text: "" };

/** An identifier in the form of API Gateway's: 15 characters of base64 and `=`. */
export function newRequestId(): string {
  return randomBase64(11);
}

/** A body as an event carries it. */
export function bodyContent(body: Buffer, contentType: string | undefined): { text: string; isBase64Encoded: boolean } {
  const isText = isTextType(contentType);
  return { text: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: body.length > 0 && !isText };
}

/**
 * Tells if a body goes to the function as it is. Nothing but these types counts as text: a form, and a body without a type,
 * arrive in base64 (measured against AWS; its documentation names no list).
 */
function isTextType(contentType: string | undefined): boolean {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return type.startsWith("text/") || TEXT_TYPES.has(type);
}

const TEXT_TYPES = new Set(["application/json", "application/xml", "application/javascript"]);

/** Decoded values by name; what came several times is joined by commas. */
export function queryParameters(queryString: string): Record<string, string> {
  // A map, because a parameter may be called "__proto__".
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

function withoutHopByHop(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isHopByHop(name)));
}

/** Lists the headers that HTTP APIs put on a request on its way to the function. */
export function addedHeaders(request: HttpRequest, body: Buffer): Record<string, string> {
  return { "content-length": String(body.length), ...forwardedHeaders(request) };
}

/** Lists the headers that every API puts on a request on its way to the function. */
export function forwardedHeaders(request: HttpRequest): Record<string, string> {
  const forwardedFor = request.headers["x-forwarded-for"];
  return {
    "x-amzn-trace-id": request.headers["x-amzn-trace-id"] ?? request.trace ?? newTrace(request.receivedAt),
    "x-forwarded-for": forwardedFor === undefined ? request.sourceIp : `${forwardedFor}, ${request.sourceIp}`,
    "x-forwarded-port": String(request.localPort),
    "x-forwarded-proto": "http",
  };
}

/** The header that tells a client the trace of what was called: one whose client did not decide it is not sampled. */
export function traceHeader(trace: string): Record<string, string> {
  return { "x-amzn-trace-id": trace.includes("Sampled=") ? trace : `${trace};Sampled=0` };
}

/** HTTP APIs hand on the path decoded, although format 2.0 calls it `rawPath`, and cut it off at a question mark that was in it. */
export function decoded(path: string): string {
  const [beforeQuestionMark = ""] = path.split("/").map(decodeURIComponent).join("/").split("?", 1);
  return beforeQuestionMark;
}

function unlessEmpty(name: string, map: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.keys(map).length === 0 ? {} : { [name]: map };
}
