import type { Row, Source, Table } from "../table";
import { ANY } from "../table";
import { ENCODED_PARAMETERS, KEYS, PROXY, recorded } from "./sources";
import type { RestInput } from "./subject";

const EVENTS = recorded("test_apigateway_lambda.snapshot", "test_lambda_aws_proxy_integration");
const HEADERS = recorded("test_apigateway_integrations.snapshot", "test_apigateway_header_remapping_aws[AWS_PROXY]");

type Asked = [
  behaviour: string,
  request: RestInput["request"],
  answer: Readonly<Record<string, unknown>>,
  source?: Source,
];

function events(rows: readonly Asked[]): Row<RestInput>[] {
  return rows.map(([behaviour, request, answer, source = EVENTS]) => ({
    ...{ behaviour, answer, source },
    input: { request, see: Object.keys(answer) },
  }));
}

const none = {
  ...{ accessKey: null, accountId: null, caller: null, cognitoAuthenticationProvider: null },
  ...{ cognitoAuthenticationType: null, cognitoIdentityId: null, cognitoIdentityPoolId: null },
  ...{ principalOrgId: null, user: null, userArn: null },
};

export const proxyEvents: Table<RestInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "functions: events",
  rows: [
    ...events([
      [
        "what a request has not is null in its event",
        { path: "/test-path" },
        {
          "event.body": null,
          "event.queryStringParameters": null,
          "event.multiValueQueryStringParameters": null,
          "event.stageVariables": null,
          "event.isBase64Encoded": false,
        },
      ],
      [
        "an event has the resource, its path below the stage and the method",
        { path: "/test-path" },
        {
          "event.resource": "/{proxy+}",
          "event.path": "/test-path",
          "event.pathParameters": { proxy: "test-path" },
          "event.httpMethod": "GET",
        },
      ],
      [
        "the context of an event says where the request came to",
        { path: "/test-path", headers: { "user-agent": "python-requests/testing" } },
        {
          "event.requestContext": {
            ...{ accountId: ANY, apiId: ANY, deploymentId: ANY, domainName: ANY, domainPrefix: ANY },
            ...{ extendedRequestId: ANY, httpMethod: "GET" },
            identity: { ...none, sourceIp: ANY, userAgent: "python-requests/testing" },
            ...{ path: "/prod/test-path", protocol: "HTTP/1.1", requestId: ANY, requestTime: ANY },
            ...{ requestTimeEpoch: ANY, resourceId: ANY, resourcePath: "/{proxy+}", stage: "prod" },
          },
        },
      ],
      [
        "a slash at the end of a path stays in the event, and no parameter has it",
        { path: "/test-path/" },
        {
          "event.path": "/test-path/",
          "event.requestContext.path": "/prod/test-path/",
          "event.pathParameters": { proxy: "test-path" },
        },
      ],
      [
        "a second slash behind the stage is left out of the path, but not of the context's",
        { path: "//proxy-value" },
        {
          "event.path": "/proxy-value",
          "event.requestContext.path": "/prod//proxy-value",
          "event.pathParameters": { proxy: "proxy-value" },
        },
      ],
      [
        "a path is not decoded",
        { path: "/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com" },
        {
          "event.path": "/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
          "event.pathParameters": { proxy: "api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com" },
        },
      ],
      [
        "a parameter of a query is decoded, and its plus is a blank",
        { path: "/api?email=test%2Balias@gmail.com&plus=test+alias@gmail.com&url=https://www.google.com/" },
        {
          "event.queryStringParameters": {
            email: "test+alias@gmail.com",
            plus: "test alias@gmail.com",
            url: "https://www.google.com/",
          },
        },
      ],
      [
        "a parameter that comes several times is a list, and its last value where there is one",
        { path: "/a?category=electronics&category=books&price=10&price=20&price=30" },
        {
          "event.queryStringParameters": { category: "books", price: "30" },
          "event.multiValueQueryStringParameters": { category: ["electronics", "books"], price: ["10", "20", "30"] },
        },
      ],
      [
        "a name of a header stays as the client spelled it",
        { path: "/a", headers: { "tEsT-HEADeR": "aValUE" } },
        { "event.headers.tEsT-HEADeR": "aValUE", "event.multiValueHeaders.tEsT-HEADeR": ["aValUE"] },
      ],
      [
        "the names of authorization and user-agent are written with capitals",
        { path: "/a", headers: { authorization: "random-value", "user-Agent": "test/integration" } },
        { "event.headers.Authorization": "random-value", "event.headers.User-Agent": "test/integration" },
      ],
      [
        "a header that comes several times is a list, and its last value where there is one",
        { path: "/a", headers: { "x-several": ["1", "2"] } },
        { "event.headers.x-several": "2", "event.multiValueHeaders.x-several": ["1", "2"] },
        PROXY,
      ],
      [
        "an event names the client and the protocol in headers",
        { path: "/a" },
        {
          "event.headers.X-Forwarded-For": ANY,
          "event.headers.X-Forwarded-Port": ANY,
          "event.headers.X-Amzn-Trace-Id": ANY,
        },
      ],
      [
        "a header that the API keeps to itself is not in an event",
        {
          path: "/a",
          headers: { "content-md5": "x", "max-forwards": "2", server: "x", "www-authenticate": "Basic", te: "deflate" },
        },
        {
          "event.headers.content-md5": undefined,
          "event.headers.max-forwards": undefined,
          "event.headers.server": undefined,
          "event.headers.www-authenticate": undefined,
          "event.headers.te": undefined,
        },
        HEADERS,
      ],
      [
        "a header of any other kind is in an event",
        {
          path: "/a",
          headers: { Age: "1", Date: "today", Pragma: "cache", Range: "bytes=500-999", Via: "p.example.net" },
        },
        {
          "event.headers.Age": "1",
          "event.headers.Date": "today",
          "event.headers.Pragma": "cache",
          "event.headers.Range": "bytes=500-999",
          "event.headers.Via": "p.example.net",
        },
        HEADERS,
      ],
      [
        "a body is the text that was sent",
        {
          method: "POST",
          path: "/a",
          headers: { "content-type": "application/json" },
          body: '{"message": "hello world"}',
        },
        { "event.body": '{"message": "hello world"}', "event.isBase64Encoded": false },
      ],
    ]),
    {
      behaviour: "a variable of a path is not decoded",
      input: {
        methods: [{ route: "GET /posts/{id}" }],
        request: { path: "/posts/%40" },
        see: ["event.pathParameters"],
      },
      answer: { "event.pathParameters": { id: "%40" } },
      source: ENCODED_PARAMETERS,
    },
    {
      behaviour: "a path without variables has no parameters",
      input: {
        methods: [{ route: "GET /hardcoded" }],
        request: { path: "//hardcoded" },
        see: ["event.resource", "event.path", "event.pathParameters", "event.requestContext.path"],
      },
      answer: {
        "event.resource": "/hardcoded",
        "event.path": "/hardcoded",
        "event.pathParameters": null,
        "event.requestContext.path": "/prod//hardcoded",
      },
      source: EVENTS,
    },
    {
      behaviour: "the variables of a stage are in the event",
      input: {
        setup: { stage: { variables: { stageVariableName: "stageVariableValue" } } },
        request: { path: "/a" },
        see: ["event.stageVariables"],
      },
      answer: { "event.stageVariables": { stageVariableName: "stageVariableValue" } },
      source: PROXY,
    },
    {
      behaviour: "a method that wants a key answers 403 without one",
      input: {
        methods: [{ route: "GET /test", apiKeyRequired: true }],
        request: { path: "/test" },
        see: ["status", "body", "header.x-amzn-errortype"],
      },
      answer: { status: 403, body: '{"message":"Forbidden"}', "header.x-amzn-errortype": "ForbiddenException" },
      source: KEYS,
    },
  ],
};
