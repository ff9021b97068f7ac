import { ANY, type Row, type Source, type Table } from "../table";
import { DECODED_OTHERS, DECODED_PATHS, DECODED_SLASH, FUNCTIONS, STAGES } from "./sources";
import type { HttpInput } from "./subject";

type Asked = [
  behaviour: string,
  request: HttpInput["request"],
  answer: Readonly<Record<string, unknown>>,
  more?: { setup?: HttpInput["setup"]; source?: Source },
];

function events(rows: readonly Asked[], payloadFormat: "1.0" | "2.0"): Row<HttpInput>[] {
  return rows.map(([behaviour, request, answer, { setup = {}, source = FUNCTIONS } = {}]) => ({
    ...{ behaviour: `format ${payloadFormat}: ${behaviour}`, answer, source },
    input: { setup: { ...setup, payloadFormat }, request, see: Object.keys(answer) },
  }));
}

const pets = { routes: ["POST /pets/{id}"] };
const prod = { routes: ["ANY /pets/{proxy+}"], stages: [{ name: "prod" }] };
const json = { "content-type": "application/json" };
const none = {
  ...{ accessKey: null, accountId: null, caller: null, cognitoAuthenticationProvider: null },
  ...{ cognitoAuthenticationType: null, cognitoIdentityId: null, cognitoIdentityPoolId: null },
  ...{ principalOrgId: null, user: null, userArn: null },
};

export const formatTwoEvents: Table<HttpInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "functions: events of payload format 2.0",
  rows: events(
    [
      [
        "an event names its version and its route",
        { method: "POST", path: "/pets/6" },
        { "event.version": "2.0", "event.routeKey": "POST /pets/{id}", "event.pathParameters": { id: "6" } },
        { setup: pets },
      ],
      [
        "a query stands there as it was sent, and its parameters decoded",
        { path: "/my/path?parameter1=value1&parameter1=value2&parameter2=a%20b" },
        {
          "event.rawQueryString": "parameter1=value1&parameter1=value2&parameter2=a%20b",
          "event.queryStringParameters": { parameter1: "value1,value2", parameter2: "a b" },
        },
      ],
      [
        "a header that comes several times is joined by commas",
        { path: "/", headers: { Header2: ["value1", "value2"] } },
        { "event.headers.header2": "value1,value2", "event.multiValueHeaders": undefined },
      ],
      [
        "cookies are a list, and no header",
        { path: "/", headers: { cookie: "cookie1=a; cookie2=b" } },
        { "event.cookies": ["cookie1=a", "cookie2=b"], "event.headers.cookie": undefined },
      ],
      [
        "what a request has not is absent",
        { path: "/" },
        {
          "event.cookies": undefined,
          "event.queryStringParameters": undefined,
          "event.pathParameters": undefined,
          "event.stageVariables": undefined,
          "event.body": undefined,
          "event.rawQueryString": "",
          "event.isBase64Encoded": false,
        },
      ],
      [
        "the context says where the request came to",
        { method: "POST", path: "/my/path", headers: { "user-agent": "agent" } },
        {
          "event.requestContext": {
            ...{ accountId: ANY, apiId: ANY, domainName: ANY, domainPrefix: ANY },
            http: { method: "POST", path: "/my/path", protocol: "HTTP/1.1", sourceIp: ANY, userAgent: "agent" },
            ...{ requestId: ANY, routeKey: "$default", stage: "$default" },
            ...{ time: "12/Mar/2020:19:03:58 +0000", timeEpoch: 1584039838390 },
          },
        },
      ],
      [
        "a stage with a name is a part of both paths",
        { path: "/prod/pets/1" },
        {
          "event.rawPath": "/prod/pets/1",
          "event.requestContext.http.path": "/prod/pets/1",
          "event.requestContext.stage": "prod",
          "event.pathParameters": { proxy: "1" },
        },
        { setup: prod, source: STAGES },
      ],
      ["a path is decoded", { path: "/a%2Fb" }, { "event.rawPath": "/a/b" }, { source: DECODED_SLASH }],
      [
        "a path is decoded with every sign in it",
        { path: "/RSC/%40id%2Fassets%2Frsf0.js%23save.txt" },
        { "event.rawPath": "/RSC/@id/assets/rsf0.js#save.txt" },
        { source: DECODED_OTHERS },
      ],
      [
        "a path ends at a question mark that was encoded in it",
        { path: "/users/me%3Fadmin=true" },
        { "event.rawPath": "/users/me" },
        { source: DECODED_PATHS },
      ],
      [
        "variables of the stage are in the event",
        { path: "/" },
        { "event.stageVariables": { stageVariable1: "value1" } },
        { setup: { stages: [{ name: "$default", variables: { stageVariable1: "value1" } }] } },
      ],
      [
        "a body of text is the text that was sent",
        { method: "POST", path: "/", headers: json, body: '{"a":1}' },
        { "event.body": '{"a":1}', "event.isBase64Encoded": false },
      ],
      [
        "a body of bytes is in base64",
        { method: "POST", path: "/", headers: { "content-type": "image/png" }, body: Buffer.from([1, 2, 3]) },
        { "event.body": "AQID", "event.isBase64Encoded": true },
      ],
    ],
    "2.0",
  ),
};

export const formatOneEvents: Table<HttpInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "functions: events of payload format 1.0",
  rows: events(
    [
      [
        "an event names its version, its route's path and the method",
        { method: "POST", path: "/pets/6" },
        {
          "event.version": "1.0",
          "event.resource": "/pets/{id}",
          "event.path": "/pets/6",
          "event.httpMethod": "POST",
          "event.pathParameters": { id: "6" },
        },
        { setup: pets },
      ],
      [
        "parameters that come several times are a list, and the last value where there is one",
        { path: "/my/path?parameter1=value1&parameter1=value2&parameter2=value" },
        {
          "event.queryStringParameters": { parameter1: "value2", parameter2: "value" },
          "event.multiValueQueryStringParameters": { parameter1: ["value1", "value2"], parameter2: ["value"] },
        },
      ],
      [
        "headers that come several times are a list, and the last value where there is one",
        { path: "/", headers: { Header2: ["value1", "value2"] } },
        { "event.headers.header2": "value2", "event.multiValueHeaders.header2": ["value1", "value2"] },
      ],
      [
        "cookies are a header",
        { path: "/", headers: { cookie: "cookie1=a; cookie2=b" } },
        { "event.headers.cookie": "cookie1=a; cookie2=b", "event.cookies": undefined },
      ],
      [
        "what a request has not is null",
        { path: "/" },
        {
          "event.queryStringParameters": null,
          "event.multiValueQueryStringParameters": null,
          "event.pathParameters": null,
          "event.stageVariables": null,
          "event.body": null,
          "event.isBase64Encoded": false,
        },
      ],
      [
        "the context says where the request came to",
        { path: "/my/path", headers: { "user-agent": "user-agent" } },
        {
          "event.requestContext": {
            ...{ accountId: ANY, apiId: ANY, authorizer: { claims: null, scopes: null } },
            ...{ domainName: ANY, domainPrefix: ANY, extendedRequestId: ANY, httpMethod: "GET" },
            identity: { ...none, sourceIp: ANY, userAgent: "user-agent" },
            ...{ path: "/my/path", protocol: "HTTP/1.1", requestId: ANY },
            ...{ requestTime: "12/Mar/2020:19:03:58 +0000", requestTimeEpoch: 1584039838390 },
            ...{ resourceId: ANY, resourcePath: "/my/path", stage: "$default" },
          },
        },
        { setup: { routes: ["GET /my/path"] } },
      ],
      ["a path is decoded", { path: "/a%2Fb" }, { "event.path": "/a/b" }, { source: DECODED_PATHS }],
      [
        "variables of the stage are in the event",
        { path: "/" },
        { "event.stageVariables": { stageVariable1: "value1" } },
        { setup: { stages: [{ name: "$default", variables: { stageVariable1: "value1" } }] } },
      ],
      [
        "a body of text is the text that was sent",
        { method: "POST", path: "/", headers: json, body: '{"a":1}' },
        { "event.body": '{"a":1}', "event.isBase64Encoded": false },
      ],
      [
        "a body of bytes is in base64",
        { method: "POST", path: "/", headers: { "content-type": "image/png" }, body: Buffer.from([1, 2, 3]) },
        { "event.body": "AQID", "event.isBase64Encoded": true },
      ],
    ],
    "1.0",
  ),
};
