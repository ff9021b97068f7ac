import { AwsError } from "../../base/awsError";
import type { TokenBucket } from "../../http/tokenBucket";
import type { DeployedApi } from "./apiSnapshot";
import type {
  GatewayResponseSpec,
  IntegrationResponseSpec,
  IntegrationSpec,
  MethodPlace,
  MethodResponseSpec,
  MethodSettingsSpec,
  MethodSpec,
  ModelSpec,
  RequestValidatorSpec,
  ResourceSpec,
  RestApiSpec,
  StageSpec,
} from "./restApi";

/** One API with what hangs on it: what is being edited, and what is served. */
export interface DefinedApi {
  spec: RestApiSpec;
  /** By id, without the root. */
  resources: Map<string, ResourceSpec>;
  /** By {@link methodKey}. */
  methods: Map<string, MethodSpec>;
  integrations: Map<string, IntegrationSpec>;
  /** By {@link responseKey}. */
  methodResponses: Map<string, MethodResponseSpec>;
  integrationResponses: Map<string, IntegrationResponseSpec>;
  /** By name. */
  models: Map<string, ModelSpec>;
  validators: Map<string, RequestValidatorSpec>;
  /** By type. */
  gatewayResponses: Map<string, GatewayResponseSpec>;
  deployments: Map<string, DeployedApi>;
  /** By name. */
  stages: Map<string, StageSpec>;
  /** By stage and path. */
  methodSettings: Map<string, MethodSettingsSpec>;
  /** By stage and method. */
  buckets: Map<string, TokenBucket>;
  /** True while it is not as the last deployment took it. */
  hasUndeployedEdits: boolean;
}

export function methodKey({ resourceId, httpMethod }: Omit<MethodPlace, "apiId">): string {
  return `${resourceId} ${httpMethod}`;
}

export function responseKey(place: Omit<MethodPlace, "apiId"> & { statusCode: string }): string {
  return `${methodKey(place)} ${place.statusCode}`;
}

export function settingsKey({ stageName, methodPath }: Pick<MethodSettingsSpec, "stageName" | "methodPath">): string {
  return `${stageName} ${methodPath}`;
}

/** @throws AwsError `NotFoundException` */
export function resourcePath({ spec, resources }: DefinedApi, id: string): string {
  const parts: string[] = [];
  for (let at = id; at !== spec.rootResourceId; ) {
    const resource = resources.get(at);
    if (resource === undefined) throw notFound("Invalid Resource identifier specified");
    parts.unshift(resource.pathPart);
    at = resource.parentId;
  }
  return `/${parts.join("/")}`;
}

/** Makes AWS's error for an identifier that leads nowhere. */
export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, 404);
}

/** The same for what it does not accept. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message);
}

/** The same for what is there already, or in use. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, 409);
}
