import type { Row, Source, Table } from "../table";
import { FUNCTIONS, OBJECT_BODY, REPEATED_HEADERS, STATUSES, TEXT_STATUS, TROUBLES } from "./sources";
import type { HttpInput } from "./subject";

const INTERNAL = { status: 500, body: '{"message":"Internal Server Error"}' };

type Returned = [behaviour: string, returns: unknown, answer: Readonly<Record<string, unknown>>, source?: Source];

function returning(rows: readonly Returned[], payloadFormat: "1.0" | "2.0"): Row<HttpInput>[] {
  return rows.map(([behaviour, returns, answer, source = FUNCTIONS]) => ({
    ...{ behaviour: `format ${payloadFormat}: ${behaviour}`, answer, source },
    input: { setup: { payloadFormat }, request: { path: "/" }, function: { returns }, see: Object.keys(answer) },
  }));
}

const inferred = (body: string) => ({ status: 200, body, "header.content-type": "application/json" });

export const formatTwoReplies: Table<HttpInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "functions: replies of payload format 2.0",
  rows: returning(
    [
      ["a text is the body of a 200", "Hello from Lambda!", inferred("Hello from Lambda!")],
      ["an object without a status is the body of a 200", { message: "Hello" }, inferred('{"message":"Hello"}')],
      ["a list is the body of a 200", [1, 2], inferred("[1,2]")],
      ["a number is the body of a 200", 3, inferred("3")],
      [
        "a status, headers and a body make the reply",
        { statusCode: 201, headers: { "X-A": "1", "Content-Type": "text/html" }, body: "<p>" },
        { status: 201, body: "<p>", "header.x-a": "1", "header.content-type": "text/html" },
      ],
      [
        "each cookie is a header of its own",
        { statusCode: 200, cookies: ["a=1; Path=/", "b=2"] },
        { "header.set-cookie": ["a=1; Path=/", "b=2"] },
      ],
      [
        "a body in base64 is sent as bytes",
        { statusCode: 200, body: "AQID", isBase64Encoded: true },
        { bytes: "010203" },
      ],
      ["a status alone is a reply without a body", { statusCode: 204 }, { status: 204, body: "" }],
      [
        "a status may be a text of digits",
        { statusCode: "418", body: "i'm a teapot" },
        { status: 418, body: "i'm a teapot" },
        TEXT_STATUS,
      ],
      [
        "a body that is an object is sent as JSON",
        { statusCode: 200, body: { a: [1] } },
        { status: 200, body: '{"a":[1]}' },
        OBJECT_BODY,
      ],
      ["a status of letters is a 500", { statusCode: "ok" }, INTERNAL, TROUBLES],
      ["headers that are a list are a 500", { statusCode: 200, headers: [] }, INTERNAL, TROUBLES],
    ],
    "2.0",
  ),
};

export const formatOneReplies: Table<HttpInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "functions: replies of payload format 1.0",
  rows: returning(
    [
      [
        "a status, headers and a body make the reply",
        { statusCode: 201, headers: { "X-A": "1" }, body: "made" },
        { status: 201, body: "made", "header.x-a": "1" },
      ],
      [
        "a header of several values is sent with all of them",
        { statusCode: 200, multiValueHeaders: { "x-a": ["1", "2"] } },
        { "header.x-a": "1, 2" },
      ],
      [
        "a value that both maps of headers have is sent twice",
        { statusCode: 201, headers: { "X-Location": "here" }, multiValueHeaders: { "X-Location": ["here"] } },
        { "header.x-location": "here, here" },
        REPEATED_HEADERS,
      ],
      [
        "a cookie of each value is a header of its own",
        { statusCode: 200, multiValueHeaders: { "set-cookie": ["a=1", "b=2"] } },
        { "header.set-cookie": ["a=1", "b=2"] },
      ],
      [
        "a body in base64 is sent as bytes",
        { statusCode: 200, body: "AQID", isBase64Encoded: true },
        { bytes: "010203" },
      ],
      ["an object without a status is a 500", { message: "Hello" }, INTERNAL, STATUSES],
      ["a text is a 500", "Hello from Lambda!", INTERNAL, STATUSES],
      ["null is a 500", null, INTERNAL, STATUSES],
    ],
    "1.0",
  ),
};
