import type { KeptResource } from "../../base/inventory";
import { badRequest, conflict, notFound } from "../../services/apigateway/definedApi";
import { RESPONSE_TYPES } from "../../services/apigateway/refusal";
import { type GatewayParts, operationOn, type Params, type Routed, without } from "./gatewayOperation";
import { apiIn, ofApi, TYPES } from "./kept";
import { inputsOf, type Members, membersOf } from "./members";
import { deleting, patching } from "./oneResource";

const MODELS = "/restapis/{restApiId}/models";
const VALIDATORS = "/restapis/{restApiId}/requestvalidators";
const RESPONSES = "/restapis/{restApiId}/gatewayresponses";

const MODEL_MEMBERS: Members = { name: {}, description: {}, contentType: {}, schema: {} };
const CHANGEABLE_OF_MODELS: Members = { description: {}, schema: {} };
const VALIDATOR_MEMBERS: Members = {
  name: {},
  validateRequestBody: { kind: "flag" },
  validateRequestParameters: { kind: "flag" },
};
const RESPONSE_MEMBERS: Members = {
  responseType: {},
  statusCode: {},
  responseParameters: { kind: "map" },
  responseTemplates: { kind: "map" },
};

/**
 * Models that every API begins with; here they can be neither changed nor deleted.
 * Source: AWS CLI Command Reference, the example of `apigateway get-models`.
 */
const DEFAULT_MODELS: readonly Readonly<Record<string, string>>[] = [
  {
    ...{ id: "empty0", name: "Empty", contentType: "application/json" },
    description: "This is a default empty schema model",
    schema:
      '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
  },
  {
    ...{ id: "error0", name: "Error", contentType: "application/json" },
    description: "This is a default error schema model",
    schema:
      '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n' +
      '  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
  },
];

/** Operations on what an API has beside its resources: models, request validators, and its own answers. */
export const apiPartOperations: Readonly<Record<string, Routed>> = {
  CreateModel: operationOn(
    "POST",
    MODELS,
    async (params, parts) => {
      const api = apiIn(params, parts);
      if (!params.schema) throw badRequest("Model schema must have at least 1 property or array items defined");
      if (defaultModel(params.name) || findModel(api.id, params.name, parts)) {
        throw conflict("Model name already exists for this REST API");
      }
      const inputs = inputsOf(without(params, "restApiId"), MODEL_MEMBERS);
      return describedModel(await parts.resources.create(TYPES.model, { restApi: api.id, ...inputs }));
    },
    { required: ["name", "contentType"], status: 201 },
  ),
  GetModels: operationOn("GET", MODELS, (params, parts) => ({
    item: [...ofApi(TYPES.model, apiIn(params, parts).id, parts).map(describedModel), ...DEFAULT_MODELS],
  })),
  GetModel: operationOn("GET", `${MODELS}/{modelName}`, (params, parts) => {
    apiIn(params, parts);
    return defaultModel(params.modelName) ?? describedModel(modelIn(params, parts));
  }),
  UpdateModel: patching(`${MODELS}/{modelName}`, modelIn, CHANGEABLE_OF_MODELS, describedModel),
  DeleteModel: deleting(`${MODELS}/{modelName}`, modelIn),
  CreateRequestValidator: operationOn(
    "POST",
    VALIDATORS,
    async (params, parts) => {
      const inputs = inputsOf(without(params, "restApiId"), VALIDATOR_MEMBERS);
      const validator = { restApi: apiIn(params, parts).id, ...inputs };
      return describedValidator(await parts.resources.create(TYPES.validator, validator));
    },
    { status: 201 },
  ),
  GetRequestValidators: operationOn("GET", VALIDATORS, (params, parts) => ({
    item: ofApi(TYPES.validator, apiIn(params, parts).id, parts).map(describedValidator),
  })),
  GetRequestValidator: operationOn("GET", `${VALIDATORS}/{requestValidatorId}`, (params, parts) =>
    describedValidator(validatorIn(params, parts)),
  ),
  UpdateRequestValidator: patching(
    `${VALIDATORS}/{requestValidatorId}`,
    validatorIn,
    VALIDATOR_MEMBERS,
    describedValidator,
  ),
  DeleteRequestValidator: deleting(`${VALIDATORS}/{requestValidatorId}`, validatorIn),
  PutGatewayResponse: operationOn(
    "PUT",
    `${RESPONSES}/{responseType}`,
    async (params, parts) => {
      const api = apiIn(params, parts);
      const inputs = inputsOf(without(params, "restApiId"), RESPONSE_MEMBERS);
      const before = findResponse(params, parts);
      if (before) await parts.resources.delete(before);
      return describedResponse(await parts.resources.create(TYPES.gatewayResponse, { restApiId: api.id, ...inputs }));
    },
    { status: 201 },
  ),
  GetGatewayResponse: operationOn("GET", `${RESPONSES}/{responseType}`, (params, parts) => {
    apiIn(params, parts);
    const found = findResponse(params, parts);
    if (found) return describedResponse(found);
    if (!Object.hasOwn(RESPONSE_TYPES, String(params.responseType))) {
      throw notFound("Invalid gateway response type specified");
    }
    return { responseType: params.responseType, defaultResponse: true };
  }),
  DeleteGatewayResponse: operationOn(
    "DELETE",
    `${RESPONSES}/{responseType}`,
    async (params, parts) => {
      apiIn(params, parts);
      const found = findResponse(params, parts);
      if (found === undefined) throw notFound("Gateway response type not defined on api");
      await parts.resources.delete(found);
      return {};
    },
    { status: 202 },
  ),
};

function defaultModel(wanted: unknown): Readonly<Record<string, string>> | undefined {
  return DEFAULT_MODELS.find(({ name }) => name === wanted);
}

function describedModel({ id, state }: KeptResource): object {
  return { id, ...membersOf(state, MODEL_MEMBERS) };
}

function describedValidator({ id, state }: KeptResource): object {
  return {
    id,
    ...{ validateRequestBody: false, validateRequestParameters: false },
    ...membersOf(state, VALIDATOR_MEMBERS),
  };
}

function describedResponse({ state }: KeptResource): object {
  return { ...membersOf(state, RESPONSE_MEMBERS), defaultResponse: false };
}

function findModel(apiId: string, name: unknown, parts: GatewayParts): KeptResource | undefined {
  return ofApi(TYPES.model, apiId, parts).find(({ state }) => state.name === name);
}

/** @throws AwsError `NotFoundException` */
function modelIn(params: Params, parts: GatewayParts): KeptResource {
  const found = findModel(apiIn(params, parts).id, params.modelName, parts);
  if (found) return found;
  if (defaultModel(params.modelName)) throw badRequest(`the model ${params.modelName} can't be changed locally`);
  throw notFound(`Invalid model name specified: ${params.modelName}`);
}

/** @throws AwsError `NotFoundException` */
function validatorIn(params: Params, parts: GatewayParts): KeptResource {
  const all = ofApi(TYPES.validator, apiIn(params, parts).id, parts);
  const found = all.find(({ id }) => id === params.requestValidatorId);
  if (found) return found;
  throw notFound("Invalid Request Validator identifier specified");
}

function findResponse({ restApiId, responseType }: Params, parts: GatewayParts): KeptResource | undefined {
  const all = ofApi(TYPES.gatewayResponse, String(restApiId), parts);
  return all.find(({ state }) => state.responseType === responseType);
}
