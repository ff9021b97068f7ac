import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "./identifier";

interface ApiMappingInputs {
  apiId: string;
  domainName: string;
  stage: string;
  apiMappingKey?: string;
}

/** `aws.apigatewayv2.ApiMapping`: what a path of a custom domain leads to. */
export function apiMapping({ httpApis, restApis }: Pick<Services, "httpApis" | "restApis">): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const { apiId, domainName, stage, apiMappingKey: key = "" } = properties as unknown as ApiMappingInputs;
    if (restApis.has(apiId)) {
      throw new Error("apiId must be an HTTP API's locally: give a REST API an aws.apigateway.BasePathMapping");
    }
    if (!/^([A-Za-z0-9$_.+!*'()-]+(\/[A-Za-z0-9$_.+!*'()-]+)*)?$/.test(key)) {
      throw new Error(`apiMappingKey must be parts of a path such as "orders/v1", or left out; got "${key}"`);
    }
    httpApis.putApiMapping({ id, apiId, domainName, stage, key });
    return { id, state: properties };
  };
  return {
    type: "aws:apigatewayv2/apiMapping:ApiMapping",
    properties: { apiId: "honoured", domainName: "honoured", stage: "honoured", apiMappingKey: "honoured" },
    replaceOn: ["domainName"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id, state }) => httpApis.deleteApiMapping(String(state.domainName), id),
  };
}
