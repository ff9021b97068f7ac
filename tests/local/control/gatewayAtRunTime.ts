import { expect } from "chai";
import { zipSync } from "fflate";
import { type Answer, ARN, ROLE, type RunTime } from "./runTime";

const CODE = Buffer.from(
  zipSync({ "index.js": Buffer.from('exports.handler = async () => ({ statusCode: 200, body: "hello" });') }),
).toString("base64");

/** Tests of APIs that calls make. */
export function gatewayTests(runTime: RunTime): void {
  const { call } = runTime;
  const functionArn = (name: string) => ARN("lambda", `function:${name}`);
  const invokeArn = (name: string) =>
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
  const at = (path: string) => `${runTime.services.edgeUrl}/execute-api/${path}`;
  const statusOf = async (path: string, init?: RequestInit) => (await fetch(at(path), init)).status;

  async function functionFor(FunctionName: string, apiId: string): Promise<void> {
    await call("lambda", "CreateFunction", {
      ...{ FunctionName, Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
      Code: { ZipFile: CODE },
    });
    await call("lambda", "AddPermission", {
      ...{ FunctionName, StatementId: "api", Action: "lambda:InvokeFunction" },
      ...{ Principal: "apigateway.amazonaws.com", SourceArn: ARN("execute-api", `${apiId}/*`) },
    });
  }

  it("is a REST API that answers who has a key of its usage plan", async () => {
    const { id: restApiId, rootResourceId } = await call("apigateway", "CreateRestApi", { name: "orders" });
    await functionFor("rest", restApiId);
    const { id: resourceId } = await call("apigateway", "CreateResource", {
      ...{ restApiId, parentId: rootResourceId, pathPart: "orders" },
    });
    const method = { restApiId, resourceId, httpMethod: "POST" };
    await call("apigateway", "PutMethod", { ...method, authorizationType: "NONE", apiKeyRequired: true });
    await call("apigateway", "PutIntegration", {
      ...{ ...method, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: invokeArn("rest") },
    });
    await call("apigateway", "CreateDeployment", { restApiId, stageName: "prod" });
    const key = await call("apigateway", "CreateApiKey", { name: "client", enabled: true });
    const { id: usagePlanId } = await call("apigateway", "CreateUsagePlan", {
      ...{ name: "basic", throttle: { rateLimit: 100, burstLimit: 100 } },
      apiStages: [{ apiId: restApiId, stage: "prod" }],
    });
    const post = (apiKey?: string) =>
      statusOf(`${restApiId}/prod/orders`, { method: "POST", headers: apiKey ? { "x-api-key": apiKey } : {} });
    const withoutPlan = await post(key.value);
    await call("apigateway", "CreateUsagePlanKey", { usagePlanId, keyId: key.id, keyType: "API_KEY" });
    const withPlan = [await post(), await post(key.value)];
    await call("apigateway", "UpdateApiKey", {
      ...{ apiKey: key.id, patchOperations: [{ op: "replace", path: "/enabled", value: "false" }] },
    });
    const whenDisabled = await post(key.value);
    const described: Answer = await call("apigateway", "GetMethod", method);
    for (const [operation, parameters] of [
      ["DeleteUsagePlan", { usagePlanId }],
      ["DeleteApiKey", { apiKey: key.id }],
      ["DeleteRestApi", { restApiId }],
    ] as const) {
      await call("apigateway", operation, parameters);
    }
    await call("lambda", "DeleteFunction", { FunctionName: "rest" });
    const gone = await runTime.as("maker")("apigateway", "GetStage", { restApiId, stageName: "prod" });

    expect(withoutPlan).to.equal(403);
    expect(withPlan).to.deep.equal([403, 200]);
    expect(whenDisabled).to.equal(403);
    expect(described).to.deep.include({ httpMethod: "POST", authorizationType: "NONE", apiKeyRequired: true });
    expect(described.methodIntegration).to.deep.include({
      type: "AWS_PROXY",
      httpMethod: "POST",
      uri: invokeArn("rest"),
    });
    expect(gone).to.include({ error: "NotFoundException", status: 404 });
  });

  it("is a REST API that answers by itself, as it was deployed", async () => {
    const { id: restApiId, rootResourceId: resourceId } = await call("apigateway", "CreateRestApi", { name: "mock" });
    const method = { restApiId, resourceId, httpMethod: "GET" };
    const answering = (greeting: string) =>
      call("apigateway", "PutIntegrationResponse", {
        ...{ ...method, statusCode: "200", responseTemplates: { "application/json": greeting } },
      });
    const read = async () => (await fetch(at(`${restApiId}/v1/`))).text();
    await call("apigateway", "PutMethod", { ...method, authorizationType: "NONE" });
    await call("apigateway", "PutMethodResponse", { ...method, statusCode: "200" });
    await call("apigateway", "PutIntegration", {
      ...{ ...method, type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
    });
    await answering("one $stageVariables.name");
    const { id: deploymentId } = await call("apigateway", "CreateDeployment", { restApiId });
    await call("apigateway", "CreateStage", { restApiId, stageName: "v1", deploymentId, variables: { name: "a" } });
    const first = await read();
    await answering("two $stageVariables.name");
    const undeployed = await read();
    const { id: second } = await call("apigateway", "CreateDeployment", { restApiId });
    await call("apigateway", "UpdateStage", {
      ...{ restApiId, stageName: "v1" },
      patchOperations: [
        { op: "replace", path: "/deploymentId", value: second },
        { op: "replace", path: "/variables/name", value: "b" },
        { op: "replace", path: "/*/*/throttling/rateLimit", value: "100" },
        { op: "replace", path: "/*/*/throttling/burstLimit", value: "1" },
      ],
    });
    const third = await read();
    const stage: Answer = await call("apigateway", "GetStage", { restApiId, stageName: "v1" });
    const kept = await runTime.as("maker")("apigateway", "DeleteDeployment", { restApiId, deploymentId: second });
    await call("apigateway", "DeleteRestApi", { restApiId });

    expect([first, undeployed, third]).to.deep.equal(["one a", "one a", "two b"]);
    expect(stage.variables).to.deep.equal({ name: "b" });
    expect(stage.methodSettings["*/*"]).to.deep.include({ throttlingRateLimit: 100, throttlingBurstLimit: 1 });
    expect(kept).to.include({ error: "BadRequestException", status: 400 });
  });

  it("is an HTTP API that a function answers, until its route is gone", async () => {
    const { ApiId } = await call("apigatewayv2", "CreateApi", { Name: "site", ProtocolType: "HTTP" });
    await functionFor("http", ApiId);
    const { IntegrationId } = await call("apigatewayv2", "CreateIntegration", {
      ...{ ApiId, IntegrationType: "AWS_PROXY", IntegrationUri: functionArn("http"), PayloadFormatVersion: "2.0" },
    });
    const { RouteId } = await call("apigatewayv2", "CreateRoute", {
      ...{ ApiId, RouteKey: "GET /hello", Target: `integrations/${IntegrationId}` },
    });
    await call("apigatewayv2", "CreateStage", { ApiId, StageName: "$default", AutoDeploy: true });
    const during = await statusOf(`${ApiId}/hello`);
    const cors = { AllowOrigins: ["https://example.com"], AllowMethods: ["GET"] };
    const { CorsConfiguration } = await call("apigatewayv2", "UpdateApi", { ApiId, CorsConfiguration: cors });
    const answered = await fetch(at(`${ApiId}/hello`), { headers: { origin: "https://example.com" } });
    const twin = await runTime.as("maker")("apigatewayv2", "CreateRoute", {
      ...{ ApiId, RouteKey: "GET /hello", Target: `integrations/${IntegrationId}` },
    });
    const { Items } = await call("apigatewayv2", "GetRoutes", { ApiId });
    await call("apigatewayv2", "DeleteRoute", { ApiId, RouteId });
    const after = await statusOf(`${ApiId}/hello`);
    await call("apigatewayv2", "DeleteApi", { ApiId });
    const quick = await call("apigatewayv2", "CreateApi", {
      ...{ Name: "quick", ProtocolType: "HTTP", Target: functionArn("http") },
    });
    await call("lambda", "AddPermission", {
      ...{ FunctionName: "http", StatementId: "quick", Action: "lambda:InvokeFunction" },
      ...{ Principal: "apigateway.amazonaws.com", SourceArn: ARN("execute-api", `${quick.ApiId}/*`) },
    });
    const made = await statusOf(`${quick.ApiId}/anything`);
    await call("apigatewayv2", "DeleteApi", { ApiId: quick.ApiId });
    await call("lambda", "DeleteFunction", { FunctionName: "http" });

    expect([during, after, made]).to.deep.equal([200, 404, 200]);
    expect(CorsConfiguration).to.deep.equal(cors);
    expect(answered.headers.get("access-control-allow-origin")).to.equal("https://example.com");
    expect(Items.map(({ RouteKey }: Answer) => RouteKey)).to.deep.equal(["GET /hello"]);
    expect(twin).to.include({ error: "ConflictException", status: 409 });
    expect((await call("apigatewayv2", "GetApis", {})).Items).to.deep.equal([]);
  });

  for (const [service, operation, parameters, refused] of [
    [
      "apigateway",
      "CreateRestApi",
      { name: "no" },
      "apigateway:POST on resource: arn:aws:apigateway:us-east-1::/restapis",
    ],
    [
      ...["apigateway", "PutMethod"],
      { restApiId: "no", resourceId: "r", httpMethod: "GET", authorizationType: "NONE" },
      "apigateway:PUT on resource: arn:aws:apigateway:us-east-1::/restapis/no/resources/r/methods/GET",
    ],
    [
      "apigateway",
      "DeleteApiKey",
      { apiKey: "no" },
      "apigateway:DELETE on resource: arn:aws:apigateway:us-east-1::/apikeys/no",
    ],
    [
      "apigatewayv2",
      "CreateApi",
      { Name: "no", ProtocolType: "HTTP" },
      "apigateway:POST on resource: arn:aws:apigateway:us-east-1::/apis",
    ],
    [
      "apigatewayv2",
      "GetRoutes",
      { ApiId: "no" },
      "apigateway:GET on resource: arn:aws:apigateway:us-east-1::/apis/no/routes",
    ],
  ] as const) {
    it(`is refused to a role that may not: ${service}'s ${operation}`, async () => {
      const refusal = await runTime.as("onlooker")(service, operation, parameters);

      expect(refusal.error).to.equal("AccessDeniedException");
      expect(refusal.message).to.contain(`is not authorized to perform: ${refused}`);
    });
  }

  it("may not hand over a role that its caller may not pass", async () => {
    const { id: restApiId, rootResourceId: resourceId } = await call("apigateway", "CreateRestApi", { name: "roles" });
    const method = { restApiId, resourceId, httpMethod: "POST" };
    await call("apigateway", "PutMethod", { ...method, authorizationType: "NONE" });
    const refusal = await runTime.as("handless")("apigateway", "PutIntegration", {
      ...{ ...method, type: "AWS", integrationHttpMethod: "POST", credentials: `${ROLE}/worker` },
      uri: "arn:aws:apigateway:us-east-1:sqs:action/SendMessage",
    });
    await call("apigateway", "DeleteRestApi", { restApiId });

    expect(refusal.message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${ROLE}/worker`);
  });
}
