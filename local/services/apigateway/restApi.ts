import type { IncomingMessage, ServerResponse } from "node:http";
import type { Limits } from "../../http/tokenBucket";
import type { ApiKeys } from "./apiKeys";

export interface RestApiSpec {
  id: string;
  /** Physical name: the dimension `ApiName` of its metrics. */
  name: string;
  /** Logical name, for what is told to people. */
  label: string;
  rootResourceId: string;
  /** Only custom domains reach it, from the next deployment on ("Disable the default endpoint for REST APIs"). */
  disableExecuteApiEndpoint: boolean;
  /** Types of bodies that functions get, and give, in base64, from the next deployment on: `"image/png"`, or by wildcards. */
  binaryMediaTypes?: readonly string[];
}

export interface ResourceSpec {
  id: string;
  apiId: string;
  parentId: string;
  /** `"gates"`, `"{gateId}"` or `"{proxy+}"` */
  pathPart: string;
}

/** A method of a resource, which what follows is about. */
export interface MethodPlace {
  apiId: string;
  resourceId: string;
  /** `"POST"` or `"ANY"` */
  httpMethod: string;
}

export interface MethodSpec extends MethodPlace {
  apiKeyRequired: boolean;
  /** `method.request.header.x-id` and the like, to whether the request must have it. */
  requestParameters: Readonly<Record<string, boolean>>;
  /** Names of models, by content type. */
  requestModels: Readonly<Record<string, string>>;
  requestValidatorId?: string;
}

export interface MethodResponseSpec extends MethodPlace {
  statusCode: string;
  /** `method.response.header.X`, to whether it is required, which nothing looks at. */
  responseParameters: Readonly<Record<string, boolean>>;
}

export const PASSTHROUGH_BEHAVIORS = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;
export type PassthroughBehavior = (typeof PASSTHROUGH_BEHAVIORS)[number];

/** The mapping of a request before an integration that is no proxy gets it. */
export interface RequestMapping {
  /** Mapping templates by content type. */
  requestTemplates: Readonly<Record<string, string>>;
  passthroughBehavior: PassthroughBehavior;
}

/** A function that gets the request as it is (`AWS_PROXY`). */
export interface FunctionIntegrationSpec extends MethodPlace {
  type: "AWS_PROXY";
  functionArn: string;
  /** 50 to 29,000 milliseconds. */
  timeoutMs: number;
}

/** An action of another service (`AWS`). */
export interface ServiceIntegrationSpec extends MethodPlace, RequestMapping {
  type: "AWS";
  service: "kinesis" | "sqs" | "sns";
  /** `"PutRecord"`; absent where the request's own text says it. */
  action?: string;
  /** The queue, where the path names it: `"000000000000/hooks"` */
  path?: string;
  /** ARN of the role that API Gateway takes on. */
  credentialsArn: string;
  /** `integration.request.header.Content-Type` and the like, to where the value comes from. */
  requestParameters: Readonly<Record<string, string>>;
}

/** An answer that the API makes up itself. */
export interface MockIntegrationSpec extends MethodPlace, RequestMapping {
  type: "MOCK";
}

export type IntegrationSpec = FunctionIntegrationSpec | ServiceIntegrationSpec | MockIntegrationSpec;

export interface IntegrationResponseSpec extends MethodPlace {
  statusCode: string;
  /** A regular expression for the status of the integration; absent of the default response. */
  selectionPattern?: string;
  /** Mapping templates by content type. */
  responseTemplates: Readonly<Record<string, string>>;
  /** `method.response.header.X`, to where the value comes from. */
  responseParameters: Readonly<Record<string, string>>;
}

export interface ModelSpec {
  apiId: string;
  name: string;
  contentType: string;
  /** JSON Schema, draft 4, as text. */
  schema: string;
}

export interface RequestValidatorSpec {
  id: string;
  apiId: string;
  validateBody: boolean;
  validateParameters: boolean;
}

export interface GatewayResponseSpec {
  apiId: string;
  /** `"INVALID_API_KEY"` */
  responseType: string;
  statusCode?: number;
  /** By content type. */
  responseTemplates: Readonly<Record<string, string>>;
  /** `gatewayresponse.header.X`, to where the value comes from. */
  responseParameters: Readonly<Record<string, string>>;
}

export interface StageSpec {
  apiId: string;
  name: string;
  deploymentId: string;
  variables: Readonly<Record<string, string>>;
  accessLog?: { logGroupArn: string; format: string };
}

/** The path of settings that hold for all methods of a stage. */
export const EVERY_METHOD = "*/*";

export interface MethodSettingsSpec {
  apiId: string;
  stageName: string;
  /** `"gates/{gateId}/enter/POST"`, as programs write it, or {@link EVERY_METHOD}. */
  methodPath: string;
  throttle?: Limits;
  detailedMetrics: boolean;
}

export interface BasePathMappingSpec {
  domainName: string;
  /** `""`: every path. */
  basePath: string;
  apiId: string;
  /** Absent: the first part of the path names the stage. */
  stage?: string;
}

/** API Gateway REST APIs. The edge hands it the requests of its APIs and of their custom domains. */
export interface RestApis {
  putApi(spec: RestApiSpec): void;
  deleteApi(id: string): void;
  /**
   * @returns its whole path, such as `"/gates/{gateId}"`
   * @throws AwsError `ConflictException`, `BadRequestException` or `NotFoundException`
   */
  putResource(spec: ResourceSpec): string;
  deleteResource(apiId: string, id: string): void;
  putMethod(spec: MethodSpec): void;
  deleteMethod(place: MethodPlace): void;
  putMethodResponse(spec: MethodResponseSpec): void;
  deleteMethodResponse(spec: MethodPlace & { statusCode: string }): void;
  putIntegration(spec: IntegrationSpec): void;
  deleteIntegration(place: MethodPlace): void;
  /** @throws AwsError `NotFoundException` where the method has no response of this status, as on AWS */
  putIntegrationResponse(spec: IntegrationResponseSpec): void;
  deleteIntegrationResponse(spec: MethodPlace & { statusCode: string }): void;
  putModel(spec: ModelSpec): void;
  deleteModel(apiId: string, name: string): void;
  putRequestValidator(spec: RequestValidatorSpec): void;
  deleteRequestValidator(apiId: string, id: string): void;
  putGatewayResponse(spec: GatewayResponseSpec): void;
  deleteGatewayResponse(apiId: string, responseType: string): void;
  /**
   * Takes a snapshot of the API, which is what stages serve.
   * @throws AwsError `BadRequestException` where a method has no integration, or there is no method
   */
  createDeployment(apiId: string, id: string): void;
  /** @throws AwsError `BadRequestException` while a stage serves it */
  deleteDeployment(apiId: string, id: string): void;
  /** @throws AwsError `NotFoundException` where there is no such deployment */
  putStage(spec: StageSpec): void;
  deleteStage(apiId: string, name: string): void;
  putMethodSettings(spec: MethodSettingsSpec): void;
  deleteMethodSettings(spec: Pick<MethodSettingsSpec, "apiId" | "stageName" | "methodPath">): void;
  /** The role by which API Gateway writes logs, of the whole account. */
  setLogRole(roleArn: string | undefined): void;
  /** Keys and usage plans. */
  readonly keys: ApiKeys;
  putDomain(name: string): void;
  deleteDomain(name: string): void;
  /** @throws AwsError where the domain does not exist, or maps the path already */
  putBasePathMapping(spec: BasePathMappingSpec): void;
  deleteBasePathMapping(domainName: string, basePath: string): void;

  /** Tells if there is a REST API of this id. */
  has(apiId: string): boolean;
  /** Tells if a host, port included, is one of the custom domains. */
  hasDomain(host: string): boolean;
  /** `path` is what follows `/execute-api/<api id>`, query string included. */
  serve(apiId: string, path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** A request to a custom domain, which its `Host` names. */
  serveDomain(request: IncomingMessage, response: ServerResponse): Promise<void>;
}
