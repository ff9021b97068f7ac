import { AwsError } from "../../base/awsError";
import { type Candidate, candidate } from "../../http/selectRoute";
import { type Limits, type TokenBucket, takeFrom } from "../../http/tokenBucket";
import { ApiDomains } from "./apiDomains";
import type {
  ApiMappingSpec,
  HttpApiSpec,
  HttpApis,
  IntegrationSpec,
  JwtAuthorizerSpec,
  LambdaAuthorizerSpec,
  RouteSpec,
  StageSpec,
} from "./httpApi";

/** One API with what hangs on it. */
export interface DefinedApi {
  spec: HttpApiSpec;
  /** By route id. */
  routes: Map<string, Candidate<RouteSpec>>;
  /** By authorizer id. */
  authorizers: Map<string, JwtAuthorizerSpec | LambdaAuthorizerSpec>;
  /** By integration id. */
  integrations: Map<string, IntegrationSpec>;
  /** By name. */
  stages: Map<string, StageSpec>;
  /** By stage and route key. */
  buckets: Map<string, TokenBucket>;
}

/**
 * The limits where a stage sets no throttling: the quotas of an AWS account
 * ("Quotas for configuring and running an HTTP API in API Gateway").
 */
const ACCOUNT_LIMITS: Limits = { rateLimit: 10_000, burstLimit: 5_000 };

/** The APIs that exist, as the control plane of API Gateway keeps them. */
export class DefinedApis implements Omit<HttpApis, "serve" | "serveDomain" | "hasDomain" | "allowsOrigin"> {
  private readonly apis = new Map<string, DefinedApi>();
  readonly domains = new ApiDomains();

  find(id: string): DefinedApi | undefined {
    return this.apis.get(id);
  }

  putApi(spec: HttpApiSpec): void {
    const existing = this.apis.get(spec.id);
    if (existing !== undefined) {
      existing.spec = spec;
      return;
    }
    this.apis.set(spec.id, {
      spec,
      routes: new Map(),
      authorizers: new Map(),
      integrations: new Map(),
      stages: new Map(),
      buckets: new Map(),
    });
  }

  deleteApi(id: string): void {
    this.apis.delete(id);
  }

  /** @throws AwsError `ConflictException` when another route of the API has the same key, or `BadRequestException` */
  putRoute(spec: RouteSpec): void {
    const { routes, authorizers } = this.existing(spec.apiId);
    const { authorizer } = spec;
    if (authorizer !== undefined && authorizer !== "iam" && !authorizers.has(authorizer.id)) {
      throw new AwsError(
        "BadRequestException",
        `Invalid authorizer ID specified: ${authorizer.id} is none of this API`,
      );
    }
    const twin = [...routes.values()].find(({ route }) => route.routeKey === spec.routeKey && route.id !== spec.id);
    if (twin !== undefined) {
      throw new AwsError("ConflictException", `Route with key ${spec.routeKey} already exists for this API`, 409);
    }
    routes.set(spec.id, candidate(spec));
  }

  deleteRoute(apiId: string, id: string): void {
    this.apis.get(apiId)?.routes.delete(id);
  }

  putAuthorizer(spec: JwtAuthorizerSpec | LambdaAuthorizerSpec): void {
    this.existing(spec.apiId).authorizers.set(spec.id, spec);
  }

  deleteAuthorizer(apiId: string, id: string): void {
    this.apis.get(apiId)?.authorizers.delete(id);
  }

  putIntegration(spec: IntegrationSpec): void {
    this.existing(spec.apiId).integrations.set(spec.id, spec);
  }

  deleteIntegration(apiId: string, id: string): void {
    this.apis.get(apiId)?.integrations.delete(id);
  }

  putStage(spec: StageSpec): void {
    this.existing(spec.apiId).stages.set(spec.name, spec);
  }

  deleteStage(apiId: string, name: string): void {
    this.apis.get(apiId)?.stages.delete(name);
  }

  putDomain(name: string): void {
    this.domains.put(name);
  }

  deleteDomain(name: string): void {
    this.domains.delete(name);
  }

  putApiMapping(spec: ApiMappingSpec): void {
    if (!this.existing(spec.apiId).stages.has(spec.stage)) {
      throw new AwsError("NotFoundException", `Invalid stage identifier specified ${spec.stage}`, 404);
    }
    this.domains.map(spec);
  }

  deleteApiMapping(domainName: string, id: string): void {
    this.domains.unmap(domainName, id);
  }

  private existing(id: string): DefinedApi {
    const api = this.apis.get(id);
    if (api === undefined) throw new AwsError("NotFoundException", `Invalid API identifier specified ${id}`, 404);
    return api;
  }
}

/**
 * The stage a request goes to: a named one when the first part of the path is its name, otherwise `$default`.
 * @returns `path` without the stage's name
 */
export function selectStage(api: DefinedApi, path: string): { stage: StageSpec; path: string } | undefined {
  const [, first = ""] = path.split("/", 2);
  const named = first === "$default" ? undefined : api.stages.get(first);
  if (named !== undefined) return { stage: named, path: path.slice(first.length + 1) || "/" };
  const fallback = api.stages.get("$default");
  return fallback && { stage: fallback, path };
}

/** Takes a token of the route's limit in this stage; false where there is none left. */
export function takeToken(api: DefinedApi, stage: StageSpec, routeKey: string, now: number): boolean {
  const limits = stage.routeThrottles[routeKey] ?? stage.throttle ?? ACCOUNT_LIMITS;
  return takeFrom(api.buckets, `${stage.name} ${routeKey}`, limits, now);
}
