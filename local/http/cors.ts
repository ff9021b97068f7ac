import type { Reply } from "./gatewayReply";
import type { HttpRequest } from "./requestEvent";

export interface Cors {
  allowOrigins?: readonly string[];
  allowMethods?: readonly string[];
  allowHeaders?: readonly string[];
  exposeHeaders?: readonly string[];
  allowCredentials?: boolean;
  /** Seconds. */
  maxAge?: number;
}

/**
 * CORS as an HTTP API with a CORS configuration does it: the API answers preflight requests itself, whatever routes it
 * has, and what a function says about CORS is ignored ("Configure CORS for HTTP APIs in API Gateway").
 */
export interface CorsRequest {
  method: string;
  origin: string | undefined;
  /** `Access-Control-Request-Method`: its presence makes an OPTIONS request a preflight. */
  requestMethod: string | undefined;
  /** `Access-Control-Request-Headers`: names with commas between them. */
  requestHeaders: string | undefined;
}

export function corsRequest(request: HttpRequest): CorsRequest {
  return {
    method: request.method,
    origin: request.headers.origin,
    requestMethod: request.headers["access-control-request-method"],
    requestHeaders: request.headers["access-control-request-headers"],
  };
}

/** With a CORS configuration it alone speaks on CORS; without one the function's headers pass. */
export function withCors(cors: Cors | undefined, request: HttpRequest, reply: Reply): Reply {
  if (cors === undefined) return reply;
  const asked = corsRequest(request);
  const own = Object.entries(reply.headers).filter(([name]) => !name.startsWith("access-control-"));
  const added = isPreflight(asked) ? preflightHeaders(cors, asked) : corsHeaders(cors, asked.origin);
  return { ...reply, headers: { ...Object.fromEntries(own), ...added } };
}

export function isPreflight(request: CorsRequest): boolean {
  return request.method === "OPTIONS" && request.origin !== undefined && request.requestMethod !== undefined;
}

/** Headers of the answer to a preflight; none of CORS's when the configuration does not allow what the browser asks. */
export function preflightHeaders(cors: Cors, request: CorsRequest): Record<string, string> {
  const allowed =
    originHeader(cors, request.origin) !== undefined &&
    allows(cors.allowMethods, request.requestMethod ?? "", (name) => name) &&
    namesIn(request.requestHeaders).every((name) => allows(cors.allowHeaders, name, (text) => text.toLowerCase()));
  if (!allowed) return {};
  return {
    ...corsHeaders(cors, request.origin),
    ...header("access-control-allow-methods", cors.allowMethods?.join(",")),
    ...header("access-control-allow-headers", cors.allowHeaders?.join(",").toLowerCase()),
    ...header("access-control-max-age", cors.maxAge?.toString()),
  };
}

/** Headers of the answer to any other request; none when the origin is not allowed. */
export function corsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const allowed = originHeader(cors, origin);
  if (allowed === undefined) return {};
  return {
    "access-control-allow-origin": allowed,
    ...header("access-control-allow-credentials", cors.allowCredentials === true ? "true" : undefined),
    ...header("access-control-expose-headers", cors.exposeHeaders?.join(",").toLowerCase()),
  };
}

/** The value of `Access-Control-Allow-Origin`. A pattern is `*`, `https://*`, `http://*` or one exact origin. */
function originHeader(cors: Cors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  for (const pattern of cors.allowOrigins ?? []) {
    if (pattern === "*") return "*";
    if (pattern.endsWith("://*") && origin.startsWith(pattern.slice(0, -1))) return origin;
    if (pattern.toLowerCase() === origin.toLowerCase()) return origin;
  }
  return undefined;
}

/** Tells if an API has CORS for an origin. */
export function allowsOrigin(cors: Cors | undefined, origin: string): boolean {
  return cors !== undefined && originHeader(cors, origin) !== undefined;
}

function allows(patterns: readonly string[] | undefined, name: string, fold: (text: string) => string): boolean {
  return (patterns ?? []).some((pattern) => pattern === "*" || fold(pattern) === fold(name));
}

function namesIn(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function header(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === "" ? {} : { [name]: value };
}
