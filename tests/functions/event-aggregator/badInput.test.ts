import { expect } from "chai";
import { createProducer } from "../../../functions/event-aggregator/producer";
import type { HttpHandler } from "../../../functions/shared/reply";
import { observe, type SentCommand } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { bodyOf, httpRequest, jsonPost } from "../support/httpRequest";
import { silenceTelemetry } from "../support/telemetry";

const json = "application/json";
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const ofBytes = (bytes: number) => `{"a":"${"x".repeat(bytes - '{"a":""}'.length)}"}`;

interface Row {
  case: string;
  path?: "/trigger-event" | "/trigger-events";
  body?: string;
  base64?: boolean;
  headers?: Record<string, string>;
  status: number;
  /** The last part of the problem's type. */
  type: string;
  title: string;
  detail: string | RegExp;
  index?: number;
}

const rows: Row[] = [
  // What the body is
  {
    case: "no body",
    status: 400,
    type: "empty-body",
    title: "Empty body",
    detail: "The request has no body; send JSON.",
  },
  { case: "an empty body", body: "", status: 400, type: "empty-body", title: "Empty body", detail: /has no body/ },
  { case: "white space", body: " \n\t ", status: 400, type: "empty-body", title: "Empty body", detail: /has no body/ },
  {
    case: "text",
    body: "hello",
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The body is not JSON: /,
  },
  {
    case: "cut JSON",
    body: '{"a":',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The body is not JSON: /,
  },
  {
    case: "two values",
    body: "{}{}",
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The body is not JSON: /,
  },
  {
    case: "NaN",
    body: '{"a":NaN}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The body is not JSON: /,
  },
  {
    case: "bytes that are not UTF-8",
    body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString("base64"),
    base64: true,
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: "The body is not UTF-8 text.",
  },
  // What the event is
  {
    case: "an array",
    body: "[]",
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "The event is an array; send a JSON object.",
  },
  {
    case: "null",
    body: "null",
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "The event is null; send a JSON object.",
  },
  {
    case: "a string",
    body: '"a"',
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "The event is a string; send a JSON object.",
  },
  {
    case: "a number",
    body: "7",
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "The event is a number; send a JSON object.",
  },
  {
    case: "true",
    body: "true",
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "The event is a boolean; send a JSON object.",
  },
  {
    case: "10,000 nested arrays",
    body: `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: /an array/,
  },
  // What JSON leaves open
  {
    case: "10,000 nested objects",
    body: nested(10_000),
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: "The event nests 10000 levels deep; at most 100 are allowed.",
  },
  {
    case: "101 nested objects",
    body: nested(101),
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The event nests 101 levels deep/,
  },
  {
    case: "a name given twice",
    body: '{"a":1,"b":2,"a":3}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: 'The event has the name "a" twice in one object; keep one.',
  },
  {
    case: "a name given twice in two spellings",
    body: '{"a":{"b":1, "\\u0062" :2}}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /the name "b" twice/,
  },
  {
    case: "a number beyond doubles",
    body: '{"a":[1e400]}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^The event has a number that no double can hold/,
  },
  {
    case: "a lone surrogate in a value",
    body: '{"a":"\\ud800"}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /half a surrogate pair/,
  },
  {
    case: "a lone surrogate in a name",
    body: '{"\\udc00":1}',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /half a surrogate pair/,
  },
  // How large it is
  {
    case: "one byte too many",
    body: ofBytes(262_145),
    status: 413,
    type: "too-large",
    title: "Too large",
    detail: "The body has 262145 bytes; at most 262144 are allowed.",
  },
  {
    case: "too many bytes in few characters",
    body: `{"a":"${"€".repeat(90_000)}"}`,
    status: 413,
    type: "too-large",
    title: "Too large",
    detail: /^The body has 270008 bytes/,
  },
  {
    case: "one byte too many in base64",
    body: Buffer.from(ofBytes(262_145)).toString("base64"),
    base64: true,
    status: 413,
    type: "too-large",
    title: "Too large",
    detail: /^The body has 262145 bytes/,
  },
  // What it says it is
  {
    case: "no Content-Type",
    body: "{}",
    headers: {},
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: 'The request has no Content-Type; send "application/json".',
  },
  {
    case: "text/plain",
    body: "{}",
    headers: { "content-type": "text/plain" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: 'The Content-Type "text/plain" is not JSON; send "application/json".',
  },
  {
    case: "application/jsonp",
    body: "{}",
    headers: { "content-type": "application/jsonp" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: /is not JSON/,
  },
  {
    case: "text/json",
    body: "{}",
    headers: { "content-type": "text/json" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: /is not JSON/,
  },
  {
    case: "another charset",
    body: "{}",
    headers: { "content-type": "application/json; charset=utf-16" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: "The charset utf-16 is not supported; send UTF-8.",
  },
  {
    case: "gzip",
    body: "{}",
    headers: { "content-type": json, "content-encoding": "gzip" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: 'The Content-Encoding "gzip" is not supported; send the body uncompressed.',
  },
  // Its Idempotency-Key
  {
    case: "an empty Idempotency-Key",
    body: "{}",
    headers: { "content-type": json, "idempotency-key": "" },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /this one has 0\.$/,
  },
  {
    case: "a blank Idempotency-Key",
    body: "{}",
    headers: { "content-type": json, "idempotency-key": "  " },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /this one has 0\.$/,
  },
  {
    case: "a quoted empty Idempotency-Key",
    body: "{}",
    headers: { "content-type": json, "idempotency-key": '""' },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /this one has 0\.$/,
  },
  {
    case: "an Idempotency-Key of 256 characters",
    body: "{}",
    headers: { "content-type": json, "idempotency-key": "k".repeat(256) },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /this one has 256\.$/,
  },
  {
    case: "an Idempotency-Key beyond ASCII",
    body: "{}",
    headers: { "content-type": json, "idempotency-key": "clé" },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /printable ASCII/,
  },
  // Batches
  {
    case: "a batch without a body",
    path: "/trigger-events",
    status: 400,
    type: "empty-body",
    title: "Empty body",
    detail: /has no body/,
  },
  {
    case: "a batch that is an object",
    path: "/trigger-events",
    body: "{}",
    status: 400,
    type: "not-an-array",
    title: "Not an array",
    detail: "The body is an object; send an array of objects, or one object to /trigger-event.",
  },
  {
    case: "an empty batch",
    path: "/trigger-events",
    body: "[]",
    status: 400,
    type: "empty-batch",
    title: "Empty batch",
    detail: "The array is empty; send at least one event.",
  },
  {
    case: "a batch of 26",
    path: "/trigger-events",
    body: `[${Array(26).fill("{}").join()}]`,
    status: 413,
    type: "too-many-events",
    title: "Too many events",
    detail: "The array has 26 events; at most 25 are allowed in one request.",
  },
  {
    case: "a batch with null",
    path: "/trigger-events",
    body: "[{},null]",
    status: 400,
    type: "not-an-object",
    title: "Not an object",
    detail: "Event 1 is null; send a JSON object.",
    index: 1,
  },
  {
    case: "a batch with a large event",
    path: "/trigger-events",
    body: `[{}, {}, ${ofBytes(262_145)}]`,
    status: 413,
    type: "too-large",
    title: "Too large",
    detail: "Event 2 has 262145 bytes; at most 262144 are allowed.",
    index: 2,
  },
  {
    case: "a batch with a name given twice",
    path: "/trigger-events",
    body: '[{"a":1},{"a":1,"a":1}]',
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: 'Event 1 has the name "a" twice in one object; keep one.',
    index: 1,
  },
  {
    case: "a batch with deep nesting",
    path: "/trigger-events",
    body: `[${nested(10_000)}]`,
    status: 400,
    type: "invalid-json",
    title: "Invalid JSON",
    detail: /^Event 0 nests 10000 levels deep/,
    index: 0,
  },
  {
    case: "a batch with a bad Idempotency-Key",
    path: "/trigger-events",
    body: "[{}]",
    headers: { "content-type": json, "idempotency-key": "" },
    status: 400,
    type: "invalid-idempotency-key",
    title: "Invalid Idempotency-Key",
    detail: /this one has 0\.$/,
  },
  {
    case: "a batch of text/csv",
    path: "/trigger-events",
    body: "[{}]",
    headers: { "content-type": "text/csv" },
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: /is not JSON/,
  },
];

describe("bad input to the producer", () => {
  let engine: DynamoEngine;
  let produce: HttpHandler;
  let commands: SentCommand[];

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
    await engine.createTable("events", "eventId");
    commands = observe(engine.client);
    produce = createProducer({ dynamo: engine.client, eventTable: "events" });
  });

  after(() => engine.stop());

  for (const row of rows) {
    it(`answers ${row.case} with ${row.status} ${row.type}, and stores nothing`, async () => {
      commands.length = 0;

      const reply = await produce(
        httpRequest(`POST ${row.path ?? "/trigger-event"}`, {
          ...(row.body !== undefined && { body: row.body }),
          headers: row.headers ?? { "content-type": json },
          isBase64Encoded: row.base64 ?? false,
        }),
      );

      const { detail, ...rest } = bodyOf(reply);
      expect(reply.statusCode).to.equal(row.status);
      expect(reply.headers).to.deep.equal({ "content-type": "application/problem+json", "cache-control": "no-store" });
      expect(rest).to.deep.equal({
        type: `urn:sluice:problem:${row.type}`,
        title: row.title,
        status: row.status,
        ...(row.index !== undefined && { index: row.index }),
      });
      if (typeof row.detail === "string") expect(detail).to.equal(row.detail);
      else expect(detail).to.match(row.detail);
      expect(commands).to.deep.equal([]);
    });
  }

  it("answers a route that is not its own with 404", async () => {
    const reply = await produce(httpRequest("$default"));

    expect(reply.statusCode).to.equal(404);
    expect(bodyOf(reply).type).to.equal("urn:sluice:problem:no-such-route");
  });

  const accepted: [string, string][] = [
    ["an empty object", "{}"],
    ["100 nested objects", nested(100)],
    ["exactly 262,144 bytes", ofBytes(262_144)],
    ["a __proto__ name", '{"__proto__":{"polluted":true}}'],
    ["the same name in two objects", '{"a":{"b":1},"c":{"b":1}}'],
    ["a name that equals a value", '{"a":"b","b":"a"}'],
    ["a whole surrogate pair", '{"a":"\\ud83d\\ude00"}'],
    ["quotes and backslashes", '{"a\\"\\\\":"\\\\\\"","b":"{[,:"}'],
    ["an integer beyond doubles", '{"a":12345678901234567890}'],
    ["a zero character", '{"a":"\\u0000"}'],
  ];
  for (const [name, body] of accepted) {
    it(`accepts ${name}, and keeps the text as it was sent`, async () => {
      commands.length = 0;

      const reply = await produce(jsonPost("/trigger-event", body));

      expect(reply.statusCode).to.equal(202);
      expect(commands.map(({ name, input }) => [name, (input.Item as { payload: unknown }).payload])).to.deep.equal([
        ["PutItemCommand", { S: body }],
      ]);
      expect(({} as { polluted?: true }).polluted).to.equal(undefined);
    });
  }

  for (const contentType of [
    "application/json",
    "Application/JSON; charset=UTF-8",
    'application/json;charset="utf-8"',
    "application/cloudevents+json",
    "application/vnd.acme.v1+json; profile=x",
  ]) {
    it(`accepts the Content-Type ${contentType}, in whatever case its header is`, async () => {
      const reply = await produce(
        httpRequest("POST /trigger-event", { body: "{}", headers: { "Content-Type": contentType } }),
      );

      expect(reply.statusCode).to.equal(202);
    });
  }
});
