import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import type { LambdaAuthorizerSpec } from "../../../local/services/apigatewayv2/httpApi";
import { LambdaAuthorizers } from "../../../local/services/apigatewayv2/lambdaAuthorizer";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { HeldClock } from "../../support/heldClock";
import { API_ID, type ApiUnderTest, DECIDES_ARN, LOG_GROUP_ARN, lastEvent, startApi } from "./apiUnderTest";

const BY_KEY: LambdaAuthorizerSpec["identitySources"] = [{ place: "header", name: "X-Key" }];
const ACCESS_LOG = { logGroupArn: LOG_GROUP_ARN, format: "$context.status $context.authorizer.error" };

describe("a function that authorizes requests to an HTTP API", () => {
  let api: ApiUnderTest;
  const start = async (identitySources = BY_KEY, ttlSeconds = 0) => {
    api = await startApi({
      routes: ["GET /orders/{id}", "POST /orders"],
      stages: [{ name: "$default", accessLog: ACCESS_LOG }],
      decides: { identitySources, ttlSeconds },
    });
    api.decide = ({ headers = {} }) => ({
      ok: true,
      payload: { isAuthorized: headers["x-key"] === "right", context: { customer: 7, roles: ["a"] } },
    });
  };
  afterEach(() => api.stop());

  const get = async (key?: string, path = "/orders/1") => {
    const { status, body } = await api.send("GET", path, key === undefined ? {} : { headers: { "x-key": key } });
    return [status, body];
  };
  const FORBIDDEN = [403, '{"message":"Forbidden"}'];
  const UNAUTHORIZED = [401, '{"message":"Unauthorized"}'];
  const INTERNAL = [500, '{"message":"Internal Server Error"}'];

  it("lets in whom it says, and hands its context on", async () => {
    await start();

    expect(await get("right")).to.deep.equal([200, ""]);
    const { authorizer } = lastEvent(api).requestContext as unknown as { authorizer: object };
    expect(authorizer).to.deep.equal({ lambda: { customer: 7, roles: ["a"] } });
  });

  it("is asked with the request, its route and what identifies it, but without the body", async () => {
    await start([
      { place: "header", name: "X-Key" },
      { place: "querystring", name: "a" },
    ]);

    await api.send("GET", "/orders/1?a=2", { headers: { "x-key": "right" }, body: "secret" });

    const [event] = api.asked;
    expect(event).to.deep.include({
      ...{ version: "2.0", type: "REQUEST", routeKey: "GET /orders/{id}", rawPath: "/orders/1", rawQueryString: "a=2" },
      routeArn: `arn:aws:execute-api:us-east-1:000000000000:${API_ID}/$default/GET/orders/1`,
      identitySource: ["right", "2"],
      pathParameters: { id: "1" },
    });
    expect(event).not.to.have.any.keys("body", "isBase64Encoded");
    expect(event?.requestContext).not.to.have.property("authorizer");
  });

  it("keeps everybody else out before any other function is called", async () => {
    await start();

    expect(await get("wrong")).to.deep.equal(FORBIDDEN);
    expect(api.events).to.deep.equal([]);
    expect(api.logLines.map(({ message }) => message)).to.deep.equal(["403 the authorizer's function has denied it"]);
  });

  it("is not asked where what identifies a request is missing or empty", async () => {
    await start();

    expect([await get(), await get("")]).to.deep.equal([UNAUTHORIZED, UNAUTHORIZED]);
    expect([...api.asked, ...api.events]).to.deep.equal([]);
  });

  it("is asked about each request where nothing identifies any", async () => {
    await start([]);

    expect([await get("right"), await get()]).to.deep.equal([[200, ""], FORBIDDEN]);
    expect(api.asked).to.have.length(2);
  });

  for (const [what, payload] of [
    ["nothing", null],
    ["a word", { isAuthorized: "true" }],
    ["a policy", { principalId: "p", policyDocument: { Statement: [] } }],
    ["a context that is none", { isAuthorized: true, context: "all" }],
  ] as const) {
    it(`lets nobody in where it returns ${what}`, async () => {
      await start(BY_KEY, 300);
      api.decide = () => ({ ok: true, payload });

      expect(await get("right")).to.deep.equal(INTERNAL);
      expect(api.events).to.deep.equal([]);
      expect(api.warnings.join()).to.contain("{ isAuthorized: boolean, context? }");
      api.decide = () => ({ ok: true, payload: { isAuthorized: true } });
      expect((await get("right"))[0]).to.equal(200);
    });
  }

  it("lets nobody in where it throws, or may not be called", async () => {
    await start();
    api.decide = () => ({ ok: false, kind: "function", error: { errorType: "Error", errorMessage: "no" } });
    expect(await get("right")).to.deep.equal(INTERNAL);

    api.allowed = false;
    expect(await get("right")).to.deep.equal(INTERNAL);
    const { permission } = api.permissions.at(-1) ?? {};
    expect(permission).to.deep.include({ action: "lambda:InvokeFunction", resource: DECIDES_ARN });
    expect(permission?.context?.["aws:SourceArn"]).to.equal(
      `arn:aws:execute-api:us-east-1:000000000000:${API_ID}/authorizers/decides`,
    );
    expect(api.events).to.deep.equal([]);
  });

  describe("whose decisions are kept", () => {
    it("is asked again once they are old, and for each identity", async () => {
      await start(BY_KEY, 60);

      await get("right");
      await get("right");
      await get("wrong");
      expect(api.asked).to.have.length(2);
      api.clock.advance(59_999);
      expect([await get("right"), await get("wrong")]).to.deep.equal([[200, ""], FORBIDDEN]);
      expect(api.asked).to.have.length(2);
      api.clock.advance(1);
      await get("right");
      expect(api.asked).to.have.length(3);
    });

    it("decides for all routes at once, unless the route identifies a request as well", async () => {
      await start(BY_KEY, 60);
      const post = () => api.send("POST", "/orders", { headers: { "x-key": "right" } });
      await get("right");
      await post();
      expect(api.asked).to.have.length(1);
      await api.stop();

      await start([...BY_KEY, { place: "routeKey" }], 60);
      await get("right");
      await post();
      await get("right", "/orders/2");
      expect(api.asked.map(({ routeKey }) => routeKey)).to.deep.equal(["GET /orders/{id}", "POST /orders"]);
    });

    it("tells one identity from another that looks like it", async () => {
      await start(
        [
          { place: "querystring", name: "a" },
          { place: "querystring", name: "b" },
        ],
        60,
      );
      api.decide = ({ identitySource }) => ({
        ok: true,
        payload: { isAuthorized: identitySource?.[0] === 'x","y' },
      });

      const first = await api.send("GET", `/orders/1?a=${encodeURIComponent('x","y')}&b=z`);
      const second = await api.send("GET", `/orders/1?a=x&b=${encodeURIComponent('y","z')}`);

      expect([first.status, second.status]).to.deep.equal([200, 403]);
    });

    const spec = { id: "decides", apiId: API_ID, functionArn: DECIDES_ARN, ttlSeconds: 3_600, identitySources: BY_KEY };

    it("are forgotten when the authorizer changes", async () => {
      await start(BY_KEY, 3_600);
      await get("right");

      api.apis.putAuthorizer(spec);
      await get("right");
      expect(api.asked).to.have.length(2);
    });

    it("are forgotten when the authorizer changes while its function is asked", async () => {
      await start(BY_KEY, 3_600);
      api.decide = () => {
        api.apis.putAuthorizer(spec);
        return { ok: true, payload: { isAuthorized: true } };
      };
      await get("right");

      api.decide = () => ({ ok: true, payload: { isAuthorized: false } });
      expect(await get("right")).to.deep.equal(FORBIDDEN);
    });

    it("are no more than memory has room for, however many keys somebody tries", async () => {
      let asked = 0;
      const invoke = async (): Promise<InvokeResult> => {
        asked += 1;
        return { ok: true, payload: { isAuthorized: false } };
      };
      const deps = { clock: new HeldClock(0), iam: { allows: () => true }, lambda: { invoke }, report: silentReport };
      const authorizers = new LambdaAuthorizers(deps as unknown as ConstructorParameters<typeof LambdaAuthorizers>[0]);
      const ask = (key: number) =>
        authorizers.authorize(spec, {
          ...{ apiName: "orders", path: "/" },
          request: {
            ...{
              id: "r",
              apiId: API_ID,
              receivedAt: 0,
              method: "GET",
              path: "/",
              queryString: "",
              protocol: "HTTP/1.1",
            },
            ...{ headers: { "x-key": String(key) }, sourceIp: "127.0.0.1", localPort: 1 },
          },
          destination: { stage: "$default", routeKey: "$default", pathParameters: {}, stageVariables: {} },
        });

      for (let key = 0; key <= 10_000; key += 1) await ask(key);
      await ask(10_000);
      expect(asked).to.equal(10_001);
      await ask(0);
      expect(asked).to.equal(10_002);
    });
  });
});
