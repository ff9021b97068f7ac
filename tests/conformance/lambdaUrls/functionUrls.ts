import { startUrl } from "../../local/lambda/urlUnderTest";
import { resultOf } from "../apigateway/subject";
import { type HttpAsk, picked, sent } from "../httpAnswer";
import { ANY, type Row, type Source, type Subject, type Table } from "../table";

/** A function URL that everybody may call, and a request to it. */
export interface UrlInput {
  readonly request: HttpAsk;
  /** The function's answer: what it returned, or `"throws"`. */
  readonly function?: { readonly returns: unknown } | "throws" | "is throttled";
  /** @default "open" */
  readonly url?: "open" | "without a permission" | "deleted";
  readonly see: readonly string[];
}

/** Starts a URL a row. */
export async function startUrlSubject(): Promise<Subject<UrlInput>> {
  return {
    async answer({ request, url = "open", see, ...input }) {
      const under = await startUrl();
      try {
        const created = await under.deploy();
        if (url === "deleted") await under.remove(created);
        if (url === "without a permission") under.close();
        under.answer = () => resultOf(input.function ?? { returns: "" });
        const received = await under.send(request.method ?? "GET", request.path, sent(request));
        return picked(see, received, under.events.at(-1));
      } finally {
        await under.edge.stop();
      }
    },
    stop: async () => {},
  };
}

const INVOKING: Source = {
  title: "Invoking Lambda function URLs (AWS Lambda Developer Guide)",
  address: "https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html",
};
const RECORDED = (test: string): Source => ({
  title: `recorded: TestLambdaURL::${test}`,
  address:
    "https://github.com/localstack/localstack/blob/34cf4db63713d841cce481f5bd844836eb4fcbec/tests/aws/services/lambda_/test_lambda.py",
});
const FORBIDDEN: Source = {
  title:
    "recorded: Function URL with AuthType=NONE: resource policy example is missing lambda:InvokeFunction (aws-lambda-developer-guide, issue 494)",
  address: "https://github.com/awsdocs/aws-lambda-developer-guide/issues/494",
};
const ENCODED: Source = {
  title: "recorded: escape decoded path characters when building the standard url (standard-server, pull request 93)",
  address: "https://github.com/middleapi/standard-server/pull/93",
};
const REPLIES = RECORDED("test_lambda_url_invocation");
const STATUS = RECORDED("test_lambda_url_headers_and_status");

type Asked = [
  behaviour: string,
  input: Omit<UrlInput, "see">,
  answer: Readonly<Record<string, unknown>>,
  source?: Source,
];

function asking(rows: readonly Asked[]): Row<UrlInput>[] {
  return rows.map(([behaviour, input, answer, source = INVOKING]) => ({
    ...{ behaviour, answer, source },
    input: { ...input, see: Object.keys(answer) },
  }));
}

const returning = (returns: unknown): Omit<UrlInput, "see"> => ({
  request: { method: "POST", path: "/custom_path/extend?test_param=test_value", body: "{'key':'value'}" },
  function: { returns },
});
const json = (body: string) => ({ status: 200, body, "header.content-type": "application/json" });

export const functionUrls: Table<UrlInput> = {
  service: "AWS Lambda",
  topic: "function URLs",
  rows: asking([
    [
      "an object without a status is the body of a URL's 200",
      returning({ hello: "world" }),
      json('{"hello":"world"}'),
      REPLIES,
    ],
    [
      "a body that a function returns is the URL's",
      returning({ statusCode: 200, body: "body123" }),
      json("body123"),
      REPLIES,
    ],
    ["a list is the body of a URL's 200", returning(["hello", 3, true]), json('["hello",3,true]'), REPLIES],
    ["a text is the body of a URL's 200 as it is", returning("hello"), json("hello"), REPLIES],
    ["a whole number is the body of a URL's 200", returning(3), json("3"), REPLIES],
    ["a number is the body of a URL's 200", returning(3.1), json("3.1"), REPLIES],
    ["a boolean is the body of a URL's 200", returning(true), json("true"), REPLIES],
    [
      "a status and headers that a function returns are the URL's",
      returning({ statusCode: 201, headers: { "My-Custom-Header": "Custom Value" }, body: "{}" }),
      { status: 201, "header.my-custom-header": "Custom Value" },
      STATUS,
    ],
    [
      "a status of a URL may be a text of digits",
      returning({ statusCode: "418", body: "i'm a teapot" }),
      { status: 418, body: "i'm a teapot" },
      STATUS,
    ],
    [
      "each cookie of a URL's reply is a header of its own",
      returning({ statusCode: 200, cookies: ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2"] }),
      { "header.set-cookie": ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2"] },
    ],
    [
      "a body of a URL in base64 is sent as bytes",
      returning({ statusCode: 200, body: "AQID", isBase64Encoded: true }),
      { bytes: "010203" },
    ],
    [
      "a function that throws is a URL's 502",
      { request: { path: "/" }, function: "throws" },
      { status: 502, body: "Internal Server Error" },
      RECORDED("test_lambda_url_invocation_exception"),
    ],
    [
      "a URL that there is not is a 403 without a message",
      { request: { path: "/" }, url: "deleted" },
      { status: 403, body: '{"Message":null}', "header.x-amzn-errortype": "AccessDeniedException" },
      RECORDED("test_lambda_url_non_existing_url"),
    ],
    [
      "a URL whose function lacks one of two permissions is a 403, which has no trace",
      { request: { path: "/" }, url: "without a permission" },
      {
        status: 403,
        body: '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
        "header.x-amzn-errortype": "AccessDeniedException",
        "header.x-amzn-trace-id": undefined,
      },
      FORBIDDEN,
    ],
    [
      "an event of a URL is of payload format 2.0, of the one route and stage that there are",
      { request: { path: "/my/path?parameter1=value1&parameter1=value2&parameter2=value" } },
      {
        "event.version": "2.0",
        "event.routeKey": "$default",
        "event.rawPath": "/my/path",
        "event.rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
        "event.queryStringParameters": { parameter1: "value1,value2", parameter2: "value" },
        "event.requestContext.stage": "$default",
        "event.requestContext.routeKey": "$default",
      },
    ],
    [
      "an event of a request that nobody signed is of an anonymous account",
      { request: { path: "/", headers: { "user-agent": "agent" } } },
      {
        "event.requestContext.accountId": "anonymous",
        "event.requestContext.http": {
          ...{ method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: ANY, userAgent: "agent" },
        },
      },
      REPLIES,
    ],
    [
      "cookies of a request to a URL are a list",
      { request: { path: "/", headers: { cookie: "cookie1=a; cookie2=b" } } },
      { "event.cookies": ["cookie1=a", "cookie2=b"] },
    ],
    [
      "a body of text is a URL's event's as it was sent",
      { request: { method: "POST", path: "/", headers: { "content-type": "text/plain" }, body: "text" } },
      { "event.body": "text", "event.isBase64Encoded": false },
      RECORDED("test_lambda_url_echo_invoke"),
    ],
    [
      "a request to a URL without a body has none in its event",
      { request: { method: "POST", path: "/" } },
      { "event.body": undefined, "event.isBase64Encoded": false },
      RECORDED("test_lambda_url_echo_invoke"),
    ],
    [
      "a form of several parts is in base64 in a URL's event",
      {
        request: {
          ...{ method: "POST", path: "/test/value", body: "--b\r\n\r\n--b--" },
          headers: { "content-type": "multipart/form-data; boundary=b" },
        },
      },
      { "event.body": "LS1iDQoNCi0tYi0t", "event.isBase64Encoded": true },
      RECORDED("test_lambda_url_form_payload"),
    ],
    ["a path of a URL is not decoded", { request: { path: "/a%2Fb" } }, { "event.rawPath": "/a%2Fb" }, ENCODED],
  ]),
};
