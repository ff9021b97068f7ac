import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { checkStatus, PLACE, placeId, placeOf } from "./place";

interface MethodResponseInputs {
  statusCode: string;
  responseParameters?: Readonly<Record<string, boolean>>;
}

/** `aws.apigateway.MethodResponse`: a status that a method may answer with, and the headers it may set. */
export function methodResponse(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const { statusCode, responseParameters = {} } = properties as unknown as MethodResponseInputs;
    checkStatus("statusCode", statusCode);
    const wrong = Object.keys(responseParameters).find((name) => !/^method\.response\.header\..+$/.test(name));
    if (wrong !== undefined) throw new Error(`responseParameters: "${wrong}" must be method.response.header.NAME`);
    const place = placeOf(properties);
    services.restApis.putMethodResponse({ ...place, statusCode, responseParameters });
    return { id: placeId("agmr", place, statusCode), state: properties };
  };
  return {
    type: "aws:apigateway/methodResponse:MethodResponse",
    properties: {
      restApi: "honoured",
      resourceId: "honoured",
      httpMethod: "honoured",
      statusCode: "honoured",
      responseParameters: "honoured",
      responseModels: { noEffect: "models of answers are for SDKs that are generated; no answer is checked" },
    },
    replaceOn: [...PLACE, "statusCode"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) =>
      services.restApis.deleteMethodResponse({ ...placeOf(state), statusCode: String(state.statusCode) }),
  };
}
