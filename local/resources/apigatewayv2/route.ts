import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import { parseRouteKey } from "../../http/routeKey";
import type { Services } from "../../services";
import type { RouteSpec } from "../../services/apigatewayv2/httpApi";
import { identifierOf } from "./identifier";

interface RouteInputs {
  apiId: string;
  routeKey: string;
  target?: string;
  authorizationType?: string;
  authorizerId?: string;
  authorizationScopes?: readonly string[];
}

/** `aws.apigatewayv2.Route`: routes that anybody may call, whoever signs and may, whoever has a token, or whom a function lets through. */
export function route(services: Pick<Services, "httpApis">): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as unknown as RouteInputs;
    const { apiId, routeKey, target, authorizationType = "NONE" } = inputs;
    const authorizer = authorizerOf(authorizationType, inputs);
    if (!target?.startsWith("integrations/")) {
      throw new Error(`target must be "integrations/<id of an Integration>", got "${target ?? ""}"`);
    }
    parseRouteKey(routeKey);
    services.httpApis.putRoute({ id, apiId, routeKey, target, ...(authorizer && { authorizer }) });
    return { id, state: { ...properties, authorizationType, apiKeyRequired: false } };
  };
  return {
    type: "aws:apigatewayv2/route:Route",
    properties: {
      apiId: "honoured",
      routeKey: "honoured",
      target: "honoured",
      authorizationType: "honoured",
      authorizerId: "honoured",
      authorizationScopes: "honoured",
      operationName: { noEffect: "a text for people" },
    },
    replaceOn: ["apiId"],
    create: async ({ urn }, inputs) => put(identifierOf(urn, 7), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, current) => services.httpApis.deleteRoute(String(current.state.apiId), current.id),
  };
}

function authorizerOf(type: string, { authorizerId, authorizationScopes = [] }: RouteInputs): RouteSpec["authorizer"] {
  if (type === "JWT" || type === "CUSTOM") {
    if (!authorizerId) throw new Error(`authorizerId must be set where authorizationType is "${type}"`);
    if (type === "CUSTOM" && authorizationScopes.length > 0) {
      throw new Error('authorizationScopes have no effect unless authorizationType is "JWT"');
    }
    return { id: authorizerId, scopes: authorizationScopes };
  }
  if (type !== "NONE" && type !== "AWS_IAM") {
    throw new Error(`authorizationType must be "NONE", "AWS_IAM", "JWT" or "CUSTOM", got "${type}"`);
  }
  if (authorizerId || authorizationScopes.length > 0) {
    throw new Error(
      'authorizerId and authorizationScopes have no effect unless authorizationType is "JWT" or "CUSTOM"',
    );
  }
  return type === "AWS_IAM" ? "iam" : undefined;
}
