import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An HTTP API in front of a function whose code is in the program. */
export function httpApi() {
  const role = new aws.iam.Role("http-api", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicyAttachment("http-api-logs", {
    role,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  const text = "exports.handler = async ({ rawPath }) => ({ statusCode: 200, body: `you are at ` + rawPath });";
  const handler = new aws.lambda.Function("http-api", {
    runtime: aws.lambda.Runtime.NodeJS22dX,
    handler: "index.handler",
    role: role.arn,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) }),
  });
  const api = new aws.apigatewayv2.Api("http-api", { protocolType: "HTTP" });
  const integration = new aws.apigatewayv2.Integration("http-api", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: handler.arn,
    integrationMethod: "POST",
    payloadFormatVersion: "2.0",
    passthroughBehavior: "WHEN_NO_MATCH",
  });
  const route = new aws.apigatewayv2.Route("http-api", {
    apiId: api.id,
    routeKey: "$default",
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
  const stage = new aws.apigatewayv2.Stage("http-api", {
    apiId: api.id,
    name: pulumi.getStack(),
    autoDeploy: true,
    routeSettings: [{ routeKey: route.routeKey, throttlingBurstLimit: 5000, throttlingRateLimit: 10_000 }],
  });
  new aws.lambda.Permission("http-api", {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: handler,
    sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
  });
  return { url: pulumi.interpolate`${api.apiEndpoint}/${stage.name}` };
}
