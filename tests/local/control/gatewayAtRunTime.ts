import { expect } from "chai";
import { zipSync } from "fflate";
import { exchange } from "../apigatewayv2/apiUnderTest";
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

  it("is a custom domain that leads to the API of its mapping, until that is gone", async () => {
    const domainName = "orders.example.com";
    const regionalCertificateArn = ARN("acm", "certificate/1");
    const created: Answer = await call("apigateway", "CreateDomainName", {
      ...{ domainName, regionalCertificateArn, endpointConfiguration: { types: ["REGIONAL"] }, tags: { team: "a" } },
    });
    const answering = async (name: string) => {
      const { id: restApiId, rootResourceId: resourceId } = await call("apigateway", "CreateRestApi", { name });
      const method = { restApiId, resourceId, httpMethod: "GET" };
      await call("apigateway", "PutMethod", { ...method, authorizationType: "NONE" });
      await call("apigateway", "PutMethodResponse", { ...method, statusCode: "200" });
      const requestTemplates = { "application/json": '{"statusCode": 200}' };
      await call("apigateway", "PutIntegration", { ...method, type: "MOCK", requestTemplates });
      const responseTemplates = { "application/json": name };
      await call("apigateway", "PutIntegrationResponse", { ...method, statusCode: "200", responseTemplates });
      await call("apigateway", "CreateDeployment", { restApiId, stageName: "prod" });
      return restApiId;
    };
    const [one, two] = [await answering("one"), await answering("two")];
    const port = Number(new URL(runTime.services.edgeUrl).port);
    const read = async (path: string) => {
      const { status, body } = await exchange(port, "GET", path, { headers: { host: domainName } });
      return status === 200 ? body : status;
    };
    const unmapped = await read("/v1");
    const mapping = { domainName, basePath: "v1", restApiId: one, stage: "prod" };
    const mapped: Answer = await call("apigateway", "CreateBasePathMapping", mapping);
    const first = await read("/v1");
    const tried = async (operation: string, parameters: object) => {
      const { error, message } = await runTime.as("maker")("apigateway", operation, parameters);
      return [error, message];
    };
    const refused = [
      await tried("CreateDomainName", { domainName }),
      await tried("CreateBasePathMapping", mapping),
      await tried("CreateBasePathMapping", { ...mapping, basePath: "v2", stage: "none" }),
      await tried("CreateBasePathMapping", { ...mapping, basePath: "v2", restApiId: "none" }),
      await tried("GetBasePathMapping", { domainName, basePath: "v2" }),
      await tried("DeleteRestApi", { restApiId: one }),
      await tried("DeleteStage", { restApiId: one, stageName: "prod" }),
    ];
    const change = (basePath: string, path: string, value: string) =>
      call("apigateway", "UpdateBasePathMapping", {
        ...{ domainName, basePath, patchOperations: [{ op: "replace", path, value }] },
      });
    const patchOperations = [{ op: "replace", path: "/regionalCertificateArn", value: ARN("acm", "certificate/2") }];
    const renewed = await call("apigateway", "UpdateDomainName", { domainName, patchOperations });
    await change("v1", "/restapiId", two);
    const second = await read("/v1");
    await change("v1", "/basePath", "(none)");
    const moved = [await read("/"), await read("/v1")];
    const { items: mappings } = await call("apigateway", "GetBasePathMappings", { domainName });
    const { items: domains } = await call("apigateway", "GetDomainNames", {});
    await call("apigateway", "DeleteBasePathMapping", { domainName, basePath: "(none)" });
    const after = await read("/");
    await call("apigateway", "DeleteDomainName", { domainName });
    for (const restApiId of [one, two]) await call("apigateway", "DeleteRestApi", { restApiId });

    expect(created).to.deep.include({ domainName, domainNameStatus: "AVAILABLE", regionalCertificateArn });
    expect(created).to.deep.include({ endpointConfiguration: { types: ["REGIONAL"] }, tags: { team: "a" } });
    expect(mapped).to.deep.equal({ basePath: "v1", restApiId: one, stage: "prod" });
    expect([unmapped, first, second, moved, after]).to.deep.equal([403, "one", "two", ["two", 403], 403]);
    const inTheWay = "Please remove all base path mappings related to the";
    expect(refused).to.deep.equal([
      ["BadRequestException", "The domain name you provided already exists."],
      ["ConflictException", "Base path already exists for this domain name"],
      ["BadRequestException", "Invalid stage identifier specified"],
      ["BadRequestException", "Invalid REST API identifier specified"],
      ["NotFoundException", "Invalid base path mapping identifier specified"],
      ["BadRequestException", `Deleting RestApi ${one} failed. ${inTheWay} RestApi in your domains: ${domainName}`],
      ["BadRequestException", `Deleting stage prod failed. ${inTheWay} stage in your domains: ${domainName}`],
    ]);
    expect(mappings).to.deep.equal([{ basePath: "(none)", restApiId: two, stage: "prod" }]);
    expect(renewed).to.deep.equal({ ...created, regionalCertificateArn: ARN("acm", "certificate/2") });
    expect(domains).to.deep.equal([renewed]);
    expect(await tried("GetDomainName", { domainName })).to.deep.equal([
      ...["NotFoundException", "Invalid domain name identifier specified"],
    ]);
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
      "apigateway",
      "CreateDomainName",
      { domainName: "no.example.com" },
      "apigateway:POST on resource: arn:aws:apigateway:us-east-1::/domainnames",
    ],
    [
      "apigateway",
      "DeleteBasePathMapping",
      { domainName: "no.example.com", basePath: "v1" },
      "apigateway:DELETE on resource: arn:aws:apigateway:us-east-1::/domainnames/no.example.com/basepathmappings/v1",
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
