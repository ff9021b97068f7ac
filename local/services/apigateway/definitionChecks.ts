import { badRequest, conflict, type DefinedApi, resourcePath } from "./definedApi";
import type { MethodSpec, ResourceSpec } from "./restApi";

// Refusals of what API Gateway would not define. Source: what AWS answered to LocalStack's tests (test_apigateway_api.snapshot.json).

const METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];
/** Models that every API has. */
const OWN_MODELS = ["Empty", "Error"];

/** @throws AwsError `ConflictException`, `BadRequestException` */
export function checkPlace(api: DefinedApi, { id, parentId, pathPart }: ResourceSpec): void {
  const { resources } = api;
  for (let at: string | undefined = parentId; at !== undefined; at = resources.get(at)?.parentId) {
    if (at === id) throw badRequest("Resources cannot be cyclical.");
  }
  const parent = resources.get(parentId);
  if (parent?.pathPart.endsWith("+}")) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = [...resources.values()].filter((other) => other.parentId === parentId && other.id !== id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const kind = variableKind(pathPart);
  const rival = kind && siblings.find((sibling) => variableKind(sibling.pathPart) === kind);
  if (rival) {
    throw badRequest(
      `A sibling (${rival.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

/** One of each kind may stand beside the other: `{gateId}` and `{proxy+}`. */
function variableKind(pathPart: string): "greedy" | "plain" | undefined {
  if (!pathPart.startsWith("{")) return undefined;
  return pathPart.endsWith("+}") ? "greedy" : "plain";
}

/** @throws AwsError `BadRequestException` */
export function checkMethod({ models, validators }: DefinedApi, spec: MethodSpec): void {
  if (!METHODS.includes(spec.httpMethod)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${METHODS.join(",")}`);
  }
  const { requestValidatorId: validator } = spec;
  if (validator !== undefined && !validators.has(validator)) {
    throw badRequest("Invalid Request Validator identifier specified");
  }
  const unknown = Object.values(spec.requestModels).find((name) => !models.has(name) && !OWN_MODELS.includes(name));
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  const names = Object.keys(spec.requestParameters).map((name) => name.split(".").slice(3).join("."));
  if (new Set(names).size < names.length) {
    throw badRequest("Parameter names must be unique across querystring, header and path");
  }
}

/** @throws AwsError `ConflictException` */
export function refuseUsedModel(api: DefinedApi, name: string): void {
  const user = [...api.methods.values()].find(({ requestModels }) => Object.values(requestModels).includes(name));
  if (user === undefined) return;
  const place = `${resourcePath(api, user.resourceId)}/${user.httpMethod}`;
  throw conflict(`Cannot delete model '${name}', is referenced in method request: ${place}`);
}
