import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EventAggregator, type EventAggregatorArgs } from "../../components/eventAggregator";
import { inputsOf, type Run, registrationOf, runProgram } from "../support/program";

const tags = { "sluice:component": "EventAggregator", "sluice:name": "orders" };

/** Routes by the function that answers them. */
const routes = [
  { role: "producer", name: "orders-api-producer-post-trigger-event", method: "POST", path: "/trigger-event" },
  { role: "producer", name: "orders-api-producer-post-trigger-events", method: "POST", path: "/trigger-events" },
  { role: "summary-reader", name: "orders-api-summary-reader-get-get-summary", method: "GET", path: "/get-summary" },
];

/** `aws:sqs/queue:Queue::orders` of a URN, without the types of its parents. */
function shortOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("$") + 1);
}

describe("EventAggregator's API", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runProgram(() => {
      const { apiEndpoint } = new EventAggregator("orders");
      new aws.sns.Topic("reader", { displayName: apiEndpoint });
    });
  });

  it("is an HTTP API that other origins may not call", () => {
    expect(inputsOf(run, "aws:apigatewayv2/api:Api", "orders-api")).to.deep.equal({ protocolType: "HTTP", tags });
  });

  for (const role of ["producer", "summary-reader"]) {
    it(`hands requests to the ${role} in payload format 2.0`, () => {
      expect(inputsOf(run, "aws:apigatewayv2/integration:Integration", `orders-api-${role}`)).to.deep.equal({
        apiId: "orders-api-id",
        integrationType: "AWS_PROXY",
        integrationUri: `arn:aws:lambda:us-east-1:111122223333:function:orders-${role}-name`,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: 30_000,
      });
    });
  }

  for (const { role, name, method, path } of routes) {
    it(`routes ${method} ${path} to the ${role}`, () => {
      expect(inputsOf(run, "aws:apigatewayv2/route:Route", name)).to.deep.equal({
        apiId: "orders-api-id",
        routeKey: `${method} ${path}`,
        target: `integrations/orders-api-${role}-id`,
        authorizationType: "AWS_IAM",
      });
    });

    it(`lets this API's ${method} ${path}, and no other, call the ${role}`, () => {
      expect(inputsOf(run, "aws:lambda/permission:Permission", name)).to.deep.equal({
        action: "lambda:InvokeFunction",
        function: `orders-${role}-name`,
        principal: "apigateway.amazonaws.com",
        sourceArn: `arn:aws:execute-api:us-east-1:111122223333:orders-api-id/$default/${method}${path}`,
      });
    });
  }

  for (const { name } of routes) {
    it(`opens ${name} once it may call its function`, () => {
      const { dependencies } = registrationOf(run, "aws:apigatewayv2/route:Route", name);

      expect(dependencies.map(shortOf)).to.include(`aws:lambda/permission:Permission::${name}`);
    });
  }

  describe("as its auth says", () => {
    const routesWith = async (args: EventAggregatorArgs) => {
      const opened = await runProgram(() => new EventAggregator("orders", args));
      expect(opened.errors).to.deep.equal([]);
      return {
        opened,
        access: routes
          .map(({ name }) => inputsOf(opened, "aws:apigatewayv2/route:Route", name))
          .map(({ authorizationType, authorizerId, authorizationScopes }) => ({
            authorizationType,
            authorizerId,
            authorizationScopes,
          })),
      };
    };

    it("answers those with a token of the issuer for one of the audiences", async () => {
      const jwt = { issuer: "https://login.example.com/", audiences: ["orders"], scopes: ["orders/read"] };

      const { opened, access } = await routesWith({ auth: { jwt } });

      expect(inputsOf(opened, "aws:apigatewayv2/authorizer:Authorizer", "orders-api-tokens")).to.deep.include({
        authorizerType: "JWT",
        jwtConfiguration: { issuer: "https://login.example.com/", audiences: ["orders"] },
      });
      const token = {
        authorizationType: "JWT",
        authorizerId: "orders-api-tokens-id",
        authorizationScopes: ["orders/read"],
      };
      expect(access).to.deep.equal([token, token, token]);
    });

    it("asks a function, which it may call for this API's authorizer alone", async () => {
      const made = await runProgram(() => {
        const code = new pulumi.asset.AssetArchive({});
        const role = "arn:aws:iam::111122223333:role/r";
        const decides = new aws.lambda.Function("decides", {
          role,
          code,
          runtime: "nodejs22.x",
          handler: "index.handler",
        });
        return new EventAggregator("orders", { auth: { lambda: { function: decides } } });
      });

      expect(made.errors).to.deep.equal([]);
      expect(inputsOf(made, "aws:apigatewayv2/authorizer:Authorizer", "orders-api-decides")).to.deep.equal({
        ...{ apiId: "orders-api-id", authorizerType: "REQUEST", authorizerUri: "decides-invoke-arn" },
        ...{ authorizerPayloadFormatVersion: "2.0", enableSimpleResponses: true, authorizerResultTtlInSeconds: 0 },
        identitySources: ["$request.header.Authorization"],
      });
      expect(inputsOf(made, "aws:lambda/permission:Permission", "orders-api-decides")).to.deep.equal({
        ...{ action: "lambda:InvokeFunction", function: "decides-name", principal: "apigateway.amazonaws.com" },
        sourceArn: "arn:aws:execute-api:us-east-1:111122223333:orders-api-id/authorizers/orders-api-decides-id",
      });
      for (const { name } of routes) {
        expect(inputsOf(made, "aws:apigatewayv2/route:Route", name)).to.deep.include({
          ...{ authorizationType: "CUSTOM", authorizerId: "orders-api-decides-id" },
        });
      }
    });

    it("lets single routes have others, each with its own authorizer, and decisions of one be none of another's", async () => {
      const jwt = { issuer: "https://login.example.com/", audiences: ["orders"] };
      const made = await runProgram(() => {
        const code = new pulumi.asset.AssetArchive({});
        const role = "arn:aws:iam::111122223333:role/r";
        const decides = new aws.lambda.Function("decides", {
          role,
          code,
          runtime: "nodejs22.x",
          handler: "index.handler",
        });
        return new EventAggregator("orders", {
          routeAuth: {
            "GET /get-summary": { lambda: { function: decides, headers: ["X-Key"], cacheSeconds: 60 } },
            "POST /trigger-event": { jwt },
          },
        });
      });

      expect(made.errors).to.deep.equal([]);
      expect(
        routes
          .map(({ name }) => inputsOf(made, "aws:apigatewayv2/route:Route", name))
          .map(({ authorizationType, authorizerId }) => [authorizationType, authorizerId]),
      ).to.deep.equal([
        ["JWT", "orders-api-producer-post-trigger-event-tokens-id"],
        ["AWS_IAM", undefined],
        ["CUSTOM", "orders-api-summary-reader-get-get-summary-decides-id"],
      ]);
      const decides = "orders-api-summary-reader-get-get-summary-decides";
      expect(inputsOf(made, "aws:apigatewayv2/authorizer:Authorizer", decides)).to.deep.include({
        ...{ authorizerResultTtlInSeconds: 60, identitySources: ["$request.header.X-Key", "$context.routeKey"] },
      });
    });

    const anyone = '"iam", "public", { jwt: { issuer, audiences } } or { lambda: { function } }';
    const lambda = { function: {} as aws.lambda.Function };
    for (const [args, message] of [
      [
        { auth: { apiKeys: ["a"] } as unknown as "iam" },
        `auth must be ${anyone}: an HTTP API knows no API keys, which are for REST APIs; let a function look at the key's header, ` +
          "{ lambda: { function, headers } }",
      ],
      [{ auth: { lambda: {} } as unknown as "iam" }, `auth must be ${anyone}, got ["lambda"]`],
      [{ auth: { lambda, jwt: {} } as unknown as "iam" }, `auth must be ${anyone}, got ["lambda","jwt"]`],
      [
        { auth: { jwt: { issuer: "i", audiences: [] } } },
        `auth must be ${anyone}, got {"jwt":{"issuer":"i","audiences":[]}}`,
      ],
      [
        { auth: { lambda: { ...lambda, cacheSeconds: 3_601 } } },
        "auth.lambda.cacheSeconds must be a whole number from 0 to 3600, got 3601",
      ],
      [
        { auth: { lambda: { ...lambda, headers: [] } } },
        "auth.lambda.headers must be names of headers, at least one: letters, digits, - and _, got []",
      ],
      [
        { routeAuth: { "GET /summary": "public" } as object },
        'a route of routeAuth must be one of POST /trigger-event, POST /trigger-events, GET /get-summary, got "GET /summary"',
      ],
      [
        { routeAuth: { "GET /get-summary": "Public" } as object },
        `routeAuth["GET /get-summary"] must be ${anyone}, got "Public"`,
      ],
    ] as const) {
      it(`refuses ${JSON.stringify(args)} before anything is registered`, async () => {
        const refused = await runProgram(() => new EventAggregator("orders", args as EventAggregatorArgs));

        expect(refused.errors).to.deep.equal([`EventAggregator "orders": ${message}`]);
        expect(refused.urns).to.deep.equal([]);
      });
    }

    it("answers everybody where the program says so by name", async () => {
      const { access } = await routesWith({ auth: "public" });

      const open = { authorizationType: undefined, authorizerId: undefined, authorizationScopes: undefined };
      expect(access).to.deep.equal([open, open, open]);
    });
  });

  it("tells its endpoint once the stage answers there, which waits for every route", () => {
    const { inputs, dependencies } = registrationOf(run, "aws:sns/topic:Topic", "reader");
    const stage = registrationOf(run, "aws:apigatewayv2/stage:Stage", "orders-api-stage");

    expect(inputs.displayName).to.equal("https://orders-api-id.execute-api.us-east-1.amazonaws.com");
    expect(dependencies.map(shortOf)).to.include("aws:apigatewayv2/stage:Stage::orders-api-stage");
    expect(stage.dependencies.map(shortOf)).to.include.members(
      routes.map(({ name }) => `aws:apigatewayv2/route:Route::${name}`),
    );
  });

  it("keeps its access log 30 days in a group that API Gateway may write to as it is named", () => {
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "orders-api-access-log")).to.deep.equal({
      namePrefix: "/aws/vendedlogs/orders-api-",
      retentionInDays: 30,
      tags,
    });
  });

  it("keeps that group when the component is renamed, with an alias: another prefix would replace it", () => {
    const { ignoreChanges } = registrationOf(run, "aws:cloudwatch/logGroup:LogGroup", "orders-api-access-log");

    expect(ignoreChanges).to.deep.equal(["namePrefix"]);
  });

  it("has one stage, throttled, with an access log of one JSON line a request", () => {
    const { accessLogSettings, ...stage } = inputsOf(run, "aws:apigatewayv2/stage:Stage", "orders-api-stage");

    const { destinationArn, format } = accessLogSettings as { destinationArn: string; format: string };
    expect(stage).to.deep.equal({
      apiId: "orders-api-id",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 1_000, throttlingBurstLimit: 2_000 },
      tags,
    });
    expect(destinationArn).to.equal("arn:aws:logs:us-east-1:111122223333:log-group:orders-api-access-log-name");
    expect(JSON.parse(format)).to.deep.equal({
      requestId: "$context.requestId",
      requestTime: "$context.requestTime",
      sourceIp: "$context.identity.sourceIp",
      routeKey: "$context.routeKey",
      status: "$context.status",
      integrationStatus: "$context.integrationStatus",
      integrationError: "$context.integrationErrorMessage",
      responseLatencyMs: "$context.responseLatency",
      integrationLatencyMs: "$context.integrationLatency",
      responseLength: "$context.responseLength",
    });
  });
});
