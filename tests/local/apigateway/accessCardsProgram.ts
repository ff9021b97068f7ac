/** A system of cards and gates, as a stack would compose it: a function decides who enters, a stream takes who leaves. */
export const ACCESS_CARDS = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const trust = (service: string) => JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
});

const stream = new aws.kinesis.Stream("exits", { shardCount: 1 });
const exitRole = new aws.iam.Role("exit-role", { assumeRolePolicy: trust("apigateway.amazonaws.com") });
const exitPolicy = new aws.iam.RolePolicy("exit-policy", {
  role: exitRole.id,
  policy: stream.arn.apply((Resource) => JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "kinesis:PutRecord", Resource }],
  })),
});

const decideRole = new aws.iam.Role("decide-role", { assumeRolePolicy: trust("lambda.amazonaws.com") });
const decide = new aws.lambda.Function("decide", {
  role: decideRole.arn,
  runtime: "nodejs20.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify({ gate: event.pathParameters.gateId, " +
      "keyId: event.requestContext.identity.apiKeyId, path: event.path, domainName: event.requestContext.domainName }) });",
    ),
  }),
});

const api = new aws.apigateway.RestApi("cards", {
  endpointConfiguration: { types: "REGIONAL" },
  disableExecuteApiEndpoint: config.getBoolean("endpointOff") ?? false,
});
const gates = new aws.apigateway.Resource("gates", { restApi: api, parentId: api.rootResourceId, pathPart: "gates" });
const gate = new aws.apigateway.Resource("gate", { restApi: api.id, parentId: gates.id, pathPart: "{gateId}" });
const enter = new aws.apigateway.Resource("enter", { restApi: api.id, parentId: gate.id, pathPart: "enter" });
const exit = new aws.apigateway.Resource("exit", { restApi: api.id, parentId: gate.id, pathPart: "exit" });

const enterMethod = new aws.apigateway.Method("enter", {
  restApi: api.id, resourceId: enter.id, httpMethod: "POST", authorization: "NONE", apiKeyRequired: true,
});
const enterIntegration = new aws.apigateway.Integration("enter", {
  restApi: api.id, resourceId: enter.id, httpMethod: enterMethod.httpMethod,
  type: "AWS_PROXY", integrationHttpMethod: "POST", uri: decide.invokeArn,
});
const permission = new aws.lambda.Permission("enter", {
  action: "lambda:InvokeFunction", function: decide.name, principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${api.executionArn}/*/\${enterMethod.httpMethod}\${enter.path}\`,
});

const model = new aws.apigateway.Model("exit", {
  restApi: api.id, name: "Exit", contentType: "application/json",
  schema: JSON.stringify({
    $schema: "http://json-schema.org/draft-04/schema#", type: "object",
    required: ["cardId"], properties: { cardId: { type: "string", minLength: 1 } },
  }),
});
const validator = new aws.apigateway.RequestValidator("exit", {
  restApi: api.id, validateRequestBody: true, validateRequestParameters: true,
});
const exitMethod = new aws.apigateway.Method("exit", {
  restApi: api.id, resourceId: exit.id, httpMethod: "POST", authorization: "NONE", apiKeyRequired: true,
  requestModels: { "application/json": model.name }, requestValidatorId: validator.id,
});
const exitIntegration = new aws.apigateway.Integration("exit", {
  restApi: api.id, resourceId: exit.id, httpMethod: exitMethod.httpMethod,
  type: "AWS", integrationHttpMethod: "POST", uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
  credentials: exitRole.arn, passthroughBehavior: "NEVER",
  requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
  requestTemplates: {
    "application/json": pulumi.interpolate\`#set($q = '"')
#set($gateId = $util.escapeJavaScript($input.params('gateId')).replaceAll("\\\\\\\\'", "'"))
#set($data = "{\${"$"}{q}gateId\${"$"}{q}:\${"$"}{q}$gateId\${"$"}{q},\${"$"}{q}exit\${"$"}{q}:$input.json('$')}")
{"StreamName":"\${stream.name}","PartitionKey":$input.json('$.cardId'),"Data":"$util.base64Encode($data)"}\`,
  },
});
const accepted = new aws.apigateway.MethodResponse("exit-202", {
  restApi: api.id, resourceId: exit.id, httpMethod: exitMethod.httpMethod, statusCode: "202",
});
const failed = new aws.apigateway.MethodResponse("exit-500", {
  restApi: api.id, resourceId: exit.id, httpMethod: exitMethod.httpMethod, statusCode: "500",
});
const exitAccepted = new aws.apigateway.IntegrationResponse("exit-202", {
  restApi: api.id, resourceId: exit.id, httpMethod: exitMethod.httpMethod, statusCode: accepted.statusCode,
  selectionPattern: "200", responseTemplates: { "application/json": '{"status":"accepted"}' },
}, { dependsOn: [exitIntegration] });
const exitFailed = new aws.apigateway.IntegrationResponse("exit-500", {
  restApi: api.id, resourceId: exit.id, httpMethod: exitMethod.httpMethod, statusCode: failed.statusCode,
  responseTemplates: { "application/json": '{"message":"try again"}' },
}, { dependsOn: [exitIntegration] });

const deployment = new aws.apigateway.Deployment("cards", {
  restApi: api.id, triggers: { version: config.get("version") ?? "1" },
}, { dependsOn: [enterIntegration, exitIntegration, exitAccepted, exitFailed, permission, exitPolicy] });
const logGroup = new aws.cloudwatch.LogGroup("access", {});
const logRole = new aws.iam.Role("log-role", { assumeRolePolicy: trust("apigateway.amazonaws.com") });
const account = new aws.apigateway.Account("account", { cloudwatchRoleArn: logRole.arn });
const stage = new aws.apigateway.Stage("cards", {
  restApi: api.id, deployment: deployment.id, stageName: "prod", xrayTracingEnabled: true,
  accessLogSettings: { destinationArn: logGroup.arn, format: "$context.requestId $context.status $context.resourcePath $context.identity.apiKeyId" },
}, { dependsOn: [account] });
new aws.apigateway.MethodSettings("cards", {
  restApi: api.id, stageName: stage.stageName, methodPath: "*/*",
  settings: { metricsEnabled: true, throttlingRateLimit: 100, throttlingBurstLimit: 100 },
});

const key = new aws.apigateway.ApiKey("gate-1", { value: "the-key-of-gate-number-one" });
const plan = new aws.apigateway.UsagePlan("gates", {
  apiStages: [{ apiId: api.id, stage: stage.stageName }],
  throttleSettings: { rateLimit: 50, burstLimit: 50 },
  quotaSettings: { limit: config.getNumber("quota") ?? 1000, period: "DAY" },
});
new aws.apigateway.UsagePlanKey("gate-1", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });

const domain = new aws.apigateway.DomainName("cards", {
  domainName: "cards.example.com", endpointConfiguration: { types: "REGIONAL" },
  regionalCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/11111111-2222-3333-4444-555555555555",
});
new aws.apigateway.BasePathMapping("cards", {
  restApi: api.id, stageName: stage.stageName, domainName: domain.domainName, basePath: "v1",
});

export const invokeUrl = stage.invokeUrl;
export const streamArn = stream.arn;
export const streamName = stream.name;
export const keyId = key.id;
export const apiName = api.name;
export const logGroupName = logGroup.name;
`;
