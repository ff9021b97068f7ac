import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { parameterMappings } from "../../services/apigateway/parameterMapping";
import { RESPONSE_TYPES } from "../../services/apigateway/refusal";
import { checkStatus } from "./place";

interface ResponseInputs {
  restApiId: string;
  responseType: string;
  statusCode?: string;
  responseTemplates?: Readonly<Record<string, string>>;
  responseParameters?: Readonly<Record<string, string>>;
}

/** `aws.apigateway.Response`: what clients get where the API itself refuses a request (a gateway response). */
export function response(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as ResponseInputs;
    check(inputs);
    const { restApiId: apiId, responseType, statusCode, responseTemplates = {}, responseParameters = {} } = inputs;
    services.restApis.putGatewayResponse({
      ...{ apiId, responseType, responseTemplates, responseParameters },
      ...(statusCode !== undefined && { statusCode: Number(statusCode) }),
    });
    return { id: `aggr-${apiId}-${responseType}`, state: properties };
  };
  return {
    type: "aws:apigateway/response:Response",
    properties: {
      restApiId: "honoured",
      responseType: "honoured",
      statusCode: "honoured",
      responseTemplates: "honoured",
      responseParameters: "honoured",
    },
    replaceOn: ["restApiId", "responseType"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) =>
      services.restApis.deleteGatewayResponse(String(state.restApiId), String(state.responseType)),
  };
}

function check({ responseType, statusCode, responseParameters = {} }: ResponseInputs): void {
  if (!Object.hasOwn(RESPONSE_TYPES, responseType)) {
    throw new Error(`responseType must be one of ${Object.keys(RESPONSE_TYPES).join(", ")}, got "${responseType}"`);
  }
  if (statusCode !== undefined) checkStatus("statusCode", statusCode);
  parameterMappings(responseParameters);
  const wrong = Object.keys(responseParameters).find((name) => !/^gatewayresponse\.header\..+$/.test(name));
  if (wrong !== undefined) throw new Error(`responseParameters: "${wrong}" must be gatewayresponse.header.NAME`);
}
