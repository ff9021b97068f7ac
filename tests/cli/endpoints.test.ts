import { expect } from "chai";
import { curlCommands, dashboardPages, mailboxUrl, type Resource } from "../../cli/endpoints";

const stage = (apiId: string, invokeUrl: string): Resource => ({
  type: "aws:apigatewayv2/stage:Stage",
  state: { apiId, invokeUrl },
});
const route = (apiId: string, routeKey: string): Resource => ({
  type: "aws:apigatewayv2/route:Route",
  state: { apiId, routeKey },
});

const EXAMPLES = {
  parameters: { source: "demo" },
  bodies: { "POST /trigger-events": [{ value: 3 }, { value: 4 }], "POST /webhook/*": { entityId: "o-1" } },
};

describe("curlCommands", () => {
  it("makes one command a route, those that send a JSON body first", () => {
    const commands = curlCommands(
      [
        stage("a", "http://127.0.0.1:4510/execute-api/a/"),
        route("a", "GET /items"),
        route("a", "POST /items"),
        route("a", "DELETE /items/{id}"),
        route("a", "ANY /all"),
        route("a", "$default"),
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      "curl -X POST 'http://127.0.0.1:4510/execute-api/a/items' " +
        `-H 'content-type: application/json' -d '{"message":"Test event data","value":3}'`,
      "curl 'http://127.0.0.1:4510/execute-api/a/items'",
      "curl -X DELETE 'http://127.0.0.1:4510/execute-api/a/items/{id}'",
      "curl 'http://127.0.0.1:4510/execute-api/a/all'",
      "curl 'http://127.0.0.1:4510/execute-api/a/'",
    ]);
  });

  it("sends what the system gives as an example for the route", () => {
    const commands = curlCommands(
      [stage("a", "http://x/execute-api/a/"), route("a", "POST /trigger-events")],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      `curl -X POST 'http://x/execute-api/a/trigger-events' -H 'content-type: application/json' -d '[{"value":3},{"value":4}]'`,
    ]);
  });

  it("shows which headers a route without a function needs, and puts something in the place of a parameter", () => {
    const commands = curlCommands(
      [
        stage("a", "http://x/execute-api/a/"),
        {
          ...route("a", "POST /webhook/github"),
          state: { apiId: "a", routeKey: "POST /webhook/github", target: "integrations/i1" },
        },
        route("a", "POST /webhook/{source}"),
        {
          id: "i1",
          type: "aws:apigatewayv2/integration:Integration",
          state: { requestParameters: { MessageBody: "$request.body", MessageGroupId: "$request.header.x-order" } },
        },
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      `curl -X POST 'http://x/execute-api/a/webhook/github' -H 'content-type: application/json' -H 'x-order: ...' -d '{"entityId":"o-1"}'`,
      `curl -X POST 'http://x/execute-api/a/webhook/demo' -H 'content-type: application/json' -d '{"entityId":"o-1"}'`,
    ]);
  });

  it("shows that a route needs the token of somebody who has signed in", () => {
    const commands = curlCommands(
      [
        stage("a", "http://x/execute-api/a/"),
        { ...route("a", "GET /me"), state: { apiId: "a", routeKey: "GET /me", authorizationType: "JWT" } },
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal(["curl 'http://x/execute-api/a/me' -H 'authorization: ...'"]);
  });

  it("has curl sign for a route that takes signed requests only", () => {
    const commands = curlCommands(
      [
        stage("a", "http://x/execute-api/a/"),
        { ...route("a", "GET /me"), state: { apiId: "a", routeKey: "GET /me", authorizationType: "AWS_IAM" } },
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      "curl 'http://x/execute-api/a/me' --aws-sigv4 'aws:amz:us-east-1:execute-api' " +
        '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN"',
    ]);
  });

  it("keeps the routes of several APIs and stages apart", () => {
    const commands = curlCommands(
      [
        stage("a", "http://x/execute-api/a/v1"),
        stage("b", "http://x/execute-api/b/"),
        route("b", "GET /two"),
        route("a", "GET /one"),
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal(["curl 'http://x/execute-api/a/v1/one'", "curl 'http://x/execute-api/b/two'"]);
  });
});

describe("mailboxUrl", () => {
  const subscription = (protocol: string) => ({
    type: "aws:sns/topicSubscription:TopicSubscription",
    state: { protocol },
  });

  it("leads to the mailbox where somebody subscribes by e-mail", () => {
    const resources = [subscription("sqs"), subscription("email-json")];

    expect(mailboxUrl(resources, "http://127.0.0.1:4510")).to.equal("http://127.0.0.1:4510/_local/mailbox");
    expect(mailboxUrl([subscription("sqs")], "http://127.0.0.1:4510")).to.equal(undefined);
  });
});

describe("dashboardPages", () => {
  it("names the page of each dashboard", () => {
    const pages = dashboardPages(
      [stage("a", "http://x"), { type: "aws:cloudwatch/dashboard:Dashboard", state: { dashboardName: "traffic" } }],
      "http://127.0.0.1:4510",
    );

    expect(pages).to.deep.equal(["dashboard traffic: http://127.0.0.1:4510/_local/dashboards/traffic"]);
  });
});
