import type { KeptResource } from "../../base/inventory";
import { randomHex } from "../../base/randomHex";
import { badRequest, notFound } from "../../services/apigateway/definedApi";
import { checkUnmapped } from "./customDomains";
import { ENDPOINT_CONFIGURATION } from "./endpointType";
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
import { inputsOf, type Members, membersOf, patched } from "./members";
import { deleteMethodAt, describedMethod, methodsOf } from "./methods";
import { patching } from "./oneResource";

const APIS = "/restapis";
const ONE = `${APIS}/{restApiId}`;
const RESOURCES = `${ONE}/resources`;
const RESOURCE = `${RESOURCES}/{resourceId}`;

const API_MEMBERS: Members = {
  name: {},
  description: { isRemovable: true },
  apiKeySource: {},
  binaryMediaTypes: { kind: "texts" },
  disableExecuteApiEndpoint: { kind: "flag" },
  endpointConfiguration: ENDPOINT_CONFIGURATION,
};
const RESOURCE_MEMBERS: Members = { parentId: {}, pathPart: {} };

export const restApiOperations: Readonly<Record<string, Routed>> = {
  CreateRestApi: operationOn("POST", APIS, createRestApi, { required: ["name"], status: 201 }),
  GetRestApis: operationOn("GET", APIS, (_params, parts) => ({
    item: parts.resources.all(TYPES.api).map((api) => describedApi(api, parts)),
  })),
  GetRestApi: operationOn("GET", ONE, (params, parts) => describedApi(apiIn(params, parts), parts)),
  UpdateRestApi: patching(ONE, apiIn, API_MEMBERS, describedApi),
  DeleteRestApi: operationOn("DELETE", ONE, deleteRestApi, { status: 202 }),
  GetResources: operationOn(
    "GET",
    RESOURCES,
    (params, parts) => {
      const api = apiIn(params, parts);
      const all = [rootOf(api), ...ofApi(TYPES.resource, api.id, parts)];
      all.sort((one, other) => (String(one.state.path) < String(other.state.path) ? -1 : 1));
      return { item: all.map((resource) => describedResource(resource, api.id, params, parts)) };
    },
    { lists: ["embed"] },
  ),
  GetResource: operationOn(
    "GET",
    RESOURCE,
    (params, parts) => {
      const api = apiIn(params, parts);
      return describedResource(resourceIn(params, api, parts), api.id, params, parts);
    },
    { lists: ["embed"] },
  ),
  CreateResource: operationOn(
    "POST",
    `${RESOURCES}/{parentId}`,
    async (params, parts) => {
      const api = apiIn(params, parts);
      resourceIn({ resourceId: params.parentId }, api, parts);
      const inputs = inputsOf(without(params, "restApiId"), RESOURCE_MEMBERS);
      const made = await parts.resources.create(TYPES.resource, { restApi: api.id, ...inputs });
      return describedResource(made, api.id, {}, parts);
    },
    { required: ["pathPart"], status: 201 },
  ),
  UpdateResource: operationOn("PATCH", RESOURCE, async (params, parts) => {
    const api = apiIn(params, parts);
    const found = resourceIn(params, api, parts);
    if (found.id === api.state.rootResourceId) throw badRequest("Root resource cannot be updated");
    const changes = patched(found.inputs, params.patchOperations ?? [], RESOURCE_MEMBERS);
    return describedResource(await parts.resources.update(found, changes), api.id, {}, parts);
  }),
  DeleteResource: operationOn(
    "DELETE",
    RESOURCE,
    async (params, parts) => {
      const api = apiIn(params, parts);
      const found = resourceIn(params, api, parts);
      if (found.id === api.state.rootResourceId) throw badRequest("Root resource cannot be deleted");
      await deleteWithChildren(found, api.id, parts);
      return {};
    },
    { status: 202 },
  ),
};

async function createRestApi(params: Params, parts: GatewayParts): Promise<object> {
  const { tags = {} } = params;
  const inputs = inputsOf(without(params, "tags"), API_MEMBERS);
  // Names of APIs may be the same, and their ids may not.
  const name = `${textIn(params, "name")}-${randomHex(4)}`;
  return describedApi(await parts.resources.create(TYPES.api, inputs, { name, tags }), parts);
}

/** All that belongs to it goes with it. */
async function deleteRestApi(params: Params, parts: GatewayParts): Promise<object> {
  const api = apiIn(params, parts);
  checkUnmapped(`RestApi ${api.id}`, { apiId: api.id }, parts);
  await parts.resources.delete(api);
  for (const type of Object.values(TYPES)) {
    for (const owned of ofApi(type, api.id, parts)) parts.resources.inventory.drop(owned);
  }
  return {};
}

async function deleteWithChildren(resource: KeptResource, apiId: string, parts: GatewayParts): Promise<void> {
  for (const child of ofApi(TYPES.resource, apiId, parts)) {
    if (child.state.parentId === resource.id) await deleteWithChildren(child, apiId, parts);
  }
  for (const method of methodsOf({ apiId, resourceId: resource.id }, parts)) await deleteMethodAt(method, parts);
  await parts.resources.delete(resource);
}

function describedApi(api: KeptResource, parts: GatewayParts): object {
  return {
    id: api.id,
    ...membersOf({ endpointConfiguration: { types: "EDGE" }, ...api.state }, API_MEMBERS),
    createdDate: seconds(api.createdAt),
    rootResourceId: api.state.rootResourceId,
    ...tagsOf(api, parts),
  };
}

/** Programs declare no resource for the root, which every API has. */
function rootOf({ id, state, ...api }: KeptResource): KeptResource {
  const rootId = String(state.rootResourceId);
  return { ...api, type: TYPES.resource, id: rootId, inputs: {}, state: { restApi: id, path: "/" } };
}

function resourceIn(params: Params, api: KeptResource, parts: GatewayParts): KeptResource {
  const root = rootOf(api);
  const found = [root, ...ofApi(TYPES.resource, api.id, parts)].find(({ id }) => id === params.resourceId);
  if (found) return found;
  throw notFound("Invalid Resource identifier specified");
}

function describedResource({ id, state }: KeptResource, apiId: string, { embed }: Params, parts: GatewayParts): object {
  const isWhole = Array.isArray(embed) && embed.includes("methods");
  const methods = methodsOf({ apiId, resourceId: id }, parts).map(
    (method) => [method.state.httpMethod, isWhole ? describedMethod(method, parts) : {}] as const,
  );
  return {
    id,
    ...(state.parentId !== undefined && { parentId: state.parentId, pathPart: state.pathPart }),
    path: state.path,
    ...(methods.length > 0 && { resourceMethods: Object.fromEntries(methods) }),
  };
}
