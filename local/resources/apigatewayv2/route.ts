import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { parseRouteKey } from "../../services/apigatewayv2/routeKey";
import { identifierOf } from "./identifier";

interface RouteInputs {
  apiId: string;
  routeKey: string;
  target?: string;
  authorizationType?: string;
}

/** `aws.apigatewayv2.Route`: routes that anybody may call. */
export function route(services: Pick<Services, "httpApis">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties): ResourceState => {
    const { apiId, routeKey, target, authorizationType = "NONE" } = properties as unknown as RouteInputs;
    if (authorizationType !== "NONE") {
      throw new Error(
        `authorizationType must be "NONE" locally, got "${authorizationType}": authorizers are not supported yet`,
      );
    }
    if (!target?.startsWith("integrations/")) {
      throw new Error(`target must be "integrations/<id of an Integration>", got "${target ?? ""}"`);
    }
    parseRouteKey(routeKey);
    const id = identifierOf(context.urn, 7);
    services.httpApis.putRoute({ id, apiId, routeKey, target });
    return { id, state: { ...properties, authorizationType, apiKeyRequired: false } };
  };
  return {
    type: "aws:apigatewayv2/route:Route",
    properties: {
      apiId: "honoured",
      routeKey: "honoured",
      target: "honoured",
      authorizationType: "honoured",
      operationName: { noEffect: "a text for people" },
    },
    replaceOn: ["apiId"],
    create: async (context, inputs) => put(context, inputs),
    update: async (context, _current, inputs) => put(context, inputs),
    delete: async (_context, current) => services.httpApis.deleteRoute(String(current.state.apiId), current.id),
  };
}
