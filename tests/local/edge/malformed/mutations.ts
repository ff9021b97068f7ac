import type { WireRequest } from "./recordedRequests";

/** A source of random numbers from 0 to below 1, the same for the same seed. */
type Random = () => number;

const SPECIAL_NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "a.b",
  "0",
  "-1",
  "\u0000",
  "é",
  "x".repeat(3000),
];
const NASTY_VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "\ud800",
  "x".repeat(5000),
  [],
  {},
  [null],
  [[]],
  [{}],
  { S: 1 },
  { N: "NaN" },
  { N: "1e999" },
  { B: "%%%" },
  { __proto__: null },
  { M: null },
  "2026-13-45T99:99:99Z",
  "arn:aws:sqs",
  "*",
  "../../x",
];
const NASTY_HEADERS = [
  "",
  " ",
  "x",
  "__proto__",
  "constructor",
  "%00",
  "é",
  "application/cbor",
  "AmazonSQS.__proto__",
  ".",
  "..",
  "a".repeat(9000),
];
const NASTY_PATHS = [
  "%",
  "%ff",
  "%00",
  "%2e%2e/",
  "//",
  "/../../etc/passwd",
  "/__proto__",
  "?%E0%A4%A=%",
  "?=&&=",
  `/${"a".repeat(9000)}`,
  "?versions&uploads",
  ";a=1",
];
const METHODS = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "POST", "PROPFIND"];
const FORM_NAMES = [
  "Entry.0.Id",
  "Entry.-1.Id",
  "Entry.99999999.Id",
  "__proto__.x",
  "a.b.c.d.e.f.g",
  "Entry.1",
  "Entry..Id",
  ".",
  "constructor.name.1",
  "MessageAttribute.1.Value.__proto__",
];

/** Changes a valid request in one to three ways: its body, its headers, its path, its method, or its bytes. */
export function malformed(valid: WireRequest, random: Random): WireRequest {
  const request = { ...valid, headers: { ...valid.headers } };
  const times = 1 + Math.floor(random() * 3);
  for (let time = 0; time < times; time += 1)
    pick([inBody, inBody, inBody, inHeaders, inPath, inMethod, inBytes], random)(request, random);
  return request;
}

function inBody(request: WireRequest, random: Random): void {
  const text = request.body.toString();
  if (text.startsWith("{")) request.body = Buffer.from(jsonWithFault(text, random));
  else if (text.includes("="))
    request.body = Buffer.from(`${text}&${pick(FORM_NAMES, random)}=${pick(["", "1", "%", "%00", "x"], random)}`);
  else inBytes(request, random);
}

/** Changes one place of a document: its value, its name, or a second member of the same name. */
function jsonWithFault(text: string, random: Random): string {
  const document = parsed(text);
  if (document === undefined) return text.slice(0, Math.floor(random() * text.length));
  const places = placesOf(document);
  if (places.length === 0) return JSON.stringify(pick(NASTY_VALUES, random));
  const { holder, name } = pick(places, random);
  const kind = random();
  if (kind < 0.6) holder[name] = pick(NASTY_VALUES, random);
  else if (kind < 0.7) delete holder[name];
  else
    Object.defineProperty(holder, pick(SPECIAL_NAMES, random), {
      value: holder[name],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  const written = JSON.stringify(document);
  return kind > 0.95 ? `${written.slice(0, -1)},${written.slice(1)}` : written;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Place {
  holder: Record<string, unknown>;
  name: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesOf(holder[name])]);
}

function inHeaders(request: WireRequest, random: Random): void {
  const names = [
    ...Object.keys(request.headers),
    "content-encoding",
    "x-amz-target",
    "range",
    "accept",
    "cookie",
    "if-match",
    "x-amz-content-sha256",
  ];
  const name = pick(names, random);
  if (random() < 0.3) delete request.headers[name];
  else if (name === "authorization") request.headers[name] = scopeWithFault(request.headers[name] ?? "", random);
  else request.headers[name] = pick(NASTY_HEADERS, random);
}

/** Another service's name, or none, in the scope of a signature. */
function scopeWithFault(authorization: string, random: Random): string {
  const service = pick(
    ["__proto__", "constructor", "s3", "sqs", "dynamodb", "sns", "ec2", "nothing", "", "a/b"],
    random,
  );
  return authorization.replace(/\/[^/]*\/aws4_request/, `/${service}/aws4_request`);
}

function inPath(request: WireRequest, random: Random): void {
  const nasty = pick(NASTY_PATHS, random);
  const at = Math.floor(random() * request.path.length) + 1;
  request.path = random() < 0.5 ? request.path + nasty : request.path.slice(0, at) + nasty + request.path.slice(at);
}

function inMethod(request: WireRequest, random: Random): void {
  request.method = pick(METHODS, random);
}

/** Cuts a body, doubles it, or changes one of its bytes. */
function inBytes(request: WireRequest, random: Random): void {
  const { body } = request;
  const at = Math.floor(random() * body.length);
  const kind = random();
  if (kind < 0.3) request.body = body.subarray(0, at);
  else if (kind < 0.4) request.body = Buffer.concat([body, body]);
  else
    request.body = Buffer.concat([
      body.subarray(0, at),
      Buffer.from([Math.floor(random() * 256)]),
      body.subarray(at + 1),
    ]);
}

function pick<T>(choices: readonly T[], random: Random): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined && choices.length === 0) throw new Error("nothing to pick from");
  return chosen as T;
}
