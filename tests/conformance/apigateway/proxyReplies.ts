import type { Row, Source, Table } from "../table";
import { BINARY, FUNCTION_ERRORS, MERGED_HEADERS, PROXY, recorded } from "./sources";
import type { RestInput } from "./subject";

const FORMATS = recorded("test_apigateway_lambda", "test_aws_proxy_response_payload_format_validation");
const BYTES = recorded("test_apigateway_lambda", "test_aws_proxy_binary_response");
const TRACE = recorded("test_apigateway_common.snapshot", "TestApiGatewayCommon::test_invocation_trace_id");
const BAD_GATEWAY = { status: 502, body: '{"message": "Internal server error"}' };

type Returned = [behaviour: string, returns: unknown, answer: Readonly<Record<string, unknown>>, source?: Source];

function returning(rows: readonly Returned[]): Row<RestInput>[] {
  return rows.map(([behaviour, returns, answer, source = FORMATS]) => ({
    ...{ behaviour, answer, source },
    input: { request: { path: "/a" }, function: { returns }, see: Object.keys(answer) },
  }));
}

const png = "iVBORw0KGgo=";
const pngBytes = "89504e470d0a1a0a";

type Asked = [accept: string | undefined, types: readonly string[], answer: "bytes" | "text"];

function accepting(rows: readonly Asked[]): Row<RestInput>[] {
  return rows.map(([accept, binaryMediaTypes, answer]) => ({
    behaviour:
      `a body in base64 is sent as ${answer === "bytes" ? "bytes" : "it is"} to who accepts ${accept ?? "nothing by name"}, ` +
      `with the binary media types ${binaryMediaTypes.join(" and ") || "(none)"}`,
    input: {
      setup: { api: { binaryMediaTypes } },
      request: { path: "/a", ...(accept !== undefined && { headers: { accept } }) },
      function: { returns: { body: png, isBase64Encoded: true } },
      see: ["status", "bytes"],
    },
    answer: { status: 200, bytes: answer === "bytes" ? pngBytes : Buffer.from(png).toString("hex") },
    source: BYTES,
  }));
}

export const proxyReplies: Table<RestInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "functions: replies",
  rows: [
    ...returning([
      ["a status alone is a reply without a body", { statusCode: 200 }, { status: 200, body: "" }],
      ["an empty object is a 200 without a body", {}, { status: 200, body: "" }],
      [
        "headers without a status are a 200",
        { headers: { "test-header": "value" } },
        { status: 200, "header.test-header": "value" },
      ],
      ["a body without a status is a 200", { body: "text" }, { status: 200, body: "text" }],
      ["headers of null are none", { statusCode: 200, headers: null }, { status: 200, body: "" }],
      [
        "a reply without a type is JSON",
        { statusCode: 200, body: "{}" },
        { "header.content-type": "application/json" },
      ],
      [
        "a header may be a boolean",
        { statusCode: 200, headers: { "header-bool": true } },
        { status: 200, "header.header-bool": "true" },
      ],
      ["a status may be a text of digits", { statusCode: "201" }, { status: 201 }],
      ["a status of letters is a 502", { statusCode: "test" }, BAD_GATEWAY],
      ["a member that replies have not is a 502", { statusCode: 200, wrongValue: "value" }, BAD_GATEWAY],
      ["a reply that is a text is a 502", "justAString", BAD_GATEWAY],
      ["a reply that is a list is a 502", [], BAD_GATEWAY, PROXY],
      ["a reply of null is a 502", null, BAD_GATEWAY],
      ["a body that is an object is a 502", { statusCode: 200, body: {} }, BAD_GATEWAY, PROXY],
      ["headers that are a list are a 502", { statusCode: 200, headers: [] }, BAD_GATEWAY, PROXY],
      ["a header that is an object is a 502", { statusCode: 200, headers: { a: {} } }, BAD_GATEWAY, PROXY],
      [
        "a header of several values that is no list is a 502",
        { statusCode: 200, multiValueHeaders: { "test-multi-invalid": "value1" } },
        BAD_GATEWAY,
      ],
      [
        "a header of several values is sent with all of them",
        { statusCode: 200, multiValueHeaders: { "test-multi": ["value1", "value2"] } },
        { "header.test-multi": "value1, value2" },
      ],
      [
        "both maps of headers merge, the several values first",
        { statusCode: 200, headers: { "X-Foo": "bar" }, multiValueHeaders: { "X-Foo": ["foo"] } },
        { "header.x-foo": "foo, bar" },
        MERGED_HEADERS,
      ],
      [
        "a value that both maps of headers have is sent once",
        { statusCode: 200, headers: { "X-Foo": "foo" }, multiValueHeaders: { "X-Foo": ["foo"] } },
        { "header.x-foo": "foo" },
        PROXY,
      ],
      [
        "a cookie of each value is a header of its own",
        { statusCode: 200, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] } },
        { "header.set-cookie": ["a=1", "b=2"] },
        PROXY,
      ],
      [
        "a body in base64 is sent as it is without binary media types",
        { statusCode: 200, body: "dGVzdC1kYXRh", isBase64Encoded: true },
        { status: 200, body: "dGVzdC1kYXRh" },
      ],
      [
        "a body that looks like base64 is sent as it is",
        { statusCode: 200, body: "dGVzdC1kYXRh" },
        { status: 200, body: "dGVzdC1kYXRh" },
      ],
    ]),
    {
      behaviour: "a function that throws is a 502",
      input: { request: { path: "/a" }, function: "throws", see: ["status", "body", "header.x-amzn-errortype"] },
      answer: { ...BAD_GATEWAY, "header.x-amzn-errortype": "InternalServerErrorException" },
      source: FUNCTION_ERRORS,
    },
    {
      behaviour: "a function that may not be called is a 500",
      input: { setup: { permitted: false }, request: { path: "/a" }, see: ["status", "body"] },
      answer: { status: 500, body: '{"message": "Internal server error"}' },
      source: FUNCTION_ERRORS,
    },
    {
      behaviour: "a reply of a function has the ids of the request, and its trace",
      input: {
        request: { path: "/a", headers: { "x-amzn-trace-id": "Root=1-5e6a7c1e-0123456789abcdef01234567;Sampled=1" } },
        see: ["header.x-amzn-trace-id"],
      },
      answer: { "header.x-amzn-trace-id": "Root=1-5e6a7c1e-0123456789abcdef01234567;Sampled=1" },
      source: TRACE,
    },
    {
      behaviour: "a header that the API sets itself comes under another name",
      input: {
        request: { path: "/a" },
        function: { returns: { headers: { Server: "mine", "WWW-Authenticate": "Basic", Via: "1.1 me" } } },
        see: ["header.x-amzn-remapped-server", "header.x-amzn-remapped-www-authenticate", "header.via"],
      },
      answer: {
        "header.x-amzn-remapped-server": "mine",
        "header.x-amzn-remapped-www-authenticate": "Basic",
        "header.via": "1.1 me",
      },
      source: recorded("test_apigateway_integrations.snapshot", "test_apigateway_header_remapping_aws[AWS]"),
    },
    ...accepting([
      ["image/png", [], "text"],
      ["image/png", ["image/png", "*/test"], "bytes"],
      ["image/jpg", ["image/png", "*/test"], "text"],
      ["image/*", ["image/png", "*/test"], "text"],
      ["*/test", ["image/png"], "text"],
      ["random/test", ["image/png", "*/test"], "text"],
      ["*/*", ["image/png"], "text"],
      ["image/webp,image/png,*/*;q=0.8", ["image/png"], "text"],
      ["image/png,image/*,*/*;q=0.8", ["image/png"], "bytes"],
      ["application/whatever", ["image/png", "application/*"], "bytes"],
      ["application/*", ["image/png", "application/*"], "bytes"],
      ["application", ["image/png", "application/*"], "text"],
      [undefined, ["image/png", "application/*"], "text"],
    ]),
    {
      behaviour: "a body that is not said to be base64 is sent as it is to who accepts bytes",
      input: {
        setup: { api: { binaryMediaTypes: ["image/png"] } },
        request: { path: "/a", headers: { accept: "image/png" } },
        function: { returns: { body: png, isBase64Encoded: false } },
        see: ["body"],
      },
      answer: { body: png },
      source: BYTES,
    },
    {
      behaviour: "a body that is said to be base64 and is not is a 500",
      input: {
        setup: { api: { binaryMediaTypes: ["image/png"] } },
        request: { path: "/a", headers: { accept: "image/png" } },
        function: { returns: { body: "èé+à)(", isBase64Encoded: true } },
        see: ["status"],
      },
      answer: { status: 500 },
      source: BYTES,
    },
    {
      behaviour: "a body of a binary media type reaches the function in base64",
      input: {
        setup: { api: { binaryMediaTypes: ["*/*"] } },
        request: {
          method: "POST",
          path: "/a",
          headers: { "content-type": "image/png" },
          body: Buffer.from(png, "base64"),
        },
        see: ["event.body", "event.isBase64Encoded"],
      },
      answer: { "event.body": png, "event.isBase64Encoded": true },
      source: BINARY,
    },
  ],
};
