import { expect } from "chai";
import { accessLogLine, type Exchange, filledFormat } from "../../../local/http/accessLog";

const exchange: Exchange = {
  request: {
    ...{ id: "r1", apiId: "a1", receivedAt: 0, method: "GET", path: '/a"b', queryString: "", protocol: "HTTP/1.1" },
    ...{ headers: {}, sourceIp: "127.0.0.1", localPort: 1 },
  },
  ...{ stage: "prod", routeKey: "GET /{x}", status: 401, responseLength: 7, requestLength: 3, latencyMs: 2 },
  errorMessage: "no",
  authorizer: { jwt: { claims: { sub: "me", "cognito:groups": "[a b]" }, scopes: null } },
};

describe("a line of an HTTP API's access log", () => {
  for (const [what, format, line] of [
    ["texts and values in their order", "$context.status $context.path|$context.stage", '401 /a\\"b|prod'],
    ["the same variable twice", "$context.apiId$context.apiId", "a1a1"],
    ["a sum", "$context.dataProcessed", "10"],
    ["an error with its quotes", "$context.error.messageString $context.error.message", '"no" no'],
    ["a claim", "$context.authorizer.claims.sub", "me"],
    ["no claim that every object has", "$context.authorizer.claims.constructor", "-"],
    ["no variable that every object has", "$context.constructor $context.toString", "- -"],
    ["no variable that there is none of", "$context.nothing.here", "-"],
    ["a format without variables", "plain", "plain"],
    ["an empty format", "", ""],
  ] as const) {
    it(`has ${what}, the first time and later`, () => {
      expect([accessLogLine(format, exchange), accessLogLine(format, exchange)]).to.deep.equal([line, line]);
    });
  }

  it("has what a function gave that let the request through, and nothing that every object has", () => {
    const authorizer = { lambda: { customer: "c-1", limit: 7, isOwner: true, error: "none" } };
    const format = ["customer", "limit", "isOwner", "error", "toString", "nothing", "claims.customer"]
      .map((property) => `$context.authorizer.${property}`)
      .join(" ");

    expect(accessLogLine(format, { ...exchange, authorizer })).to.equal("c-1 7 true - - - -");
  });

  it("is of its own request, whichever had the format before", () => {
    const format = "$context.status";

    const lines = [401, 200, 401].map((status) => accessLogLine(format, { ...exchange, status }));

    expect(lines).to.deep.equal(["401", "200", "401"]);
  });

  it("of a REST API has the values that it is given, by names of its own alone", () => {
    const line = filledFormat("$context.a $context.constructor $context.b.c", { a: 1, "b.c": "x\ny" });

    expect(line).to.equal("1 - x\\ny");
  });
});
