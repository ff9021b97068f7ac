import { expect } from "chai";
import { type ApiUnderTest, lastEvent, startApi } from "./apiUnderTest";

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain; charset=utf-8";

describe("the response of an HTTP API's Lambda proxy", () => {
  let api: ApiUnderTest;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const replies: [what: string, payload: unknown, status: number, type: string, body: string][] = [
    ["a string", "hello", 200, JSON_TYPE, "hello"],
    ["an object without statusCode", { a: 1 }, 200, JSON_TYPE, '{"a":1}'],
    ["an array", [1, 2], 200, JSON_TYPE, "[1,2]"],
    ["a number", 5, 200, JSON_TYPE, "5"],
    ["null", null, 200, JSON_TYPE, "null"],
    ["nothing", undefined, 200, JSON_TYPE, "null"],
    ["a statusCode alone", { statusCode: 202 }, 202, TEXT_TYPE, ""],
    ["a body without a type", { statusCode: 200, body: "x" }, 200, TEXT_TYPE, "x"],
    [
      "a body with a type",
      { statusCode: 400, headers: { "Content-Type": "application/problem+json" }, body: "{}" },
      400,
      "application/problem+json",
      "{}",
    ],
    ["a status in a text", { statusCode: "201", body: "made" }, 201, TEXT_TYPE, "made"],
    ["a body that is no text", { statusCode: 200, body: { a: [1] } }, 200, TEXT_TYPE, '{"a":[1]}'],
    ["a body in base64", { statusCode: 200, body: "aMOp", isBase64Encoded: true }, 200, TEXT_TYPE, "hé"],
  ];
  for (const [what, payload, status, type, body] of replies) {
    it(`is ${status} ${type} for ${what}`, async () => {
      api.answer = () => ({ ok: true, payload });

      const received = await api.send("GET", "/");

      expect([received.status, received.headers["content-type"], received.body]).to.deep.equal([status, type, body]);
      expect(received.headers["content-length"]).to.equal(String(Buffer.byteLength(body)));
    });
  }

  const invalid: [what: string, payload: Record<string, unknown>][] = [
    ["a statusCode that is no number", { statusCode: "ok" }],
    ["a statusCode that HTTP does not have", { statusCode: 99 }],
    ["a statusCode of null", { statusCode: null }],
    ["an object as header value", { statusCode: 200, headers: { a: {} } }],
    ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nc: d" } }],
    ["headers in an array", { statusCode: 200, headers: [] }],
    ["cookies that are not an array", { statusCode: 200, cookies: "a=b" }],
  ];
  for (const [what, payload] of invalid) {
    it(`is a 500 for ${what}, and a warning says why`, async () => {
      api.warnings.length = 0;
      api.answer = () => ({ ok: true, payload });

      const received = await api.send("GET", "/");

      expect([received.status, received.body]).to.deep.equal([500, '{"message":"Internal Server Error"}']);
      expect(api.warnings).to.have.length(1);
      expect(api.warnings[0]).to.contain("orders-api: $default answers 500");
    });
  }

  it("has one set-cookie header a cookie, numbers as header text, and an id", async () => {
    api.answer = () => ({
      ok: true,
      payload: { statusCode: 200, headers: { "X-Count": 3, "X-None": null }, cookies: ["a=1; Path=/", "b=2"] },
    });

    const { headers } = await api.send("GET", "/");

    expect(headers["set-cookie"]).to.deep.equal(["a=1; Path=/", "b=2"]);
    expect(headers["x-count"]).to.equal("3");
    expect(headers).not.to.have.property("x-none");
    expect(headers["apigw-requestid"]).to.equal(lastEvent(api).requestContext.requestId);
  });

  it("drops headers that belong to the connection", async () => {
    api.answer = () => ({
      ok: true,
      payload: { statusCode: 200, headers: { "Transfer-Encoding": "chunked", "Content-Length": "99" }, body: "abc" },
    });

    const { headers, body } = await api.send("GET", "/");

    expect(headers).not.to.have.property("transfer-encoding");
    expect([headers["content-length"], body]).to.deep.equal(["3", "abc"]);
  });

  it("has no body for HEAD", async () => {
    api.answer = () => ({ ok: true, payload: { statusCode: 200, body: "abc" } });

    const { headers, body } = await api.send("HEAD", "/");

    expect([headers["content-length"], body]).to.deep.equal(["3", ""]);
  });
});
