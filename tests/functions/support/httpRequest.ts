import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** A request as an HTTP API hands it to a Lambda, payload format 2.0. */
export function httpRequest(
  routeKey: string,
  {
    body,
    headers = {},
    query,
    isBase64Encoded = false,
  }: {
    body?: string;
    headers?: Record<string, string>;
    query?: Record<string, string>;
    isBase64Encoded?: boolean;
  } = {},
): APIGatewayProxyEventV2 {
  const [method = "", path = ""] = routeKey.split(" ");
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(query !== undefined && { queryStringParameters: query }),
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "request-1",
      routeKey,
      stage: "$default",
      time: "21/Nov/2025:07:00:00 +0000",
      timeEpoch: 1_763_708_400_000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** A POST of JSON text. */
export function jsonPost(path: string, body: string, headers: Record<string, string> = {}): APIGatewayProxyEventV2 {
  return httpRequest(`POST ${path}`, { body, headers: { "content-type": "application/json", ...headers } });
}

/** A reply's body, parsed. */
export function bodyOf(reply: APIGatewayProxyStructuredResultV2): Record<string, unknown> {
  return JSON.parse(reply.body ?? "null") as Record<string, unknown>;
}
