import { expect } from "chai";
import fc from "fast-check";
import { permission } from "../../../local/resources/lambda/permission";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { CALLER_ARN, FUNCTION_ARN, startUrl, type UrlUnderTest } from "./urlUnderTest";

describe("a function URL", () => {
  let url: UrlUnderTest;

  beforeEach(async () => {
    url = await startUrl();
  });

  afterEach(() => url.edge.stop());

  describe("of authorization type NONE", () => {
    it("answers below the edge, at an address that ends with a slash", async () => {
      url.answer = () => ({ ok: true, payload: { statusCode: 201, body: '{"stored":true}' } });

      const { id, state } = await url.deploy();
      const reply = await url.send("GET", "/?user_name=Ann");

      expect(state.functionUrl).to.equal(`${url.edge.url}/lambda-url/${id}/`);
      expect(state).to.include({ functionArn: FUNCTION_ARN, urlId: id });
      expect(reply.status).to.equal(201);
      expect(reply.body).to.equal('{"stored":true}');
      expect(reply.headers["content-type"]).to.equal("application/json");
    });

    it("hands on payload format 2.0 of nobody in particular, the path encoded", async () => {
      const { id } = await url.deploy();

      await url.send("POST", "/a%2Fb?x=1&x=2&y=%C3%A4+b", {
        headers: { "content-type": "text/plain", cookie: "one=1; two=2" },
        body: "hello",
      });

      const [event] = url.events;
      expect(event).to.include({
        version: "2.0",
        routeKey: "$default",
        rawPath: "/a%2Fb",
        rawQueryString: "x=1&x=2&y=%C3%A4+b",
        body: "hello",
        isBase64Encoded: false,
      });
      expect(event?.cookies).to.deep.equal(["one=1", "two=2"]);
      expect(event?.queryStringParameters).to.deep.equal({ x: "1,2", y: "ä b" });
      expect(event?.requestContext).to.include({
        accountId: "anonymous",
        apiId: id,
        domainName: `${id}.lambda-url.us-east-1.on.aws`,
        domainPrefix: id,
        stage: "$default",
        time: "12/Mar/2020:19:03:58 +0000",
      });
      expect(event?.requestContext.http).to.include({ method: "POST", path: "/a%2Fb", sourceIp: "127.0.0.1" });
      expect(event?.requestContext).not.to.have.property("authorizer");
    });

    it("hands on every query string as it was sent, whatever is in it", async () => {
      await url.deploy();
      const piece = fc.oneof(
        fc.constantFrom(
          "%",
          "%zz",
          "%00",
          "%C3%28",
          "&",
          "=",
          "+",
          "x",
          "__proto__=1",
          "a[b]=c",
          ";",
          "'",
          "%F0%9F%8D%8E",
        ),
        fc.webQueryParameters(),
      );

      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
          const queryString = pieces.join("&");
          const { status } = await url.send("GET", `/?${queryString}`);
          expect(status).to.equal(200);
          expect(url.events.at(-1)?.rawQueryString).to.equal(queryString);
        }),
        { numRuns: 300 },
      );
    });

    it("hands on a query string of 64 KiB", async () => {
      await url.deploy();

      const { status } = await url.send("GET", `/?x=${"a".repeat(65_536)}`);

      expect(status).to.equal(200);
      expect(url.events[0]?.rawQueryString).to.have.length(65_538);
    });

    it("keeps a parameter that is called __proto__", async () => {
      await url.deploy();

      await url.send("GET", "/?__proto__=a&__proto__=b");

      expect(Object.entries(url.events[0]?.queryStringParameters ?? {})).to.deep.equal([["__proto__", "a,b"]]);
    });

    it("lets everybody in only by both statements of the function's policy", async () => {
      await url.deploy();
      url.close();

      const reply = await url.send("GET", "/");

      expect(reply.status).to.equal(403);
      expect(JSON.parse(reply.body).Message).to.match(/^Forbidden\. For troubleshooting /);
      expect(reply.headers["x-amzn-errortype"]).to.equal("AccessDeniedException");
      expect(url.events).to.deep.equal([]);
      expect(url.warnings).to.deep.equal([
        `iam: anonymous may not lambda:InvokeFunction on ${FUNCTION_ARN}. Add to the policy of ${FUNCTION_ARN}: ` +
          `{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"${FUNCTION_ARN}",` +
          '"Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}}',
      ]);
    });

    it("lets everybody in by permissions of the program", async () => {
      await url.deploy();
      for (const id of ["FunctionURLAllowPublicAccess", "FunctionURLInvokeAllowPublicAccess"]) {
        url.iam.deleteResourcePolicy(FUNCTION_ARN, id);
      }
      const everybody = { principal: "*" };
      await url.permit({
        ...everybody,
        action: "lambda:InvokeFunctionUrl",
        functionUrlAuthType: "NONE",
        statementId: "a",
      });
      await url.permit({
        ...everybody,
        action: "lambda:InvokeFunction",
        invokedViaFunctionUrl: true,
        statementId: "b",
      });

      expect((await url.send("GET", "/")).status).to.equal(200);
    });

    it("does not let a direct invocation in by what lets everybody in", async () => {
      await url.deploy();

      expect(
        url.iam.allows({ kind: "anonymous" }, { action: "lambda:InvokeFunction", resource: FUNCTION_ARN }),
      ).to.equal(false);
    });

    it("lets nobody in after it was one of type AWS_IAM, as with the provider", async () => {
      const created = await url.deploy({ authorizationType: "AWS_IAM" });
      await url.handler.update?.(resourceContext("intake-url"), created, {
        functionName: "intake",
        authorizationType: "NONE",
      });

      expect((await url.send("GET", "/")).status).to.equal(403);
    });
  });

  describe("of authorization type AWS_IAM", () => {
    const scope = (key: string, service: string) =>
      `AWS4-HMAC-SHA256 Credential=${key}/20200312/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

    function caller(...actions: string[]): Record<string, string> {
      const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
      url.iam.putRole({ arn: CALLER_ARN, name: "caller", trustPolicy: JSON.stringify({ Statement: trust }) });
      const allow = { Effect: "Allow", Action: actions, Resource: FUNCTION_ARN };
      url.iam.putRolePolicy(CALLER_ARN, "call", JSON.stringify({ Statement: allow }));
      const { credentials } = url.iam.assumeRole(CALLER_ARN, "me", "lambda.amazonaws.com");
      return {
        authorization: scope(credentials.accessKeyId, "lambda"),
        "x-amz-security-token": credentials.sessionToken,
      };
    }

    it("lets a role in that may do both, and names it in the event", async () => {
      await url.deploy({ authorizationType: "AWS_IAM" });
      const headers = caller("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");

      const { status } = await url.send("GET", "/", { headers });

      expect(status).to.equal(200);
      const context = url.events[0]?.requestContext as unknown as { accountId: string; authorizer: { iam: object } };
      expect(context.accountId).to.equal("000000000000");
      expect(context.authorizer.iam).to.include({
        accountId: "000000000000",
        userArn: "arn:aws:sts::000000000000:assumed-role/caller/me",
      });
    });

    it("refuses a role that may do one of the two", async () => {
      await url.deploy({ authorizationType: "AWS_IAM" });
      const headers = caller("lambda:InvokeFunctionUrl");

      expect((await url.send("GET", "/", { headers })).status).to.equal(403);
    });

    it("refuses a request that is unsigned, or signed for another service", async () => {
      await url.deploy({ authorizationType: "AWS_IAM" });
      const headers = caller("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
      const elsewhere = { ...headers, authorization: String(headers.authorization).replace("/lambda/", "/sqs/") };

      expect((await url.send("GET", "/")).status).to.equal(403);
      expect((await url.send("GET", "/", { headers: elsewhere })).status).to.equal(403);
      expect(url.events).to.deep.equal([]);
    });
  });

  describe("whose function", () => {
    it("fails answers 502 and says nothing of why", async () => {
      await url.deploy();
      url.answer = () => ({ ok: false, kind: "function", error: { errorType: "Error", errorMessage: "secret" } });

      const reply = await url.send("GET", "/");

      expect(reply.status).to.equal(502);
      expect(reply.body).to.equal("Internal Server Error");
    });

    it("returns what can't be sent answers 502, and the report says why", async () => {
      await url.deploy();
      url.answer = () => ({ ok: true, payload: { statusCode: 99, body: "" } });

      expect((await url.send("GET", "/")).status).to.equal(502);
      expect(url.warnings).to.deep.equal([
        "intake-url: the function URL answers 502: the function's response can't be sent: " +
          "statusCode must be an integer from 200 to 599, got 99",
      ]);
    });

    it("has no concurrency left answers 429", async () => {
      await url.deploy();
      url.answer = () => ({ ok: false, kind: "throttled" });

      const reply = await url.send("GET", "/");

      expect(reply.status).to.equal(429);
      expect(JSON.parse(reply.body)).to.deep.equal({
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        Message: "Rate Exceeded.",
      });
    });

    it("would get more than 6 MB answers 413 and is not called", async () => {
      await url.deploy();
      const headers = { "content-type": "text/plain" };

      const over = await url.send("POST", "/", { headers, body: Buffer.alloc(6 * 1024 * 1024 + 1, "a") });
      const overAsEvent = await url.send("POST", "/", { headers, body: Buffer.alloc(6 * 1024 * 1024 - 10, "a") });

      expect([over.status, overAsEvent.status]).to.deep.equal([413, 413]);
      expect(url.events).to.deep.equal([]);
    });
  });

  it("answers preflight requests itself, and speaks alone on CORS", async () => {
    await url.deploy({ cors: { allowOrigins: ["https://a.example"], allowMethods: ["GET"], maxAge: 60 } });
    url.answer = () => ({
      ok: true,
      payload: { statusCode: 200, headers: { "access-control-allow-origin": "*" }, body: "" },
    });
    const headers = { origin: "https://a.example", "access-control-request-method": "GET" };

    const preflight = await url.send("OPTIONS", "/", { headers });
    const called = url.events.length;
    const get = await url.send("GET", "/", { headers: { origin: "https://b.example" } });

    expect(preflight.status).to.equal(200);
    expect(preflight.headers).to.include({
      "access-control-allow-origin": "https://a.example",
      "access-control-max-age": "60",
    });
    expect(called).to.equal(0);
    expect(get.headers).not.to.have.property("access-control-allow-origin");
  });

  it("counts requests, errors of both kinds and time", async () => {
    await url.deploy();
    await url.send("GET", "/");
    url.answer = () => ({ ok: false, kind: "throttled" });
    await url.send("GET", "/");
    url.answer = () => ({ ok: false, kind: "function", error: { errorType: "E", errorMessage: "m" } });
    await url.send("GET", "/");

    const values = (name: string) => url.data.filter(({ metricName }) => metricName === name).map(({ value }) => value);
    expect(values("UrlRequestCount")).to.deep.equal([1, 1, 1]);
    expect(values("Url4xxCount")).to.deep.equal([0, 1, 0]);
    expect(values("Url5xxCount")).to.deep.equal([0, 0, 1]);
    expect(values("UrlRequestLatency")).to.deep.equal([0, 0, 0]);
    expect(url.data.every(({ dimensions }) => dimensions.FunctionName === "intake")).to.equal(true);
  });

  it("is gone after its deletion, with what let everybody in", async () => {
    const created = await url.deploy();
    await url.remove(created);

    const { status, body } = await url.send("GET", "/");
    expect([status, body]).to.deep.equal([403, '{"Message":null}']);
    const urlPermission = {
      action: "lambda:InvokeFunctionUrl",
      resource: FUNCTION_ARN,
      context: { "lambda:FunctionUrlAuthType": "NONE" },
    };
    expect(url.iam.allows({ kind: "anonymous" }, urlPermission)).to.equal(false);
  });

  const refusals: [why: string, inputs: Record<string, unknown>, message: string][] = [
    [
      "an unknown authorization type",
      { authorizationType: "none" },
      'authorizationType must be "NONE" or "AWS_IAM", got "none"',
    ],
    [
      "a streamed response",
      { invokeMode: "RESPONSE_STREAM" },
      'invokeMode must be "BUFFERED" locally, got "RESPONSE_STREAM": functions answer in one piece here, so nothing streams',
    ],
    [
      "an age over a day",
      { cors: { maxAge: 86_401 } },
      "cors.maxAge must be a whole number from 0 to 86400 seconds, got 86401",
    ],
    [
      "credentials for every origin",
      { cors: { allowCredentials: true, allowOrigins: ["*"] } },
      'cors: allowOrigins must name its origins (not "*") when allowCredentials is true: browsers accept no wildcard then',
    ],
  ];
  for (const [why, inputs, message] of refusals) {
    it(`is refused with ${why}`, async () => {
      expect((await rejection(url.deploy(inputs))).message).to.equal(message);
    });
  }

  it("is refused beside another one of the same function", async () => {
    await url.deploy();

    const { message } = await rejection(url.deploy({}, "second-url"));

    expect(message).to.contain("FunctionUrlConfig exists for this Lambda function");
  });

  it("needs permissions whose conditions fit their action", async () => {
    const everybody = { function: "intake", principal: "*" };
    const of = (inputs: Record<string, unknown>) =>
      rejection(permission({ iam: url.iam }).create(resourceContext("p"), { ...everybody, ...inputs }));

    expect((await of({ action: "lambda:InvokeFunction", functionUrlAuthType: "NONE" })).message).to.equal(
      'functionUrlAuthType goes with action "lambda:InvokeFunctionUrl" only, got "lambda:InvokeFunction"',
    );
    expect((await of({ action: "lambda:InvokeFunctionUrl", invokedViaFunctionUrl: true })).message).to.equal(
      'invokedViaFunctionUrl goes with action "lambda:InvokeFunction" only, got "lambda:InvokeFunctionUrl"',
    );
  });
});
