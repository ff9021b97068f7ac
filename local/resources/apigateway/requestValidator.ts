import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { apiIdOf } from "./place";

interface ValidatorInputs {
  name?: string;
  validateRequestBody?: boolean;
  validateRequestParameters?: boolean;
}

/** `aws.apigateway.RequestValidator`: what of a request is checked before the integration gets it. */
export function requestValidator(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as ValidatorInputs;
    services.restApis.putRequestValidator({
      id,
      apiId: apiIdOf(properties),
      validateBody: inputs.validateRequestBody === true,
      validateParameters: inputs.validateRequestParameters === true,
    });
    return { id, state: { ...properties, name: context.physicalName(inputs.name, 128) } };
  };
  return {
    type: "aws:apigateway/requestValidator:RequestValidator",
    properties: {
      restApi: "honoured",
      name: "honoured",
      validateRequestBody: "honoured",
      validateRequestParameters: "honoured",
    },
    replaceOn: ["restApi"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { id, state }) => services.restApis.deleteRequestValidator(apiIdOf(state), id),
  };
}
