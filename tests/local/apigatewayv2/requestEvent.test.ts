import { expect } from "chai";
import { API_ID, type ApiUnderTest, lastEvent, NOW, startApi } from "./apiUnderTest";

describe("the event of an HTTP API's Lambda proxy", () => {
  let api: ApiUnderTest;
  afterEach(() => api.stop());

  it("is payload format 2.0, member by member", async () => {
    api = await startApi({ routes: ["POST /pets/{id}"], stages: [{ name: "$default", variables: { color: "blue" } }] });

    await api.send("POST", "/pets/6?a=1&a=2&b=x%20y", {
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "test/1",
        Cookie: "one=1; two=2",
        "X-Many": ["a", "b"],
        "X-Amzn-Trace-Id": "Root=1-00000000-000000000000000000000000",
      },
      body: '{"name":"Rex"}',
    });

    const event = lastEvent(api);
    const { requestId } = event.requestContext;
    const { host, "x-forwarded-port": port, ...headers } = event.headers;
    expect(requestId).to.match(/^[A-Za-z0-9+/]{15}=$/);
    expect(host).to.equal(`127.0.0.1:${port}`);
    expect({ ...event, headers }).to.deep.equal({
      version: "2.0",
      routeKey: "POST /pets/{id}",
      rawPath: "/pets/6",
      rawQueryString: "a=1&a=2&b=x%20y",
      cookies: ["one=1", "two=2"],
      headers: {
        "content-length": "14",
        "content-type": "application/json",
        "user-agent": "test/1",
        "x-amzn-trace-id": "Root=1-00000000-000000000000000000000000",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-many": "a,b",
      },
      queryStringParameters: { a: "1,2", b: "x y" },
      requestContext: {
        accountId: "000000000000",
        apiId: API_ID,
        domainName: `${API_ID}.execute-api.us-east-1.amazonaws.com`,
        domainPrefix: API_ID,
        http: {
          method: "POST",
          path: "/pets/6",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test/1",
        },
        requestId,
        routeKey: "POST /pets/{id}",
        stage: "$default",
        time: "12/Mar/2020:19:03:58 +0000",
        timeEpoch: NOW,
      },
      pathParameters: { id: "6" },
      stageVariables: { color: "blue" },
      body: '{"name":"Rex"}',
      isBase64Encoded: false,
    });
  });

  it("leaves out what a bare GET does not have", async () => {
    api = await startApi();

    await api.send("GET", "/");

    expect(Object.keys(lastEvent(api))).to.have.members([
      "version",
      "routeKey",
      "rawPath",
      "rawQueryString",
      "headers",
      "requestContext",
      "isBase64Encoded",
    ]);
    expect(lastEvent(api).rawQueryString).to.equal("");
  });

  const paths: [stage: string, sent: string, rawPath: string, pathParameters: Record<string, string> | undefined][] = [
    ["$default", "/pets/a%2Bb%20c", "/pets/a+b c", { proxy: "a+b c" }],
    ["prod", "/prod/pets/1", "/prod/pets/1", { proxy: "1" }],
    ["$default", "/prod/pets/1", "/prod/pets/1", undefined],
  ];
  for (const [stage, sent, rawPath, pathParameters] of paths) {
    it(`has rawPath ${rawPath} for ${sent} in stage ${stage}`, async () => {
      api = await startApi({ routes: ["ANY /pets/{proxy+}", "$default"], stages: [{ name: stage }] });

      await api.send("GET", sent);

      const event = lastEvent(api);
      expect(event.rawPath).to.equal(rawPath);
      expect(event.pathParameters).to.deep.equal(pathParameters);
      expect(event.requestContext.stage).to.equal(stage);
    });
  }

  const bodies: [contentType: string | undefined, isBase64Encoded: boolean][] = [
    ["application/json", false],
    ["application/json; charset=utf-8", false],
    ["Text/Plain", false],
    ["text/csv", false],
    ["application/xml", false],
    ["application/javascript", false],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    ["image/png", true],
    [undefined, true],
  ];
  for (const [contentType, isBase64Encoded] of bodies) {
    it(`carries a body of type ${contentType ?? "(none)"} ${isBase64Encoded ? "in base64" : "as text"}`, async () => {
      api = await startApi();

      await api.send("POST", "/", {
        headers: contentType === undefined ? {} : { "content-type": contentType },
        body: "hé",
      });

      const event = lastEvent(api);
      expect(event.isBase64Encoded).to.equal(isBase64Encoded);
      expect(event.body).to.equal(isBase64Encoded ? Buffer.from("hé").toString("base64") : "hé");
    });
  }

  it("names the client behind a proxy before the peer", async () => {
    api = await startApi();

    await api.send("GET", "/", { headers: { "x-forwarded-for": "203.0.113.9", connection: "close" } });

    const { headers } = lastEvent(api);
    expect(headers["x-forwarded-for"]).to.equal("203.0.113.9, 127.0.0.1");
    expect(headers).not.to.have.property("connection");
  });
});
