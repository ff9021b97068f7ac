import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ACCOUNT_ID } from "../../base/arn";
import { readRequest } from "../../http/readRequest";
import { domainName, forwardedHeaders, type HttpRequest, logTime } from "../../http/requestEvent";
import { headerPairs, valuesByName } from "../../http/valuesByName";
import type { ApiKeySpec } from "./apiKeys";
import { isHandedOn } from "./headerRules";

/** The facts of a request on its way, which templates, mappings, events and logs refer to. */
export interface CallFacts {
  /**
   * Its path is as the client sent it: below the stage's name, or below a custom domain's base path. Headers that integrations do not
   * get are left out.
   */
  request: HttpRequest;
  requestId: string;
  stage: string;
  /** Empty where there is no such stage. */
  deploymentId: string;
  /** The path as `event.path` has it: without the stage's name, but with a base path. */
  path: string;
  domainName: string;
  /** Decoded values by name, in the order in which they came. */
  query: Readonly<Record<string, readonly string[]>>;
  /** Names as the client spelled them, in the order in which they came. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Headers that API Gateway adds on the way to a function; names in lower case. */
  addedHeaders: Readonly<Record<string, string>>;
  stageVariables: Readonly<Record<string, string>>;
  /** As the client sent them, not decoded; empty before a method is found. */
  pathParameters: Readonly<Record<string, string>>;
  method?: { resourceId: string; resourcePath: string };
  apiKey?: ApiKeySpec;
}

/** Where a request goes, as its URL says. */
export interface CallPlace {
  apiId: string;
  stage: string;
  deploymentId: string;
  stageVariables: Readonly<Record<string, string>>;
  /** With its query string, as the client sent it. */
  target: string;
  /** {@link CallFacts.path} */
  path: string;
  /** Absent of the API's own. */
  domainName?: string;
}

/** @param now milliseconds since the Unix epoch */
export function callFacts(place: CallPlace, incoming: IncomingMessage, now: number): CallFacts {
  const { headers, ...read } = readRequest(place.apiId, place.target, incoming, now);
  const handedOn = Object.entries(headers).filter(([name]) => isHandedOn(name));
  const request: HttpRequest = { ...read, headers: Object.fromEntries(handedOn) };
  return {
    request,
    requestId: randomUUID(),
    stage: place.stage,
    deploymentId: place.deploymentId,
    path: place.path,
    domainName: place.domainName ?? domainName(place.apiId),
    query: Object.fromEntries(valuesByName(new URLSearchParams(request.queryString))),
    headers: headerPairs(incoming.rawHeaders).filter(([name]) => isHandedOn(name.toLowerCase())),
    addedHeaders: forwardedHeaders(request),
    stageVariables: place.stageVariables,
    pathParameters: {},
  };
}

export type ContextVariables = Readonly<Record<string, string | number | undefined>>;

/**
 * `$context` of a request, by names with dots ("Variables for data transformations for API Gateway"): what it has no value for
 * here, is absent.
 */
export function contextVariables(facts: CallFacts): ContextVariables {
  const { request, method, apiKey, domainName } = facts;
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    deploymentId: facts.deploymentId,
    domainName,
    domainPrefix: domainName.split(".")[0],
    extendedRequestId: request.id,
    httpMethod: request.method,
    "identity.apiKey": apiKey?.value,
    "identity.apiKeyId": apiKey?.id,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": request.headers["user-agent"],
    path: request.path,
    protocol: request.protocol,
    requestId: facts.requestId,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: method?.resourceId,
    resourcePath: method?.resourcePath,
    stage: facts.stage,
    xrayTraceId: facts.addedHeaders["x-amzn-trace-id"]?.match(/Root=([^;]+)/)?.[1],
  };
}

/** Reads what a map holds itself: names come from clients, and `"constructor"` is one that every object has. */
export function own<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
