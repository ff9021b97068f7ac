import { expect } from "chai";
import { API_ID, type ApiUnderTest, FUNCTION_ARN, LOG_GROUP_ARN, NOW, startApi } from "./apiUnderTest";

const NOT_FOUND = [404, '{"message":"Not Found"}'];
const SERVER_ERROR = [500, '{"message":"Internal Server Error"}'];
const UNAVAILABLE = [503, '{"message":"Service Unavailable"}'];
const THROTTLED = [429, '{"message":"Too Many Requests"}'];
const TOO_LARGE = [413, '{"message":"Request Entity Too Large"}'];

describe("HTTP APIs", () => {
  let api: ApiUnderTest;
  afterEach(() => api.stop());

  async function answerTo(method: string, path: string, options = {}): Promise<unknown[]> {
    const { status, body } = await api.send(method, path, options);
    return [status, body];
  }

  it("answer 404 where no route matches, and count and log it", async () => {
    api = await startApi({
      routes: ["GET /a"],
      stages: [
        { name: "$default", accessLog: { logGroupArn: LOG_GROUP_ARN, format: "$context.status $context.routeKey" } },
      ],
    });

    expect(await answerTo("POST", "/a")).to.deep.equal(NOT_FOUND);
    expect(api.logLines).to.deep.equal([{ group: "/access", message: "404 -" }]);
    expect(api.events).to.deep.equal([]);
  });

  it("answer 404 without a trace where there is no stage", async () => {
    api = await startApi({ stages: [{ name: "prod" }] });

    expect(await answerTo("GET", "/")).to.deep.equal(NOT_FOUND);
    expect(api.data).to.deep.equal([]);
  });

  it("answer 404 once an API is deleted", async () => {
    api = await startApi();
    api.apis.deleteApi(API_ID);

    expect(await answerTo("GET", "/")).to.deep.equal(NOT_FOUND);
  });

  it("answer 400 to a malformed percent sequence", async () => {
    api = await startApi();

    expect(await answerTo("GET", "/%zz")).to.deep.equal([400, '{"message":"Bad Request"}']);
  });

  it("refuse a second route with the same key", async () => {
    api = await startApi({ routes: ["GET /a"] });

    expect(() =>
      api.apis.putRoute({ id: "other", apiId: API_ID, routeKey: "GET /a", target: "integrations/int1" }),
    ).to.throw("Route with key GET /a already exists for this API");
  });

  it("use a changed route and forget a deleted one", async () => {
    api = await startApi({ routes: ["GET /a"] });

    api.apis.putRoute({ id: "route0", apiId: API_ID, routeKey: "GET /b", target: "integrations/int1" });
    expect((await api.send("GET", "/b")).status).to.equal(200);
    expect(await answerTo("GET", "/a")).to.deep.equal(NOT_FOUND);

    api.apis.deleteRoute(API_ID, "route0");
    expect(await answerTo("GET", "/b")).to.deep.equal(NOT_FOUND);
  });

  describe("calling a function", () => {
    const failures: [what: string, result: Parameters<typeof resultOf>[0], answer: unknown[]][] = [
      ["throws", "function", SERVER_ERROR],
      ["is throttled", "throttled", UNAVAILABLE],
      ["is gone", "gone", SERVER_ERROR],
    ];
    for (const [what, result, answer] of failures) {
      it(`answer ${answer[0]} when it ${what}`, async () => {
        api = await startApi();
        api.answer = () => resultOf(result);

        expect(await answerTo("GET", "/")).to.deep.equal(answer);
      });
    }

    it("answer 503 when it takes longer than the integration's timeout", async () => {
      api = await startApi({ timeoutMs: 1_000 });
      const never = new Promise<never>(() => {});
      api.answer = () => {
        setImmediate(() => api.clock.advance(1_000));
        return never;
      };

      expect(await answerTo("GET", "/")).to.deep.equal(UNAVAILABLE);
    });

    it("leave no timer behind", async () => {
      api = await startApi();

      await api.send("GET", "/");

      expect(api.clock.pending).to.equal(0);
    });

    const sources: [routeKey: string, method: string, path: string, source: string][] = [
      ["POST /a/{id}", "POST", "/a/1", "$default/POST/a/{id}"],
      ["ANY /{proxy+}", "PUT", "/a/1", "$default/PUT/{proxy+}"],
      ["$default", "GET", "/a", "$default/$default"],
    ];
    for (const [routeKey, method, path, source] of sources) {
      it(`ask for permission as ${source} for the route ${routeKey}`, async () => {
        api = await startApi({ routes: [routeKey] });

        await api.send(method, path);

        expect(api.permissions).to.deep.equal([
          {
            principal: { kind: "service", service: "apigateway.amazonaws.com" },
            permission: {
              action: "lambda:InvokeFunction",
              resource: FUNCTION_ARN,
              context: {
                "aws:SourceArn": `arn:aws:execute-api:us-east-1:000000000000:${API_ID}/${source}`,
                "aws:SourceAccount": "000000000000",
              },
            },
          },
        ]);
      });
    }

    it("answer 500 without permission, and name the missing aws.lambda.Permission", async () => {
      api = await startApi({ routes: ["POST /a"] });
      api.allowed = false;

      expect(await answerTo("POST", "/a")).to.deep.equal(SERVER_ERROR);
      expect(api.events).to.deep.equal([]);
      expect(api.warnings).to.deep.equal([
        `orders-api: POST /a answers 500: API Gateway may not call ${FUNCTION_ARN}. Add an aws.lambda.Permission with action ` +
          '"lambda:InvokeFunction", principal "apigateway.amazonaws.com", this function, and sourceArn ' +
          `"arn:aws:execute-api:us-east-1:000000000000:${API_ID}/$default/POST/a" (or a pattern that covers it)`,
      ]);
    });
  });

  describe("limits", () => {
    it("let a body of 10 MB pass to Lambda's own limit, and refuse a byte more", async () => {
      api = await startApi();
      const headers = { "content-type": "text/plain" };

      expect(await answerTo("POST", "/", { headers, body: Buffer.alloc(10 * 1024 * 1024 + 1, "a") })).to.deep.equal(
        TOO_LARGE,
      );
      expect(await answerTo("POST", "/", { headers, body: Buffer.alloc(6 * 1024 * 1024, "a") })).to.deep.equal(
        TOO_LARGE,
      );
      expect(api.events).to.deep.equal([]);
      expect((await api.send("POST", "/", { headers, body: Buffer.alloc(6_000_000, "a") })).status).to.equal(200);
    });

    it("refuse a request line and headers above 10,240 bytes", async () => {
      api = await startApi();

      const { status } = await api.send("GET", "/", { headers: { "x-long": "a".repeat(10_240) } });

      expect(status).to.equal(431);
      expect((await api.send("GET", "/", { headers: { "x-long": "a".repeat(10_000) } })).status).to.equal(200);
    });

    it("throttle a route by its own token bucket", async () => {
      api = await startApi({
        routes: ["GET /slow", "GET /other"],
        stages: [
          {
            name: "$default",
            throttle: { rateLimit: 1, burstLimit: 1 },
            routeThrottles: { "GET /slow": { rateLimit: 2, burstLimit: 3 } },
          },
        ],
      });
      const statuses = async (path: string, times: number) => {
        const seen: number[] = [];
        for (let i = 0; i < times; i++) seen.push((await api.send("GET", path)).status);
        return seen;
      };

      expect(await statuses("/slow", 4)).to.deep.equal([200, 200, 200, 429]);
      expect(await statuses("/other", 2)).to.deep.equal([200, 429]);
      expect(await answerTo("GET", "/other")).to.deep.equal(THROTTLED);

      api.clock.advance(500);
      expect(await statuses("/slow", 2)).to.deep.equal([200, 429]);
      expect(await statuses("/other", 1)).to.deep.equal([429]);
    });

    it("let nothing through a limit of 0", async () => {
      api = await startApi({ stages: [{ name: "$default", throttle: { rateLimit: 0, burstLimit: 0 } }] });

      expect(await answerTo("GET", "/")).to.deep.equal(THROTTLED);
    });
  });

  describe("metrics", () => {
    it("count a request by API and by stage", async () => {
      api = await startApi({ routes: ["GET /a"] });
      api.answer = () => {
        api.clock.advance(40);
        return { ok: true, payload: { statusCode: 500, body: "abc" } };
      };

      await api.send("GET", "/a");

      const seen = api.data.map((datum) => [datum.metricName, datum.value, datum.dimensions]);
      const expected = (dimensions: Record<string, string>) => [
        ["Count", 1, dimensions],
        ["4xx", 0, dimensions],
        ["5xx", 1, dimensions],
        ["Latency", 40, dimensions],
        ["DataProcessed", 3, dimensions],
        ["IntegrationLatency", 40, dimensions],
      ];
      expect(seen).to.deep.equal([...expected({ ApiId: API_ID }), ...expected({ ApiId: API_ID, Stage: "$default" })]);
      expect(new Set(api.data.map((datum) => datum.namespace))).to.deep.equal(new Set(["AWS/ApiGateway"]));
    });

    it("count by route where the stage asks for detail", async () => {
      api = await startApi({
        routes: ["GET /a", "GET /b"],
        stages: [{ name: "$default", detailedMetrics: { default: true, routes: { "GET /b": false } } }],
      });

      await api.send("GET", "/a");
      await api.send("GET", "/b");

      const byRoute = api.data.filter((datum) => datum.metricName === "Count" && "Resource" in datum.dimensions);
      expect(byRoute.map((datum) => datum.dimensions)).to.deep.equal([
        { ApiId: API_ID, Stage: "$default", Method: "GET", Resource: "/a" },
      ]);
    });
  });

  describe("the access log", () => {
    it("fills the variables that HTTP APIs have, and writes - for others", async () => {
      const format =
        "$context.httpMethod $context.path $context.protocol $context.status $context.routeKey $context.stage " +
        "[$context.requestTime] $context.requestTimeEpoch $context.responseLength $context.responseLatency " +
        "$context.integrationLatency $context.integrationStatus $context.integration.status $context.identity.sourceIp " +
        '"$context.identity.userAgent" $context.identity.userArn $context.nonsense $context.error.message';
      api = await startApi({
        routes: ["GET /a"],
        stages: [{ name: "$default", accessLog: { logGroupArn: LOG_GROUP_ARN, format } }],
      });
      api.answer = () => {
        api.clock.advance(7);
        return { ok: true, payload: { statusCode: 201, body: "abc" } };
      };

      await api.send("GET", "/a?x=1", { headers: { "user-agent": 'evil" 200' } });

      expect(api.logLines).to.deep.equal([
        {
          group: "/access",
          message: `GET /a HTTP/1.1 201 GET /a $default [12/Mar/2020:19:03:58 +0000] ${NOW} 3 7 7 200 201 127.0.0.1 "evil\\" 200" - - -`,
        },
      ]);
    });

    it("tells the API's own error and the integration's", async () => {
      const format = "$context.error.messageString $context.error.responseType $context.integrationErrorMessage";
      api = await startApi({
        stages: [{ name: "$default", accessLog: { logGroupArn: `${LOG_GROUP_ARN}:*`, format } }],
      });
      api.answer = () => resultOf("function");

      await api.send("GET", "/");

      expect(api.logLines).to.deep.equal([
        {
          group: "/access",
          message:
            '"Internal Server Error" DEFAULT_5XX The Lambda function returned the following error: boom. Check your Lambda function code and try again.',
        },
      ]);
    });

    it("does not fail the request when it can't be written", async () => {
      api = await startApi({
        stages: [{ name: "$default", accessLog: { logGroupArn: LOG_GROUP_ARN, format: "$context.status" } }],
      });
      api.logFailure = new Error("The specified log group does not exist.");

      expect((await api.send("GET", "/")).status).to.equal(200);
      expect(api.warnings).to.deep.equal(["/access: no access log for /: The specified log group does not exist."]);
    });
  });
});

function resultOf(kind: "function" | "throttled" | "gone") {
  if (kind === "gone") throw new Error("Function not found");
  if (kind === "throttled") return { ok: false as const, kind };
  return { ok: false as const, kind, error: { errorType: "Error", errorMessage: "boom" } };
}
