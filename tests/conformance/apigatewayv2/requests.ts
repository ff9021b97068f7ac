import { ANY, type Row, type Source, type Table } from "../table";
import {
  AUTHORIZERS,
  CORS,
  DEFAULT_ENDPOINT,
  MAPPED_PATH,
  MAPPINGS,
  ROUTES,
  STAGES,
  THROTTLING,
  TROUBLES,
} from "./sources";
import type { HttpInput } from "./subject";

const INTERNAL = { status: 500, body: '{"message":"Internal Server Error"}' };
const NOT_FOUND = { status: 404, body: '{"message":"Not Found"}' };

type Asked = [
  behaviour: string,
  input: Omit<HttpInput, "see">,
  answer: Readonly<Record<string, unknown>>,
  source: Source,
];

function asking(rows: readonly Asked[]): Row<HttpInput>[] {
  return rows.map(([behaviour, input, answer, source]) => ({
    ...{ behaviour, answer, source },
    input: { ...input, see: Object.keys(answer) },
  }));
}

const routes = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];
const to = (path: string, method = "GET"): Omit<HttpInput, "see"> => ({ setup: { routes }, request: { method, path } });
const cors = {
  allowOrigins: ["https://a.example"],
  allowMethods: ["GET"],
  allowHeaders: ["X-A"],
  maxAge: 60,
  exposeHeaders: ["X-B"],
};
const preflight = (origin: string, method = "GET"): Omit<HttpInput, "see"> => ({
  setup: { cors },
  request: { method: "OPTIONS", path: "/", headers: { origin, "access-control-request-method": method } },
});

const deciding = (headers: Readonly<Record<string, string>>): Omit<HttpInput, "see"> => ({
  setup: { decides: { identitySources: [{ place: "header", name: "X-Key" }], ttlSeconds: 0 } },
  request: { path: "/", headers },
});
const HOST = "api.example.com";
/** Paths of a custom domain that lead to stages: `{ "orders/v1": "prod" }`. */
const mapped = (paths: Readonly<Record<string, string>>, path: string): Omit<HttpInput, "see"> => ({
  setup: {
    disableExecuteApiEndpoint: true,
    stages: Object.values(paths).map((name) => ({ name })),
    mappings: Object.entries(paths).map(([key, stage]) => ({ domainName: HOST, key, stage })),
  },
  request: { path, headers: { host: HOST } },
});

export const httpRequests: Table<HttpInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "routes, stages, errors and CORS",
  rows: asking([
    ["a full match comes first", to("/pets/dog/1"), { "event.routeKey": "GET /pets/dog/1" }, ROUTES],
    ["a variable comes before a greedy one", to("/pets/dog/2"), { "event.routeKey": "GET /pets/dog/{id}" }, ROUTES],
    [
      "a greedy variable takes the rest of the path",
      to("/pets/cat/1/2"),
      { "event.routeKey": "GET /pets/{proxy+}", "event.pathParameters": { proxy: "cat/1/2" } },
      ROUTES,
    ],
    [
      "a route for ANY takes the methods that have none",
      to("/pets/dog/1", "PUT"),
      { "event.routeKey": "ANY /{proxy+}" },
      ROUTES,
    ],
    ["$default takes what no route matches", to("/"), { "event.routeKey": "$default" }, ROUTES],
    [
      "a request that no route matches is a 404",
      { setup: { routes: ["GET /a"] }, request: { path: "/b" } },
      { ...NOT_FOUND, "header.apigw-requestid": ANY },
      ROUTES,
    ],
    [
      "a slash at the end makes another path",
      { setup: { routes: ["GET /a"] }, request: { path: "/a/" } },
      NOT_FOUND,
      ROUTES,
    ],
    [
      "a request to a stage that there is not is a 404",
      { setup: { stages: [{ name: "prod" }] }, request: { path: "/test/a" } },
      NOT_FOUND,
      STAGES,
    ],
    [
      "of a custom domain's mappings the one with the longest path is taken",
      mapped({ "": "root", orders: "short", "orders/v1": "long" }, "/orders/v1/items"),
      { "event.requestContext.stage": "long" },
      MAPPINGS,
    ],
    [
      "a custom domain's mapping without a path takes what no other does",
      mapped({ "": "root", orders: "short" }, "/other"),
      { "event.requestContext.stage": "root" },
      MAPPINGS,
    ],
    [
      "a function does not see the path of the mapping, and sees the stage that no client named",
      mapped({ "orders/v1": "prod" }, "/orders/v1/items"),
      { "event.rawPath": "/prod/items", "event.requestContext.domainName": HOST },
      MAPPED_PATH,
    ],
    [
      "an API's own address that is switched off is a 404",
      { setup: { disableExecuteApiEndpoint: true }, request: { path: "/" } },
      { ...NOT_FOUND, event: null },
      DEFAULT_ENDPOINT,
    ],
    [
      "a request without what identifies it to an authorizer with a function is a 401",
      deciding({}),
      { status: 401, body: '{"message":"Unauthorized"}', event: null },
      AUTHORIZERS,
    ],
    [
      "a function sees the context of the authorizer's, in format 2.0",
      deciding({ "x-key": "a" }),
      { status: 200, "event.requestContext.authorizer.lambda": {} },
      AUTHORIZERS,
    ],
    ["a function that throws is a 500", { request: { path: "/" }, function: "throws" }, INTERNAL, TROUBLES],
    ["a function that may not be called is a 500", { request: { path: "/" }, permitted: false }, INTERNAL, TROUBLES],
    [
      "a request above the limits of its stage is a 429",
      {
        setup: { stages: [{ name: "$default", throttle: { rateLimit: 1, burstLimit: 0 } }] },
        request: { path: "/" },
      },
      { status: 429, body: '{"message":"Too Many Requests"}' },
      THROTTLING,
    ],
    [
      "the API answers a preflight request itself",
      preflight("https://a.example"),
      {
        status: 204,
        event: null,
        "header.access-control-allow-origin": "https://a.example",
        "header.access-control-allow-methods": "GET",
        "header.access-control-allow-headers": "x-a",
        "header.access-control-max-age": "60",
      },
      CORS,
    ],
    [
      "a preflight request of another origin is answered without headers of CORS",
      preflight("https://b.example"),
      { status: 204, "header.access-control-allow-origin": undefined },
      CORS,
    ],
    [
      "headers of CORS that a function returns are left out where the API is configured for CORS",
      {
        setup: { cors },
        request: { path: "/", headers: { origin: "https://a.example" } },
        function: { returns: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } } },
      },
      {
        "header.access-control-allow-origin": "https://a.example",
        "header.access-control-expose-headers": "x-b",
      },
      CORS,
    ],
    [
      "headers of CORS that a function returns are sent where the API is not",
      {
        request: { path: "/", headers: { origin: "https://a.example" } },
        function: { returns: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } } },
      },
      { "header.access-control-allow-origin": "*" },
      CORS,
    ],
  ]),
};
