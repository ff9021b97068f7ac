import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { JwtAuthorizerSpec } from "../../services/apigatewayv2/httpApi";
import { ownIdentifierOf } from "./identifier";

interface AuthorizerInputs {
  apiId: string;
  name?: string;
  authorizerType: string;
  identitySources?: readonly string[];
  jwtConfiguration?: { issuer?: string; audiences?: readonly string[] };
}

/** `aws.apigatewayv2.Authorizer`: JWT authorizers for the user pools of this program. */
export function authorizer({ cognito, httpApis }: Pick<Services, "cognito" | "httpApis">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as unknown as AuthorizerInputs;
    const spec = specOf(id, inputs);
    if (!cognito.keysOf(spec.issuer)) {
      throw new Error(
        `jwtConfiguration.issuer must be the issuer of an aws.cognito.UserPool of this program, got "${spec.issuer}": keys of others ` +
          'would have to be fetched. Write it with the pool\'s endpoint, which has no scheme: "http://" here, "https://" on AWS',
      );
    }
    httpApis.putAuthorizer(spec);
    return { id, state: { ...properties, name: context.physicalName(inputs.name, 128) } };
  };
  return {
    type: "aws:apigatewayv2/authorizer:Authorizer",
    properties: {
      apiId: "honoured",
      name: "honoured",
      authorizerType: "honoured",
      identitySources: "honoured",
      jwtConfiguration: "honoured",
    },
    replaceOn: ["apiId", "authorizerType"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { id, state }) => httpApis.deleteAuthorizer(String(state.apiId), id),
  };
}

function specOf(id: string, inputs: AuthorizerInputs): JwtAuthorizerSpec {
  const { apiId, authorizerType, identitySources = [], jwtConfiguration } = inputs;
  if (authorizerType !== "JWT") {
    throw new Error(
      `authorizerType must be "JWT" locally, got "${authorizerType}": functions that authorize (REQUEST) are not supported yet`,
    );
  }
  const [source = "", ...others] = identitySources;
  const [, place, name] = source.match(/^\$request\.(header|querystring)\.([\w-]+)$/) ?? [];
  if (!place || !name || others.length > 0) {
    throw new Error(
      `identitySources must be one such as "$request.header.Authorization", got [${identitySources.join(", ")}]`,
    );
  }
  const { issuer, audiences = [] } = jwtConfiguration ?? {};
  if (issuer === undefined) throw new Error("jwtConfiguration.issuer must be set for a JWT authorizer");
  if (audiences.length === 0) {
    throw new Error("jwtConfiguration.audiences must name at least one client: tokens of every other are refused");
  }
  return { id, apiId, issuer, audience: audiences, identitySource: { place: place as "header" | "querystring", name } };
}
