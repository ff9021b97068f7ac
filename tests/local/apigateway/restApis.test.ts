import { expect } from "chai";
import {
  API_ID,
  FUNCTION_ARN,
  grantRole,
  LOG_GROUP_ARN,
  lastEvent,
  NOW,
  permit,
  type RestApiUnderTest,
  type Setup,
  startRestApi,
} from "./restApiUnderTest";

const FORBIDDEN = [403, '{"message":"Forbidden"}'];
const NO_ROUTE = [403, '{"message":"Missing Authentication Token"}'];
const INTERNAL = '{"message": "Internal server error"}';

describe("REST APIs", () => {
  let api: RestApiUnderTest;
  const started = async (setup: Setup) => {
    api = await startRestApi(setup);
  };
  afterEach(() => api.stop());

  it("answer 403 where no resource or method matches, and count and log it", async () => {
    await started({
      methods: [{ route: "GET /a" }],
      stage: { accessLog: { logGroupArn: LOG_GROUP_ARN, format: "$context.status $context.error.responseType" } },
    });

    expect(await api.ask("GET", "/b")).to.deep.equal(NO_ROUTE);
    expect(await api.ask("POST", "/a")).to.deep.equal(NO_ROUTE);
    expect(api.events).to.deep.equal([]);
    expect(api.logLines[0]).to.deep.equal({ group: "/access", message: "403 MISSING_AUTHENTICATION_TOKEN" });
    expect(api.data.filter(({ metricName }) => metricName === "4XXError").map(({ value }) => value)).to.include(1);
  });

  it("name the error and the request in headers", async () => {
    await started({ methods: [{ route: "GET /a" }] });

    const { headers } = await api.send("GET", "/b");

    expect(headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
    expect(headers["x-amzn-requestid"]).to.match(/^[0-9a-f-]{36}$/);
    expect(headers["x-amz-apigw-id"]).to.match(/^[\w+/]{15}=$/);
  });

  it("answer 403 without a trace where there is no such stage", async () => {
    await started({ methods: [{ route: "GET /a" }] });

    const { status, body } = await api.sendTo("/other/a");

    expect([status, body]).to.deep.equal(FORBIDDEN);
    expect(api.data).to.deep.equal([]);
  });

  it("answer 403 at their own address where that is switched off", async () => {
    await started({ methods: [{ route: "GET /a" }], api: { disableExecuteApiEndpoint: true } });

    expect(await api.ask("GET", "/a")).to.deep.equal(FORBIDDEN);
    expect(api.events).to.deep.equal([]);
  });

  it("answer 400 to a malformed percent sequence", async () => {
    await started({ methods: [{ route: "GET /{a}" }] });

    expect(await api.ask("GET", "/%zz")).to.deep.equal([400, '{"message":"Bad Request"}']);
  });

  it("answer 413 to a body over 10 MB", async () => {
    await started({ methods: [{ route: "POST /a" }] });

    const answer = await api.ask("POST", "/a", { body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    expect(answer).to.deep.equal([413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
  });

  it("answer 413 to what makes an event over 6 MB", async () => {
    await started({ methods: [{ route: "POST /a" }] });

    const answer = await api.ask("POST", "/a", { body: "a".repeat(6 * 1024 * 1024) });

    expect(answer).to.deep.equal([413, '{"message":"Request Too Long"}']);
    expect(api.events).to.deep.equal([]);
  });

  it("make no difference of a slash at the end", async () => {
    await started({ methods: [{ route: "GET /a" }] });

    expect((await api.send("GET", "/a/")).status).to.equal(200);
    expect(lastEvent(api).path).to.equal("/a/");
  });

  describe("calling a function", () => {
    const failures = [
      ["throws", { ok: false, kind: "function", error: { errorType: "E", errorMessage: "no" } }, [502, INTERNAL]],
      ["returns a member that responses have not", { ok: true, payload: { ok: 1 } }, [502, INTERNAL]],
      ["returns a body that is no text", { ok: true, payload: { statusCode: 200, body: {} } }, [502, INTERNAL]],
      ["returns nothing", { ok: true, payload: null }, [502, INTERNAL]],
      ["is throttled", { ok: false, kind: "throttled" }, [500, INTERNAL]],
    ] as const;
    for (const [what, result, answer] of failures) {
      it(`answer ${answer[0]} when it ${what}`, async () => {
        await started({ methods: [{ route: "GET /a" }] });
        api.answer = () => structuredClone(result) as ReturnType<RestApiUnderTest["answer"]>;

        expect(await api.ask("GET", "/a")).to.deep.equal(answer);
      });
    }

    it("tell in the report why a response can't be sent", async () => {
      await started({ methods: [{ route: "GET /a" }] });
      api.answer = () => ({ ok: true, payload: { statusCode: 200, body: {} } });

      await api.send("GET", "/a");

      expect(api.warnings).to.deep.equal([
        "cards: GET /a answers 502: the function's response can't be sent: body must be a string, got object; use JSON.stringify",
      ]);
    });

    it("answer 504 when it takes longer than the integration's timeout, and leave no timer behind", async () => {
      await started({ methods: [{ route: "GET /a" }] });
      const never = new Promise<never>(() => {});
      api.answer = () => {
        setImmediate(() => api.clock.advance(29_000));
        return never;
      };

      expect(await api.ask("GET", "/a")).to.deep.equal([504, '{"message": "Endpoint request timed out"}']);
      expect(api.clock.pending).to.equal(0);
    });

    for (const [sourceArn, route, method, path, status] of [
      ["/*/GET/gates/{gateId}", "GET /gates/{gateId}", "GET", "/gates/1", 200],
      ["/prod/GET/gates/*", "GET /gates/{gateId}", "GET", "/gates/1", 200],
      ["/*/PUT/{proxy+}", "ANY /{proxy+}", "PUT", "/a/b", 200],
      ["/*/POST/gates/*", "GET /gates/{gateId}", "GET", "/gates/1", 500],
      ["/test/GET/gates/*", "GET /gates/{gateId}", "GET", "/gates/1", 500],
    ] as const) {
      it(`answer ${status} to ${method} ${path} where the function's policy lets ${sourceArn} in`, async () => {
        await started({ methods: [{ route }], permitted: false });
        permit(api.iam, `arn:aws:execute-api:us-east-1:000000000000:${API_ID}${sourceArn}`);

        const answer = await api.ask(method, path);

        expect(answer).to.deep.equal([status, status === 200 ? "" : INTERNAL]);
        expect(api.events.length).to.equal(status === 200 ? 1 : 0);
      });
    }

    it("name the permission that is missing", async () => {
      await started({ methods: [{ route: "GET /gates/{gateId}" }], permitted: false });

      await api.send("GET", "/gates/1");

      expect(api.warnings[0])
        .to.contain(`API Gateway may not call ${FUNCTION_ARN}`)
        .and.to.contain(`arn:aws:execute-api:us-east-1:000000000000:${API_ID}/prod/GET/gates/{gateId}`);
    });

    it("hand on the statusCode, headers of one value and of several, and cookies", async () => {
      await started({ methods: [{ route: "GET /a" }] });
      const payload = {
        statusCode: "201",
        headers: { "X-One": "1", "Set-Cookie": "a=1" },
        multiValueHeaders: { "X-Two": ["1", "2"], "set-cookie": ["b=2", "c=3"] },
        body: "made",
      };
      api.answer = () => ({ ok: true, payload });

      const { status, headers, body } = await api.send("GET", "/a");

      expect([status, body]).to.deep.equal([201, "made"]);
      expect([headers["x-one"], headers["x-two"]]).to.deep.equal(["1", "1, 2"]);
      expect(headers["set-cookie"]).to.deep.equal(["b=2", "c=3", "a=1"]);
      expect(headers["content-type"]).to.equal("application/json");
    });
  });

  it("hand bodies of binary media types on in base64, and give them back as bytes to who accepts them", async () => {
    await started({ methods: [{ route: "POST /a" }], api: { binaryMediaTypes: ["image/*"] } });
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    const payload = { headers: { "content-type": "image/png" }, isBase64Encoded: true, body: png.toString("base64") };
    api.answer = () => ({ ok: true, payload });
    const send = (accept: string) =>
      api.send("POST", "/a", { headers: { "content-type": "image/png", accept }, body: png });

    const [asBytes, asText] = [await send("image/png, text/html"), await send("text/html, image/png")];

    expect(lastEvent(api)).to.deep.include({ body: png.toString("base64"), isBase64Encoded: true });
    expect([asBytes.bytes, asText.body]).to.deep.equal([png, png.toString("base64")]);
  });

  it("serve what was deployed, not what was changed after it, and say so once", async () => {
    await started({ methods: [{ route: "GET /a" }] });
    const place = { apiId: API_ID, resourceId: "root123456/a", httpMethod: "GET" };

    api.apis.putMethod({ ...place, apiKeyRequired: true, requestParameters: {}, requestModels: {} });
    const before = [await api.ask("GET", "/a"), await api.ask("GET", "/a")];
    api.redeploy("d2");
    const after = await api.ask("GET", "/a");

    expect(before.map(([status]) => status)).to.deep.equal([200, 200]);
    expect(after).to.deep.equal(FORBIDDEN);
    expect(api.warnings.length).to.equal(1);
    expect(api.warnings[0]).to.contain("changed or deleted after its last deployment");
  });

  it("hand functions payload format 1.0", async () => {
    await started({
      methods: [{ route: "POST /gates/{gateId}/enter", apiKeyRequired: true }],
      stage: { variables: { mode: "strict" } },
    });
    api.apis.keys.putKey({ id: "k1", value: "the-value-of-the-key", enabled: true });
    api.apis.keys.putPlan({ id: "p1", stages: [{ apiId: API_ID, stage: "prod", throttles: {} }] });
    api.apis.keys.addToPlan("p1", "k1");
    const trace = "Root=1-5e6a7c1e-0123456789abcdef01234567";

    await api.send("POST", "/gates/n%C3%B6rd%2Fa/enter?a=1&a=2&__proto__=x", {
      headers: {
        "X-Api-Key": "the-value-of-the-key",
        "User-Agent": "gate/1",
        "X-Several": ["1", "2"],
        "X-Amzn-Trace-Id": trace,
        Host: "example.com",
      },
      body: "{}",
    });

    const { requestContext, headers, multiValueHeaders, ...event } = lastEvent(api);
    const { requestId, extendedRequestId, identity, ...context } = requestContext;
    const query = JSON.parse('{"a":"2","__proto__":"x"}');
    const lists = JSON.parse('{"a":["1","2"],"__proto__":["x"]}');
    expect(event).to.deep.equal({
      resource: "/gates/{gateId}/enter",
      path: "/gates/n%C3%B6rd%2Fa/enter",
      httpMethod: "POST",
      queryStringParameters: query,
      multiValueQueryStringParameters: lists,
      pathParameters: { gateId: "n%C3%B6rd%2Fa" },
      stageVariables: { mode: "strict" },
      body: "{}",
      isBase64Encoded: false,
    });
    expect(context).to.deep.equal({
      accountId: "000000000000",
      apiId: API_ID,
      deploymentId: "d1",
      domainName: `${API_ID}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: API_ID,
      httpMethod: "POST",
      path: "/prod/gates/n%C3%B6rd%2Fa/enter",
      protocol: "HTTP/1.1",
      requestTime: "12/Mar/2020:19:03:58 +0000",
      requestTimeEpoch: NOW,
      resourceId: "root123456/gates/{gateId}/enter",
      resourcePath: "/gates/{gateId}/enter",
      stage: "prod",
    });
    expect(requestId).to.match(/^[0-9a-f-]{36}$/);
    expect(extendedRequestId).to.match(/^[\w+/]{15}=$/);
    expect(identity).to.deep.include({
      apiKey: "the-value-of-the-key",
      apiKeyId: "k1",
      sourceIp: "127.0.0.1",
      userAgent: "gate/1",
      caller: null,
    });
    expect(headers).to.deep.include({ "X-Several": "2", "X-Amzn-Trace-Id": trace, "X-Forwarded-For": "127.0.0.1" });
    expect(multiValueHeaders["X-Several"]).to.deep.equal(["1", "2"]);
  });

  it("give functions null for what a request has not", async () => {
    await started({ methods: [{ route: "GET /" }] });

    await api.send("GET", "");

    expect(lastEvent(api)).to.deep.include({
      path: "/",
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    });
  });

  it("count by API, by stage, and by method where the settings say so", async () => {
    await started({ methods: [{ route: "GET /a" }, { route: "GET /b" }] });
    const settings = { apiId: API_ID, stageName: "prod", detailedMetrics: true };
    api.apis.putMethodSettings({ ...settings, methodPath: "a/GET" });

    await api.send("GET", "/a");
    await api.send("GET", "/b");

    const counts = api.data.filter(({ metricName }) => metricName === "Count");
    const ApiName = "cards-api";
    expect(counts.map(({ namespace, dimensions }) => [namespace, dimensions])).to.deep.equal([
      ["AWS/ApiGateway", { ApiName }],
      ["AWS/ApiGateway", { ApiName, Stage: "prod" }],
      ["AWS/ApiGateway", { ApiName, Stage: "prod", Method: "GET", Resource: "/a" }],
      ["AWS/ApiGateway", { ApiName }],
      ["AWS/ApiGateway", { ApiName, Stage: "prod" }],
    ]);
    const names = api.data.map(({ metricName }) => metricName);
    expect(new Set(names)).to.deep.equal(new Set(["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"]));
  });

  it("log what they know of a request, and nothing that a client could forge", async () => {
    await started({
      methods: [{ route: "GET /a" }],
      stage: {
        accessLog: {
          logGroupArn: LOG_GROUP_ARN,
          format:
            '{"path":"$context.resourcePath","status":$context.status,"agent":"$context.identity.userAgent","time":$context.requestTimeEpoch,' +
            '"integration":$context.integration.integrationStatus,"key":"$context.identity.apiKey","none":"$context.constructor"}',
        },
      },
    });

    await api.send("GET", "/a", { headers: { "user-agent": 'a"b' } });

    expect(JSON.parse(api.logLines[0]?.message ?? "")).to.deep.equal({
      path: "/a",
      status: 200,
      agent: 'a"b',
      time: NOW,
      integration: 200,
      key: "-",
      none: "-",
    });
  });

  it("warn of an access log without a role for logs", async () => {
    await started({ methods: [{ route: "GET /a" }] });
    const accessLog = { logGroupArn: LOG_GROUP_ARN, format: "$context.requestId" };
    const stage = { apiId: API_ID, name: "logged", deploymentId: "d1", variables: {}, accessLog };

    api.apis.putStage(stage);
    api.apis.setLogRole(grantRole(api.iam, "logs:*", "*"));
    api.apis.putStage(stage);

    expect(api.warnings.length).to.equal(1);
    expect(api.warnings[0]).to.contain("aws.apigateway.Account");
  });

  it("throttle a method by the stage's settings, each method by itself", async () => {
    await started({ methods: [{ route: "GET /a" }, { route: "GET /b" }] });
    const settings = { apiId: API_ID, stageName: "prod", detailedMetrics: false };
    api.apis.putMethodSettings({ ...settings, methodPath: "*/*", throttle: { rateLimit: 1, burstLimit: 1 } });
    api.apis.putMethodSettings({ ...settings, methodPath: "b/GET", throttle: { rateLimit: 1, burstLimit: 2 } });
    const statuses = async (path: string) => {
      const found = [];
      for (const _ of [1, 2, 3]) found.push((await api.send("GET", path)).status);
      return found;
    };

    expect(await statuses("/a")).to.deep.equal([200, 429, 429]);
    expect(await statuses("/b")).to.deep.equal([200, 200, 429]);
    api.clock.advance(1000);
    expect(await api.ask("GET", "/a")).to.deep.equal([200, ""]);
    expect(await api.ask("GET", "/a")).to.deep.equal([429, '{"message":"Too Many Requests"}']);
  });
});
