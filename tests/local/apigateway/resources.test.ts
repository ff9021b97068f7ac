import { expect } from "chai";
import type { ResourceHandler } from "../../../local/engine/resourceHandler";
import { account } from "../../../local/resources/apigateway/account";
import { apiKey } from "../../../local/resources/apigateway/apiKey";
import { basePathMapping } from "../../../local/resources/apigateway/basePathMapping";
import { deployment } from "../../../local/resources/apigateway/deployment";
import { domainName } from "../../../local/resources/apigateway/domainName";
import { integration } from "../../../local/resources/apigateway/integration";
import { integrationResponse } from "../../../local/resources/apigateway/integrationResponse";
import { method } from "../../../local/resources/apigateway/method";
import { methodResponse } from "../../../local/resources/apigateway/methodResponse";
import { methodSettings } from "../../../local/resources/apigateway/methodSettings";
import { model } from "../../../local/resources/apigateway/model";
import { requestValidator } from "../../../local/resources/apigateway/requestValidator";
import { resource } from "../../../local/resources/apigateway/resource";
import { response } from "../../../local/resources/apigateway/response";
import { restApi } from "../../../local/resources/apigateway/restApi";
import { stage } from "../../../local/resources/apigateway/stage";
import { usagePlan } from "../../../local/resources/apigateway/usagePlan";
import { usagePlanKey } from "../../../local/resources/apigateway/usagePlanKey";
import type { Services } from "../../../local/services";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { FUNCTION_ARN, LOG_GROUP_ARN, NOW } from "./restApiUnderTest";

const EDGE = "http://127.0.0.1:4510";
const INVOKE_ARN = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
const ROLE_ARN = "arn:aws:iam::000000000000:role/r";
const HTTP_DOMAIN = "http.example.com";
const CERTIFICATE_ARN = "arn:aws:acm:us-east-1:000000000000:certificate/1";

type Calls = [name: string, ...args: unknown[]][];

/** Records each call as `["putApi", ...arguments]`, and one of the keys as `["keys.putKey", ...]`. */
function recorded(): { calls: Calls; services: Services } {
  const calls: Calls = [];
  const recorder = (prefix: string, members: object): object =>
    new Proxy(members, {
      get: (target, name) =>
        Reflect.get(target, name) ??
        ((...args: unknown[]) => {
          calls.push([`${prefix}${String(name)}`, ...args]);
        }),
    });
  const restApis = recorder("", { keys: recorder("keys.", {}) });
  const httpApis = { hasDomain: (name: string) => name === HTTP_DOMAIN };
  return { calls, services: { restApis, httpApis, edgeUrl: EDGE, clock: new HeldClock(NOW) } as unknown as Services };
}

const makers = {
  ...{ account, apiKey, basePathMapping, deployment, domainName, integration, integrationResponse, method },
  ...{ methodResponse, methodSettings, model, requestValidator, resource, response, restApi, stage, usagePlan },
  usagePlanKey,
};
type Type = keyof typeof makers;

const place = { restApi: "a1", resourceId: "r1", httpMethod: "POST" };
const log = { destinationArn: LOG_GROUP_ARN, format: "$context.requestId" };
const kinesis = {
  type: "AWS",
  uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
  credentials: ROLE_ARN,
};
const sqs = { ...kinesis, uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/q" };

const valid: Record<Type, Record<string, unknown>> = {
  account: { cloudwatchRoleArn: ROLE_ARN },
  apiKey: {},
  basePathMapping: { domainName: "a.example.com", restApi: "a1", stageName: "prod" },
  deployment: { restApi: "a1", triggers: { a: "1" } },
  domainName: {
    domainName: "a.example.com",
    regionalCertificateArn: CERTIFICATE_ARN,
    endpointConfiguration: { types: "REGIONAL" },
  },
  integration: { ...place, type: "AWS_PROXY", uri: INVOKE_ARN, integrationHttpMethod: "POST" },
  integrationResponse: { ...place, statusCode: "200" },
  method: { ...place, authorization: "NONE" },
  methodResponse: { ...place, statusCode: "200" },
  methodSettings: { restApi: "a1", stageName: "prod", methodPath: "*/*", settings: {} },
  model: { restApi: "a1", contentType: "application/json", schema: "{}" },
  requestValidator: { restApi: "a1" },
  resource: { restApi: "a1", parentId: "p1", pathPart: "gates" },
  response: { restApiId: "a1", responseType: "DEFAULT_4XX" },
  restApi: {},
  stage: { restApi: "a1", deployment: "d1", stageName: "prod" },
  usagePlan: {},
  usagePlanKey: { keyId: "k1", keyType: "API_KEY", usagePlanId: "p1" },
};

async function created(type: Type, change: Record<string, unknown> = {}) {
  const { calls, services } = recorded();
  const handler: ResourceHandler = makers[type](services);
  const inputs = { ...valid[type], ...change };
  const { id, state } = await handler.create(resourceContext("cards"), inputs);
  return { calls, services, handler, id, state };
}

describe("API Gateway resources", () => {
  it("make an API whose address depends on its URN alone", async () => {
    const { calls, id, state } = await created("restApi", { endpointConfiguration: { types: "REGIONAL" } });
    const again = await created("restApi");

    expect(id).to.match(/^[a-z0-9]{10}$/);
    expect([again.id, again.state.rootResourceId]).to.deep.equal([id, state.rootResourceId]);
    const { rootResourceId } = state;
    const disableExecuteApiEndpoint = false;
    expect(calls).to.deep.equal([
      ["putApi", { id, name: "cards-1a2b3c4", label: "cards", rootResourceId, disableExecuteApiEndpoint }],
    ]);
    expect(state).to.deep.include({
      name: "cards-1a2b3c4",
      arn: `arn:aws:apigateway:us-east-1::/restapis/${id}`,
      executionArn: `arn:aws:execute-api:us-east-1:000000000000:${id}`,
    });
  });

  it("make a stage that is served below the edge", async () => {
    const { calls, state } = await created("stage", { accessLogSettings: log, variables: { a: "1" } });

    const spec = { apiId: "a1", name: "prod", deploymentId: "d1", variables: { a: "1" } };
    const accessLog = { logGroupArn: LOG_GROUP_ARN, format: log.format };
    expect(calls).to.deep.equal([["putStage", { ...spec, accessLog }]]);
    expect(state).to.deep.include({
      invokeUrl: `${EDGE}/execute-api/a1/prod`,
      executionArn: "arn:aws:execute-api:us-east-1:000000000000:a1/prod",
      arn: "arn:aws:apigateway:us-east-1::/restapis/a1/stages/prod",
    });
  });

  it("make a key with a value of 40 characters that stays, or the one that is given", async () => {
    const { calls, id, state } = await created("apiKey");
    const given = await created("apiKey", { value: "the-value-of-the-first-key", enabled: false });

    expect(state.value).to.match(/^[0-9a-f]{40}$/);
    expect((await created("apiKey")).state.value).to.equal(state.value);
    expect(calls).to.deep.equal([["keys.putKey", { id, value: state.value, enabled: true }]]);
    expect(given.calls[0]?.[1]).to.deep.include({ value: "the-value-of-the-first-key", enabled: false });
    expect(given.state.createdDate).to.equal(new Date(NOW).toISOString());
  });

  it("make a usage plan with limits of its stages and a quota", async () => {
    const limits = { rateLimit: 1, burstLimit: 2 };
    const path = "/gates/{gateId}/enter/POST";
    const { calls, id } = await created("usagePlan", {
      apiStages: [{ apiId: "a1", stage: "prod", throttles: [{ path, ...limits }] }],
      throttleSettings: limits,
      quotaSettings: { limit: 10, period: "WEEK", offset: 1 },
    });

    expect(calls).to.deep.equal([
      [
        "keys.putPlan",
        {
          id,
          stages: [{ apiId: "a1", stage: "prod", throttles: { [path]: limits } }],
          throttle: limits,
          quota: { limit: 10, period: "WEEK", offset: 1 },
        },
      ],
    ]);
  });

  it("make settings that leave limits of -1 to the account", async () => {
    const settings = { metricsEnabled: true, throttlingRateLimit: -1, throttlingBurstLimit: -1, loggingLevel: "INFO" };
    const { calls } = await created("methodSettings", { settings });

    expect(calls).to.deep.equal([
      ["putMethodSettings", { apiId: "a1", stageName: "prod", methodPath: "*/*", detailedMetrics: true }],
    ]);
  });

  it("name a model by letters and digits", async () => {
    const { calls, state } = await created("model");

    expect(state.name).to.equal("cards1a2b3c4");
    expect(calls[0]?.[1]).to.deep.include({ apiId: "a1", name: "cards1a2b3c4" });
  });

  it("find the queue in the path of an integration", async () => {
    const requestParameters = { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" };
    const { calls } = await created("integration", { ...sqs, requestParameters });

    expect(calls[0]?.[1]).to.deep.equal({
      ...{ apiId: "a1", resourceId: "r1", httpMethod: "POST", type: "AWS", requestTemplates: {} },
      ...{ passthroughBehavior: "WHEN_NO_MATCH", service: "sqs", path: "000000000000/q" },
      ...{ credentialsArn: ROLE_ARN, requestParameters },
    });
  });

  for (const type of Object.keys(valid) as Type[]) {
    it(`delete the ${type} that they made`, async () => {
      const { calls, handler, id, state } = await created(type);
      const before = calls.length;

      await handler.delete(resourceContext("cards"), { id, state });

      expect(calls.length).to.equal(before + 1);
      expect(calls.at(-1)?.[0]).to.match(/^(keys\.)?(delete|remove|setLogRole)/);
    });
  }

  it("give a replacement an identifier of its own", async () => {
    for (const type of ["restApi", "resource", "deployment", "apiKey", "usagePlan"] as const) {
      const { services } = recorded();
      const context = { ...resourceContext("cards"), physicalName: () => "cards-7654321" };

      const { id } = await makers[type](services).create(context, valid[type]);

      expect(id).to.not.equal((await created(type)).id);
    }
  });

  const refused: [type: Type, change: Record<string, unknown>, message: string][] = [
    ["restApi", { apiKeySource: "AUTHORIZER" }, 'apiKeySource must be "HEADER" locally, got "AUTHORIZER"'],
    ["restApi", { endpointConfiguration: { types: "PRIVATE" } }, 'got "PRIVATE": there are no private APIs'],
    ["restApi", { endpointConfiguration: { types: "REGIONAL", vpcEndpointIds: ["v"] } }, "without vpcEndpointIds"],
    ["restApi", { binaryMediaTypes: ["png"] }, '"png" must be a media type such as "image/png"'],
    ["resource", { pathPart: "a/b" }, 'without slashes; got "a/b"'],
    ["resource", { pathPart: "{a" }, "pathPart must be one part of a path"],
    ["resource", { pathPart: "" }, "pathPart must be one part of a path"],
    [
      "method",
      { authorization: "COGNITO_USER_POOLS" },
      'authorization must be "NONE" locally, got "COGNITO_USER_POOLS"',
    ],
    ["method", { authorization: "CUSTOM" }, 'authorization must be "NONE" locally, got "CUSTOM"'],
    ["method", { authorization: "AWS_IAM" }, 'authorization must be "NONE" locally, got "AWS_IAM"'],
    ["method", { requestParameters: { "header.x": true } }, '"header.x" must be method.request.header.NAME'],
    ["methodResponse", { statusCode: "OK" }, 'statusCode must be a status from "200" to "599", got "OK"'],
    ["methodResponse", { responseParameters: { "header.x": true } }, "must be method.response.header.NAME"],
    ["integration", { type: "HTTP_PROXY" }, 'or "MOCK" locally, got "HTTP_PROXY"'],
    ["integration", { type: "HTTP" }, 'or "MOCK" locally, got "HTTP"'],
    ["integration", { uri: FUNCTION_ARN }, "uri must be the invokeArn of a Lambda function"],
    ["integration", { integrationHttpMethod: "GET" }, 'integrationHttpMethod must be "POST", got "GET"'],
    ["integration", { connectionType: "VPC_LINK" }, 'connectionType must be "INTERNET" locally'],
    ["integration", { timeoutMilliseconds: 29_001 }, "timeoutMilliseconds must be from 50 to 29000, got 29001"],
    ["integration", { requestTemplates: {} }, "requestTemplates must be left out locally with the type AWS_PROXY"],
    ["integration", { credentials: ROLE_ARN }, "credentials must be left out locally with the type AWS_PROXY"],
    ["integration", { type: "MOCK", passthroughBehavior: "ALWAYS" }, "passthroughBehavior must be WHEN_NO_MATCH"],
    [
      "integration",
      { type: "MOCK", requestTemplates: { "application/json": "#set($a = )" } },
      "the mapping template for application/json can't be read",
    ],
    ["integration", { ...kinesis, uri: INVOKE_ARN }, "with kinesis, sqs or sns, got"],
    ["integration", { ...kinesis, uri: kinesis.uri.replace("east", "west") }, "must be of the region us-east-1"],
    [
      "integration",
      { ...kinesis, uri: kinesis.uri.replace("PutRecord", "ListShards") },
      "must be PutRecord or PutRecords",
    ],
    ["integration", { ...kinesis, uri: kinesis.uri.replace("action", "path") }, "kinesis has actions only"],
    ["integration", { ...kinesis, credentials: undefined }, "credentials must be the ARN of a role"],
    ["integration", { ...kinesis, requestParameters: { "integration.request.path.a": "'b'" } }, "locally"],
    [
      "integration",
      { ...kinesis, requestParameters: { "integration.request.header.Expect": "'b'" } },
      "API Gateway sets this header itself, and answers every request with 500",
    ],
    [
      "integration",
      { ...kinesis, requestParameters: { "integration.request.header.a": "$context.requestId" } },
      `"$context.requestId" can't be mapped from: use 'text in single quotes'`,
    ],
    ["integration", sqs, `"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"`],
    ["integrationResponse", { selectionPattern: "(" }, "selectionPattern must be a regular expression"],
    ["integrationResponse", { responseParameters: { "method.response.header.A": "b" } }, "can't be mapped from"],
    ["model", { name: "a-b" }, 'name must be of letters and digits only, got "a-b"'],
    ["model", { schema: "[]" }, "schema must be a JSON object, as text"],
    ["model", { schema: '{"type":"thing"}' }, "schema must be a JSON Schema of draft 4: schema is invalid"],
    ["model", { schema: '{"$schema":"http://json-schema.org/draft-07/schema#"}' }, "must be a JSON Schema of draft 4"],
    ["stage", { stageName: "a/b" }, "stageName must be of letters"],
    ["stage", { cacheClusterEnabled: true }, "cacheClusterEnabled must be false locally"],
    ["stage", { accessLogSettings: { ...log, destinationArn: "arn:aws:firehose:x" } }, "destinationArn must be"],
    ["stage", { accessLogSettings: { ...log, format: "$context.requestId\n" } }, "must be one line"],
    ["stage", { accessLogSettings: { ...log, format: "$context.status" } }, "AWS insists on it"],
    ["stage", { accessLogSettings: { ...log, format: "a".repeat(3073) } }, "must have at most 3072 bytes"],
    ["methodSettings", { methodPath: "/gates/POST" }, "without its first slash and a method"],
    ["methodSettings", { settings: { cachingEnabled: true } }, "cachingEnabled must be false locally"],
    ["methodSettings", { settings: { throttlingRateLimit: 1 } }, "or neither"],
    ["methodSettings", { settings: { other: 1 } }, "settings: other is not supported locally"],
    ["apiKey", { value: "short" }, "value must have from 20 to 128 characters, got 5"],
    ["usagePlan", { throttleSettings: { rateLimit: 1 } }, "throttleSettings must set rateLimit and burstLimit"],
    ["usagePlan", { quotaSettings: { limit: 1, period: "DAY", offset: 1 } }, "quotaSettings: offset must be 0"],
    [
      "usagePlan",
      { apiStages: [{ apiId: "a1", stage: "prod", throttles: [{ path: "gates", rateLimit: 1, burstLimit: 1 }] }] },
      "path must be a resource's path and a method",
    ],
    ["usagePlanKey", { keyType: "OTHER" }, 'keyType must be "API_KEY", got "OTHER"'],
    ["response", { responseType: "TEAPOT" }, "responseType must be one of ACCESS_DENIED"],
    ["response", { statusCode: "99" }, "statusCode must be a status"],
    ["response", { responseParameters: { "header.x": "'1'" } }, "must be gatewayresponse.header.NAME"],
    ["domainName", { domainName: "*.example.com" }, "without a wildcard"],
    ["domainName", { domainName: "localhost" }, "domainName must be a host name"],
    ["domainName", { domainName: HTTP_DOMAIN }, "The domain name you provided already exists."],
    ["domainName", { endpointConfiguration: undefined }, 'got "none, which means EDGE"'],
    ["domainName", { regionalCertificateArn: "arn:aws:iam::0:server-certificate/a" }, "certificate of ACM"],
    ["basePathMapping", { basePath: "a/b" }, "basePath must be one part of a path"],
  ];
  for (const [type, change, message] of refused) {
    it(`refuse ${type} ${JSON.stringify(change).slice(0, 90)}`, async () => {
      const { calls, services } = recorded();

      const error = await rejection(
        makers[type](services).create(resourceContext("cards"), { ...valid[type], ...change }),
      );

      expect(error.message).to.contain(message);
      expect(calls).to.deep.equal([]);
    });
  }

  for (const [type, properties] of [
    ["restApi", ["policy", "minimumCompressionSize", "parameters"]],
    ["method", ["authorizerId", "authorizationScopes"]],
    ["integration", ["contentHandling", "connectionId", "tlsConfig", "cacheKeyParameters", "responseTransferMode"]],
    ["stage", ["canarySettings", "clientCertificateId", "cacheClusterSize"]],
    ["domainName", ["certificateArn", "mutualTlsAuthentication", "policy"]],
    ["usagePlan", ["productCode"]],
  ] as const) {
    it(`know no ${properties.join(", ")} of ${type}`, () => {
      const { services } = recorded();

      const known = Object.keys(makers[type](services).properties);
      expect(properties.filter((property) => known.includes(property))).to.deep.equal([]);
    });
  }
});
