import type { KeptResource } from "../../base/inventory";
import { passing } from "../../iam/passRole";
import { placeId } from "../../resources/apigateway/place";
import { conflict, notFound } from "../../services/apigateway/definedApi";
import { type GatewayParts, operationOn, type Params, type Routed, textIn, without } from "./gatewayOperation";
import { ofApi, TYPES } from "./kept";
import { inputsOf, type Members, membersOf } from "./members";
import { deleting, patching } from "./oneResource";

const METHOD = "/restapis/{restApiId}/resources/{resourceId}/methods/{method}";
const INTEGRATION = `${METHOD}/integration`;
/** The labels of the path; a body may have a `httpMethod` of its own, that of the integration. */
const PLACE = ["restApiId", "resourceId", "method"];

const METHOD_MEMBERS: Members = {
  authorizationType: { input: "authorization" },
  apiKeyRequired: { kind: "flag" },
  operationName: {},
  requestModels: { kind: "map" },
  requestParameters: { kind: "flags" },
  requestValidatorId: {},
};
const METHOD_RESPONSE_MEMBERS: Members = {
  statusCode: {},
  responseModels: { kind: "map" },
  responseParameters: { kind: "flags" },
};
const INTEGRATION_MEMBERS: Members = {
  type: {},
  connectionType: {},
  credentials: {},
  httpMethod: { input: "integrationHttpMethod" },
  passthroughBehavior: {},
  requestParameters: { kind: "map" },
  requestTemplates: { kind: "map" },
  timeoutInMillis: { input: "timeoutMilliseconds", kind: "number" },
  uri: {},
};
const INTEGRATION_RESPONSE_MEMBERS: Members = {
  statusCode: {},
  responseParameters: { kind: "map" },
  responseTemplates: { kind: "map" },
  selectionPattern: {},
};

const ROLE_FOR_ACTIONS = {
  permissions: ({ credentials }: Params) =>
    passing(typeof credentials === "string" ? credentials : undefined, "apigateway.amazonaws.com"),
};

export const methodOperations: Readonly<Record<string, Routed>> = {
  PutMethod: operationOn(
    "PUT",
    METHOD,
    async (params, parts) => {
      requireResource(params, parts);
      if (methodAt(params, parts)) throw conflict("Method already exists for this resource");
      const inputs = { ...placed(params), ...inputsOf(without(params, ...PLACE), METHOD_MEMBERS) };
      return describedMethod(await parts.resources.create(TYPES.method, inputs), parts);
    },
    { required: ["authorizationType"], status: 201 },
  ),
  GetMethod: operationOn("GET", METHOD, (params, parts) => describedMethod(methodIn(params, parts), parts)),
  UpdateMethod: patching(METHOD, methodIn, METHOD_MEMBERS, describedMethod),
  DeleteMethod: operationOn(
    "DELETE",
    METHOD,
    async (params, parts) => {
      await deleteMethodAt(methodIn(params, parts), parts);
      return {};
    },
    { status: 204 },
  ),
  ...responses(`${METHOD}/responses/{statusCode}`, "MethodResponse", {
    ...{ type: TYPES.methodResponse, prefix: "agmr", members: METHOD_RESPONSE_MEMBERS, isReplaced: false },
    owner: methodIn,
  }),
  PutIntegration: operationOn(
    "PUT",
    INTEGRATION,
    async (params, parts) => {
      methodIn(params, parts);
      const inputs = inputsOf(without(params, ...PLACE), INTEGRATION_MEMBERS);
      const before = parts.resources.find(TYPES.integration, idOf("agi", params));
      // A call that puts says all of it, so that what it leaves out is gone.
      if (before) await parts.resources.delete(before);
      const made = await parts.resources.create(TYPES.integration, { ...placed(params), ...inputs });
      return describedIntegration(made, parts);
    },
    { required: ["type"], status: 201, ...ROLE_FOR_ACTIONS },
  ),
  GetIntegration: operationOn("GET", INTEGRATION, (params, parts) =>
    describedIntegration(integrationIn(params, parts), parts),
  ),
  UpdateIntegration: patching(INTEGRATION, integrationIn, INTEGRATION_MEMBERS, describedIntegration, {
    permissions: ({ patchOperations = [] }) =>
      passing(patchOperations.findLast(({ path }) => path === "/credentials")?.value, "apigateway.amazonaws.com"),
  }),
  DeleteIntegration: operationOn(
    "DELETE",
    INTEGRATION,
    async (params, parts) => {
      const integration = integrationIn(params, parts);
      for (const response of responsesOf(TYPES.integrationResponse, integration, parts)) {
        await parts.resources.delete(response);
      }
      await parts.resources.delete(integration);
      return {};
    },
    { status: 204 },
  ),
  ...responses(`${INTEGRATION}/responses/{statusCode}`, "IntegrationResponse", {
    ...{ type: TYPES.integrationResponse, prefix: "agir", members: INTEGRATION_RESPONSE_MEMBERS, isReplaced: true },
    owner: integrationIn,
  }),
};

/** Responses of methods and of integrations, which differ in what they have. */
interface ResponseKind {
  readonly type: string;
  /** The beginning of ids. */
  readonly prefix: string;
  readonly members: Members;
  /** Tells if a call that puts one takes the place of that which is there. */
  readonly isReplaced: boolean;
  /** @throws AwsError `NotFoundException` where there is nothing that the response could be of */
  owner(params: Params, parts: GatewayParts): KeptResource;
}

function responses(path: string, name: string, kind: ResponseKind): Readonly<Record<string, Routed>> {
  const { type, prefix, members, isReplaced, owner } = kind;
  const find = (params: Params, { resources }: GatewayParts) =>
    resources.find(type, idOf(prefix, params, textIn(params, "statusCode")));
  const existing = (params: Params, parts: GatewayParts) => {
    owner(params, parts);
    const found = find(params, parts);
    if (found) return found;
    throw notFound("Invalid Response status code specified");
  };
  return {
    [`Put${name}`]: operationOn(
      "PUT",
      path,
      async (params, parts) => {
        owner(params, parts);
        const inputs = { ...placed(params), ...inputsOf(without(params, ...PLACE), members) };
        const before = find(params, parts);
        if (before && !isReplaced) throw conflict("Response already exists for this resource");
        if (before) await parts.resources.delete(before);
        return membersOf((await parts.resources.create(type, inputs)).state, members);
      },
      { status: 201 },
    ),
    [`Get${name}`]: operationOn("GET", path, (params, parts) => membersOf(existing(params, parts).state, members)),
    [`Update${name}`]: patching(path, existing, members, ({ state }) => membersOf(state, members)),
    [`Delete${name}`]: deleting(path, existing, 204),
  };
}

export function methodsOf(
  { apiId, resourceId }: { apiId: string; resourceId: string },
  parts: GatewayParts,
): readonly KeptResource[] {
  return ofApi(TYPES.method, apiId, parts).filter(({ state }) => state.resourceId === resourceId);
}

/** Deletes a method, and with it its integration and its responses. */
export async function deleteMethodAt(method: KeptResource, parts: GatewayParts): Promise<void> {
  for (const type of [TYPES.integrationResponse, TYPES.integration, TYPES.methodResponse]) {
    for (const owned of responsesOf(type, method, parts)) await parts.resources.delete(owned);
  }
  await parts.resources.delete(method);
}

export function describedMethod(method: KeptResource, parts: GatewayParts): object {
  const [integration] = responsesOf(TYPES.integration, method, parts);
  return {
    httpMethod: method.state.httpMethod,
    ...membersOf(method.state, METHOD_MEMBERS),
    ...byStatus("methodResponses", responsesOf(TYPES.methodResponse, method, parts), METHOD_RESPONSE_MEMBERS),
    ...(integration && { methodIntegration: describedIntegration(integration, parts) }),
  };
}

function describedIntegration(integration: KeptResource, parts: GatewayParts): object {
  return {
    ...membersOf(integration.state, INTEGRATION_MEMBERS),
    cacheNamespace: integration.state.cacheNamespace,
    cacheKeyParameters: [],
    ...byStatus(
      "integrationResponses",
      responsesOf(TYPES.integrationResponse, integration, parts),
      INTEGRATION_RESPONSE_MEMBERS,
    ),
  };
}

function byStatus(name: string, found: readonly KeptResource[], members: Members): object {
  const described = found.map(({ state }) => [state.statusCode, membersOf(state, members)] as const);
  return described.length > 0 ? { [name]: Object.fromEntries(described) } : {};
}

/** The resources of a type that are of the same method. */
function responsesOf(type: string, { state }: KeptResource, parts: GatewayParts): readonly KeptResource[] {
  return ofApi(type, String(state.restApi), parts).filter(
    (other) => other.state.resourceId === state.resourceId && other.state.httpMethod === state.httpMethod,
  );
}

function methodAt(params: Params, { resources }: GatewayParts): KeptResource | undefined {
  return resources.find(TYPES.method, idOf("agm", params));
}

/** AWS says nothing of the API where that is missing. @throws AwsError `NotFoundException` */
function requireResource({ restApiId, resourceId }: Params, parts: GatewayParts): void {
  const api = parts.resources.find(TYPES.api, String(restApiId));
  const isThere =
    api?.state.rootResourceId === resourceId ||
    ofApi(TYPES.resource, String(restApiId), parts).some(({ id }) => id === resourceId);
  if (api === undefined || !isThere) throw notFound("Invalid Resource identifier specified");
}

/** @throws AwsError `NotFoundException` */
function methodIn(params: Params, parts: GatewayParts): KeptResource {
  requireResource(params, parts);
  const found = methodAt(params, parts);
  if (found) return found;
  throw notFound("Invalid Method identifier specified");
}

/** @throws AwsError `NotFoundException` */
function integrationIn(params: Params, parts: GatewayParts): KeptResource {
  methodIn(params, parts);
  const found = parts.resources.find(TYPES.integration, idOf("agi", params));
  if (found) return found;
  throw notFound("Invalid Integration identifier specified");
}

function idOf(prefix: string, { restApiId, resourceId, method }: Params, ...more: readonly string[]): string {
  const place = { apiId: String(restApiId), resourceId: String(resourceId), httpMethod: String(method) };
  return placeId(prefix, place, ...more);
}

function placed({ restApiId, resourceId, method }: Params) {
  return { restApi: restApiId, resourceId, httpMethod: method };
}
