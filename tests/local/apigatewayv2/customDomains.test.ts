import { expect } from "chai";
import fc from "fast-check";
import { API_ID, type ApiUnderTest, LOG_GROUP_ARN, lastEvent, startApi } from "./apiUnderTest";

const HOST = "orders.example.com";
const NOT_FOUND = [404, '{"message":"Not Found"}'];
const FORMAT = "$context.domainName $context.domainPrefix $context.path";
const DEFAULT_STAGE = { name: "$default", accessLog: { logGroupArn: LOG_GROUP_ARN, format: FORMAT } };

describe("a custom domain of an HTTP API", () => {
  let api: ApiUnderTest;
  afterEach(() => api.stop());

  const get = async (path: string, host = `${HOST}:4510`) => {
    const { status, body } = await api.send("GET", path, { headers: { host } });
    return [status, body];
  };
  const map = (key: string, stage = "$default") =>
    api.apis.putApiMapping({ id: key, apiId: API_ID, domainName: HOST, stage, key });

  it("is named in events and logs, in both formats", async () => {
    for (const payloadFormat of ["2.0", "1.0"] as const) {
      api = await startApi({
        ...{ payloadFormat, stages: [DEFAULT_STAGE], routes: ["GET /orders/{id}"] },
        mappings: [{ domainName: HOST, stage: "$default", key: "v1" }],
      });

      expect(await get("/v1/orders/7?a=1")).to.deep.equal([200, ""]);
      const { requestContext, pathParameters } = lastEvent(api);
      expect(pathParameters).to.deep.equal({ id: "7" });
      expect(requestContext).to.deep.include({ domainName: HOST, domainPrefix: "orders" });
      expect(api.logLines.map(({ message }) => message)).to.deep.equal([`${HOST} orders /orders/7`]);
      await api.stop();
    }
  });

  it("keeps its path from functions, which see the stage's name instead", async () => {
    api = await startApi({
      stages: [{ name: "prod" }],
      mappings: [{ domainName: HOST, stage: "prod", key: "v1" }],
    });

    expect(await get("/v1/orders/7?a=1")).to.deep.equal([200, ""]);
    expect(lastEvent(api)).to.deep.include({ rawPath: "/prod/orders/7", rawQueryString: "a=1" });
  });

  it("shows its path to functions with payload format 1.0, as it was sent", async () => {
    api = await startApi({
      ...{ payloadFormat: "1.0", stages: [{ name: "prod" }], routes: ["GET /orders/{id}"] },
      mappings: [{ domainName: HOST, stage: "prod", key: "v1" }],
    });

    expect(await get("/v1/orders/7?a=1")).to.deep.equal([200, ""]);
    expect(lastEvent(api)).to.deep.include({ path: "/v1/orders/7", resource: "/orders/{id}" });
    expect(lastEvent(api).pathParameters).to.deep.equal({ id: "7" });
  });

  it("prefers the longest path, and compares whole parts", async () => {
    api = await startApi({
      stages: [{ name: "root" }, { name: "short" }, { name: "long" }],
      mappings: [
        { domainName: HOST, stage: "root", key: "" },
        { domainName: HOST, stage: "short", key: "orders" },
        { domainName: HOST, stage: "long", key: "orders/v1" },
      ],
    });
    const stageOf = async (path: string) => {
      await get(path);
      return lastEvent(api).rawPath;
    };

    expect(await stageOf("/orders")).to.equal("/short/");
    expect(await stageOf("/orders/v1/items")).to.equal("/long/items");
    expect(await stageOf("/orders/v10")).to.equal("/short/v10");
    expect(await stageOf("/ordersofmine")).to.equal("/root/ordersofmine");
    expect(await stageOf("/")).to.equal("/root/");
  });

  it("finds the same mapping in whatever order they were made", async () => {
    api = await startApi({
      stages: [{ name: "$default" }],
      mappings: [{ domainName: HOST, stage: "$default", key: "zzz" }],
    });
    const part = fc.constantFrom("a", "b", "c");
    const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), key, async (keys, path) => {
        for (const one of keys) map(one);
        const fitting = keys.filter((one) => `${path}/`.startsWith(`${one}/`)).sort((a, b) => b.length - a.length);
        const answered = await get(`/${path}`);
        if (fitting[0] === undefined) expect(answered).to.deep.equal(NOT_FOUND);
        else expect(lastEvent(api).rawPath).to.equal(path.slice(fitting[0].length) || "/");
        for (const one of keys) api.apis.deleteApiMapping(HOST, one);
      }),
      { numRuns: 40 },
    );
  });

  it("is the only way in where the API's own address is off", async () => {
    api = await startApi({
      disableExecuteApiEndpoint: true,
      stages: [DEFAULT_STAGE],
      mappings: [{ domainName: HOST, stage: "$default", key: "" }],
    });

    expect(await get("/orders", "127.0.0.1:4510")).to.deep.equal(NOT_FOUND);
    expect(api.events).to.deep.equal([]);
    expect(api.logLines).to.deep.equal([]);
    expect(await get("/orders")).to.deep.equal([200, ""]);
  });

  it("answers 404 where no mapping fits, and where its stage is gone", async () => {
    api = await startApi({ mappings: [{ domainName: HOST, stage: "$default", key: "v1" }] });

    expect(await get("/v2/orders")).to.deep.equal(NOT_FOUND);
    api.apis.deleteStage(API_ID, "$default");
    expect(await get("/v1/orders")).to.deep.equal(NOT_FOUND);
  });

  it("asks for the same authorization as the API's own address", async () => {
    api = await startApi({
      iam: {
        principalOf: () => {
          throw new Error("nobody has signed");
        },
        authorize: () => {},
      },
      mappings: [{ domainName: HOST, stage: "$default", key: "" }],
    });

    expect(await get("/orders")).to.deep.equal([403, '{"message":"Forbidden"}']);
    expect(api.events).to.deep.equal([]);
  });

  it("is known by its whole name, in any case, and as long as it exists", async () => {
    api = await startApi({ mappings: [{ domainName: HOST, stage: "$default", key: "" }] });
    const known = () =>
      [HOST, HOST.toUpperCase(), `${HOST}:80`, `x.${HOST}`, "example.com", ""].map(api.apis.hasDomain);

    expect(known()).to.deep.equal([true, true, true, false, false, false]);
    api.apis.deleteDomain(HOST);
    expect(known()).to.deep.equal([false, false, false, false, false, false]);
  });

  it("has one stage a path, of an API that is there", async () => {
    api = await startApi({
      stages: [{ name: "$default" }, { name: "prod" }],
      mappings: [{ domainName: HOST, stage: "$default", key: "v1" }],
    });

    expect(() => map("v1", "prod")).to.throw("ApiMapping key already exists for this domain name");
    expect(() => map("v2", "test")).to.throw("Invalid stage identifier specified");
    expect(() =>
      api.apis.putApiMapping({ id: "m", apiId: "none", domainName: HOST, stage: "prod", key: "v3" }),
    ).to.throw("Invalid API identifier specified none");
    expect(() =>
      api.apis.putApiMapping({ id: "m", apiId: API_ID, domainName: "a.example.com", stage: "prod", key: "" }),
    ).to.throw("Invalid domain name identifier specified");
  });
});
