import { expect } from "chai";
import type { ResourceContext, ResourceHandler } from "../../../local/engine/resourceHandler";
import { api } from "../../../local/resources/apigatewayv2/api";
import { apiMapping } from "../../../local/resources/apigatewayv2/apiMapping";
import { authorizer } from "../../../local/resources/apigatewayv2/authorizer";
import { domainName } from "../../../local/resources/apigatewayv2/domainName";
import { integration } from "../../../local/resources/apigatewayv2/integration";
import { route } from "../../../local/resources/apigatewayv2/route";
import { stage } from "../../../local/resources/apigatewayv2/stage";
import type { RestApis } from "../../../local/services/apigateway/restApi";
import type { HttpApis } from "../../../local/services/apigatewayv2/httpApi";
import type { Cognito } from "../../../local/services/cognito/cognito";

const EDGE = "http://127.0.0.1:4510";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:orders";
const ISSUER = "http://127.0.0.1:4510/cognito-idp/us-east-1_AbC123xyz";
const INVOKE_ARN = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
const LOG_GROUP_ARN = "arn:aws:logs:us-east-1:000000000000:log-group:/access";

const context: ResourceContext = {
  urn: "urn:pulumi:local::sluice::aws:apigatewayv2/api:Api::orders",
  name: "orders",
  physicalName: (explicit) => (typeof explicit === "string" ? explicit : "orders-0123456"),
};

const REST_API = "rest123456";
const REST_DOMAIN = "rest.example.com";
const CERTIFICATE_ARN = "arn:aws:acm:us-east-1:000000000000:certificate/1";

interface Recorded {
  httpApis: HttpApis;
  restApis: RestApis;
  cognito: Cognito;
  edgeUrl: string;
}

/** Turns a valid authorizer of tokens into one with a function. */
const DECIDES = {
  ...{ authorizerType: "REQUEST", jwtConfiguration: undefined, authorizerUri: INVOKE_ARN },
  ...{ authorizerPayloadFormatVersion: "2.0", enableSimpleResponses: true },
};

/** Records each call as `["putApi", ...arguments]`. */
function recorded(): { calls: unknown[][]; services: Recorded } {
  const calls: unknown[][] = [];
  const httpApis = new Proxy({} as HttpApis, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        calls.push([name, ...args]),
  });
  const cognito = { keysOf: (issuer: string) => (issuer === ISSUER ? () => {} : undefined) } as unknown as Cognito;
  const restApis = {
    has: (id: string) => id === REST_API,
    hasDomain: (name: string) => name === REST_DOMAIN,
  } as unknown as RestApis;
  return { calls, services: { httpApis, restApis, cognito, edgeUrl: EDGE } };
}

const makers = { api, apiMapping, authorizer, domainName, integration, route, stage };

const valid: Record<keyof typeof makers, Record<string, unknown>> = {
  api: { protocolType: "HTTP" },
  authorizer: {
    ...{ apiId: "a1", authorizerType: "JWT", identitySources: ["$request.header.Authorization"] },
    jwtConfiguration: { issuer: ISSUER, audiences: ["app"] },
  },
  apiMapping: { apiId: "a1", domainName: "orders.example.com", stage: "$default" },
  domainName: {
    domainName: "orders.example.com",
    domainNameConfiguration: {
      ...{ certificateArn: CERTIFICATE_ARN, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    },
  },
  integration: {
    apiId: "a1",
    integrationType: "AWS_PROXY",
    integrationUri: FUNCTION_ARN,
    payloadFormatVersion: "2.0",
  },
  route: { apiId: "a1", routeKey: "GET /a", target: "integrations/i1" },
  stage: { apiId: "a1", name: "$default", autoDeploy: true },
};

describe("API Gateway v2 resources", () => {
  for (const type of ["api", "integration"] as const) {
    it(`give a replacement of the ${type} an identifier of its own`, async () => {
      const { services } = recorded();
      const handler = makers[type](services);

      const { id } = await handler.create(context, valid[type]);
      const replacement = await handler.create({ ...context, physicalName: () => "orders-6543210" }, valid[type]);

      expect(replacement.id).not.to.equal(id);
    });
  }

  it("make an API whose endpoint depends on its URN alone", async () => {
    const { calls, services } = recorded();

    const { id, state } = await api(services).create(context, {
      protocolType: "HTTP",
      corsConfiguration: { allowOrigins: ["*"] },
    });
    const again = await api(services).create(context, { protocolType: "HTTP" });

    expect(id).to.match(/^[a-z0-9]{10}$/);
    expect(again.id).to.equal(id);
    expect(calls[0]).to.deep.equal(["putApi", { id, name: "orders", cors: { allowOrigins: ["*"] } }]);
    expect(state).to.deep.include({
      name: "orders-0123456",
      apiEndpoint: `${EDGE}/execute-api/${id}`,
      arn: `arn:aws:apigateway:us-east-1::/apis/${id}`,
      executionArn: `arn:aws:execute-api:us-east-1:000000000000:${id}`,
    });
  });

  for (const uri of [
    FUNCTION_ARN,
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`,
  ]) {
    it(`find the function in ${uri}`, async () => {
      const { calls, services } = recorded();

      const { id } = await integration(services).create(context, { ...valid.integration, integrationUri: uri });

      expect(calls).to.deep.equal([
        ["putIntegration", { id, apiId: "a1", functionArn: FUNCTION_ARN, payloadFormat: "2.0", timeoutMs: 30_000 }],
      ]);
    });
  }

  it("make a stage with limits, variables, detailed metrics and an access log", async () => {
    const { calls, services } = recorded();

    const { id, state } = await stage(services).create(context, {
      ...valid.stage,
      name: "prod",
      accessLogSettings: { destinationArn: LOG_GROUP_ARN, format: "$context.status" },
      defaultRouteSettings: { throttlingRateLimit: 10, throttlingBurstLimit: 20, detailedMetricsEnabled: true },
      routeSettings: [{ routeKey: "GET /a", throttlingRateLimit: 1, throttlingBurstLimit: 2 }],
      stageVariables: { color: "blue" },
    });

    expect(calls).to.deep.equal([
      [
        "putStage",
        {
          apiId: "a1",
          name: "prod",
          throttle: { rateLimit: 10, burstLimit: 20 },
          routeThrottles: { "GET /a": { rateLimit: 1, burstLimit: 2 } },
          detailedMetrics: { default: true, routes: {} },
          accessLog: { logGroupArn: LOG_GROUP_ARN, format: "$context.status" },
          variables: { color: "blue" },
        },
      ],
    ]);
    expect(id).to.equal("prod");
    expect(state).to.deep.include({
      invokeUrl: `${EDGE}/execute-api/a1/prod`,
      executionArn: "arn:aws:execute-api:us-east-1:000000000000:a1/prod",
    });
  });

  it("give the $default stage the endpoint itself", async () => {
    const { state } = await stage(recorded().services).create(context, valid.stage);

    expect(state.invokeUrl).to.equal(`${EDGE}/execute-api/a1/`);
  });

  it("keep a route for those with a token of one of its scopes", async () => {
    const { calls, services } = recorded();

    await route(services).create(context, {
      ...{ ...valid.route, authorizationType: "JWT", authorizerId: "aut1", authorizationScopes: ["cards/read"] },
    });

    expect(calls[0]?.[1]).to.deep.include({ authorizer: { id: "aut1", scopes: ["cards/read"] } });
  });

  it("make an API that answers under custom domains only", async () => {
    const { calls, services } = recorded();

    const { state } = await api(services).create(context, { protocolType: "HTTP", disableExecuteApiEndpoint: true });

    expect(calls[0]?.[1]).to.deep.include({ disableExecuteApiEndpoint: true });
    expect(state.disableExecuteApiEndpoint).to.equal(true);
  });

  it("make a custom domain with what a DNS record of it leads to", async () => {
    const { calls, services } = recorded();

    const { id, state } = await domainName(services).create(context, valid.domainName);

    expect(id).to.equal("orders.example.com");
    expect(calls).to.deep.equal([["putDomain", "orders.example.com"]]);
    expect(state.domainNameConfiguration).to.deep.include({ hostedZoneId: "Z1UJRXOUMOOFQ8" });
    const { targetDomainName } = state.domainNameConfiguration as { targetDomainName: string };
    expect(targetDomainName).to.match(/^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
  });

  it("map a path of several parts", async () => {
    const { calls, services } = recorded();

    const { id } = await apiMapping(services).create(context, { ...valid.apiMapping, apiMappingKey: "orders/v1" });

    const mapping = { id, apiId: "a1", domainName: "orders.example.com", stage: "$default", key: "orders/v1" };
    expect(calls).to.deep.equal([["putApiMapping", mapping]]);
  });

  it("make an authorizer with a function, whose decisions are kept for five minutes where nobody says otherwise", async () => {
    const { calls, services } = recorded();
    const identitySources = [
      "$request.header.X-Key",
      "$request.querystring.k",
      "$stageVariables.a",
      "$context.routeKey",
    ];

    const { id } = await authorizer(services).create(context, { ...valid.authorizer, ...DECIDES, identitySources });

    expect(calls).to.deep.equal([
      [
        "putAuthorizer",
        {
          ...{ id, apiId: "a1", functionArn: FUNCTION_ARN, ttlSeconds: 300 },
          identitySources: [
            { place: "header", name: "X-Key" },
            { place: "querystring", name: "k" },
            { place: "stageVariables", name: "a" },
            { place: "routeKey" },
          ],
        },
      ],
    ]);
  });

  it("delete what they made", async () => {
    const { calls, services } = recorded();

    for (const name of ["route", "authorizer", "integration", "apiMapping", "stage", "domainName", "api"] as const) {
      const handler: ResourceHandler = makers[name](services);
      await handler.delete(context, await handler.create(context, valid[name]));
    }

    const deletions = calls.filter(([name]) => String(name).startsWith("delete"));
    expect(deletions.map(([name, first]) => [name, first])).to.deep.equal([
      ["deleteRoute", "a1"],
      ["deleteAuthorizer", "a1"],
      ["deleteIntegration", "a1"],
      ["deleteApiMapping", "orders.example.com"],
      ["deleteStage", "a1"],
      ["deleteDomain", "orders.example.com"],
      ["deleteApi", deletions[6]?.[1]],
    ]);
  });

  const refused: [type: keyof typeof makers, change: Record<string, unknown>, message: string][] = [
    ["api", { protocolType: "WEBSOCKET" }, 'protocolType must be "HTTP" locally'],
    ["api", { routeSelectionExpression: "$request.body.action" }, "routeSelectionExpression must be"],
    [
      "api",
      { corsConfiguration: { allowOrigins: ["*"], allowCredentials: true } },
      "allowOrigins must name its origins",
    ],
    ["apiMapping", { apiId: REST_API }, "apiId must be an HTTP API's locally"],
    ["apiMapping", { apiMappingKey: "/v1" }, 'apiMappingKey must be parts of a path such as "orders/v1"'],
    ["domainName", { domainName: "*.example.com" }, "domainName must be a host name in lower case"],
    ["domainName", { domainName: REST_DOMAIN }, "The domain name you provided already exists."],
    [
      "domainName",
      { domainNameConfiguration: { endpointType: "REGIONAL", securityPolicy: "TLS_1_2" } },
      "domainNameConfiguration.certificateArn must be the ARN of a certificate of ACM",
    ],
    [
      "domainName",
      {
        domainNameConfiguration: { certificateArn: CERTIFICATE_ARN, endpointType: "EDGE", securityPolicy: "TLS_1_2" },
      },
      'domainNameConfiguration.endpointType must be "REGIONAL" locally, got "EDGE"',
    ],
    [
      "domainName",
      {
        domainNameConfiguration: {
          ...{ certificateArn: CERTIFICATE_ARN, endpointType: "REGIONAL", securityPolicy: "TLS_1_0" },
        },
      },
      'domainNameConfiguration.securityPolicy must be "TLS_1_2"',
    ],
    ["route", { authorizationType: "JWT" }, "authorizerId must be set"],
    [
      "route",
      { authorizationType: "OAUTH", authorizerId: "aut1" },
      'must be "NONE", "AWS_IAM", "JWT" or "CUSTOM", got "OAUTH"',
    ],
    [
      "route",
      { authorizationType: "AWS_IAM", authorizerId: "aut1" },
      "authorizerId and authorizationScopes have no effect",
    ],
    ["route", { authorizerId: "aut1" }, "authorizerId and authorizationScopes have no effect"],
    ["route", { authorizationScopes: ["openid"] }, "authorizerId and authorizationScopes have no effect"],
    ["route", { authorizationType: "CUSTOM" }, 'authorizerId must be set where authorizationType is "CUSTOM"'],
    [
      "route",
      { authorizationType: "CUSTOM", authorizerId: "aut1", authorizationScopes: ["a"] },
      'authorizationScopes have no effect unless authorizationType is "JWT"',
    ],
    ["authorizer", { authorizerType: "TOKEN" }, 'authorizerType must be "JWT" or "REQUEST", got "TOKEN"'],
    ["authorizer", { authorizerUri: INVOKE_ARN }, 'authorizerUri must be left out where authorizerType is "JWT"'],
    [
      "authorizer",
      { authorizerType: "REQUEST" },
      'jwtConfiguration must be left out where authorizerType is "REQUEST"',
    ],
    ["authorizer", { ...DECIDES, enableSimpleResponses: false }, "enableSimpleResponses true, locally"],
    [
      "authorizer",
      { ...DECIDES, authorizerPayloadFormatVersion: "1.0" },
      'authorizerPayloadFormatVersion must be "2.0"',
    ],
    ["authorizer", { ...DECIDES, authorizerUri: FUNCTION_ARN }, "authorizerUri must be the invokeArn"],
    [
      "authorizer",
      { ...DECIDES, authorizerCredentialsArn: "arn:aws:iam::0:role/r" },
      "authorizerCredentialsArn must be",
    ],
    ["authorizer", { ...DECIDES, authorizerResultTtlInSeconds: 3_601 }, "must be from 0 to 3600, got 3601"],
    [
      "authorizer",
      { ...DECIDES, authorizerResultTtlInSeconds: 60, identitySources: [] },
      "identitySources must name at least one where decisions are kept",
    ],
    [
      "authorizer",
      { ...DECIDES, identitySources: ["$request.body.a"] },
      '"$request.body.a" must be $request.header.NAME',
    ],
    ["authorizer", { identitySources: [] }, "identitySources must be one such as"],
    ["authorizer", { identitySources: ["$request.header.A", "$request.header.B"] }, "identitySources must be one"],
    ["authorizer", { identitySources: ["route.request.header.Auth"] }, "identitySources must be one such as"],
    ["authorizer", { jwtConfiguration: { audiences: ["app"] } }, "jwtConfiguration.issuer must be set"],
    ["authorizer", { jwtConfiguration: { issuer: ISSUER } }, "jwtConfiguration.audiences must name at least one"],
    [
      "authorizer",
      { jwtConfiguration: { issuer: "https://login.example.com/", audiences: ["app"] } },
      'jwtConfiguration.issuer must be the issuer of an aws.cognito.UserPool of this program, got "https://login.example.com/"',
    ],
    ["route", { target: undefined }, "target must be"],
    ["route", { routeKey: "FETCH /" }, "routeKey must be"],
    ["integration", { integrationType: "HTTP_PROXY" }, 'integrationType must be "AWS_PROXY" locally'],
    ["integration", { payloadFormatVersion: "3.0" }, 'payloadFormatVersion must be "1.0" or "2.0", got "3.0"'],
    ["integration", { integrationUri: "https://example.com" }, "integrationUri must be"],
    ["integration", { connectionType: "VPC_LINK" }, 'connectionType must be "INTERNET" locally'],
    ["integration", { timeoutMilliseconds: 49 }, "timeoutMilliseconds must be from 50 to 30000, got 49"],
    ["integration", { timeoutMilliseconds: 30_001 }, "timeoutMilliseconds must be from 50 to 30000, got 30001"],
    ["stage", { autoDeploy: false }, "autoDeploy must be true locally"],
    ["stage", { autoDeploy: undefined }, "autoDeploy must be true locally"],
    [
      "stage",
      { defaultRouteSettings: { detailedMetricsEnabled: true } },
      "defaultRouteSettings must set throttlingRateLimit",
    ],
    [
      "stage",
      { routeSettings: [{ routeKey: "GET /a", throttlingRateLimit: 1 }] },
      'routeSettings of "GET /a" must set',
    ],
    [
      "stage",
      { defaultRouteSettings: { throttlingRateLimit: 1, throttlingBurstLimit: 1, loggingLevel: "INFO" } },
      "loggingLevel and dataTraceEnabled are for WebSocket APIs",
    ],
    ["stage", { accessLogSettings: { destinationArn: "arn:aws:firehose:x", format: "a" } }, "destinationArn must be"],
    ["stage", { accessLogSettings: { destinationArn: LOG_GROUP_ARN, format: "a\nb" } }, "must be one line"],
    [
      "stage",
      { accessLogSettings: { destinationArn: LOG_GROUP_ARN, format: "a".repeat(3073) } },
      "must have at most 3072 bytes",
    ],
  ];
  for (const [type, change, message] of refused) {
    it(`refuse ${type} ${JSON.stringify(change).slice(0, 90)}`, async () => {
      const { calls, services } = recorded();

      const failure = await makers[type](services)
        .create(context, { ...valid[type], ...change })
        .catch((error: Error) => error);

      expect(failure).to.be.instanceOf(Error);
      expect((failure as Error).message).to.contain(message);
      expect(calls).to.deep.equal([]);
    });
  }
});
