import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { PLACE, placeId, placeOf } from "./place";

interface MethodInputs {
  authorization: string;
  apiKeyRequired?: boolean;
  requestParameters?: Readonly<Record<string, boolean>>;
  requestModels?: Readonly<Record<string, string>>;
  requestValidatorId?: string;
}

/** `aws.apigateway.Method`: methods that anybody may call, or whoever has an API key. */
export function method(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as MethodInputs;
    check(inputs);
    const place = placeOf(properties);
    const { apiKeyRequired = false, requestParameters = {}, requestModels = {}, requestValidatorId } = inputs;
    services.restApis.putMethod({
      ...place,
      ...{ apiKeyRequired, requestParameters, requestModels },
      ...(requestValidatorId !== undefined && { requestValidatorId }),
    });
    return { id: placeId("agm", place), state: { ...properties, apiKeyRequired } };
  };
  return {
    type: "aws:apigateway/method:Method",
    properties: {
      restApi: "honoured",
      resourceId: "honoured",
      httpMethod: "honoured",
      authorization: "honoured",
      apiKeyRequired: "honoured",
      requestParameters: "honoured",
      requestModels: "honoured",
      requestValidatorId: "honoured",
      operationName: { noEffect: "a text for people" },
    },
    replaceOn: PLACE,
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { state }) => services.restApis.deleteMethod(placeOf(state)),
  };
}

function check({ authorization, requestParameters = {} }: MethodInputs): void {
  if (authorization !== "NONE") {
    throw new Error(
      `authorization must be "NONE" locally, got "${authorization}": authorizers and IAM are not supported for REST APIs yet`,
    );
  }
  const wrong = Object.keys(requestParameters).find(
    (name) => !/^method\.request\.(header|querystring|path)\..+$/.test(name),
  );
  if (wrong !== undefined) {
    throw new Error(
      `requestParameters: "${wrong}" must be method.request.header.NAME, method.request.querystring.NAME or method.request.path.NAME`,
    );
  }
}
