import { ACCOUNT_ID } from "../../base/arn";
import { isHopByHop } from "../../http/replyHeaders";
import {
  addedHeaders,
  bodyContent,
  type Destination,
  decoded,
  domainOf,
  type HttpRequest,
  logTime,
} from "../../http/requestEvent";
import { headerPairs, lastValues, valuesByName } from "../../http/valuesByName";

/**
 * The event of payload format 1.0 of HTTP APIs: what is absent, is null; names of headers are in lower case; of several values the last one
 * stands in `headers` and `queryStringParameters`.
 * Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", payload format structure.
 *
 * @param rawHeaders names and values in turn, as they were sent
 */
export function formatOneEvent(
  request: HttpRequest,
  destination: Destination,
  body: Buffer,
  rawHeaders: readonly string[],
): Record<string, unknown> {
  const [, routePath = destination.routeKey] = destination.routeKey.split(" ");
  // "To access the API mapping for your custom domain name, use format 1.0 `path`" (the same page, "Payload format differences").
  const path = decoded(request.sentPath ?? request.path);
  const headers = headersOf(request, body, rawHeaders);
  const query = valuesByName(new URLSearchParams(request.queryString));
  const content = bodyContent(body, request.headers["content-type"]);
  return {
    version: "1.0",
    resource: routePath,
    path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: query.size === 0 ? null : lastValues(query),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    requestContext: requestContext(request, destination, routePath, path),
    pathParameters: unlessEmpty(destination.pathParameters),
    stageVariables: unlessEmpty(destination.stageVariables),
    body: body.length === 0 ? null : content.text,
    isBase64Encoded: content.isBase64Encoded,
  };
}

function requestContext(
  request: HttpRequest,
  { routeKey, stage, jwt, iam }: Destination,
  resourcePath: string,
  path: string,
): Record<string, unknown> {
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    authorizer: { claims: jwt?.claims ?? null, scopes: jwt?.scopes ?? null },
    ...domainOf(request),
    extendedRequestId: request.id,
    httpMethod: request.method,
    identity: {
      accessKey: iam?.accessKey ?? null,
      accountId: iam?.accountId ?? null,
      caller: iam?.callerId ?? null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: iam?.principalOrgId ?? null,
      sourceIp: request.sourceIp,
      user: iam?.userId ?? null,
      userAgent: request.headers["user-agent"] ?? null,
      userArn: iam?.userArn ?? null,
    },
    path,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: routeKey,
    resourcePath,
    stage,
  };
}

function headersOf(request: HttpRequest, body: Buffer, rawHeaders: readonly string[]): Map<string, string[]> {
  const received = headerPairs(rawHeaders).map(([name, value]) => [name.toLowerCase(), value] as const);
  const values = valuesByName(received.filter(([name]) => !isHopByHop(name)));
  for (const [name, value] of Object.entries(addedHeaders(request, body))) values.set(name, [value]);
  return values;
}

function unlessEmpty(map: Readonly<Record<string, string>>): object | null {
  return Object.keys(map).length === 0 ? null : map;
}
