import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { mappingTemplates } from "../../services/apigateway/mappingTemplate";
import { parameterMappings } from "../../services/apigateway/parameterMapping";
import { checkStatus, PLACE, placeId, placeOf } from "./place";

interface IntegrationResponseInputs {
  statusCode: string;
  selectionPattern?: string;
  responseTemplates?: Readonly<Record<string, string>>;
  responseParameters?: Readonly<Record<string, string>>;
}

/** `aws.apigateway.IntegrationResponse`: what a client gets for what an integration answers. */
export function integrationResponse(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as IntegrationResponseInputs;
    const { statusCode, responseTemplates = {}, responseParameters = {} } = inputs;
    checkStatus("statusCode", statusCode);
    mappingTemplates(responseTemplates);
    parameterMappings(responseParameters);
    const place = placeOf(properties);
    services.restApis.putIntegrationResponse({
      ...{ ...place, statusCode, responseTemplates, responseParameters },
      ...patternOf(inputs),
    });
    return { id: placeId("agir", place, statusCode), state: properties };
  };
  return {
    type: "aws:apigateway/integrationResponse:IntegrationResponse",
    properties: {
      restApi: "honoured",
      resourceId: "honoured",
      httpMethod: "honoured",
      statusCode: "honoured",
      selectionPattern: "honoured",
      responseTemplates: "honoured",
      responseParameters: "honoured",
    },
    replaceOn: [...PLACE, "statusCode"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) =>
      services.restApis.deleteIntegrationResponse({ ...placeOf(state), statusCode: String(state.statusCode) }),
  };
}

/** An empty pattern is none: the default response. */
function patternOf({ selectionPattern = "" }: IntegrationResponseInputs): { selectionPattern?: string } {
  if (selectionPattern === "") return {};
  try {
    new RegExp(selectionPattern);
  } catch (error) {
    throw new Error(`selectionPattern must be a regular expression: ${(error as Error).message}`);
  }
  return { selectionPattern };
}
