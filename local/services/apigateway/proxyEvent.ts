import { ACCOUNT_ID } from "../../base/arn";
import { isHopByHop } from "../../http/functionReply";
import { logTime } from "../../http/requestEvent";
import type { CallFacts } from "./callFacts";

/** How API Gateway spells what it adds. */
const SPELLED: Readonly<Record<string, string>> = {
  "x-amzn-trace-id": "X-Amzn-Trace-Id",
  "x-forwarded-for": "X-Forwarded-For",
  "x-forwarded-port": "X-Forwarded-Port",
  "x-forwarded-proto": "X-Forwarded-Proto",
};

/**
 * The event of payload format 1.0 ("Lambda proxy integrations in API Gateway"): what is absent, is null. Without binary media types,
 * which the local cloud does not know, every body is a text.
 */
export function proxyEvent(facts: CallFacts, body: Buffer): Record<string, unknown> {
  const { request, method, query } = facts;
  const headers = headersOf(facts);
  return {
    resource: method?.resourcePath,
    path: decodeURI(facts.path),
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: unlessEmpty(lastOf(query)),
    multiValueQueryStringParameters: unlessEmpty(query),
    pathParameters: unlessEmpty(facts.pathParameters),
    stageVariables: unlessEmpty(facts.stageVariables),
    requestContext: requestContext(facts),
    body: body.length === 0 ? null : body.toString(),
    isBase64Encoded: false,
  };
}

function requestContext(facts: CallFacts): Record<string, unknown> {
  const { request, requestId, method, stage, deploymentId, domainName, apiKey } = facts;
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    deploymentId,
    domainName,
    domainPrefix: domainName.split(".")[0],
    extendedRequestId: request.id,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      ...(apiKey !== undefined && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.headers["user-agent"] ?? null,
      userArn: null,
    },
    path: request.path,
    protocol: request.protocol,
    requestId,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: method?.resourceId,
    resourcePath: method?.resourcePath,
    stage,
  };
}

/** Names as the client spelled them first. */
function headersOf({ headers, addedHeaders }: CallFacts): Record<string, readonly string[]> {
  const found = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (isHopByHop(key) || Object.hasOwn(SPELLED, key)) continue;
    const known = found.get(key) ?? { name, values: [] };
    known.values.push(value);
    found.set(key, known);
  }
  for (const [key, value] of Object.entries(addedHeaders)) {
    found.set(key, { name: SPELLED[key] ?? key, values: [value] });
  }
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values]));
}

function lastOf(map: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function unlessEmpty<Value extends object>(map: Value): Value | null {
  return Object.keys(map).length === 0 ? null : map;
}
