import type { KeptResource } from "../../base/inventory";
import { randomHex } from "../../base/randomHex";
import { passing } from "../../iam/passRole";
import { badRequest, conflict, notFound } from "../../services/apigateway/definedApi";
import { type GatewayParts, operationOn, type Params, type Routed, tagsOf, textIn, without } from "./gatewayOperation";
import { inputsOf, type Members, membersOf } from "./members";
import { deleting } from "./oneResource";

const API = "aws:apigatewayv2/api:Api";
const ROUTE = "aws:apigatewayv2/route:Route";
const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const STAGE = "aws:apigatewayv2/stage:Stage";
const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

const APIS = "/v2/apis";
const ONE = `${APIS}/{apiId}`;

const API_MEMBERS: Members = {
  name: {},
  protocolType: {},
  corsConfiguration: {},
  description: {},
  disableExecuteApiEndpoint: {},
  ipAddressType: {},
  routeSelectionExpression: {},
  version: {},
};
/** A part of an API: routes, integrations, authorizers and stages. */
interface Part {
  readonly type: string;
  /** The end of the path, and the label of one. */
  readonly path: string;
  readonly label: string;
  readonly members: Members;
  /** Said where there is none of an id. */
  readonly missing: string;
  /** Parameters that creating one needs. */
  readonly required: readonly string[];
}

const PARTS: Readonly<Record<string, Part>> = {
  Route: {
    ...{
      type: ROUTE,
      path: "routes",
      label: "routeId",
      missing: "Unable to find Route by key",
      required: ["routeKey"],
    },
    members: {
      routeKey: {},
      apiKeyRequired: { read: refusedUnlessFalse },
      authorizationScopes: {},
      authorizationType: {},
      authorizerId: {},
      operationName: {},
      target: {},
    },
  },
  Integration: {
    ...{ type: INTEGRATION, path: "integrations", label: "integrationId", required: ["integrationType"] },
    missing: "Unable to find Integration by key",
    members: {
      integrationType: {},
      connectionType: {},
      credentialsArn: {},
      description: {},
      integrationMethod: {},
      integrationSubtype: {},
      integrationUri: {},
      payloadFormatVersion: {},
      requestParameters: {},
      responseParameters: { read: mappingsOf, write: byStatusOf },
      timeoutInMillis: { input: "timeoutMilliseconds" },
    },
  },
  Authorizer: {
    ...{ type: AUTHORIZER, path: "authorizers", label: "authorizerId" },
    missing: "Unable to find Authorizer by key",
    required: ["name", "authorizerType"],
    members: {
      name: {},
      authorizerType: {},
      authorizerUri: {},
      authorizerPayloadFormatVersion: {},
      authorizerResultTtlInSeconds: {},
      authorizerCredentialsArn: {},
      enableSimpleResponses: {},
      identitySource: { input: "identitySources" },
      jwtConfiguration: { read: withAudiences, write: withAudience },
    },
  },
  Stage: {
    ...{ type: STAGE, path: "stages", label: "stageName", missing: "Unable to find Stage by key" },
    required: ["stageName"],
    members: {
      stageName: { input: "name" },
      accessLogSettings: {},
      autoDeploy: {},
      defaultRouteSettings: {},
      description: {},
      routeSettings: { read: settingsOf, write: byRouteOf },
      stageVariables: {},
    },
  },
};

const ROLE_FOR_ACTIONS = {
  permissions: ({ credentialsArn }: Params) =>
    passing(typeof credentialsArn === "string" ? credentialsArn : undefined, "apigateway.amazonaws.com"),
};

/** Operations on HTTP APIs: the API's version 2. Names of operations are those of version 1 for other things, so that they have a prefix. */
export const httpApiOperations: Readonly<Record<string, Routed>> = {
  "v2.CreateApi": operationOn(
    "POST",
    APIS,
    async (params, parts) => {
      const { tags = {} } = params;
      const inputs = inputsOf(without(params, "tags", "target", "routeKey", "credentialsArn"), API_MEMBERS);
      const name = `${textIn(params, "name")}-${randomHex(4)}`;
      const api = await parts.resources.create(API, inputs, { name, tags });
      if (typeof params.target === "string") await quickCreate(api, params.target, params, parts);
      return describedApi(api, parts);
    },
    { required: ["name", "protocolType"], status: 201, ...ROLE_FOR_ACTIONS },
  ),
  "v2.GetApis": operationOn("GET", APIS, (_params, parts) => ({
    items: parts.resources.all(API).map((api) => describedApi(api, parts)),
  })),
  "v2.GetApi": operationOn("GET", ONE, (params, parts) => describedApi(apiIn(params, parts), parts)),
  "v2.UpdateApi": operationOn("PATCH", ONE, async (params, parts) => {
    const changes = inputsOf(without(params, "apiId"), API_MEMBERS);
    return describedApi(await parts.resources.update(apiIn(params, parts), changes), parts);
  }),
  "v2.DeleteCorsConfiguration": operationOn(
    "DELETE",
    `${ONE}/cors`,
    async (params, parts) => {
      await parts.resources.update(apiIn(params, parts), { corsConfiguration: undefined });
      return {};
    },
    { status: 204 },
  ),
  "v2.DeleteApi": operationOn(
    "DELETE",
    ONE,
    async (params, parts) => {
      await deleteApi(apiIn(params, parts), parts);
      return {};
    },
    { status: 204 },
  ),
  ...Object.assign({}, ...Object.entries(PARTS).map(([name, part]) => operationsOn(name, part))),
};

function operationsOn(name: string, part: Part): Readonly<Record<string, Routed>> {
  const { type, path, label, members, missing, required } = part;
  const all = `${ONE}/${path}`;
  const one = `${all}/{${label}}`;
  const describe = (resource: KeptResource, parts: GatewayParts) => describedPart(resource, part, parts);
  const find = (params: Params, parts: GatewayParts) =>
    ofApi(type, apiIn(params, parts).id, parts).find(({ id }) => id === params[label]);
  const existing = (params: Params, parts: GatewayParts) => {
    const found = find(params, parts);
    if (found) return found;
    throw notFound(`${missing} ${params[label]} within the provided API`);
  };
  return {
    [`v2.Create${name}`]: operationOn(
      "POST",
      all,
      async (params, parts) => {
        const { id: apiId } = apiIn(params, parts);
        if (name === "Stage" && find(params, parts)) throw conflict("Stage already exists");
        const { tags = {} } = params;
        const inputs = { apiId, ...inputsOf(without(params, "apiId", "tags"), members) };
        return describe(await parts.resources.create(type, inputs, { tags }), parts);
      },
      { required, status: 201, ...ROLE_FOR_ACTIONS },
    ),
    [`v2.Get${name}s`]: operationOn("GET", all, (params, parts) => ({
      items: ofApi(type, apiIn(params, parts).id, parts).map((resource) => describe(resource, parts)),
    })),
    [`v2.Get${name}`]: operationOn("GET", one, (params, parts) => describe(existing(params, parts), parts)),
    [`v2.Update${name}`]: operationOn(
      "PATCH",
      one,
      async (params, parts) => {
        const changes = inputsOf(without(params, "apiId", label), members);
        return describe(await parts.resources.update(existing(params, parts), changes), parts);
      },
      ROLE_FOR_ACTIONS,
    ),
    [`v2.Delete${name}`]: deleting(one, existing, 204),
  };
}

async function deleteApi(api: KeptResource, parts: GatewayParts): Promise<void> {
  await parts.resources.delete(api);
  for (const { type } of Object.values(PARTS)) {
    for (const owned of ofApi(type, api.id, parts)) parts.resources.inventory.drop(owned);
  }
}

/**
 * Makes an integration with a function or a URL, a route to it and a stage that deploys itself.
 * Source: Amazon API Gateway V2 API Reference, "Apis", the parameters of quick create.
 */
async function quickCreate(api: KeptResource, target: string, params: Params, parts: GatewayParts): Promise<void> {
  const { routeKey = "$default", credentialsArn } = params;
  const isFunction = target.startsWith("arn:");
  const make = async (type: string, inputs: Readonly<Record<string, unknown>>) => {
    const made = await parts.resources.create(type, { apiId: api.id, ...inputs });
    return parts.resources.inventory.keep({ ...made, state: { ...made.state, apiGatewayManaged: true } });
  };
  try {
    const { id } = await make(INTEGRATION, {
      integrationType: isFunction ? "AWS_PROXY" : "HTTP_PROXY",
      integrationUri: target,
      ...(!isFunction && { integrationMethod: "ANY" }),
      payloadFormatVersion: isFunction ? "2.0" : "1.0",
      credentialsArn,
    });
    await make(ROUTE, { routeKey, target: `integrations/${id}` });
    await make(STAGE, { name: "$default", autoDeploy: true });
  } catch (error) {
    await deleteApi(api, parts);
    throw error;
  }
}

function describedApi(api: KeptResource, parts: GatewayParts): object {
  return {
    apiId: api.id,
    apiEndpoint: api.state.apiEndpoint,
    ipAddressType: "ipv4",
    tags: {},
    ...membersOf(api.state, API_MEMBERS),
    apiKeySelectionExpression: "$request.header.x-api-key",
    createdDate: new Date(api.createdAt).toISOString(),
    ...tagsOf(api, parts),
  };
}

function describedPart(resource: KeptResource, { type, label, members }: Part, parts: GatewayParts): object {
  const isStage = type === STAGE;
  return {
    [label]: resource.id,
    ...(resource.state.apiGatewayManaged === true && { apiGatewayManaged: true }),
    ...(type === ROUTE && { apiKeyRequired: false }),
    // Functions are called by POST, whatever a request's own method is.
    ...(resource.state.integrationType === "AWS_PROXY" &&
      resource.state.integrationSubtype === undefined && { integrationMethod: "POST" }),
    ...membersOf(resource.state, members),
    ...(isStage && {
      createdDate: new Date(resource.createdAt).toISOString(),
      lastUpdatedDate: new Date(resource.changedAt).toISOString(),
      tags: {},
      ...tagsOf(resource, parts),
    }),
  };
}

/** @throws AwsError `NotFoundException` */
function apiIn({ apiId }: Params, { resources }: GatewayParts): KeptResource {
  const found = resources.find(API, String(apiId));
  if (found) return found;
  throw notFound(`Invalid API identifier specified ${apiId}`);
}

function ofApi(type: string, apiId: string, { resources }: GatewayParts): readonly KeptResource[] {
  return resources.all(type).filter(({ state }) => state.apiId === apiId);
}

/** @throws AwsError `BadRequestException` */
function refusedUnlessFalse(isRequired: unknown): undefined {
  if (isRequired === true) throw badRequest("ApiKeyRequired is not currently supported for HTTP APIs");
  return undefined;
}

type Mappings = Readonly<Record<string, string>>;

/** Responses by status, in a list as the resource has them. */
function mappingsOf(value: unknown): readonly { statusCode: string; mappings: Mappings }[] {
  return Object.entries(value as Readonly<Record<string, Mappings>>).map(([statusCode, mappings]) => ({
    ...{ statusCode, mappings },
  }));
}

function byStatusOf(value: unknown): Readonly<Record<string, Mappings>> {
  const list = value as ReturnType<typeof mappingsOf>;
  return Object.fromEntries(list.map(({ statusCode, mappings }) => [statusCode, mappings]));
}

/** Settings by the key of a route, in a list as the resource has them. */
function settingsOf(value: unknown): readonly { routeKey: string }[] {
  return Object.entries(value as Readonly<Record<string, object>>).map(([routeKey, settings]) => ({
    ...{ routeKey, ...settings },
  }));
}

function byRouteOf(value: unknown): Readonly<Record<string, object>> {
  const list = value as ReturnType<typeof settingsOf>;
  return Object.fromEntries(list.map(({ routeKey, ...settings }) => [routeKey, settings]));
}

function withAudiences(value: unknown): object {
  const { audience, ...more } = value as { audience?: readonly string[] };
  return { ...more, ...(audience && { audiences: audience }) };
}

function withAudience(value: unknown): object {
  const { audiences, ...more } = value as { audiences?: readonly string[] };
  return { ...more, ...(audiences && { audience: audiences }) };
}
