import { badRequest, type DefinedApi, methodKey, notFound, resourcePath, responseKey, settingsKey } from "./definedApi";
import { checkMethod, checkPlace, refuseUsedModel } from "./definitionChecks";
import { deployedApi } from "./deployedApi";
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
  RestApis,
  StageSpec,
} from "./restApi";

type ControlPlane = Omit<
  RestApis,
  | "keys"
  | "serve"
  | "serveDomain"
  | "hasDomain"
  | "putDomain"
  | "deleteDomain"
  | "putBasePathMapping"
  | "deleteBasePathMapping"
  | "setLogRole"
>;

/** The REST APIs that exist, as the control plane of API Gateway keeps them. */
export class DefinedApis implements ControlPlane {
  readonly #apis = new Map<string, DefinedApi>();

  has(apiId: string): boolean {
    return this.#apis.has(apiId);
  }

  find(id: string): DefinedApi | undefined {
    return this.#apis.get(id);
  }

  putApi(spec: RestApiSpec): void {
    const existing = this.#apis.get(spec.id);
    if (existing !== undefined) {
      if (deployedSettings(existing.spec) !== deployedSettings(spec)) existing.hasUndeployedEdits = true;
      existing.spec = spec;
      return;
    }
    this.#apis.set(spec.id, {
      spec,
      ...{ resources: new Map(), methods: new Map(), integrations: new Map(), methodResponses: new Map() },
      ...{ integrationResponses: new Map(), models: new Map(), validators: new Map(), gatewayResponses: new Map() },
      ...{ deployments: new Map(), stages: new Map(), methodSettings: new Map(), buckets: new Map() },
      hasUndeployedEdits: false,
    });
  }

  deleteApi(id: string): void {
    this.#apis.delete(id);
  }

  putResource(spec: ResourceSpec): string {
    const api = this.#edit(spec.apiId);
    checkPlace(api, spec);
    const parent = resourcePath(api, spec.parentId);
    api.resources.set(spec.id, spec);
    return `${parent === "/" ? "" : parent}/${spec.pathPart}`;
  }

  deleteResource(apiId: string, id: string): void {
    this.#edited(apiId)?.resources.delete(id);
  }

  putMethod(spec: MethodSpec): void {
    const api = this.#edit(spec.apiId);
    resourcePath(api, spec.resourceId);
    checkMethod(api, spec);
    api.methods.set(methodKey(spec), spec);
  }

  deleteMethod(place: MethodPlace): void {
    this.#edited(place.apiId)?.methods.delete(methodKey(place));
  }

  putMethodResponse(spec: MethodResponseSpec): void {
    this.#withMethod(spec).methodResponses.set(responseKey(spec), spec);
  }

  deleteMethodResponse(spec: MethodPlace & { statusCode: string }): void {
    this.#edited(spec.apiId)?.methodResponses.delete(responseKey(spec));
  }

  putIntegration(spec: IntegrationSpec): void {
    this.#withMethod(spec).integrations.set(methodKey(spec), spec);
  }

  deleteIntegration(place: MethodPlace): void {
    this.#edited(place.apiId)?.integrations.delete(methodKey(place));
  }

  putIntegrationResponse(spec: IntegrationResponseSpec): void {
    const api = this.#withMethod(spec);
    if (!api.integrations.has(methodKey(spec))) throw notFound("Invalid Integration identifier specified");
    const declared = api.methodResponses.get(responseKey(spec));
    if (declared === undefined) throw notFound("Invalid Response status code specified");
    const undeclared = Object.keys(spec.responseParameters).find(
      (name) => !Object.hasOwn(declared.responseParameters, name),
    );
    if (undeclared !== undefined) {
      throw badRequest(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression " +
          `parameter specified: ${undeclared}]: declare it in the responseParameters of the method's response ${spec.statusCode}`,
      );
    }
    api.integrationResponses.set(responseKey(spec), spec);
  }

  deleteIntegrationResponse(spec: MethodPlace & { statusCode: string }): void {
    this.#edited(spec.apiId)?.integrationResponses.delete(responseKey(spec));
  }

  putModel(spec: ModelSpec): void {
    this.#edit(spec.apiId).models.set(spec.name, spec);
  }

  deleteModel(apiId: string, name: string): void {
    const api = this.#apis.get(apiId);
    if (api) refuseUsedModel(api, name);
    this.#edited(apiId)?.models.delete(name);
  }

  putRequestValidator(spec: RequestValidatorSpec): void {
    this.#edit(spec.apiId).validators.set(spec.id, spec);
  }

  deleteRequestValidator(apiId: string, id: string): void {
    this.#edited(apiId)?.validators.delete(id);
  }

  putGatewayResponse(spec: GatewayResponseSpec): void {
    this.#edit(spec.apiId).gatewayResponses.set(spec.responseType, spec);
  }

  deleteGatewayResponse(apiId: string, responseType: string): void {
    this.#edited(apiId)?.gatewayResponses.delete(responseType);
  }

  createDeployment(apiId: string, id: string): void {
    const api = this.#existing(apiId);
    api.deployments.set(id, deployedApi(api));
    api.hasUndeployedEdits = false;
  }

  deleteDeployment(apiId: string, id: string): void {
    const api = this.#apis.get(apiId);
    const stage = [...(api?.stages.values() ?? [])].find(({ deploymentId }) => deploymentId === id);
    if (stage !== undefined) {
      throw badRequest(
        `Active stages pointing to this deployment must be moved or deleted: ${stage.name} serves the deployment ${id}`,
      );
    }
    api?.deployments.delete(id);
  }

  putStage(spec: StageSpec): void {
    const api = this.#existing(spec.apiId);
    if (!api.deployments.has(spec.deploymentId)) throw notFound("Invalid Deployment identifier specified");
    api.stages.set(spec.name, spec);
  }

  deleteStage(apiId: string, name: string): void {
    this.#apis.get(apiId)?.stages.delete(name);
  }

  putMethodSettings(spec: MethodSettingsSpec): void {
    const api = this.#existing(spec.apiId);
    if (!api.stages.has(spec.stageName)) throw notFound("Invalid stage identifier specified");
    api.methodSettings.set(settingsKey(spec), spec);
  }

  deleteMethodSettings(spec: Pick<MethodSettingsSpec, "apiId" | "stageName" | "methodPath">): void {
    this.#apis.get(spec.apiId)?.methodSettings.delete(settingsKey(spec));
  }

  #existing(id: string): DefinedApi {
    const api = this.#apis.get(id);
    if (api === undefined) throw notFound(`Invalid API identifier specified ${id}`);
    return api;
  }

  /** The API, marked as edited: deployments hold what is gone or changed from now on as it was. */
  #edit(id: string): DefinedApi {
    const api = this.#existing(id);
    api.hasUndeployedEdits = true;
    return api;
  }

  #edited(id: string): DefinedApi | undefined {
    return this.#apis.has(id) ? this.#edit(id) : undefined;
  }

  #withMethod(place: MethodPlace): DefinedApi {
    const api = this.#edit(place.apiId);
    if (!api.methods.has(methodKey(place))) throw notFound("Invalid Method identifier specified");
    return api;
  }
}

/** Settings of the API itself that a deployment takes along. */
function deployedSettings({ disableExecuteApiEndpoint, binaryMediaTypes = [] }: RestApiSpec): string {
  return JSON.stringify([disableExecuteApiEndpoint, binaryMediaTypes]);
}
