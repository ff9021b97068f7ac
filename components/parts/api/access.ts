import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ApiAuth, JwtAuth, LambdaAuth } from "./auth";
import { SIGNED_ACCESS } from "./queueRoutes";

/** The arguments of a route that say who may call it. */
export type Access = Pick<aws.apigatewayv2.RouteArgs, "authorizationType" | "authorizerId" | "authorizationScopes">;

/** The arguments of routes by those who may call them; makes the authorizer that tokens or a function need. */
export function accessOf(
  name: string,
  api: aws.apigatewayv2.Api,
  auth: ApiAuth,
  opts: pulumi.CustomResourceOptions,
): Access {
  if (typeof auth === "string") return SIGNED_ACCESS[auth];
  return "jwt" in auth
    ? tokensOf(`${name}-tokens`, api, auth.jwt, opts)
    : decisionsOf(`${name}-decides`, api, auth.lambda, opts);
}

function tokensOf(
  name: string,
  api: aws.apigatewayv2.Api,
  { issuer, audiences, scopes }: JwtAuth,
  opts: pulumi.CustomResourceOptions,
): Access {
  const authorizer = new aws.apigatewayv2.Authorizer(
    name,
    {
      apiId: api.id,
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer, audiences: [...audiences] },
    },
    opts,
  );
  return {
    authorizationType: "JWT",
    authorizerId: authorizer.id,
    ...(scopes !== undefined && { authorizationScopes: [...scopes] }),
  };
}

function decisionsOf(
  name: string,
  api: aws.apigatewayv2.Api,
  { function: target, headers = ["Authorization"], cacheSeconds = 0 }: LambdaAuth,
  opts: pulumi.CustomResourceOptions,
): Access {
  const authorizer = new aws.apigatewayv2.Authorizer(
    name,
    {
      apiId: api.id,
      authorizerType: "REQUEST",
      authorizerUri: target.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: cacheSeconds,
      identitySources: [
        ...headers.map((header) => `$request.header.${header}`),
        // Otherwise a decision about one route would be good for all.
        ...(cacheSeconds > 0 ? ["$context.routeKey"] : []),
      ],
    },
    opts,
  );
  const permission = new aws.lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: target.name,
      principal: "apigateway.amazonaws.com",
      sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`,
    },
    opts,
  );
  // A route whose authorizer may not be called answers 500.
  return { authorizationType: "CUSTOM", authorizerId: pulumi.all([authorizer.id, permission.id]).apply(([id]) => id) };
}
