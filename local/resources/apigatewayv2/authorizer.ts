import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { IdentitySource, JwtAuthorizerSpec, LambdaAuthorizerSpec } from "../../services/apigatewayv2/httpApi";
import { ownIdentifierOf } from "./identifier";

interface AuthorizerInputs {
  apiId: string;
  name?: string;
  authorizerType: string;
  identitySources?: readonly string[];
  jwtConfiguration?: { issuer?: string; audiences?: readonly string[] };
  authorizerUri?: string;
  authorizerPayloadFormatVersion?: string;
  authorizerResultTtlInSeconds?: number;
  authorizerCredentialsArn?: string;
  enableSimpleResponses?: boolean;
}

/** Properties that only an authorizer with a function has. */
const OF_FUNCTIONS = [
  "authorizerUri",
  "authorizerPayloadFormatVersion",
  "authorizerResultTtlInSeconds",
  "authorizerCredentialsArn",
  "enableSimpleResponses",
] as const;

/** `aws.apigatewayv2.Authorizer`: tokens of the user pools of this program, and functions that decide. */
export function authorizer({ cognito, httpApis }: Pick<Services, "cognito" | "httpApis">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const inputs = properties as unknown as AuthorizerInputs;
    const spec = specOf(id, inputs);
    if ("issuer" in spec && !cognito.keysOf(spec.issuer)) {
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
      authorizerUri: "honoured",
      authorizerPayloadFormatVersion: "honoured",
      authorizerResultTtlInSeconds: "honoured",
      authorizerCredentialsArn: "honoured",
      enableSimpleResponses: "honoured",
    },
    replaceOn: ["apiId", "authorizerType"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { id, state }) => httpApis.deleteAuthorizer(String(state.apiId), id),
  };
}

const TYPES = ["JWT", "REQUEST"];

/** @throws Error for what AWS refuses, or for what is not supported locally */
function specOf(id: string, inputs: AuthorizerInputs): JwtAuthorizerSpec | LambdaAuthorizerSpec {
  const { apiId, authorizerType } = inputs;
  if (!TYPES.includes(authorizerType)) {
    throw new Error(`authorizerType must be "JWT" or "REQUEST", got "${authorizerType}"`);
  }
  const others = authorizerType === "JWT" ? OF_FUNCTIONS : (["jwtConfiguration"] as const);
  const foreign = others.find((property) => inputs[property] !== undefined);
  if (foreign !== undefined) throw new Error(`${foreign} must be left out where authorizerType is "${authorizerType}"`);
  return { id, apiId, ...(authorizerType === "JWT" ? jwtOf(inputs) : functionOf(inputs)) };
}

function jwtOf({ identitySources = [], jwtConfiguration }: AuthorizerInputs): Omit<JwtAuthorizerSpec, "id" | "apiId"> {
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
  return { issuer, audience: audiences, identitySource: { place: place as "header" | "querystring", name } };
}

/** Rules: API Gateway V2 API Reference, `CreateAuthorizer`. */
function functionOf(inputs: AuthorizerInputs): Omit<LambdaAuthorizerSpec, "id" | "apiId"> {
  const { authorizerPayloadFormatVersion: format, enableSimpleResponses, authorizerUri = "" } = inputs;
  // The provider's default.
  const { identitySources = [], authorizerResultTtlInSeconds: ttlSeconds = identitySources.length > 0 ? 300 : 0 } =
    inputs;
  if (format !== "2.0" || enableSimpleResponses !== true) {
    throw new Error(
      'authorizerPayloadFormatVersion must be "2.0", and enableSimpleResponses true, locally: the function returns { isAuthorized }',
    );
  }
  if (inputs.authorizerCredentialsArn !== undefined) {
    throw new Error("authorizerCredentialsArn must be left out locally: give the function an aws.lambda.Permission");
  }
  if (!(ttlSeconds >= 0 && ttlSeconds <= 3_600)) {
    throw new Error(`authorizerResultTtlInSeconds must be from 0 to 3600, got ${ttlSeconds}`);
  }
  if (ttlSeconds > 0 && identitySources.length === 0) {
    throw new Error("identitySources must name at least one where decisions are kept (authorizerResultTtlInSeconds)");
  }
  const [, functionArn] =
    /^arn:aws:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(authorizerUri) ?? [];
  if (functionArn === undefined) {
    throw new Error(`authorizerUri must be the invokeArn of a Lambda function, got "${authorizerUri}"`);
  }
  return { functionArn, ttlSeconds, identitySources: identitySources.map(sourceOf) };
}

function sourceOf(text: string): IdentitySource {
  if (text === "$context.routeKey") return { place: "routeKey" };
  const [, place, name] = text.match(/^\$(?:request\.(header|querystring)|(?:stageVariables))\.([\w-]+)$/) ?? [];
  if (name !== undefined)
    return { place: (place ?? "stageVariables") as "header" | "querystring" | "stageVariables", name };
  throw new Error(
    `identitySources: "${text}" must be $request.header.NAME, $request.querystring.NAME, $stageVariables.NAME or, locally, $context.routeKey`,
  );
}
