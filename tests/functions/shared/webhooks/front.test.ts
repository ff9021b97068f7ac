import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import {
  type SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
  SQSServiceException,
} from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect } from "chai";
import { readDelivery } from "../../../../functions/shared/webhooks/delivery";
import { createFront } from "../../../../functions/shared/webhooks/front";
import { judgeDelivery } from "../../../../functions/shared/webhooks/signature";
import { readSigningSources } from "../../../../functions/shared/webhooks/signingSources";
import { bodyOf, httpRequest } from "../../support/httpRequest";
import { silenceTelemetry } from "../../support/telemetry";

silenceTelemetry();

const RECEIVED_AT = 1_763_708_400_000;
const SECONDS = String(RECEIVED_AT / 1000);
const DISCORD = generateKeyPairSync("ed25519");

describe("the function in front of a webhook queue", () => {
  let sent: SendMessageCommandInput[];
  let secrets: Record<string, object>;
  let reads: number;
  let clock: number;
  let send: () => void;

  beforeEach(() => {
    sent = [];
    reads = 0;
    clock = RECEIVED_AT;
    send = () => undefined;
    const publicKey = DISCORD.publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("hex");
    secrets = {
      chat: { secret: ["s3cret"], scheme: "slack" },
      calls: { secret: ["s3cret"], scheme: "zoom" },
      games: { secret: [publicKey], scheme: "discord" },
      pages: { secret: ["s3cret"], scheme: "meta", verifyToken: "word" },
      billing: { secret: ["s3cret"], scheme: "stripe" },
    };
  });

  const makeFront = (groupIdHeader?: string) =>
    createFront({
      sqs: {
        send: async ({ input }: SendMessageCommand) => {
          send();
          sent.push(input);
        },
      } as unknown as SQSClient,
      queueUrl: "https://sqs.test/queue",
      readSecrets: async () => {
        reads += 1;
        return JSON.stringify(secrets);
      },
      ...(groupIdHeader !== undefined && { groupIdHeader }),
      now: () => clock,
    });

  const hex = (text: string, secret = "s3cret") => createHmac("sha256", secret).update(text).digest("hex");
  const post = (source: string, body: string | Buffer, headers: Record<string, string>): APIGatewayProxyEventV2 =>
    httpRequest(`POST /webhook/${source}`, {
      ...(typeof body === "string" ? { body } : { body: body.toString("base64"), isBase64Encoded: true }),
      headers,
    });
  const slack = (body: string, secret?: string) =>
    post("chat", body, {
      "X-Slack-Signature": `v0=${hex(`v0:${SECONDS}:${body}`, secret)}`,
      "x-slack-request-timestamp": SECONDS,
    });
  const stripe = (body: string | Buffer, secret?: string) => {
    const text = Buffer.concat([Buffer.from(`${SECONDS}.`), Buffer.from(body)]);
    const digest = createHmac("sha256", secret ?? "s3cret")
      .update(text)
      .digest("hex");
    return post("billing", body, { "stripe-signature": `t=${SECONDS},v1=${digest}` });
  };

  it("puts a webhook that is signed right into the queue, as API Gateway would, and answers 200", async () => {
    const body = '{"type":"event_callback","event_id":"Ev1"}';

    const reply = await makeFront()(slack(body));

    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    expect(reply).to.deep.equal({ statusCode: 200 });
    expect(sent).to.deep.equal([
      {
        QueueUrl: "https://sqs.test/queue",
        MessageBody: body,
        MessageAttributes: {
          signature: text(`v0=${hex(`v0:${SECONDS}:${body}`)}`),
          timestamp: text(SECONDS),
          deliveryId: text("request-1"),
          requestId: text("request-1"),
          receivedAt: text(String(RECEIVED_AT)),
          source: text("chat"),
        },
      },
    ]);
  });

  for (const [what, body] of [
    ["text", '{"id":"evt_1","note":"ü 🐝"}'],
    ["bytes that are no UTF-8", Buffer.from([123, 255, 0, 125])],
    ["characters that SQS refuses", '{"id":"evt_1\u0000\uffff"}'],
    ["text that looks like base64", "abcd"],
  ] as const) {
    it(`hands ${what} on so that a worker finds it signed right`, async () => {
      const reply = await makeFront()(stripe(body));

      expect(reply.statusCode).to.equal(200);
      const [{ MessageBody, MessageAttributes } = {} as SendMessageCommandInput] = sent;
      const delivery = readDelivery({
        MessageId: "m1",
        ...(MessageBody !== undefined && { Body: MessageBody }),
        ...(MessageAttributes !== undefined && { MessageAttributes }),
        // Long after: it has waited, was given up, and was moved back.
        Attributes: { SentTimestamp: String(RECEIVED_AT + 86_400_000) },
      });
      expect(judgeDelivery(delivery, readSigningSources(JSON.stringify(secrets)))).to.have.property("delivery");
    });
  }

  for (const [what, request] of [
    ["by another secret", () => slack("{}", "other")],
    ["by nobody", () => post("chat", "{}", {})],
    ["long ago", () => ({ ...slack("{}"), ...contextAt(RECEIVED_AT + 301_000) })],
  ] as const) {
    it(`refuses what is signed ${what} with 401, before it is accepted`, async () => {
      const reply = await makeFront()(request());

      expect(reply.statusCode).to.equal(401);
      expect(bodyOf(reply)).to.include({ type: "urn:sluice:problem:wrong-signature", status: 401 });
      expect(sent).to.deep.equal([]);
    });
  }

  function contextAt(timeEpoch: number) {
    return { requestContext: { ...slack("{}").requestContext, timeEpoch } };
  }

  it("refuses an empty body, and one that no queue can hold", async () => {
    expect((await makeFront()(post("chat", "", {}))).statusCode).to.equal(400);
    expect((await makeFront()(stripe("x".repeat(1_048_576)))).statusCode).to.equal(413);
  });

  describe("handshakes", () => {
    it("Slack: gives the challenge back, where the question is signed", async () => {
      const body = '{"type":"url_verification","token":"t","challenge":"3eZbrw1aB"}';

      const reply = await makeFront()(slack(body));

      expect([reply.statusCode, bodyOf(reply)]).to.deep.equal([200, { challenge: "3eZbrw1aB" }]);
      expect((await makeFront()(slack(body, "other"))).statusCode).to.equal(401);
      expect(sent).to.deep.equal([]);
    });

    it("Zoom: signs the token", async () => {
      const body = '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}';

      const reply = await makeFront()(
        post("calls", body, {
          "x-zm-signature": `v0=${hex(`v0:${SECONDS}:${body}`)}`,
          "x-zm-request-timestamp": SECONDS,
        }),
      );

      expect(bodyOf(reply)).to.deep.equal({
        plainToken: "qgg8vlvZRS6UYooatFL8Aw",
        encryptedToken: hex("qgg8vlvZRS6UYooatFL8Aw"),
      });
    });

    it("Discord: answers PING with 204, and 401 where it is signed wrong, which Discord tries", async () => {
      const ping = (text: string) => {
        const signature = sign(null, Buffer.from(text), DISCORD.privateKey).toString("hex");
        return post("games", '{"type":0}', { "x-signature-ed25519": signature, "x-signature-timestamp": SECONDS });
      };

      expect(await makeFront()(ping(`${SECONDS}{"type":0}`))).to.deep.equal({ statusCode: 204 });
      expect((await makeFront()(ping("another"))).statusCode).to.equal(401);
      expect(sent).to.deep.equal([]);
    });

    for (const [token, mode, status] of [
      ["word", "subscribe", 200],
      ["guess", "subscribe", 403],
      ["word", "unsubscribe", 403],
      ["__proto__", "subscribe", 403],
    ] as const) {
      it(`Meta: answers a GET with the verify token ${token} and the mode ${mode} with ${status}`, async () => {
        const query = { "hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444" };

        const reply = await makeFront()(httpRequest("GET /webhook/pages", { query }));

        expect(reply.statusCode).to.equal(status);
        if (status === 200) {
          expect(reply.body).to.equal("1158201444");
          expect(reply.headers).to.include({ "content-type": "text/plain", "x-content-type-options": "nosniff" });
        }
      });
    }
  });

  it("reads the secrets again when a signature is wrong by those that it knows, at most every ten seconds", async () => {
    const front = makeFront();
    await front(slack("{}"));
    secrets = { ...secrets, chat: { secret: ["new"], scheme: "slack" } };

    const early = await front(slack("{}", "new"));
    clock += 10_000;
    const later = await front(slack("{}", "new"));

    expect([early.statusCode, later.statusCode, reads]).to.deep.equal([401, 200, 2]);
  });

  describe("with headers that go along", () => {
    beforeEach(() => {
      secrets = { ...secrets, billing: { ...secrets.billing, headers: ["x-event"] } };
    });
    const signed = { "stripe-signature": `t=${SECONDS},v1=${hex(`${SECONDS}.{}`)}` };

    it("hands them on with the webhook", async () => {
      await makeFront()(post("billing", "{}", { ...signed, "x-event": "paid" }));

      const { MessageAttributes } = sent[0] as SendMessageCommandInput;
      expect(MessageAttributes?.["header.x-event"]).to.deep.equal({ DataType: "String", StringValue: "paid" });
    });

    it("refuses a webhook without one of them, as API Gateway itself does", async () => {
      const { statusCode, body } = await makeFront()(post("billing", "{}", signed));

      expect([statusCode, bodyOf({ statusCode, body }).detail]).to.deep.equal([400, "The header x-event is missing."]);
      expect(sent).to.deep.equal([]);
    });
  });

  describe("with a header of its own to know a delivery by", () => {
    const meta = (headers: Record<string, string>) =>
      post("pages", "{}", { "x-hub-signature-256": `sha256=${hex("{}")}`, ...headers });

    beforeEach(() => {
      secrets = { ...secrets, pages: { ...secrets.pages, deliveryIdHeader: "x-page-delivery" } };
    });

    it("gives the queue what that header says", async () => {
      const reply = await makeFront()(meta({ "X-Page-Delivery": "d-1" }));

      expect(reply.statusCode).to.equal(200);
      expect(sent[0]?.MessageAttributes?.deliveryId).to.deep.equal({ DataType: "String", StringValue: "d-1" });
    });

    it("answers 400 without it, as the queue's own route does", async () => {
      const reply = await makeFront()(meta({}));

      expect([reply.statusCode, bodyOf(reply).detail]).to.deep.equal([400, "The header x-page-delivery is missing."]);
      expect(sent).to.deep.equal([]);
    });
  });

  it("keeps webhooks of a group in order, each once, and wants the group's header", async () => {
    const front = makeFront("x-group");
    const request = slack('{"event_id":"Ev1"}');

    const without = await front(request);
    await front({ ...request, headers: { ...request.headers, "X-Group": "g1" } });

    expect(without.statusCode).to.equal(400);
    const [{ MessageGroupId, MessageDeduplicationId } = {} as SendMessageCommandInput] = sent;
    expect(MessageGroupId).to.equal("g1");
    expect(MessageDeduplicationId).to.match(/^[0-9a-f]{64}$/);
  });

  it("answers 503 where the queue takes nothing just now, so that the sender tries again", async () => {
    send = () => {
      const error = { name: "ServiceUnavailable", $fault: "server", $metadata: { httpStatusCode: 503 } } as const;
      throw new SQSServiceException({ ...error, message: "no" });
    };

    const reply = await makeFront()(slack("{}"));

    expect(reply.statusCode).to.equal(503);
    expect(reply.headers).to.include({ "retry-after": "2" });
  });
});
