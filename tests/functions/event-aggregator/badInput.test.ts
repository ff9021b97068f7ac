import { expect } from "chai";
import { createProducer } from "../../../functions/event-aggregator/producer";
import type { HttpHandler } from "../../../functions/shared/http/reply";
import { observe, type SentCommand } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { bodyOf, httpRequest, jsonPost } from "../support/httpRequest";
import { silenceTelemetry } from "../support/telemetry";

const json = "application/json";
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const ofBytes = (bytes: number) => `{"a":"${"x".repeat(bytes - '{"a":""}'.length)}"}`;

interface Sent {
  /** `/trigger-event` when absent. */
  path?: "/trigger-event" | "/trigger-events";
  body?: string;
  base64?: true;
  /** A Content-Type of JSON when absent. */
  headers?: Record<string, string>;
}

const titles = {
  "empty-batch": "Empty batch",
  "empty-body": "Empty body",
  "invalid-idempotency-key": "Invalid Idempotency-Key",
  "invalid-json": "Invalid JSON",
  "not-an-array": "Not an array",
  "not-an-object": "Not an object",
  "too-large": "Too large",
  "too-many-events": "Too many events",
  "unsupported-media-type": "Unsupported media type",
};

/** A fault, the request that has it, and the problem: its status, the last part of its type, its detail, and the index in the batch. */
type Row = [
  name: string,
  sent: Sent,
  status: number,
  type: keyof typeof titles,
  detail: string | RegExp,
  index?: number,
];

const rows: Row[] = [
  // Bodies
  ["no body", {}, 400, "empty-body", "The request has no body; send JSON."],
  ["an empty body", { body: "" }, 400, "empty-body", /has no body/],
  ["white space", { body: " \n\t " }, 400, "empty-body", /has no body/],
  ["text", { body: "hello" }, 400, "invalid-json", /^The body is not JSON: /],
  ["a byte order mark alone", { body: "\ufeff" }, 400, "empty-body", /has no body/],
  ["cut JSON", { body: '{"a":' }, 400, "invalid-json", /^The body is not JSON: /],
  ["two values", { body: "{}{}" }, 400, "invalid-json", /^The body is not JSON: /],
  ["NaN", { body: '{"a":NaN}' }, 400, "invalid-json", /^The body is not JSON: /],
  [
    "bytes that are not UTF-8",
    { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString("base64"), base64: true },
    400,
    "invalid-json",
    "The body is not UTF-8 text.",
  ],
  // Events
  ["an array", { body: "[]" }, 400, "not-an-object", "The event is an array; send a JSON object."],
  ["null", { body: "null" }, 400, "not-an-object", "The event is null; send a JSON object."],
  ["a string", { body: '"a"' }, 400, "not-an-object", "The event is a string; send a JSON object."],
  ["a number", { body: "7" }, 400, "not-an-object", "The event is a number; send a JSON object."],
  ["true", { body: "true" }, 400, "not-an-object", "The event is a boolean; send a JSON object."],
  ["10,000 nested arrays", { body: `${"[".repeat(10_000)}${"]".repeat(10_000)}` }, 400, "not-an-object", /an array/],
  // Things that JSON leaves open
  [
    "10,000 nested objects",
    { body: nested(10_000) },
    400,
    "invalid-json",
    "The event nests 10000 levels deep; at most 100 are allowed.",
  ],
  ["101 nested objects", { body: nested(101) }, 400, "invalid-json", /^The event nests 101 levels deep/],
  [
    "a name given twice",
    { body: '{"a":1,"b":2,"a":3}' },
    400,
    "invalid-json",
    'The event has the name "a" twice in one object; keep one.',
  ],
  [
    "a name given twice in two spellings",
    { body: '{"a":{"b":1, "\\u0062" :2}}' },
    400,
    "invalid-json",
    /the name "b" twice/,
  ],
  [
    "a number beyond doubles",
    { body: '{"a":[1e400]}' },
    400,
    "invalid-json",
    /^The event has a number that no double can hold/,
  ],
  ["a lone surrogate in a value", { body: '{"a":"\\ud800"}' }, 400, "invalid-json", /half a surrogate pair/],
  ["a lone surrogate in a name", { body: '{"\\udc00":1}' }, 400, "invalid-json", /half a surrogate pair/],
  // How large it is
  [
    "one byte too many",
    { body: ofBytes(262_145) },
    413,
    "too-large",
    "The body has 262145 bytes; at most 262144 are allowed.",
  ],
  [
    "too many bytes in few characters",
    { body: `{"a":"${"€".repeat(90_000)}"}` },
    413,
    "too-large",
    /^The body has 270008 bytes/,
  ],
  [
    "one byte too many in base64",
    { body: Buffer.from(ofBytes(262_145)).toString("base64"), base64: true },
    413,
    "too-large",
    /^The body has 262145 bytes/,
  ],
  // Content types
  [
    "no Content-Type",
    { body: "{}", headers: {} },
    415,
    "unsupported-media-type",
    'The request has no Content-Type; send "application/json".',
  ],
  [
    "text/plain",
    { body: "{}", headers: { "content-type": "text/plain" } },
    415,
    "unsupported-media-type",
    'The Content-Type "text/plain" is not JSON; send "application/json".',
  ],
  [
    "application/jsonp",
    { body: "{}", headers: { "content-type": "application/jsonp" } },
    415,
    "unsupported-media-type",
    /is not JSON/,
  ],
  ["text/json", { body: "{}", headers: { "content-type": "text/json" } }, 415, "unsupported-media-type", /is not JSON/],
  [
    "another charset",
    { body: "{}", headers: { "content-type": "application/json; charset=utf-16" } },
    415,
    "unsupported-media-type",
    "The charset utf-16 is not supported; send UTF-8.",
  ],
  [
    "gzip",
    { body: "{}", headers: { "content-type": json, "content-encoding": "gzip" } },
    415,
    "unsupported-media-type",
    'The Content-Encoding "gzip" is not supported; send the body uncompressed.',
  ],
  // Its Idempotency-Key
  [
    "an empty Idempotency-Key",
    { body: "{}", headers: { "content-type": json, "idempotency-key": "" } },
    400,
    "invalid-idempotency-key",
    /this one has 0\.$/,
  ],
  [
    "a blank Idempotency-Key",
    { body: "{}", headers: { "content-type": json, "idempotency-key": "  " } },
    400,
    "invalid-idempotency-key",
    /this one has 0\.$/,
  ],
  [
    "a quoted empty Idempotency-Key",
    { body: "{}", headers: { "content-type": json, "idempotency-key": '""' } },
    400,
    "invalid-idempotency-key",
    /this one has 0\.$/,
  ],
  [
    "an Idempotency-Key of 256 characters",
    { body: "{}", headers: { "content-type": json, "idempotency-key": "k".repeat(256) } },
    400,
    "invalid-idempotency-key",
    /this one has 256\.$/,
  ],
  [
    "an Idempotency-Key beyond ASCII",
    { body: "{}", headers: { "content-type": json, "idempotency-key": "clé" } },
    400,
    "invalid-idempotency-key",
    /printable ASCII/,
  ],
  // Batches
  ["a batch without a body", { path: "/trigger-events" }, 400, "empty-body", /has no body/],
  [
    "a batch that is an object",
    { path: "/trigger-events", body: "{}" },
    400,
    "not-an-array",
    "The body is an object; send an array of objects, or one object to /trigger-event.",
  ],
  [
    "an empty batch",
    { path: "/trigger-events", body: "[]" },
    400,
    "empty-batch",
    "The array is empty; send at least one event.",
  ],
  [
    "a batch of 26",
    { path: "/trigger-events", body: `[${Array(26).fill("{}").join()}]` },
    413,
    "too-many-events",
    "The array has 26 events; at most 25 are allowed in one request.",
  ],
  [
    "a batch with null",
    { path: "/trigger-events", body: "[{},null]" },
    400,
    "not-an-object",
    "Event 1 is null; send a JSON object.",
    1,
  ],
  [
    "a batch with a large event",
    { path: "/trigger-events", body: `[{}, {}, ${ofBytes(262_145)}]` },
    413,
    "too-large",
    "Event 2 has 262145 bytes; at most 262144 are allowed.",
    2,
  ],
  [
    "a batch with a name given twice",
    { path: "/trigger-events", body: '[{"a":1},{"a":1,"a":1}]' },
    400,
    "invalid-json",
    'Event 1 has the name "a" twice in one object; keep one.',
    1,
  ],
  [
    "a batch with deep nesting",
    { path: "/trigger-events", body: `[${nested(10_000)}]` },
    400,
    "invalid-json",
    /^Event 0 nests 10000 levels deep/,
    0,
  ],
  [
    "a batch with a bad Idempotency-Key",
    { path: "/trigger-events", body: "[{}]", headers: { "content-type": json, "idempotency-key": "" } },
    400,
    "invalid-idempotency-key",
    /this one has 0\.$/,
  ],
  [
    "a batch of text/csv",
    { path: "/trigger-events", body: "[{}]", headers: { "content-type": "text/csv" } },
    415,
    "unsupported-media-type",
    /is not JSON/,
  ],
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

  for (const [name, sent, status, type, expectedDetail, index] of rows) {
    it(`answers ${name} with ${status} ${type}, and stores nothing`, async () => {
      commands.length = 0;

      const reply = await produce(
        httpRequest(`POST ${sent.path ?? "/trigger-event"}`, {
          ...(sent.body !== undefined && { body: sent.body }),
          headers: sent.headers ?? { "content-type": json },
          isBase64Encoded: sent.base64 ?? false,
        }),
      );

      const { detail, ...rest } = bodyOf(reply);
      expect(reply.statusCode).to.equal(status);
      expect(reply.headers).to.deep.equal({ "content-type": "application/problem+json", "cache-control": "no-store" });
      expect(rest).to.deep.equal({
        type: `urn:sluice:problem:${type}`,
        title: titles[type],
        status,
        ...(index !== undefined && { index }),
      });
      if (typeof expectedDetail === "string") expect(detail).to.equal(expectedDetail);
      else expect(detail).to.match(expectedDetail);
      expect(commands).to.deep.equal([]);
    });
  }

  it("throws for a route that is not its own, and says what to do", async () => {
    const error = (await produce(httpRequest("$default")).catch((thrown: unknown) => thrown)) as Error;

    expect(error.message).to.equal(
      "The API sends $default to the producer, which has no answer for it; take the route off",
    );
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
