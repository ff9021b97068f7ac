import type { Row, Source, Table } from "../table";
import { FUNCTION_ERRORS, GATEWAY_RESPONSES, KEYS, recorded, VALIDATION } from "./sources";
import type { RestInput } from "./subject";

const NOT_FOUND = recorded("test_apigateway_common.snapshot", "TestApigatewayRouting::test_routing_not_found");
const SIBLINGS = {
  title: "recorded: TestProxyRouting::test_proxy_routing_with_hardcoded_resource_sibling",
  address:
    "https://github.com/localstack/localstack/blob/48b5f09224cac634ed1cab347a22fdb9268ece53/tests/aws/services/apigateway/test_apigateway_common.py",
};
const VALIDATOR = "TestApiGatewayCommon::test_api_gateway_request_validator";
const INVALID = { status: 400, body: '{"message":"Invalid request body"}' };
const NO_ROUTE = {
  status: 403,
  body: '{"message":"Missing Authentication Token"}',
  "header.x-amzn-errortype": "MissingAuthenticationTokenException",
};

type Asked = [
  behaviour: string,
  input: Omit<RestInput, "see">,
  answer: Readonly<Record<string, unknown>>,
  source: Source,
];

function asking(rows: readonly Asked[]): Row<RestInput>[] {
  return rows.map(([behaviour, input, answer, source]) => ({
    ...{ behaviour, answer, source },
    input: { ...input, see: Object.keys(answer) },
  }));
}

const routes = ["POST /test", "ANY /test/any", "OPTIONS /{proxy+}"].map((route) => ({ route }));
const model = (name: string) => `https://apigateway.amazonaws.com/restapis/cards12345/models/${name}`;
const numbers = { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] };
const models = {
  testSchema: numbers,
  testSchemaList: { type: "array", items: { $ref: model("testSchema") } },
  StatusModel: {
    type: "object",
    properties: { Status: { type: "string" }, Order: { type: "integer" } },
    required: ["Status", "Order"],
  },
  TestModel: {
    type: "object",
    properties: { status: { oneOf: [{ type: "null" }, { $ref: model("StatusModel") }] } },
    required: ["status"],
  },
};
const posting = (name: string, body: string): Omit<RestInput, "see"> => ({
  setup: { models },
  methods: [{ route: "POST /a", requestValidatorId: "all", requestModels: { "application/json": name } }],
  request: { method: "POST", path: "/a", headers: { "content-type": "application/json" }, body },
});
const needing = (parameter: string, request: RestInput["request"]): Omit<RestInput, "see"> => ({
  methods: [{ route: "GET /{id}", requestValidatorId: "all", requestParameters: { [parameter]: true } }],
  request,
});
const keyed: Omit<RestInput, "see"> = {
  methods: [{ route: "GET /a", apiKeyRequired: true }],
  request: { path: "/a", headers: { "x-api-key": "nobody has this key" } },
};

export const requests: Table<RestInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "routes, validation and gateway responses",
  rows: asking([
    [
      "a path that there is not is a 403",
      { methods: [{ route: "GET /existing" }], request: { path: "/random" } },
      NO_ROUTE,
      NOT_FOUND,
    ],
    [
      "a method that a path has not is a 403",
      { methods: [{ route: "GET /existing" }], request: { method: "POST", path: "/existing" } },
      NO_ROUTE,
      NOT_FOUND,
    ],
    [
      "a method that a named resource has not falls to the greedy one",
      { methods: routes, request: { method: "OPTIONS", path: "/test" } },
      { status: 200, "event.resource": "/{proxy+}" },
      SIBLINGS,
    ],
    [
      "a named resource comes before a greedy one",
      { methods: routes, request: { method: "POST", path: "/test" } },
      { status: 200, "event.resource": "/test" },
      SIBLINGS,
    ],
    [
      "a resource for ANY comes before a greedy one for the method",
      { methods: routes, request: { method: "OPTIONS", path: "/test/any" } },
      { status: 200, "event.resource": "/test/any" },
      SIBLINGS,
    ],
    [
      "a parameter that is missing is a 400 that names it",
      needing("method.request.path.issuer", { path: "/a" }),
      { status: 400, body: '{"message":"Missing required request parameters: [issuer]"}' },
      recorded("test_apigateway_common.snapshot", VALIDATOR),
    ],
    [
      "a header that is missing is a 400 that names it",
      needing("method.request.header.X-Id", { path: "/a" }),
      { status: 400, body: '{"message":"Missing required request parameters: [X-Id]"}' },
      VALIDATION,
    ],
    [
      "a parameter of the query that is blank is a 400",
      needing("method.request.querystring.q", { path: "/a?q=%20" }),
      { status: 400, body: '{"message":"Missing required request parameters: [q]"}' },
      VALIDATION,
    ],
    [
      "a parameter that is there passes",
      needing("method.request.querystring.q", { path: "/a?q=1" }),
      { status: 200 },
      VALIDATION,
    ],
    [
      "a body that does not fit its model is a 400",
      posting("testSchema", '{"test": "test"}'),
      INVALID,
      recorded("test_apigateway_common.snapshot", VALIDATOR),
    ],
    [
      "a body that fits its model passes",
      posting("testSchema", '{"a":1,"b":2}'),
      { status: 200 },
      recorded("test_apigateway_common.snapshot", VALIDATOR),
    ],
    ["a body that is no JSON is a 400", posting("testSchema", "{"), INVALID, VALIDATION],
    [
      "a model may refer to another one",
      posting("testSchemaList", '[{"a":1,"b":2}]'),
      { status: 200 },
      recorded("test_apigateway_common.snapshot", `${VALIDATOR}_with_ref_models`),
    ],
    [
      "a body that does not fit a model within its model is a 400",
      posting("testSchemaList", '[{"a":1}]'),
      INVALID,
      recorded("test_apigateway_common.snapshot", `${VALIDATOR}_with_ref_models`),
    ],
    [
      "a model may allow one of several",
      posting("TestModel", '{"status":null}'),
      { status: 200 },
      recorded("test_apigateway_common.snapshot", `${VALIDATOR}_with_ref_one_ofmodels`),
    ],
    [
      "a body that fits none of several is a 400",
      posting("TestModel", '{"status":{"Status":"valid"}}'),
      INVALID,
      recorded("test_apigateway_common.snapshot", `${VALIDATOR}_with_ref_one_ofmodels`),
    ],
    [
      "the model Empty takes objects only",
      posting("Empty", "[]"),
      INVALID,
      recorded("test_apigateway_common.snapshot", `${VALIDATOR}_with_ref_models`),
    ],
    [
      "a key that there is not is a 403",
      keyed,
      { status: 403, body: '{"message":"Forbidden"}', "header.x-amzn-errortype": "ForbiddenException" },
      KEYS,
    ],
    [
      "a gateway response of a type changes status and body",
      {
        ...keyed,
        gatewayResponses: { INVALID_API_KEY: { statusCode: 401, template: '{"type":"$context.error.responseType"}' } },
      },
      { status: 401, body: '{"type":"INVALID_API_KEY"}' },
      GATEWAY_RESPONSES,
    ],
    [
      "a gateway response for DEFAULT_4XX stands in for every type of 4xx, with its own status",
      { ...keyed, gatewayResponses: { DEFAULT_4XX: { template: '{"m":$context.error.messageString}' } } },
      { status: 403, body: '{"m":"Forbidden"}' },
      GATEWAY_RESPONSES,
    ],
    [
      "a gateway response for DEFAULT_5XX stands in for what fails behind the API",
      {
        gatewayResponses: { DEFAULT_5XX: { statusCode: 503, template: "down" } },
        request: { path: "/a" },
        function: "throws",
      },
      { status: 503, body: "down" },
      GATEWAY_RESPONSES,
    ],
    [
      "a template of a gateway response is no Velocity",
      { ...keyed, gatewayResponses: { INVALID_API_KEY: { template: "#set($a = 1)$context.error.message" } } },
      { status: 403, body: "#set($a = 1)Forbidden" },
      GATEWAY_RESPONSES,
    ],
    [
      "a function that is throttled is a 500",
      { request: { path: "/a" }, function: "is throttled" },
      { status: 500, body: '{"message": "Internal server error"}' },
      FUNCTION_ERRORS,
    ],
  ]),
};
