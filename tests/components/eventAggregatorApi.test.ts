import * as aws from "@pulumi/aws";
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
