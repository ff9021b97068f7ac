import { expect } from "chai";
import type { PassthroughBehavior } from "../../../local/services/apigateway/restApi";
import { API_ID, type MethodSetup, type RestApiUnderTest, startRestApi } from "./restApiUnderTest";

const INTERNAL = [500, '{"message": "Internal server error"}'];
const UNSUPPORTED = [415, '{"message":"Unsupported Media Type"}'];

const mock = (
  template: string | Record<string, string>,
  passthroughBehavior: PassthroughBehavior = "WHEN_NO_MATCH",
) => ({
  type: "MOCK" as const,
  requestTemplates: typeof template === "string" ? { "application/json": template } : template,
  passthroughBehavior,
});

describe("a mock integration", () => {
  let api: RestApiUnderTest;
  const started = async (...methods: MethodSetup[]) => {
    api = await startRestApi({ methods });
  };
  afterEach(() => api.stop());

  it("answers preflight requests with headers of the API's own", async () => {
    const header = (name: string) => `method.response.header.Access-Control-Allow-${name}`;
    await started({
      route: "OPTIONS /a",
      integration: mock('{"statusCode": 204}'),
      responses: [
        {
          statusCode: "204",
          responseParameters: { [header("Origin")]: "'https://a.example'", [header("Methods")]: "'POST,OPTIONS'" },
        },
      ],
    });

    const { status, headers, body } = await api.send("OPTIONS", "/a");

    expect([status, body]).to.deep.equal([204, ""]);
    expect(headers["access-control-allow-origin"]).to.equal("https://a.example");
    expect(headers["access-control-allow-methods"]).to.equal("POST,OPTIONS");
  });

  const byStatus: MethodSetup = {
    route: "POST /a",
    integration: mock(`{"statusCode": $input.json('$.status')}`),
    responses: [
      { statusCode: "200", responseTemplates: { "application/json": '{"as":"default"}' } },
      { statusCode: "404", selectionPattern: "4\\d4", responseTemplates: { "application/json": '{"as":"404"}' } },
      { statusCode: "503", selectionPattern: "5\\d{2}", responseTemplates: { "text/plain": "later" } },
    ],
  };
  for (const [given, status, type, body] of [
    [200, 200, "application/json", '{"as":"default"}'],
    [404, 404, "application/json", '{"as":"404"}'],
    [400, 200, "application/json", '{"as":"default"}'],
    [502, 503, "text/plain", "later"],
  ] as const) {
    it(`chooses the response by the whole status: ${given} becomes ${status}`, async () => {
      await started(byStatus);

      const received = await api.send("POST", "/a", { body: JSON.stringify({ status: given }) });

      expect([received.status, received.headers["content-type"], received.body]).to.deep.equal([status, type, body]);
    });
  }

  it("takes the template that the client accepts", async () => {
    const responseTemplates = { "application/json": "{}", "text/plain": "text" };
    await started({
      route: "GET /a",
      integration: mock('{"statusCode": 200}'),
      responses: [{ statusCode: "200", responseTemplates }],
    });

    const { headers, body } = await api.send("GET", "/a", { headers: { accept: "text/plain" } });

    expect([headers["content-type"], body]).to.deep.equal(["text/plain", "text"]);
  });

  it("answers 500 where no response matches, and says what is missing", async () => {
    await started({ ...byStatus, responses: [{ statusCode: "404", selectionPattern: "404" }] });

    expect(await api.ask("POST", "/a", { body: '{"status":200}' })).to.deep.equal(INTERNAL);
    expect(api.warnings[0])
      .to.contain("No match for output mapping and no default endpoint response configured")
      .and.to.contain("the integration answered 200");
  });

  it("answers 500 where its template gives no status", async () => {
    await started({ route: "GET /a", integration: mock("{}") });

    expect(await api.ask("GET", "/a")).to.deep.equal(INTERNAL);
    expect(api.warnings[0]).to.contain('a MOCK integration needs a request template that gives {"statusCode": 200}');
  });

  it("answers 500 where a template fails, and says how", async () => {
    await started({ route: "GET /a", integration: mock("$input.nothing()") });

    expect(await api.ask("GET", "/a")).to.deep.equal(INTERNAL);
    expect(api.warnings).to.deep.equal(["cards: GET /a answers 500: nothing() is not known: use json, params, path"]);
  });

  it("answers 500 where the template of a response fails", async () => {
    const responses = [{ statusCode: "200", responseTemplates: { "application/json": "$input.path('$[?(@)]')" } }];
    await started({ route: "GET /a", integration: mock('{"statusCode": 200}'), responses });

    expect(await api.ask("GET", "/a")).to.deep.equal(INTERNAL);
  });

  it("answers 400 to a body that its template can't read", async () => {
    await started(byStatus);

    const [status, body] = await api.ask("POST", "/a", { body: "{" });

    expect(status).to.equal(400);
    expect(JSON.parse(body).message).to.match(/^Could not parse request body into json: /);
    expect(api.warnings).to.deep.equal([]);
  });

  it("lets a template of a response set status and headers", async () => {
    const template = '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-A = "1")tea';
    const responses = [
      {
        statusCode: "200",
        responseTemplates: { "application/json": template },
        responseParameters: { "method.response.header.x-a": "'0'" },
      },
    ];
    await started({ route: "GET /a", integration: mock('{"statusCode": 200}'), responses });

    const { status, headers, body } = await api.send("GET", "/a");

    expect([status, headers["x-a"], body]).to.deep.equal([418, "1", "tea"]);
  });

  it("maps headers from the request, the context and stage variables", async () => {
    const sources = {
      one: "method.request.header.X-In",
      two: "method.request.querystring.q",
      three: "method.request.path.id",
      four: "context.resourcePath",
      five: "stageVariables.mode",
      six: "method.request.body.a[1].b",
      seven: "method.request.header.X-None",
    };
    const responseParameters = Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [`method.response.header.${name}`, source]),
    );
    api = await startRestApi({
      methods: [
        {
          route: "POST /{id}",
          integration: mock('{"statusCode": 200}'),
          responses: [{ statusCode: "200", responseParameters }],
        },
      ],
      stage: { variables: { mode: "strict" } },
    });

    const { headers } = await api.send("POST", "/i?q=v", { headers: { "x-in": "h" }, body: '{"a":[0,{"b":"c"}]}' });

    expect(Object.keys(sources).map((name) => headers[name])).to.deep.equal([
      "h",
      "v",
      "i",
      "/{id}",
      "strict",
      "c",
      undefined,
    ]);
  });

  it("answers 500 to what would make a header that is none", async () => {
    const responseParameters = { "method.response.header.x-a": "method.request.body.a" };
    const responses = [{ statusCode: "200", responseParameters }];
    await started({ route: "POST /a", integration: mock('{"statusCode": 200}'), responses });

    const { status, headers } = await api.send("POST", "/a", { body: '{"a":"1\\r\\nset-cookie: a=b"}' });

    expect([status, headers["set-cookie"]]).to.deep.equal([500, undefined]);
    expect(api.warnings[0]).to.contain('header "x-a" must have a valid name');
  });

  describe("with a body of another content type", () => {
    const json = '{"statusCode": 200}';
    const answers: [behavior: PassthroughBehavior, templates: Record<string, string>, answer: unknown[]][] = [
      // A body that is passed through names no status, so the mock fails: the body did get there.
      ["WHEN_NO_MATCH", { "application/json": json }, INTERNAL],
      ["WHEN_NO_TEMPLATES", { "application/json": json }, UNSUPPORTED],
      ["WHEN_NO_TEMPLATES", {}, INTERNAL],
      ["NEVER", { "application/json": json }, UNSUPPORTED],
      ["NEVER", {}, UNSUPPORTED],
      ["NEVER", { "application/json": json, "text/plain": json }, [200, ""]],
    ];
    for (const [behavior, templates, answer] of answers) {
      it(`answers ${answer[0]} for ${behavior} and templates for ${Object.keys(templates).join(", ") || "none"}`, async () => {
        await started({ route: "POST /a", integration: mock(templates, behavior) });

        const answered = await api.ask("POST", "/a", { headers: { "content-type": "Text/Plain; a=b" }, body: "text" });

        expect(answered).to.deep.equal(answer);
      });
    }

    it("passes a body through that is a status itself", async () => {
      await started({ route: "POST /a", integration: mock({}) });

      const answered = await api.ask("POST", "/a", { headers: { "content-type": "text/plain" }, body: json });

      expect(answered).to.deep.equal([200, ""]);
    });
  });
});

describe("a gateway response", () => {
  let api: RestApiUnderTest;
  beforeEach(async () => {
    api = await startRestApi({ methods: [{ route: "GET /a", apiKeyRequired: true }] });
  });
  afterEach(() => api.stop());

  const put = (responseType: string, members = {}) => {
    const none = { responseTemplates: {}, responseParameters: {} };
    api.apis.putGatewayResponse({ apiId: API_ID, responseType, ...none, ...members });
    api.redeploy(`after ${responseType}`);
  };
  const template = (text: string) => ({ responseTemplates: { "application/json": text } });

  it("replaces status, body and headers of one type", async () => {
    put("INVALID_API_KEY", {
      statusCode: 401,
      ...template(
        '{"why":$context.error.messageString,"type":"$context.error.responseType","at":"$context.resourcePath"}',
      ),
      responseParameters: {
        "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
        "gatewayresponse.header.X-Asked": "method.request.header.x-asked",
      },
    });

    const { status, headers, body } = await api.send("GET", "/a", { headers: { "x-asked": "1" } });

    expect([status, body]).to.deep.equal([401, '{"why":"Forbidden","type":"INVALID_API_KEY","at":"/a"}']);
    expect([headers["access-control-allow-origin"], headers["x-asked"]]).to.deep.equal(["*", "1"]);
    expect(await api.ask("GET", "/b")).to.deep.equal([403, '{"message":"Missing Authentication Token"}']);
  });

  it("stands in for all types of its class, with their own statuses, behind one of the type itself", async () => {
    put("DEFAULT_4XX", template(`{"m":"\${context.error.message}"}`));
    put("INVALID_API_KEY", template("own"));

    expect(await api.ask("GET", "/b")).to.deep.equal([403, '{"m":"Missing Authentication Token"}']);
    expect(await api.ask("GET", "/a")).to.deep.equal([403, "own"]);
  });

  it("leaves the body alone where it has no template", async () => {
    put("DEFAULT_4XX", { statusCode: 404 });

    expect(await api.ask("GET", "/b")).to.deep.equal([404, '{"message":"Missing Authentication Token"}']);
  });

  it("is no Velocity, and puts nothing in for what there is not", async () => {
    put("DEFAULT_4XX", template("#set($a = 1)[$context.none][$stageVariables.none][$context.constructor]"));

    expect((await api.ask("GET", "/b"))[1]).to.equal("#set($a = 1)[][][]");
  });

  it("stands for what fails behind the API, too", async () => {
    api.apis.deleteGatewayResponse(API_ID, "INVALID_API_KEY");
    put("DEFAULT_5XX", { statusCode: 503, ...template('{"error":$context.error.messageString}') });
    api.apis.keys.putKey({ id: "k", value: "the-value-of-the-key", enabled: true });
    api.apis.keys.putPlan({ id: "p", stages: [{ apiId: API_ID, stage: "prod", throttles: {} }] });
    api.apis.keys.addToPlan("p", "k");
    api.answer = () => ({ ok: true, payload: "no object" });

    const answer = await api.ask("GET", "/a", { headers: { "x-api-key": "the-value-of-the-key" } });

    expect(answer).to.deep.equal([503, '{"error":"Internal server error"}']);
  });
});

describe("the validator of a method", () => {
  let api: RestApiUnderTest;
  before(async () => {
    api = await startRestApi({
      methods: [
        {
          route: "POST /cards/{cardId}",
          requestValidatorId: "all",
          requestModels: { "application/json": "Cards" },
          requestParameters: {
            "method.request.header.X-Gate": true,
            "method.request.querystring.at": true,
            "method.request.path.cardId": true,
            "method.request.header.X-Optional": false,
          },
        },
        { route: "POST /any", requestValidatorId: "all", requestModels: { $default: "Card" } },
        { route: "POST /unchecked", requestModels: { "application/json": "Card" } },
      ],
      models: {
        Card: {
          $schema: "http://json-schema.org/draft-04/schema#",
          type: "object",
          required: ["id"],
          properties: {
            id: { type: "integer", minimum: 0, exclusiveMinimum: true },
            at: { type: "string", format: "date-time" },
          },
        },
        Cards: { type: "array", items: { $ref: `https://apigateway.amazonaws.com/restapis/${API_ID}/models/Card` } },
      },
    });
  });
  after(() => api.stop());

  const headers = { "x-gate": "north" };
  const post = (path: string, body: string, more: Record<string, string> = headers) =>
    api.ask("POST", path, { headers: more, body });
  const INVALID = [400, '{"message":"Invalid request body"}'];

  for (const [what, body, answer] of [
    ["what fits", '[{"id":1}]', [200, ""]],
    ["a model within a model that does not fit", '[{"id":0}]', INVALID],
    ["what lacks a member", "[{}]", INVALID],
    ["another type", '{"id":1}', INVALID],
    ["no JSON", "[", INVALID],
    ["an empty body, which is an empty object", "", INVALID],
    ["a format that does not fit, for formats are not checked", '[{"id":1,"at":"soon"}]', [200, ""]],
  ] as const) {
    it(`answers ${answer[0]} to ${what}`, async () => {
      expect(await post("/cards/1?at=now", body)).to.deep.equal(answer);
    });
  }

  it("lets a body of a type without a model pass", async () => {
    expect(await post("/cards/1?at=now", "text", { ...headers, "content-type": "text/plain" })).to.deep.equal([
      200,
      "",
    ]);
  });

  it("checks bodies of every type by a model for $default", async () => {
    expect(await post("/any", "{}", { "content-type": "text/plain" })).to.deep.equal(INVALID);
  });

  it("is not there where the method names none", async () => {
    expect(await post("/unchecked", "{}")).to.deep.equal([200, ""]);
  });

  it("names every parameter that is missing or blank", async () => {
    const answer = await post("/cards/1?at=%20", "[]", {});

    expect(answer).to.deep.equal([400, '{"message":"Missing required request parameters: [X-Gate, at]"}']);
  });
});
