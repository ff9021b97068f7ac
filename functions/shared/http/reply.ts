import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** A handler behind an HTTP API with payload format 2.0. */
export type HttpHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** An error for the caller, after RFC 9457; members beyond the four standard ones are extensions. */
export interface Problem {
  /** `urn:sluice:problem:<name>`; the names are listed in docs/event-aggregator.md. */
  type: string;
  /** The same for every problem of the type. */
  title: string;
  status: number;
  /** A sentence on what is wrong with this request, and how to put it right. */
  detail: string;
  [extension: string]: unknown;
}

/** Names a problem: `problem("too-large", 413, "Too large", "The event has ...")`. */
export function problem(
  name: string,
  status: number,
  title: string,
  detail: string,
  extensions: Record<string, unknown> = {},
): Problem {
  return { type: `urn:sluice:problem:${name}`, title, status, detail, ...extensions };
}

/** Answers with a problem as `application/problem+json`. */
export function problemReply(
  content: Problem,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: content.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(content),
  };
}

/** Answers with JSON that no cache is to keep. */
export function jsonReply(statusCode: number, content: unknown): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(content),
  };
}

/** A request header by its lower-case name: HTTP APIs send lower case, other callers of a Lambda may not. */
export function headerOf(event: APIGatewayProxyEventV2, name: string): string | undefined {
  return Object.entries(event.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
