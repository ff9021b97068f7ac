import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cors } from "../../http/cors";
import type { Mapping } from "./parameterMapping";

export interface HttpApiSpec {
  id: string;
  name: string;
  cors?: Cors;
  /** Nobody is answered but under a custom domain. @default false */
  disableExecuteApiEndpoint?: boolean;
}

export interface RouteSpec {
  id: string;
  apiId: string;
  /** `"POST /trigger-event"`, `"ANY /{proxy+}"` or `"$default"` */
  routeKey: string;
  /** `"integrations/<id>"` */
  target: string;
  /** Absent for a route that anybody may call. */
  authorizer?: RouteAuthorizer;
}

/** `"iam"`: those who sign their requests and may. A token needs one of the scopes; none where the list is empty. */
export type RouteAuthorizer = "iam" | { id: string; scopes: readonly string[] };

export interface JwtAuthorizerSpec {
  id: string;
  apiId: string;
  issuer: string;
  /** Values of which a token's `aud` or `client_id` has to be one. */
  audience: readonly string[];
  identitySource: { place: "header" | "querystring"; name: string };
}

/** A function that is asked about requests, in format 2.0, and answers `{ isAuthorized, context }`. */
export interface LambdaAuthorizerSpec {
  id: string;
  apiId: string;
  functionArn: string;
  /** The parts of a request that the decision is kept for; a request without one of them is refused. */
  identitySources: readonly IdentitySource[];
  /** Seconds that a decision is kept; 0: it is not. */
  ttlSeconds: number;
}

export type IdentitySource =
  | { place: "header" | "querystring" | "stageVariables"; name: string }
  /** The route's key, so that each route has a decision of its own. */
  | { place: "routeKey" };

export type IntegrationSpec = FunctionIntegrationSpec | ServiceIntegrationSpec;

export interface FunctionIntegrationSpec {
  id: string;
  apiId: string;
  functionArn: string;
  /** Version of the payload format. @default "2.0" */
  payloadFormat?: "1.0" | "2.0";
  /** 50 to 30,000 milliseconds. */
  timeoutMs: number;
}

/** Actions of services that an HTTP API calls itself: the request becomes its parameters, and the client gets the service's answer. */
export type IntegrationSubtype = "SQS-SendMessage" | "EventBridge-PutEvents";

/** An integration with a service, without a function in between. */
export interface ServiceIntegrationSpec {
  id: string;
  apiId: string;
  subtype: IntegrationSubtype;
  /** ARN of the role that API Gateway takes on. */
  credentialsArn: string;
  /** Parameters of the action, by name. */
  parameters: Readonly<Record<string, Mapping>>;
  /** Statuses that the client gets in place of others (`overwrite:statuscode`). */
  statusCodes: Readonly<Record<number, number>>;
}

export interface StageSpec {
  apiId: string;
  /** `"$default"` or a name that becomes the first part of the path. */
  name: string;
  /** `undefined` means the account's limits: 10,000 requests a second, bursts of 5,000. */
  throttle?: { rateLimit: number; burstLimit: number };
  routeThrottles: Readonly<Record<string, { rateLimit: number; burstLimit: number }>>;
  accessLog?: { logGroupArn: string; format: string };
  /** Handed to the function as `stageVariables`. */
  variables?: Readonly<Record<string, string>>;
  /** Counts metrics by route too: for every route, and as single routes override it by their key. */
  detailedMetrics?: { default: boolean; routes: Readonly<Record<string, boolean>> };
}

/** The stage that a path of a custom domain leads to. */
export interface ApiMappingSpec {
  id: string;
  /** In lower case. */
  domainName: string;
  apiId: string;
  stage: string;
  /** How the path begins, without slashes around: `"orders/v1"`; empty for every path that no other mapping takes. */
  key: string;
}

/** API Gateway HTTP APIs. The edge hands it every request below `/execute-api/<api id>`. */
export interface HttpApis {
  putApi(spec: HttpApiSpec): void;
  deleteApi(id: string): void;
  putRoute(spec: RouteSpec): void;
  deleteRoute(apiId: string, id: string): void;
  putAuthorizer(spec: JwtAuthorizerSpec | LambdaAuthorizerSpec): void;
  deleteAuthorizer(apiId: string, id: string): void;
  putIntegration(spec: IntegrationSpec): void;
  deleteIntegration(apiId: string, id: string): void;
  putStage(spec: StageSpec): void;
  deleteStage(apiId: string, name: string): void;
  /** Begins to answer under a host name. */
  putDomain(name: string): void;
  deleteDomain(name: string): void;
  /** @throws AwsError `NotFoundException` for a domain, an API or a stage that is not there; `ConflictException` for a path that is taken */
  putApiMapping(spec: ApiMappingSpec): void;
  deleteApiMapping(domainName: string, id: string): void;
  /** Tells if a `Host` header names a custom domain. */
  hasDomain(host: string): boolean;
  /** Answers a request that names a custom domain. */
  serveDomain(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Tells if an API has CORS for an origin. @param rest what follows `/execute-api` */
  allowsOrigin(rest: string, origin: string): boolean;
  /** `path` is what follows `/execute-api/<api id>`, query string included. */
  serve(apiId: string, path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}
