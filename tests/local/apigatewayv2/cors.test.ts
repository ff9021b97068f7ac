import { expect } from "chai";
import { type ApiUnderTest, type Setup, startApi } from "./apiUnderTest";

const SITE = "https://shop.example.com";
const STRICT = {
  allowOrigins: [SITE],
  allowMethods: ["GET", "POST"],
  allowHeaders: ["Content-Type", "X-Key"],
  exposeHeaders: ["X-Id"],
  allowCredentials: true,
  maxAge: 300,
};

describe("CORS of an HTTP API", () => {
  let api: ApiUnderTest;
  afterEach(() => api.stop());

  async function corsOf(cors: NonNullable<Setup["cors"]>, method: string, headers: Record<string, string>) {
    api = await startApi({ cors, routes: ["POST /a"] });
    const received = await api.send(method, "/a", { headers });
    const own = Object.entries(received.headers).filter(([name]) => name.startsWith("access-control-"));
    return { status: received.status, cors: Object.fromEntries(own) };
  }

  const preflights: [
    what: string,
    cors: NonNullable<Setup["cors"]>,
    asked: Record<string, string>,
    expected: Record<string, string>,
  ][] = [
    [
      "an allowed origin, method and header",
      STRICT,
      {
        origin: SITE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, x-key",
      },
      {
        "access-control-allow-origin": SITE,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "x-id",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "content-type,x-key",
        "access-control-max-age": "300",
      },
    ],
    ["another origin", STRICT, { origin: "https://evil.example.com", "access-control-request-method": "POST" }, {}],
    ["another method", STRICT, { origin: SITE, "access-control-request-method": "DELETE" }, {}],
    [
      "another header",
      STRICT,
      { origin: SITE, "access-control-request-method": "POST", "access-control-request-headers": "x-other" },
      {},
    ],
    [
      "wildcards",
      { allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"] },
      { origin: SITE, "access-control-request-method": "PUT", "access-control-request-headers": "x-any" },
      {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "*",
        "access-control-allow-headers": "*",
      },
    ],
    [
      "any https origin",
      { allowOrigins: ["https://*"], allowMethods: ["GET"] },
      { origin: SITE, "access-control-request-method": "GET" },
      { "access-control-allow-origin": SITE, "access-control-allow-methods": "GET" },
    ],
    [
      "an http origin where any https one may",
      { allowOrigins: ["https://*"], allowMethods: ["GET"] },
      { origin: "http://shop.example.com", "access-control-request-method": "GET" },
      {},
    ],
  ];
  for (const [what, cors, asked, expected] of preflights) {
    it(`answers a preflight for ${what} itself`, async () => {
      expect(await corsOf(cors, "OPTIONS", asked)).to.deep.equal({ status: 204, cors: expected });
      expect(api.events).to.deep.equal([]);
    });
  }

  it("routes an OPTIONS request that is no preflight", async () => {
    expect((await corsOf(STRICT, "OPTIONS", { origin: SITE })).status).to.equal(404);
  });

  it("adds headers for an allowed origin and drops the function's own", async () => {
    api = await startApi({ cors: STRICT });
    api.answer = () => ({
      ok: true,
      payload: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": 1 } },
    });

    const { headers } = await api.send("GET", "/", { headers: { origin: SITE } });

    expect(headers["access-control-allow-origin"]).to.equal(SITE);
    expect(headers["access-control-allow-credentials"]).to.equal("true");
    expect(headers).not.to.have.property("access-control-max-age");
  });

  const unadorned: [what: string, headers: Record<string, string>][] = [
    ["another origin", { origin: "https://evil.example.com" }],
    ["no origin", {}],
  ];
  for (const [what, headers] of unadorned) {
    it(`adds nothing for ${what}`, async () => {
      expect((await corsOf(STRICT, "POST", headers)).cors).to.deep.equal({});
    });
  }

  it("adds headers to the API's own errors, so that a page can read them", async () => {
    expect(await corsOf({ allowOrigins: ["*"] }, "GET", { origin: SITE })).to.deep.equal({
      status: 404,
      cors: { "access-control-allow-origin": "*" },
    });
  });

  it("leaves the function's headers alone where there is no CORS configuration", async () => {
    api = await startApi();
    api.answer = () => ({ ok: true, payload: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } } });

    expect((await api.send("GET", "/")).headers["access-control-allow-origin"]).to.equal("*");
  });
});
