import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { apiIdOf } from "./place";

interface ResourceInputs {
  restApi: string;
  parentId: string;
  pathPart: string;
}

/** `aws.apigateway.Resource`: one part of a path. */
export function resource(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const { parentId, pathPart } = properties as unknown as ResourceInputs;
    if (!/^(?:[\w.:~@!$&'()*+,;=%-]+|\{[\w.:-]+\+?\})$/.test(pathPart)) {
      throw new Error(
        `pathPart must be one part of a path, such as "gates", "{gateId}" or "{proxy+}", without slashes; got "${pathPart}"`,
      );
    }
    const path = services.restApis.putResource({ id, apiId: apiIdOf(properties), parentId, pathPart });
    return { id, state: { ...properties, path } };
  };
  return {
    type: "aws:apigateway/resource:Resource",
    properties: { restApi: "honoured", parentId: "honoured", pathPart: "honoured" },
    replaceOn: ["restApi"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id, state }) => services.restApis.deleteResource(apiIdOf(state), id),
  };
}
