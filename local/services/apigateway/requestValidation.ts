import type { RequestValidation } from "./apiSnapshot";
import { bodyModel } from "./bodyModel";
import { type CallFacts, own } from "./callFacts";
import type { DefinedApi } from "./definedApi";
import { mediaTypeOf } from "./mediaType";
import { Refusal } from "./refusal";
import type { MethodSpec } from "./restApi";

/** Reads the method's validator, with the models as they are now. */
export function requestValidation(api: DefinedApi, method: MethodSpec): RequestValidation {
  const validator = api.validators.get(method.requestValidatorId ?? "");
  const parameters = validator?.validateParameters ? Object.entries(method.requestParameters) : [];
  const models = validator?.validateBody ? Object.entries(method.requestModels) : [];
  return {
    required: parameters.filter(([, isRequired]) => isRequired).map(([name]) => name),
    models: new Map(models.map(([contentType, name]) => [contentType, bodyModel(api.spec.id, api.models, name)])),
  };
}

/**
 * Checks a request. A body of a content type that has no model is not checked, unless there is one for `$default`
 * ("Request validation for REST APIs in API Gateway").
 *
 * @throws Refusal with status 400
 */
export function validateRequest({ required, models }: RequestValidation, facts: CallFacts, body: Buffer): void {
  const missing = required.filter((name) => isBlank(parameterOf(name, facts)));
  if (missing.length > 0) {
    const names = missing.map((name) => name.split(".").slice(3).join("."));
    throw new Refusal("BAD_REQUEST_PARAMETERS", `Missing required request parameters: [${names.join(", ")}]`);
  }
  const model = models.get(mediaTypeOf(facts.request.headers)) ?? models.get("$default");
  const problem = model?.problem(body.toString());
  if (problem !== undefined) {
    throw new Refusal("BAD_REQUEST_BODY", "Invalid request body", { detail: problem });
  }
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === "";
}

/** @param name `"method.request.header.x-id"` */
function parameterOf(name: string, { request, query, pathParameters }: CallFacts): string | undefined {
  const [, , place, ...rest] = name.split(".");
  const key = rest.join(".");
  if (place === "header") return own(request.headers, key.toLowerCase());
  return place === "querystring" ? own(query, key)?.at(-1) : own(pathParameters, key);
}
