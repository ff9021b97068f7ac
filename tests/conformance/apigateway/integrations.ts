import type { MethodSetup } from "../../local/apigateway/restApiUnderTest";
import type { Row, Source, Table } from "../table";
import { MOCK_FORMS, MOCKS, OVERRIDES, PARAMETERS, PASSTHROUGH, PATTERNS, recorded } from "./sources";
import type { RestInput } from "./subject";

const JSON_TYPE = "application/json";
const INTERNAL = { status: 500, body: '{"message": "Internal server error"}' };

function mock(template: string | Readonly<Record<string, string>>, more: Partial<MethodSetup> = {}): MethodSetup {
  const requestTemplates = typeof template === "string" ? { [JSON_TYPE]: template } : template;
  return {
    route: "ANY /a",
    integration: { type: "MOCK", requestTemplates, passthroughBehavior: "WHEN_NO_MATCH" },
    ...more,
  };
}

const TAKEN = [
  "{ statusCode: 200 }",
  "{statusCode: 200,super{ f}oo: [ba r]}",
  "{statusCode: 200, \"value\": 'goog'}",
  "{statusCode: 200, foo}: [ba r]}",
  "{statusCode: 200, foo'}: [ba r]}",
  "{statusCode: 200, }foo: [ba r]}",
  "{statusCode: 200, }foo: ''}",
  '{statusCode: 200, " ": " "}',
  '{statusCode: 200, "": ""}',
  "{'statusCode': 200, '': ''}",
  '{"statusCode": 200, "": ""}',
  '{"statusCode": 200 , }',
  '{"statusCode": 200 ,, }',
  '{"statusCode": 200 , null: null }',
];
const REFUSED = [
  "{\"statusCode': 200 }",
  "{'statusCode\": 200 }",
  "{'statusCode: 200 }",
  "statusCode: 200",
  "{statusCode: 200, {foo: [ba r]}",
  '{"statusCode": "200"}',
  '{"statusCode": 200',
  "{}",
];

function forms(texts: readonly string[], answer: object, becomes: string): Row<RestInput>[] {
  return texts.map((text) => ({
    behaviour: `the request ${JSON.stringify(text)} to a mock is ${becomes}`,
    input: { methods: [mock(text)], request: { path: "/a" }, see: Object.keys(answer) },
    answer,
    source: MOCK_FORMS,
  }));
}

type Asked = [
  behaviour: string,
  method: MethodSetup,
  request: Omit<RestInput["request"], "path">,
  answer: Readonly<Record<string, unknown>>,
  source: Source,
];

function asking(rows: readonly Asked[]): Row<RestInput>[] {
  return rows.map(([behaviour, method, request, answer, source]) => ({
    ...{ behaviour, answer, source },
    input: { methods: [method], request: { path: "/a", ...request }, see: Object.keys(answer) },
  }));
}

const byStatus = (status: number) =>
  mock(`{"statusCode": ${status}}`, {
    responses: [
      { statusCode: "200", responseTemplates: { [JSON_TYPE]: "default" } },
      { statusCode: "404", selectionPattern: "404", responseTemplates: { [JSON_TYPE]: "404" } },
      { statusCode: "502", selectionPattern: "5\\d{2}", responseTemplates: { [JSON_TYPE]: "5xx" } },
    ],
  });

const text = { method: "POST", headers: { "content-type": "text/plain" }, body: "text" };
const withBehavior = (
  passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER",
  types: readonly string[],
): MethodSetup => ({
  route: "ANY /a",
  integration: {
    type: "MOCK",
    requestTemplates: Object.fromEntries(types.map((type) => [type, '{"statusCode": 200}'])),
    passthroughBehavior,
  },
});
const UNSUPPORTED = { status: 415, body: '{"message":"Unsupported Media Type"}' };

const REQUEST_OVERRIDES = recorded(
  "test_apigateway_integrations.snapshot",
  "test_integration_mock_with_request_overrides_in_response_template",
);
const RESPONSE_OVERRIDES = "test_integration_mock_with_response_override_in_request_template";
const overriding =
  '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar"){"statusCode": 200}';
const reading = '{"status":"$context.responseOverride.status","foo":"$context.responseOverride.header.foo"}';

export const integrations: Table<RestInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "mocks and mappings",
  rows: [
    ...forms(TAKEN, { status: 200 }, "taken"),
    ...forms(REFUSED, INTERNAL, "a 500"),
    ...asking([
      [
        "a mock answers with the status of its default response",
        mock('{"statusCode": 204}'),
        {},
        { status: 200 },
        MOCKS,
      ],
      [
        "a status without a pattern of its own takes the default response",
        byStatus(403),
        {},
        { status: 200, body: "default" },
        PATTERNS,
      ],
      [
        "a status takes the response whose pattern it matches",
        byStatus(404),
        {},
        { status: 404, body: "404" },
        PATTERNS,
      ],
      ["a pattern is a regular expression", byStatus(503), {}, { status: 502, body: "5xx" }, PATTERNS],
      ["a pattern has to match the whole status", byStatus(5040), {}, { status: 200, body: "default" }, PATTERNS],
      [
        "a status that no response is for is a 500",
        mock('{"statusCode": 200}', { responses: [{ statusCode: "404", selectionPattern: "404" }] }),
        {},
        INTERNAL,
        PATTERNS,
      ],
      [
        "what a request's template sets below requestOverride is there for the response's",
        mock('#set($context.requestOverride.path.body = $input.params("q")){"statusCode": 200}', {
          responses: [
            { statusCode: "200", responseTemplates: { [JSON_TYPE]: "path was $context.requestOverride.path.body" } },
          ],
        }),
        {},
        { status: 200, body: "path was " },
        REQUEST_OVERRIDES,
      ],
      [
        "a template of a request may set the status and headers of the response",
        mock(overriding),
        {},
        { status: 444, "header.foo": "bar" },
        recorded("test_apigateway_integrations.snapshot", `${RESPONSE_OVERRIDES}[False]`),
      ],
      [
        "a template of a response finds the override of the request's",
        mock(overriding, { responses: [{ statusCode: "200", responseTemplates: { [JSON_TYPE]: reading } }] }),
        {},
        { status: 444, body: '{"status":"444","foo":"bar"}' },
        recorded("test_apigateway_integrations.snapshot", `${RESPONSE_OVERRIDES}[True]`),
      ],
      [
        "a template of a response may set the status",
        mock('{"statusCode": 200}', {
          responses: [
            {
              statusCode: "200",
              responseTemplates: { [JSON_TYPE]: "#set($context.responseOverride.status = 418)tea" },
            },
          ],
        }),
        {},
        { status: 418, body: "tea" },
        OVERRIDES,
      ],
      [
        "an override of a header counts more than its mapping",
        mock('{"statusCode": 200}', {
          responses: [
            {
              statusCode: "200",
              responseTemplates: { [JSON_TYPE]: '#set($context.responseOverride.header.x-a = "override")' },
              responseParameters: { "method.response.header.x-a": "'mapped'" },
            },
          ],
        }),
        {},
        { "header.x-a": "override" },
        OVERRIDES,
      ],
      [
        "a header of the response is mapped from the request, the context or a text",
        mock('{"statusCode": 200}', {
          responses: [
            {
              statusCode: "200",
              responseParameters: {
                "method.response.header.x-text": "'text'",
                "method.response.header.x-in": "method.request.header.x-sent",
                "method.response.header.x-path": "context.resourcePath",
              },
            },
          ],
        }),
        { headers: { "x-sent": "1" } },
        { "header.x-text": "text", "header.x-in": "1", "header.x-path": "/a" },
        PARAMETERS,
      ],
      [
        "a header that the API keeps to itself is an empty text to templates",
        mock('{"statusCode": 200}', {
          responses: [
            { statusCode: "200", responseTemplates: { [JSON_TYPE]: "[$input.params('TE')][$input.params('Age')]" } },
          ],
        }),
        { headers: { te: "deflate", age: "1" } },
        { body: "[][1]" },
        recorded("test_apigateway_integrations.snapshot", "test_apigateway_header_remapping_aws[AWS]"),
      ],
      [
        "a mock's answer has no trace",
        mock('{"statusCode": 200}'),
        {},
        { status: 200, "header.x-amzn-trace-id": undefined },
        recorded("test_apigateway_common.snapshot", "TestApiGatewayCommon::test_invocation_trace_id"),
      ],
      [
        "WHEN_NO_MATCH passes a body of a type without a template through",
        withBehavior("WHEN_NO_MATCH", [JSON_TYPE]),
        { ...text, body: '{"statusCode": 200}' },
        { status: 200 },
        PASSTHROUGH,
      ],
      [
        "WHEN_NO_TEMPLATES refuses a body of a type without a template where there are others",
        withBehavior("WHEN_NO_TEMPLATES", [JSON_TYPE]),
        text,
        UNSUPPORTED,
        PASSTHROUGH,
      ],
      [
        "WHEN_NO_TEMPLATES passes a body through where there are none",
        withBehavior("WHEN_NO_TEMPLATES", []),
        { ...text, body: '{"statusCode": 200}' },
        { status: 200 },
        PASSTHROUGH,
      ],
      [
        "NEVER refuses a body of a type without a template where there are others",
        withBehavior("NEVER", [JSON_TYPE]),
        text,
        UNSUPPORTED,
        PASSTHROUGH,
      ],
      [
        "NEVER refuses every body where there are no templates",
        withBehavior("NEVER", []),
        text,
        UNSUPPORTED,
        PASSTHROUGH,
      ],
      [
        "a request without a type counts as JSON",
        withBehavior("NEVER", [JSON_TYPE]),
        { method: "POST", body: "{}" },
        { status: 200 },
        PASSTHROUGH,
      ],
    ]),
  ],
};
