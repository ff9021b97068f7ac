import type { KeptResource } from "../../base/inventory";
import type { Properties } from "../../engine/resourceHandler";
import { badRequest, conflict, notFound } from "../../services/apigateway/definedApi";
import { EVERY_METHOD } from "../../services/apigateway/restApi";
import { checkUnmapped } from "./customDomains";
import {
  type GatewayParts,
  operationOn,
  type Params,
  type Routed,
  seconds,
  tagsOf,
  textIn,
  without,
} from "./gatewayOperation";
import { apiIn, ofApi, TYPES } from "./kept";
import { inputsOf, type Members, membersOf, type PatchOperation, partsOf, patched } from "./members";
import { deleting } from "./oneResource";

const DEPLOYMENTS = "/restapis/{restApiId}/deployments";
const STAGES = "/restapis/{restApiId}/stages";

const STAGE_MEMBERS: Members = {
  deploymentId: { input: "deployment" },
  stageName: {},
  accessLogSettings: { kind: "map" },
  cacheClusterEnabled: { kind: "flag" },
  description: { isRemovable: true },
  tracingEnabled: { input: "xrayTracingEnabled", kind: "flag" },
  variables: { kind: "map" },
};
/** Settings of a stage's methods by the end of a patch's path. Source: API Gateway API Reference, "Patch operations", UpdateStage. */
const METHOD_SETTINGS: Readonly<Record<string, string>> = {
  "caching/enabled": "cachingEnabled",
  "logging/dataTrace": "dataTraceEnabled",
  "logging/loglevel": "loggingLevel",
  "metrics/enabled": "metricsEnabled",
  "throttling/burstLimit": "throttlingBurstLimit",
  "throttling/rateLimit": "throttlingRateLimit",
};

export const stageOperations: Readonly<Record<string, Routed>> = {
  CreateDeployment: operationOn("POST", DEPLOYMENTS, createDeployment, { status: 201 }),
  GetDeployments: operationOn("GET", DEPLOYMENTS, (params, parts) => ({
    item: ofApi(TYPES.deployment, apiIn(params, parts).id, parts).map(describedDeployment),
  })),
  GetDeployment: operationOn("GET", `${DEPLOYMENTS}/{deploymentId}`, (params, parts) =>
    describedDeployment(deploymentIn(params, parts)),
  ),
  DeleteDeployment: deleting(`${DEPLOYMENTS}/{deploymentId}`, deploymentIn),
  CreateStage: operationOn(
    "POST",
    STAGES,
    async (params, parts) => {
      apiIn(params, parts);
      if (findStage(params, parts)) throw conflict("Stage already exists");
      const inputs = inputsOf(without(params, "restApiId", "tags"), STAGE_MEMBERS);
      const { tags = {} } = params;
      const stage = { restApi: params.restApiId, ...inputs };
      return describedStage(await parts.resources.create(TYPES.stage, stage, { tags }), parts);
    },
    { required: ["stageName", "deploymentId"], status: 201 },
  ),
  GetStages: operationOn("GET", STAGES, (params, parts) => ({
    item: ofApi(TYPES.stage, apiIn(params, parts).id, parts)
      .filter(({ state }) => params.deploymentId === undefined || state.deployment === params.deploymentId)
      .map((stage) => describedStage(stage, parts)),
  })),
  GetStage: operationOn("GET", `${STAGES}/{stageName}`, (params, parts) =>
    describedStage(stageIn(params, parts), parts),
  ),
  UpdateStage: operationOn("PATCH", `${STAGES}/{stageName}`, updateStage),
  DeleteStage: operationOn(
    "DELETE",
    `${STAGES}/{stageName}`,
    async (params, parts) => {
      const stage = stageIn(params, parts);
      const name = String(stage.state.stageName);
      checkUnmapped(`stage ${name}`, { apiId: String(stage.state.restApi), stage: name }, parts);
      for (const settings of settingsOf(stage, parts)) await parts.resources.delete(settings);
      await parts.resources.delete(stage);
      return {};
    },
    { status: 202 },
  ),
};

/** With the name of a stage, that one serves it from now on. */
async function createDeployment(params: Params, parts: GatewayParts): Promise<object> {
  const api = apiIn(params, parts);
  const { stageName, description, variables, ...others } = without(params, "restApiId");
  const [other] = Object.keys(others);
  if (other !== undefined) throw badRequest(`${other} is not supported locally yet: set it by CreateStage`);
  const deployment = await parts.resources.create(TYPES.deployment, { restApi: api.id, description });
  if (stageName === undefined) return describedDeployment(deployment);
  const stage = findStage(params, parts);
  const changes = { deployment: deployment.id, ...(variables !== undefined && { variables }) };
  try {
    if (stage) await parts.resources.update(stage, changes);
    else await parts.resources.create(TYPES.stage, { restApi: api.id, stageName, ...changes });
  } catch (error) {
    await parts.resources.delete(deployment);
    throw error;
  }
  return describedDeployment(deployment);
}

async function updateStage(params: Params, parts: GatewayParts): Promise<object> {
  const stage = stageIn(params, parts);
  const { patchOperations = [] } = params;
  const ofMethods = patchOperations.filter((operation) => partsOf(operation).length > 2);
  const ofStage = patchOperations.filter((operation) => !ofMethods.includes(operation));
  const changes = patched(stage.inputs, ofStage, STAGE_MEMBERS);
  const changed = ofStage.length > 0 ? await parts.resources.update(stage, changes) : stage;
  for (const [methodPath, settings] of methodSettingsIn(ofMethods)) {
    const before = settingsOf(stage, parts).find(({ state }) => state.methodPath === methodPath);
    const { restApi, stageName } = stage.state;
    const all = { ...(before?.inputs.settings as Properties | undefined), ...settings };
    if (before) await parts.resources.update(before, { settings: all });
    else await parts.resources.create(TYPES.methodSettings, { restApi, stageName, methodPath, settings: all });
  }
  return describedStage(changed, parts);
}

/** Settings by the path of a method, `"gates/{gateId}/POST"`, or {@link EVERY_METHOD}. @throws AwsError `BadRequestException` */
function methodSettingsIn(operations: readonly PatchOperation[]): ReadonlyMap<string, Properties> {
  const found = new Map<string, Properties>();
  for (const operation of operations) {
    const [path = "", method = "", ...setting] = partsOf(operation);
    const name = METHOD_SETTINGS[setting.join("/")];
    if (name === undefined) throw badRequest(`Invalid patch path ${operation.path}`);
    if (operation.op !== "replace") throw badRequest("Settings of methods are replaced locally: use op replace");
    const methodPath = path === "*" && method === "*" ? EVERY_METHOD : `${path.replace(/^\//, "")}/${method}`;
    const value = /Limit$/.test(name) ? Number(operation.value) : operation.value;
    const read = value === "true" || value === "false" ? value === "true" : value;
    found.set(methodPath, { ...found.get(methodPath), [name]: read });
  }
  return found;
}

function describedDeployment({ id, state, createdAt }: KeptResource): object {
  return {
    id,
    ...(state.description !== undefined && { description: state.description }),
    createdDate: seconds(createdAt),
  };
}

function describedStage(stage: KeptResource, parts: GatewayParts): object {
  const methodSettings = settingsOf(stage, parts).map(({ state }) => [state.methodPath, state.settings] as const);
  return {
    ...membersOf(stage.state, STAGE_MEMBERS),
    cacheClusterStatus: "NOT_AVAILABLE",
    methodSettings: Object.fromEntries(methodSettings),
    createdDate: seconds(stage.createdAt),
    lastUpdatedDate: seconds(stage.changedAt),
    ...tagsOf(stage, parts),
  };
}

function settingsOf({ state }: KeptResource, parts: GatewayParts): readonly KeptResource[] {
  const all = ofApi(TYPES.methodSettings, String(state.restApi), parts);
  return all.filter((settings) => settings.state.stageName === state.stageName);
}

/** @throws AwsError `NotFoundException` */
function deploymentIn(params: Params, parts: GatewayParts): KeptResource {
  const all = ofApi(TYPES.deployment, apiIn(params, parts).id, parts);
  const found = all.find(({ id }) => id === params.deploymentId);
  if (found) return found;
  throw notFound("Invalid Deployment identifier specified");
}

function findStage(params: Params, parts: GatewayParts): KeptResource | undefined {
  const all = ofApi(TYPES.stage, textIn(params, "restApiId"), parts);
  return all.find(({ state }) => state.stageName === params.stageName);
}

/** @throws AwsError `NotFoundException` */
function stageIn(params: Params, parts: GatewayParts): KeptResource {
  apiIn(params, parts);
  const found = findStage(params, parts);
  if (found) return found;
  throw notFound("Invalid stage identifier specified");
}
