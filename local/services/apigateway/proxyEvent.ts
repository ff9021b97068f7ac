import { ACCOUNT_ID } from "../../base/arn";
import { logTime } from "../../http/requestEvent";
import { lastValues } from "../../http/valuesByName";
import type { CallFacts } from "./callFacts";

/** How API Gateway spells what it adds, and three headers of the client's, however that spelled them. */
const SPELLED: Readonly<Record<string, string>> = {
  authorization: "Authorization",
  host: "Host",
  "user-agent": "User-Agent",
  "x-amzn-trace-id": "X-Amzn-Trace-Id",
  "x-forwarded-for": "X-Forwarded-For",
  "x-forwarded-port": "X-Forwarded-Port",
  "x-forwarded-proto": "X-Forwarded-Proto",
};

/**
 * The event of payload format 1.0 ("Lambda proxy integrations in API Gateway"): what is absent, is null, and nothing of the path is
 * decoded.
 * @param isBinary whether the body's type is one of the API's binary media types
 */
export function proxyEvent(facts: CallFacts, body: Buffer, isBinary: boolean): Record<string, unknown> {
  const { request, method, query } = facts;
  const headers = headersOf(facts);
  return {
    resource: method?.resourcePath,
    path: facts.path,
    httpMethod: request.method,
    headers: lastValues(Object.entries(headers)),
    multiValueHeaders: headers,
    queryStringParameters: unlessEmpty(lastValues(Object.entries(query))),
    multiValueQueryStringParameters: unlessEmpty(query),
    pathParameters: unlessEmpty(facts.pathParameters),
    stageVariables: unlessEmpty(facts.stageVariables),
    requestContext: requestContext(facts),
    body: body.length === 0 ? null : body.toString(isBinary ? "base64" : "utf8"),
    isBase64Encoded: isBinary && body.length > 0,
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
    if (Object.hasOwn(addedHeaders, key)) continue;
    const known = found.get(key) ?? { name: SPELLED[key] ?? name, values: [] };
    known.values.push(value);
    found.set(key, known);
  }
  for (const [key, value] of Object.entries(addedHeaders)) {
    found.set(key, { name: SPELLED[key] ?? key, values: [value] });
  }
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values]));
}

function unlessEmpty<Value extends object>(map: Value): Value | null {
  return Object.keys(map).length === 0 ? null : map;
}
