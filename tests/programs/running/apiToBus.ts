import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An HTTP API that puts what is posted on a bus, and a callback that a rule of the bus tells. */
export function apiToBus() {
  const bus = new aws.cloudwatch.EventBus("api-to-bus");
  const role = new aws.iam.Role("api-to-bus-gateway", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "apigateway.amazonaws.com" }),
    managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEventBridgeFullAccess"],
  });
  const api = new aws.apigatewayv2.Api("api-to-bus", { protocolType: "HTTP" });
  new aws.apigatewayv2.Stage("api-to-bus", { apiId: api.id, name: "$default", autoDeploy: true });
  const integration = new aws.apigatewayv2.Integration("api-to-bus", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationSubtype: "EventBridge-PutEvents",
    credentialsArn: role.arn,
    payloadFormatVersion: "1.0",
    requestParameters: { EventBusName: bus.name, Source: "uploads", DetailType: "Upload", Detail: "$request.body" },
  });
  new aws.apigatewayv2.Route("api-to-bus", {
    apiId: api.id,
    routeKey: "POST /uploads",
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
  const rule = new aws.cloudwatch.EventRule("api-to-bus", {
    eventBusName: bus.name,
    eventPattern: JSON.stringify({ source: ["uploads"] }),
  });
  const listener = new aws.lambda.CallbackFunction("api-to-bus", {
    policies: [aws.iam.ManagedPolicy.CloudWatchLogsFullAccess],
    callback: async ({ detail }: { detail: unknown }) => console.log(`uploaded ${JSON.stringify(detail)}`),
  });
  new aws.cloudwatch.EventTarget("api-to-bus", { rule: rule.name, arn: listener.arn, eventBusName: bus.name });
  new aws.lambda.Permission("api-to-bus", {
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    function: listener.arn,
    sourceArn: rule.arn,
  });
  return { url: api.apiEndpoint };
}
