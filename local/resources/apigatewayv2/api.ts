import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { HttpApiSpec } from "../../services/apigatewayv2/httpApi";
import { ownIdentifierOf } from "./identifier";

interface ApiInputs {
  name?: string;
  protocolType: string;
  corsConfiguration?: NonNullable<HttpApiSpec["cors"]>;
  disableExecuteApiEndpoint?: boolean;
  routeSelectionExpression?: string;
}

/** The expression that the provider sets where a program does not; HTTP APIs know no other. */
const ROUTE_SELECTION = "$request.method $request.path";

/** `aws.apigatewayv2.Api`: HTTP APIs. */
export function api(services: Pick<Services, "httpApis" | "edgeUrl">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as unknown as ApiInputs;
    check(inputs);
    const name = context.physicalName(inputs.name, 128);
    services.httpApis.putApi({
      id,
      name: context.name,
      ...(inputs.disableExecuteApiEndpoint === true && { disableExecuteApiEndpoint: true }),
      ...(inputs.corsConfiguration !== undefined && { cors: inputs.corsConfiguration }),
    });
    return {
      id,
      state: {
        ...properties,
        name,
        routeSelectionExpression: ROUTE_SELECTION,
        disableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint === true,
        apiEndpoint: `${services.edgeUrl}/execute-api/${id}`,
        arn: `arn:aws:apigateway:${REGION}::/apis/${id}`,
        executionArn: arn("execute-api", id),
      },
    };
  };
  return {
    type: "aws:apigatewayv2/api:Api",
    properties: {
      name: "honoured",
      protocolType: "honoured",
      corsConfiguration: "honoured",
      disableExecuteApiEndpoint: "honoured",
      routeSelectionExpression: "honoured",
      description: { noEffect: "a text for people" },
      version: { noEffect: "a text for people" },
      ipAddressType: { noEffect: "the local cloud listens on IPv4 loopback only" },
    },
    replaceOn: ["protocolType"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 10), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, current) => services.httpApis.deleteApi(current.id),
  };
}

function check(inputs: ApiInputs): void {
  const { protocolType, routeSelectionExpression, corsConfiguration: cors } = inputs;
  if (protocolType !== "HTTP") {
    throw new Error(`protocolType must be "HTTP" locally, got "${protocolType}": WebSocket APIs are not supported yet`);
  }
  if (routeSelectionExpression !== undefined && routeSelectionExpression !== ROUTE_SELECTION) {
    throw new Error(`routeSelectionExpression must be "${ROUTE_SELECTION}" for an HTTP API`);
  }
  if (cors?.allowCredentials === true && cors.allowOrigins?.includes("*")) {
    // API Gateway refuses this too: browsers accept no wildcard together with credentials.
    throw new Error('corsConfiguration: allowOrigins must name its origins (not "*") when allowCredentials is true');
  }
}
