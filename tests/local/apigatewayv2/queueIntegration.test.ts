// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references of API Gateway
import { expect } from "chai";
import fc from "fast-check";
import type { Properties } from "../../../local/engine/resourceHandler";
import { integration } from "../../../local/resources/apigatewayv2/integration";
import type { Services } from "../../../local/services";
import { createHttpApis } from "../../../local/services/apigatewayv2/createHttpApis";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { QUEUE_ARN, QUEUE_URL, type QueueUnderTest, ROLE_ARN, type Setup, startQueueApi } from "./queueUnderTest";

const text = (value: string) => ({ DataType: "String", StringValue: value });
const attributes = (values: Record<string, string>): Record<string, string> => ({
  MessageAttributes: JSON.stringify(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)])),
  ),
});
const UNRESOLVED =
  "Please make sure that the request to API Gateway contains all the necessary fields specified in request parameters.";

describe("an HTTP API that sends to SQS", () => {
  let api: QueueUnderTest;

  async function start(setup?: Setup): Promise<QueueUnderTest> {
    api = await startQueueApi(setup);
    return api;
  }

  afterEach(() => api.stop());

  it("answers 200 with SQS's answer, in XML", async () => {
    await start();

    const { status, headers, body } = await api.send("POST", "/webhook/github", { body: "hello" });

    const [{ messageId, body: sent } = { messageId: "", body: "" }] = await api.messages();
    expect(status).to.equal(200);
    expect(headers["content-type"]).to.equal("text/xml");
    expect(body.replace(/<RequestId>.*?<\/RequestId>/, "<RequestId/>")).to.equal(
      '<?xml version="1.0"?><SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>' +
        `<MessageId>${messageId}</MessageId><MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</MD5OfMessageBody>` +
        "</SendMessageResult><ResponseMetadata><RequestId/></ResponseMetadata></SendMessageResponse>",
    );
    expect(sent).to.equal("hello");
    expect(api.logLines).to.deep.equal(["200|200|-|-"]);
  });

  it("answers with another status where the integration says so", async () => {
    await start({ responseParameters: [{ statusCode: "200", mappings: { "overwrite:statuscode": "202" } }] });

    const accepted = await api.send("POST", "/webhook/github", { body: "hello" });
    const refused = await api.send("POST", "/webhook/github");

    expect([accepted.status, refused.status]).to.deep.equal([202, 400]);
    expect((await api.messages()).length).to.equal(1);
  });

  for (const [what, body, contentType] of [
    ["signs that mean something in a form", "a=1+2&b=%41%%&c=;?#", "application/x-www-form-urlencoded"],
    ["UTF-8 beyond the basic plane", "naïve ☃ 👩‍👩‍👧 \u{10FFFD}", "application/json"],
    ["what is not JSON", '{"a":', "application/json"],
    ["a byte order mark, line ends and tabs", "\uFEFF{\r\n\t}\n", "text/plain"],
    ["white space alone", " ", undefined],
    ["references", "${request.header.host} $context.requestId", "text/plain"],
    ["XML", "<a>&amp;</a>", "application/xml"],
  ] as const) {
    it(`hands on byte for byte ${what}`, async () => {
      await start();

      await api.send("POST", "/webhook/github", {
        body,
        ...(contentType && { headers: { "content-type": contentType } }),
      });

      const messages = await api.messages();
      expect(messages.map((message) => Buffer.from(message.body).equals(Buffer.from(body)))).to.deep.equal([true]);
    });
  }

  it("hands on every body that SQS takes", async () => {
    await start();
    // Characters that SQS takes: API reference, SendMessage.
    const character = fc
      .oneof(fc.constantFrom("\t", "\n", "\r"), fc.string({ unit: "binary", minLength: 1, maxLength: 1 }))
      .filter((one) => /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]$/u.test(one));
    await fc.assert(
      fc.asyncProperty(fc.array(character, { minLength: 1 }), async (characters) => {
        const body = characters.join("");

        const { status } = await api.send("POST", "/webhook/github", { body });

        const [message] = await api.messages();
        expect([status, message?.body]).to.deep.equal([200, body]);
      }),
      { numRuns: 50 },
    );
  });

  it("puts headers, path, query, body and context into attributes", async () => {
    await start({
      stageVariables: { color: "blue" },
      parameters: attributes({
        signature: "${request.header.X-Signature}",
        source: "${request.path.source}",
        query: "${request.querystring.id}",
        order: "${request.body.order.lines[0].id}",
        order2: "v1:${request.body.order.total}",
        context:
          "${context.httpMethod} ${context.routeKey} ${context.path} ${context.stage} ${context.requestTimeEpoch}",
        color: "${stageVariables.color}",
        static: "always",
      }),
    });

    const { headers } = await api.send("POST", "/webhook/git%20hub?id=a%2Bb&id=c", {
      headers: { "x-signature": ["sha256=1", "sha256=2"] },
      body: '{"order":{"lines":[{"id":"l1"}],"total":5}}',
    });

    const [message] = await api.messages();
    const values = Object.entries(message?.messageAttributes ?? {}).map(([name, { stringValue }]) => [
      name,
      stringValue,
    ]);
    expect(headers["apigw-requestid"]).to.be.a("string");
    expect(Object.fromEntries(values)).to.deep.equal({
      signature: "sha256=1,sha256=2",
      source: "git hub",
      query: "a+b,c",
      order: "l1",
      order2: "v1:5",
      context: "POST POST /webhook/{source} /webhook/git%20hub $default 1584039838390",
      color: "blue",
      static: "always",
    });
  });

  it("sends nothing, and says what is missing, where a header is", async () => {
    await start({ parameters: attributes({ id: "v1:${request.header.x-id}" }) });

    const { status, body } = await api.send("POST", "/webhook/github", { body: "hello" });

    const message = `Unable to resolve property MessageAttributes from source {"id":{"DataType":"String","StringValue":"v1:\${request.header.x-id}"}}. ${UNRESOLVED}`;
    expect([status, JSON.parse(body)]).to.deep.equal([400, { message }]);
    expect(await api.messages()).to.deep.equal([]);
    expect(api.logLines[0]?.startsWith("400|-|Unable to resolve property MessageAttributes")).to.equal(true);
  });

  it("refuses an empty body, with a prefix or without one", async () => {
    await start();
    const plain = await api.send("POST", "/webhook/github");
    await api.stop();
    await start({ parameters: { MessageBody: "v1:${request.body}" } });
    const prefixed = await api.send("POST", "/webhook/github", { body: "" });

    expect([plain.status, JSON.parse(plain.body)]).to.deep.equal([
      400,
      { message: `Unable to resolve property MessageBody from source $request.body. ${UNRESOLVED}` },
    ]);
    expect(prefixed.status).to.equal(400);
    expect(await api.messages()).to.deep.equal([]);
  });

  it("passes on SQS's refusal of an empty header", async () => {
    await start({ parameters: attributes({ id: "${request.header.x-id}" }) });

    const { status, body } = await api.send("POST", "/webhook/github", { headers: { "x-id": "" }, body: "hello" });

    expect(status).to.equal(400);
    expect(body).to.contain(
      "<Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>Message (user) attribute 'id' must contain a non-empty value of type 'String'.</Message></Error>",
    );
    expect(api.logLines).to.deep.equal([
      "400|400|-|Message (user) attribute 'id' must contain a non-empty value of type 'String'.",
    ]);
  });

  for (const [limit, attributesOfQueue] of [
    [1_048_576, {}],
    [262_144, { MaximumMessageSize: "262144" }],
  ] as const) {
    it(`takes a body of ${limit} bytes, and passes on SQS's refusal of one more`, async () => {
      await start({ queue: attributesOfQueue });

      const most = await api.send("POST", "/webhook/github", { body: "a".repeat(limit) });
      const more = await api.send("POST", "/webhook/github", { body: "a".repeat(limit + 1) });

      expect([most.status, more.status]).to.deep.equal([200, 400]);
      expect(more.body).to.contain(`Message must be shorter than ${limit} bytes.`);
      expect((await api.messages()).map(({ body }) => body.length)).to.deep.equal([limit]);
    });
  }

  it("answers 413 to what no HTTP API takes", async () => {
    await start();

    const { status } = await api.send("POST", "/webhook/github", { body: "a".repeat(10 * 1024 * 1024 + 1) });

    expect(status).to.equal(413);
  });

  it("refuses bytes that are not UTF-8, and says so here", async () => {
    await start();

    const { status } = await api.send("POST", "/webhook/github", { body: Buffer.from([0x66, 0xff, 0xfe]) });

    expect(status).to.equal(400);
    expect(api.warnings).to.deep.equal([
      "hooks-api: /webhook/github answers 400: the body is not UTF-8, and SQS-SendMessage takes text. What AWS makes of such a body is not documented",
    ]);
    expect(await api.messages()).to.deep.equal([]);
  });

  it("passes on SQS's refusal of control characters", async () => {
    await start();

    const { status, body } = await api.send("POST", "/webhook/github", { body: "a\u0000b" });

    expect(status).to.equal(400);
    expect(body).to.contain("<Code>InvalidMessageContents</Code>");
  });

  it("escapes nothing: a quote in a header breaks the attributes, and the later of two attributes counts", async () => {
    await start({ parameters: attributes({ id: "${request.header.x-id}", source: "github" }) });
    const forged = 'a"},"source":{"DataType":"String","StringValue":"evil';

    const broken = await api.send("POST", "/webhook/github", { headers: { "x-id": '"' }, body: "hello" });
    const doubled = await api.send("POST", "/webhook/github", { headers: { "x-id": forged }, body: "hello" });

    const [message] = await api.messages();
    expect([broken.status, doubled.status]).to.deep.equal([400, 200]);
    expect(message?.messageAttributes.source?.stringValue).to.equal("github");
  });

  it("gives a FIFO queue its group and its deduplication", async () => {
    const fifo = { name: "hooks.fifo", FifoQueue: "true" };
    const MessageGroupId = "$request.header.x-group";
    await start({
      queue: fifo,
      parameters: { QueueUrl: `${QUEUE_URL}.fifo`, MessageGroupId, MessageDeduplicationId: "$request.header.x-id" },
    });
    const headers = { "x-group": "g", "x-id": "1" };

    const statuses = [];
    for (const sent of [headers, headers, { "x-group": "g" }]) {
      statuses.push(
        (await api.send("POST", "/webhook/github", { headers: sent as Record<string, string>, body: "hello" })).status,
      );
    }

    const messages = await api.messages();
    expect(statuses).to.deep.equal([200, 200, 400]);
    expect(messages.map(({ attributes: { MessageGroupId: group } }) => group)).to.deep.equal(["g"]);
  });

  it("delays by a number of seconds", async () => {
    await start({ parameters: { DelaySeconds: "$request.querystring.delay" } });

    const statuses = [];
    for (const delay of ["60", "901", "soon"]) {
      statuses.push((await api.send("POST", `/webhook/github?delay=${delay}`, { body: "hello" })).status);
    }

    expect(statuses).to.deep.equal([200, 400, 400]);
    expect(await api.messages()).to.deep.equal([]);
  });

  it("answers 403 to what its role may not do, and names the statement", async () => {
    await start();
    api.iam.deleteRolePolicy(ROLE_ARN, "send");

    const { status, body } = await api.send("POST", "/webhook/github", { body: "hello" });

    expect(status).to.equal(403);
    expect(body).to.contain("<Code>AccessDenied</Code>");
    expect(body).to.contain(`is not authorized to perform: sqs:SendMessage on resource: ${QUEUE_ARN}`);
    expect(api.warnings.length).to.equal(1);
    expect(api.warnings[0]).to.contain("sqs:SendMessage").and.to.contain(QUEUE_ARN);
  });

  it("answers 500 where API Gateway may not take its role on, and names the statement", async () => {
    await start({ trusted: "lambda.amazonaws.com" });

    const { status, body } = await api.send("POST", "/webhook/github", { body: "hello" });

    expect([status, body]).to.deep.equal([500, '{"message":"Internal Server Error"}']);
    expect(api.warnings.length).to.equal(1);
    expect(api.warnings[0]).to.contain("sts:AssumeRole").and.to.contain("apigateway.amazonaws.com");
    expect(api.logLines[0]).to.contain("doesn't have permissions to call the integration");
  });

  it("obeys the queue's own policy", async () => {
    await start();
    const deny = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: QUEUE_ARN };
    api.iam.putResourcePolicy(QUEUE_ARN, "deny", JSON.stringify({ Version: "2012-10-17", Statement: [deny] }));

    const { status } = await api.send("POST", "/webhook/github", { body: "hello" });

    expect(status).to.equal(403);
  });
});

describe("aws.apigatewayv2.Integration with SQS-SendMessage", () => {
  const valid = {
    apiId: "a1",
    integrationType: "AWS_PROXY",
    integrationSubtype: "SQS-SendMessage",
    credentialsArn: ROLE_ARN,
    requestParameters: { QueueUrl: QUEUE_URL, MessageBody: "$request.body" },
  };
  const parameters = (change: Properties) => ({ requestParameters: { ...valid.requestParameters, ...change } });
  const response = (statusCode: string, mappings: Record<string, string>) => ({
    responseParameters: [{ statusCode, mappings }],
  });

  for (const [what, change, message] of [
    [
      "another subtype",
      { integrationSubtype: "Kinesis-PutRecord" },
      'integrationSubtype must be "SQS-SendMessage" or "EventBridge-PutEvents" locally, got "Kinesis-PutRecord"',
    ],
    ["a URI", { integrationUri: "https://example.com" }, "integrationUri must be left out with an integrationSubtype"],
    ["format 2.0", { payloadFormatVersion: "2.0" }, 'payloadFormatVersion must be "1.0" with an integrationSubtype'],
    ["no role", { credentialsArn: undefined }, "credentialsArn must be the ARN of the role that API Gateway takes on"],
    ["no queue", parameters({ QueueUrl: undefined }), "requestParameters must have QueueUrl for SQS-SendMessage"],
    ["no body", parameters({ MessageBody: undefined }), "requestParameters must have MessageBody for SQS-SendMessage"],
    ["another region", parameters({ Region: "eu-west-1" }), 'Region must be "us-east-1" locally, got "eu-west-1"'],
    [
      "a parameter that nothing here reads",
      parameters({ MessageSystemAttributes: "{}" }),
      "requestParameters: MessageSystemAttributes is not supported locally: use QueueUrl, MessageBody",
    ],
    [
      "an unknown reference",
      parameters({ MessageGroupId: "$request.method" }),
      'MessageGroupId: "request.method" in "$request.method" is no reference that an HTTP API knows: use request.header.NAME',
    ],
    [
      "one in braces",
      parameters({ MessageAttributes: "{${input.body}}" }),
      '"input.body" in "{${input.body}}" is no reference',
    ],
    ["an unknown variable", parameters({ MessageGroupId: "$context.nothing" }), "context.nothing"],
    ["a descent", parameters({ MessageGroupId: "$request.body..id" }), "must be a path such as request.body.order"],
    [
      "a header of the answer",
      response("200", { "append:header.x": "1" }),
      "must hold overwrite:statuscode only locally",
    ],
    [
      "a status that is none",
      response("200", { "overwrite:statuscode": "99" }),
      'must be a status from 200 to 599, got "99"',
    ],
    [
      "a status of SQS that is none",
      response("x", { "overwrite:statuscode": "202" }),
      'must be a status from 200 to 599, got "x"',
    ],
    [
      "a role for a function",
      { integrationSubtype: undefined, payloadFormatVersion: "2.0" },
      "credentialsArn must be left out locally for a function",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const httpApis = createHttpApis({} as Services);
      httpApis.putApi({ id: "a1", name: "a" });

      const error = await rejection(
        integration({ httpApis }).create(resourceContext("hooks"), { ...valid, ...change }),
      );

      expect(error.message).to.contain(message);
    });
  }
});
