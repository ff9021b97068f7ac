import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { deleteDefinedMethods, putDefinedMethods, rootResourceIdOf } from "./definedMethods";
import { readDefinition } from "./openApi";

interface RestApiInputs {
  name?: string;
  /** OpenAPI, with AWS's extensions. */
  body?: string;
  apiKeySource?: string;
  disableExecuteApiEndpoint?: boolean;
  binaryMediaTypes?: readonly string[];
  endpointConfiguration?: { types?: string; ipAddressType?: string; vpcEndpointIds?: readonly string[] };
}

/** `aws.apigateway.RestApi`: APIs of resources and methods, which may stand in a definition. */
export function restApi(services: Pick<Services, "restApis">): ResourceHandler {
  const put = async (
    id: string,
    context: ResourceContext,
    properties: Properties,
    before?: string,
  ): Promise<ResourceState> => {
    const inputs = properties as RestApiInputs;
    check(inputs);
    const definition = inputs.body === undefined ? undefined : readDefinition(inputs.body);
    const name = context.physicalName(inputs.name, 255);
    const rootResourceId = rootResourceIdOf(id);
    const { disableExecuteApiEndpoint = false, binaryMediaTypes = definition?.binaryMediaTypes } = inputs;
    services.restApis.putApi({
      ...{ id, name, label: context.name, rootResourceId, disableExecuteApiEndpoint },
      ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
    });
    if (before !== inputs.body) {
      if (before !== undefined) deleteDefinedMethods(services, id, readDefinition(before));
      if (definition) await putDefinedMethods(services, context, { apiId: id, definition });
    }
    return {
      id,
      state: {
        ...properties,
        name,
        rootResourceId,
        disableExecuteApiEndpoint,
        apiKeySource: "HEADER",
        arn: `arn:aws:apigateway:${REGION}::/restapis/${id}`,
        executionArn: arn("execute-api", id),
      },
    };
  };
  return {
    type: "aws:apigateway/restApi:RestApi",
    properties: {
      name: "honoured",
      body: "honoured",
      apiKeySource: "honoured",
      disableExecuteApiEndpoint: "honoured",
      binaryMediaTypes: "honoured",
      endpointConfiguration: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: [],
    create: async (context, inputs) => put(ownIdentifierOf(context, 10), context, inputs),
    update: async (context, { id, state }, inputs) => put(id, context, inputs, state.body as string | undefined),
    delete: async (_context, current) => services.restApis.deleteApi(current.id),
  };
}

function check({ apiKeySource = "HEADER", endpointConfiguration, binaryMediaTypes = [] }: RestApiInputs): void {
  const wrong = binaryMediaTypes.find((type) => !/^(\*\/\*|[\w.+-]+\/(\*|[\w.+-]+))$/.test(type));
  if (wrong !== undefined) {
    throw new Error(`binaryMediaTypes: "${wrong}" must be a media type such as "image/png", "image/*" or "*/*"`);
  }
  if (apiKeySource !== "HEADER") {
    throw new Error(`apiKeySource must be "HEADER" locally, got "${apiKeySource}": there are no authorizers`);
  }
  const { types = "EDGE", vpcEndpointIds } = endpointConfiguration ?? {};
  if (!["EDGE", "REGIONAL"].includes(types) || vpcEndpointIds !== undefined) {
    throw new Error(
      `endpointConfiguration: types must be "REGIONAL" or "EDGE" locally, without vpcEndpointIds; got "${types}": there are no private APIs`,
    );
  }
}
