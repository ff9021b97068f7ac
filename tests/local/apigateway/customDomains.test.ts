import { expect } from "chai";
import { API_ID, lastEvent, type RestApiUnderTest, startRestApi } from "./restApiUnderTest";

const FORBIDDEN = [403, '{"message":"Forbidden"}'];
const HOST = "cards.example.com";

describe("a custom domain", () => {
  let api: RestApiUnderTest;
  beforeEach(async () => {
    api = await startRestApi({
      methods: [{ route: "GET /gates/{gateId}" }],
      api: { disableExecuteApiEndpoint: true },
    });
    api.apis.putDomain(HOST);
  });
  afterEach(() => api.stop());

  const map = (basePath: string, stage?: string, apiId = API_ID) =>
    api.apis.putBasePathMapping({ domainName: HOST, basePath, apiId, ...(stage !== undefined && { stage }) });
  const get = async (path: string, host = `${HOST}:4510`) => {
    const { status, body } = await api.sendTo(path, { headers: { host } });
    return [status, body];
  };

  // A function's view, by those who have looked at it on AWS: the base path stays in both paths.
  for (const [basePath, stage, path] of [
    ["", "prod", "/gates/1"],
    ["v1", "prod", "/v1/gates/1"],
    ["", undefined, "/prod/gates/1"],
    ["v1", undefined, "/v1/prod/gates/1"],
  ] as const) {
    it(`serves ${path} with the base path "${basePath}" and ${stage === undefined ? "no stage" : `the stage ${stage}`}`, async () => {
      map(basePath, stage);

      expect(await get(`${path}?a=1`)).to.deep.equal([200, ""]);
      const { requestContext, ...event } = lastEvent(api);
      expect(event).to.deep.include({
        resource: "/gates/{gateId}",
        path,
        pathParameters: { gateId: "1" },
        queryStringParameters: { a: "1" },
      });
      expect(requestContext).to.deep.include({ path, stage: "prod", domainName: HOST, domainPrefix: "cards" });
    });
  }

  it("answers 403 where no base path, no stage and no resource fits", async () => {
    map("v1", "prod");

    expect(await get("/gates/1")).to.deep.equal(FORBIDDEN);
    expect(await get("/v2/gates/1")).to.deep.equal(FORBIDDEN);
    expect(await get("/v1/cards")).to.deep.equal([403, '{"message":"Missing Authentication Token"}']);
    map("v3");
    expect(await get("/v3/test/gates/1")).to.deep.equal(FORBIDDEN);
  });

  it("prefers a base path to the root", async () => {
    map("", "prod", "none");
    map("v1", "prod");

    expect(await get("/v1/gates/1")).to.deep.equal([200, ""]);
    expect(await get("/gates/1")).to.deep.equal(FORBIDDEN);
  });

  it("is known by its whole name only, in any case, and as long as it exists", () => {
    const known = () =>
      [HOST, HOST.toUpperCase(), `${HOST}:80`, `x.${HOST}`, "example.com", ""].map(api.apis.hasDomain);

    expect(known()).to.deep.equal([true, true, true, false, false, false]);
    api.apis.deleteDomain(HOST);
    expect(known()).to.deep.equal([false, false, false, false, false, false]);
  });

  it("has one API a base path, and can be mapped once it exists", () => {
    map("v1", "prod");

    expect(() => map("v1", "prod", "other")).to.throw("Base path already exists for this domain name");
    expect(() => map("v1", "test")).to.not.throw();
    api.apis.deleteBasePathMapping(HOST, "v1");
    expect(() => map("v1", "prod", "other")).to.not.throw();
    expect(() =>
      api.apis.putBasePathMapping({ domainName: "none.example.com", basePath: "", apiId: API_ID, stage: "prod" }),
    ).to.throw("Invalid domain name identifier specified");
  });
});
