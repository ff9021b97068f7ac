import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { cbor } from "@smithy/core/cbor";
import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { createChaos } from "../../../local/base/chaos";
import { silentReport } from "../../../local/base/report";
import type { Answer, AwsCall, AwsService } from "../../../local/edge/awsService";
import { createEdge, type Edge, type EdgeDependencies } from "../../../local/edge/edge";
import { type Apis, executeApi } from "../../../local/http/executeApi";
import { createIam } from "../../../local/iam/createIam";
import type { Credentials, Iam } from "../../../local/iam/iam";
import { throttle } from "../../../local/services/dynamodb/throttle";
import { SQS_ERROR_CODES } from "../../../local/services/sqs/sqsErrors";
import { createSts } from "../../../local/services/sts/sts";
import { rejection } from "../../support/rejection";

const roleArn = "arn:aws:iam::000000000000:role/producer";
const table = "arn:aws:dynamodb:us-east-1:000000000000:table/events";

interface UnderTest {
  edge: Edge;
  iam: Iam;
  role: Credentials;
  calls: AwsCall[];
  warnings: string[];
}

interface Fake {
  signingName?: string;
  protocol?: AwsService["protocol"];
  run?: (call: AwsCall) => Promise<Answer>;
  fault?: AwsService["fault"];
  errorCodes?: AwsService["errorCodes"];
}

describe("createEdge", () => {
  const open: Edge[] = [];
  const clients: { destroy(): void }[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await Promise.all(open.splice(0).map((edge) => edge.stop()));
  });

  async function underTest(fake: Fake = {}, dependencies: Partial<EdgeDependencies> = {}): Promise<UnderTest> {
    const warnings: string[] = [];
    const calls: AwsCall[] = [];
    const report = { ...silentReport, warn: (source: string, line: string) => warnings.push(`${source}: ${line}`) };
    const iam = createIam({ report });
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    iam.putRole({ arn: roleArn, name: "producer", trustPolicy: JSON.stringify({ Statement: trust }) });
    const allow = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table };
    iam.putRolePolicy(roleArn, "put", JSON.stringify({ Statement: allow }));
    const edge = await createEdge({ iam, report, ...dependencies }, { port: 0, host: "127.0.0.1" });
    open.push(edge);
    const signingName = fake.signingName ?? "dynamodb";
    edge.register({
      signingName,
      protocol: fake.protocol ?? "json-1.0",
      ...(fake.fault && { fault: fake.fault }),
      ...(fake.errorCodes && { errorCodes: fake.errorCodes }),
      prepare: (call) => ({
        permissions: [{ action: `${signingName}:${call.operation}`, resource: table }],
        async run() {
          calls.push(call);
          return fake.run ? fake.run(call) : { result: {} };
        },
      }),
    });
    const role = iam.assumeRole(roleArn, "events-producer", "lambda.amazonaws.com").credentials;
    return { edge, iam, role, calls, warnings };
  }

  function dynamo(edge: Edge, credentials: Credentials, maxAttempts = 1): DynamoDBClient {
    const client = new DynamoDBClient({ endpoint: edge.url, region: "us-east-1", credentials, maxAttempts });
    clients.push(client);
    return client;
  }

  const put = () => new PutItemCommand({ TableName: "events", Item: { id: { S: "1" } } });

  describe("an AWS call of the SDK", () => {
    it("reaches its service with operation, parameters and principal", async () => {
      const { edge, role, calls } = await underTest();

      await dynamo(edge, role).send(put());

      expect(calls).to.have.length(1);
      const [call] = calls;
      expect(call?.operation).to.equal("PutItem");
      expect(call?.target).to.equal("DynamoDB_20120810.PutItem");
      expect(call?.params).to.deep.equal({ TableName: "events", Item: { id: { S: "1" } } });
      expect(call?.principal).to.deep.equal({
        kind: "role",
        arn: "arn:aws:sts::000000000000:assumed-role/producer/events-producer",
        roleArn,
      });
    });

    it("receives the service's result", async () => {
      const { edge, iam } = await underTest({ run: async () => ({ result: { Item: { id: { S: "1" } } } }) });

      const { Item, $metadata } = await dynamo(edge, iam.operator).send(
        new GetItemCommand({ TableName: "events", Key: { id: { S: "1" } } }),
      );

      expect(Item).to.deep.equal({ id: { S: "1" } });
      expect($metadata.requestId).to.match(/^[0-9a-f-]{36}$/);
    });

    it("receives a raw reply as it is", async () => {
      const body = Buffer.from('{"Item":{"id":{"S":"raw"}}}');
      const { edge, iam } = await underTest({
        run: async () => ({ raw: { status: 200, headers: { "x-amzn-requestid": "r-1" }, body } }),
      });

      const { Item, $metadata } = await dynamo(edge, iam.operator).send(
        new GetItemCommand({ TableName: "events", Key: { id: { S: "raw" } } }),
      );

      expect(Item).to.deep.equal({ id: { S: "raw" } });
      expect($metadata.requestId).to.equal("r-1");
    });

    it("receives the service's error with its details", async () => {
      const { edge, iam } = await underTest({
        run: () =>
          Promise.reject(
            new AwsError("TransactionCanceledException", "Transaction cancelled", 400, {
              CancellationReasons: [{ Code: "ConditionalCheckFailed" }],
            }),
          ),
      });

      const error = await errorOf(dynamo(edge, iam.operator).send(put()));

      expect(error).to.include({ name: "TransactionCanceledException", message: "Transaction cancelled" });
      expect(error).to.have.deep.property("CancellationReasons", [{ Code: "ConditionalCheckFailed" }]);
    });

    it("is refused, before it reaches the service, without a permission", async () => {
      const { edge, role, calls, warnings } = await underTest();

      const error = await errorOf(
        dynamo(edge, role).send(new GetItemCommand({ TableName: "events", Key: { id: { S: "1" } } })),
      );

      expect(error).to.include({
        name: "AccessDeniedException",
        message:
          "User: arn:aws:sts::000000000000:assumed-role/producer/events-producer is not authorized to perform: " +
          `dynamodb:GetItem on resource: ${table} because no identity-based policy allows the dynamodb:GetItem action`,
      });
      expect(calls).to.deep.equal([]);
      expect(warnings).to.have.length(1);
    });

    it("is refused in SQS's spelling by SQS", async () => {
      const { edge, role } = await underTest({ signingName: "sqs", errorCodes: SQS_ERROR_CODES });
      const client = new SQSClient({ endpoint: edge.url, region: "us-east-1", credentials: role, maxAttempts: 1 });
      clients.push(client);

      const error = await errorOf(
        client.send(new SendMessageCommand({ QueueUrl: `${edge.url}/0/q`, MessageBody: "x" })),
      );

      expect(error).to.have.property("name", "AccessDenied");
    });

    it("is refused with a key that nobody issued", async () => {
      const { edge, role, calls } = await underTest();

      const error = await errorOf(dynamo(edge, { ...role, accessKeyId: "ASIAUNKNOWN" }).send(put()));

      expect(error).to.include({
        name: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      });
      expect(calls).to.deep.equal([]);
    });

    it("is refused with the session token of another key", async () => {
      const { edge, role, iam } = await underTest();

      const error = await errorOf(dynamo(edge, { ...iam.operator, sessionToken: role.sessionToken }).send(put()));

      expect(error).to.have.property("name", "UnrecognizedClientException");
    });

    it("learns which services there are when it asks for another", async () => {
      const { edge, iam } = await underTest({ signingName: "sqs" });

      const error = await errorOf(dynamo(edge, iam.operator).send(put()));

      expect(error).to.include({
        name: "UnsupportedService",
        message: 'the service "dynamodb" is not supported locally yet (supported: sqs)',
      });
    });

    it("gets an internal failure, and the report the stack, when the service throws something else", async () => {
      const { edge, iam, warnings } = await underTest({ run: () => Promise.reject(new TypeError("x is undefined")) });

      const error = await errorOf(dynamo(edge, iam.operator).send(put()));

      expect(error).to.have.property("name", "InternalFailure");
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(/^edge: DynamoDB_20120810.PutItem failed: TypeError: x is undefined\n\s+at /);
    });

    it("carries the facts of the request into the decision", async () => {
      const { edge, iam, role } = await underTest(
        {},
        { clock: { now: () => 1_767_225_600_000, after: () => ({ cancel() {} }) } },
      );
      const Condition = {
        IpAddress: { "aws:SourceIp": "127.0.0.1" },
        DateEquals: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
        NumericEquals: { "aws:EpochTime": "1767225600" },
        Bool: { "aws:SecureTransport": "true" },
      };
      const allow = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table, Condition };
      iam.putRolePolicy(roleArn, "put", JSON.stringify({ Version: "2012-10-17", Statement: allow }));

      const { $metadata } = await dynamo(edge, role).send(put());

      expect($metadata.httpStatusCode).to.equal(200);
    });
  });

  describe("chaos", () => {
    const always = createChaos({ seed: 1, throttleDynamo: 1 });

    it("throttles a role's call before it reaches the store", async () => {
      const { edge, role, calls } = await underTest({ fault: throttle(always) });

      const error = await errorOf(dynamo(edge, role).send(put()));

      expect(error).to.have.property("name", "ThrottlingException");
      expect(calls).to.deep.equal([]);
    });

    it("is retried by the SDK", async () => {
      const strikes = [true, false];
      const chaos = { strikes: () => strikes.shift() ?? false, draw: () => 0 };
      const { edge, role, calls } = await underTest({ fault: throttle(chaos) });

      const { $metadata } = await dynamo(edge, role, 2).send(put());

      expect($metadata.attempts).to.equal(2);
      expect(calls).to.have.length(1);
    });

    it("leaves the operator and other services alone", async () => {
      const { edge, iam, calls } = await underTest({ fault: throttle(always) });

      await dynamo(edge, iam.operator).send(put());

      expect(calls).to.have.length(1);
    });
  });

  describe("a query protocol call", () => {
    const signed = (credentials: Credentials) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
      "x-amz-security-token": credentials.sessionToken,
      "content-type": "application/x-www-form-urlencoded",
    });

    it("asks STS who is calling", async () => {
      const { edge, role } = await underTest();
      edge.register(createSts());

      const response = await fetch(edge.url, {
        method: "POST",
        headers: signed(role),
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      });

      expect(response.status).to.equal(200);
      expect(await response.text()).to.match(
        /^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><GetCallerIdentityResult><UserId>AROA[0-9A-Z]{17}:events-producer<\/UserId><Account>000000000000<\/Account><Arn>arn:aws:sts::000000000000:assumed-role\/producer\/events-producer<\/Arn><\/GetCallerIdentityResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/GetCallerIdentityResponse>$/,
      );
    });

    it("gets its errors as XML", async () => {
      const { edge, iam } = await underTest();
      edge.register(createSts());

      const response = await fetch(edge.url, {
        method: "POST",
        headers: signed(iam.operator),
        body: "Action=Get%3CFederation%3EToken",
      });

      expect(response.status).to.equal(400);
      expect(await response.text()).to.contain(
        "<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>sts:Get&lt;Federation&gt;Token is not supported",
      );
    });

    it("is refused with a key that nobody issued, in the protocol's spelling", async () => {
      const { edge, iam } = await underTest();

      const response = await fetch(edge.url, {
        method: "POST",
        headers: signed({ ...iam.operator, accessKeyId: "AKIAUNKNOWN" }),
        body: "Action=GetCallerIdentity",
      });

      expect(response.status).to.equal(403);
      expect(await response.text()).to.contain("<Code>InvalidClientTokenId</Code>");
    });
  });

  describe("a request it can't take", () => {
    const target = { "x-amz-target": "DynamoDB_20120810.PutItem", "content-type": "application/x-amz-json-1.0" };
    const authorization = (credentials: Credentials) =>
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

    async function post(underTest: UnderTest, headers: Record<string, string>, body: string | Buffer = "{}") {
      const { accessKeyId, sessionToken } = underTest.iam.operator;
      const signed = {
        authorization: authorization({ accessKeyId, sessionToken, secretAccessKey: "" }),
        "x-amz-security-token": sessionToken,
      };
      return fetch(underTest.edge.url, { method: "POST", headers: { ...signed, ...headers }, body });
    }

    it("wants an Authorization header", async () => {
      const { edge } = await underTest();

      const response = await fetch(edge.url, { method: "POST", headers: target, body: "{}" });

      expect(response.status).to.equal(400);
      expect(await response.json()).to.deep.equal({
        __type: "MissingAuthenticationTokenException",
        message: "Request is missing Authentication Token",
      });
    });

    it("wants a signature of version 4", async () => {
      const here = await underTest();

      const response = await post(here, { ...target, authorization: "Basic YTpi" });

      expect(response.status).to.equal(400);
      expect(await response.json()).to.have.property("__type", "IncompleteSignatureException");
    });

    for (const [what, body] of [
      ["a body that is not JSON", "{"],
      ["a body that is no object", "[]"],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const here = await underTest();

        const response = await post(here, target, body);

        expect(response.status).to.equal(400);
        expect(await response.json()).to.have.property("__type", "SerializationException");
      });
    }

    it("refuses a target without an operation", async () => {
      const here = await underTest();

      const response = await post(here, { "content-type": "application/x-amz-json-1.0" });

      expect(response.status).to.equal(404);
      expect(await response.json()).to.have.property("__type", "UnknownOperationException");
    });

    it("refuses a body above 16 MiB", async () => {
      const here = await underTest();

      const response = await post(here, target, Buffer.alloc(16 * 1024 * 1024 + 1, " "));

      expect(response.status).to.equal(413);
      expect(await response.json()).to.have.property("__type", "RequestEntityTooLarge");
      expect(here.calls).to.deep.equal([]);
    });

    it("refuses a compressed body", async () => {
      const here = await underTest();

      const response = await post(here, { ...target, "content-encoding": "gzip" });

      expect(response.status).to.equal(415);
    });

    it("says in CBOR that it does not speak CBOR", async () => {
      const here = await underTest();

      const response = await post(here, { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" });

      expect(response.status).to.equal(415);
      expect(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))).to.deep.equal({
        __type: "UnsupportedProtocol",
        message: "the local cloud speaks the json-1.0 protocol for dynamodb, not CBOR",
      });
    });
  });

  describe("other requests", () => {
    it("go to the HTTP API below /execute-api, with the rest of the path", async () => {
      const served: unknown[] = [];
      const { edge } = await underTest();
      const apis: Apis = {
        async serve(apiId, path, _request, response) {
          served.push([apiId, path]);
          response.end("served");
        },
      };
      edge.mount(
        "execute-api",
        executeApi(() => apis),
      );

      const paths = ["/a1b2/get-summary?id=x%20y", "/a1b2", "/a1b2?id=1", "/a1b2/"];
      const texts = await Promise.all(
        paths.map(async (path) => (await fetch(`${edge.url}/execute-api${path}`)).text()),
      );

      expect(texts).to.deep.equal(["served", "served", "served", "served"]);
      expect(served).to.have.deep.members([
        ["a1b2", "/get-summary?id=x%20y"],
        ["a1b2", "/"],
        ["a1b2", "/?id=1"],
        ["a1b2", "/"],
      ]);
    });

    it("go to what is mounted, with the rest of the path", async () => {
      const { edge } = await underTest();
      edge.mount("ecs-agent", async (rest, request, response) => void response.end(`${request.method} ${rest}`));

      const put = await fetch(`${edge.url}/ecs-agent/a1b2/api?x=1`, { method: "PUT" });
      const other = await fetch(`${edge.url}/ecs-agents/a1b2`);

      expect(await put.text()).to.equal("PUT /a1b2/api?x=1");
      expect(other.status).to.equal(404);
    });

    it("of an HTTP API that fails are answered with 500 and reported", async () => {
      const { edge, warnings } = await underTest();
      const apis: Apis = { serve: () => Promise.reject(new Error("no HTTP API here")) };
      edge.mount(
        "execute-api",
        executeApi(() => apis),
      );

      const response = await fetch(`${edge.url}/execute-api/a1b2/x`);

      expect(response.status).to.equal(500);
      expect(warnings[0]).to.match(/^edge: GET \/execute-api\/a1b2\/x failed: Error: no HTTP API here\n/);
    });

    it("to / learn what this is", async () => {
      const { edge } = await underTest();

      const response = await fetch(edge.url);

      expect(response.status).to.equal(200);
      expect(await response.json()).to.deep.equal({
        message: "This is Sluice's local cloud: AWS APIs for signed requests, HTTP APIs below /execute-api/<api id>/",
        services: ["dynamodb"],
      });
    });

    it("to anywhere else are not found", async () => {
      const { edge } = await underTest();

      const response = await fetch(`${edge.url}/favicon.ico`);

      expect(response.status).to.equal(404);
    });

    for (const [host, status] of [
      ["localhost:4510", 200],
      ["127.0.0.1", 200],
      ["[::1]:4510", 200],
      ["evil.example", 403],
      ["127.0.0.1.evil.example", 403],
      ["169.254.169.254", 403],
    ] as const) {
      it(`${status === 200 ? "may" : "must not"} name the host "${host}"`, async () => {
        const { edge } = await underTest();

        const got = await statusOf(edge.url, host);

        expect(got).to.equal(status);
      });
    }

    it("hands requests for a custom domain to who serves it, and nothing else of the edge's", async () => {
      const { edge } = await underTest();
      edge.mountHosts({
        has: (host) => host === "cards.example.com",
        async serve({ url = "" }, response) {
          response.writeHead(url === "/" ? 202 : 203).end();
        },
      });

      const statuses = [];
      for (const host of ["cards.example.com", "other.example.com", "localhost"]) {
        statuses.push(await statusOf(edge.url, host));
      }

      expect(statuses).to.deep.equal([202, 403, 200]);
      expect(await statusOf(`${edge.url}/execute-api/a/b`, "cards.example.com")).to.equal(203);
    });
  });

  it("refuses two services of one name", async () => {
    const { edge } = await underTest();
    edge.register(createSts());

    expect(() => edge.register(createSts())).to.throw("two services are called sts");
  });

  it("makes a service that is registered for later at its first call, once, and knows its name before", async () => {
    const { edge, iam } = await underTest();
    let made = 0;
    const make = () => {
      made += 1;
      return createSts();
    };
    edge.registerLater("sts", make);
    const before = made;
    const refusal = () => edge.register(createSts());
    expect(refusal).to.throw("two services are called sts");
    expect(() => edge.registerLater("dynamodb", make)).to.throw("two services are called dynamodb");

    const call = () =>
      fetch(edge.url, {
        method: "POST",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${iam.operator.accessKeyId}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
          "x-amz-security-token": iam.operator.sessionToken,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      });
    const statuses = [(await call()).status, (await call()).status];

    expect([before, statuses, made, edge.service("sts") !== undefined]).to.deep.equal([0, [200, 200], 1, true]);
    expect(refusal).to.throw("two services are called sts");
  });

  it("rejects when its port is taken", async () => {
    const { edge } = await underTest();
    const port = Number(new URL(edge.url).port);
    const iam = createIam({ report: silentReport });

    const error = await errorOf(createEdge({ iam, report: silentReport }, { port, host: "127.0.0.1" }));

    expect(error).to.have.property("code", "EADDRINUSE");
  });

  it("tells what to do about a client that speaks HTTP/2", async () => {
    const { edge, warnings, role } = await underTest({ signingName: "kinesis" });
    const client = new KinesisClient({ endpoint: edge.url, region: "us-east-1", credentials: role, maxAttempts: 1 });
    clients.push(client);

    await rejection(client.send(new ListStreamsCommand({})));

    expect(warnings).to.deep.equal([
      "edge: a client speaks HTTP/2, which the local cloud does not: give it requestHandler: new NodeHttpHandler() " +
        "(of @smithy/node-http-handler), with which it works on AWS as well",
    ]);
  });
});

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the promise did not reject with an Error");
}

/** `fetch` forbids to set the Host header. */
async function statusOf(url: string, host: string): Promise<number | undefined> {
  const request = httpRequest(url, { headers: { host }, agent: false });
  request.end();
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}
