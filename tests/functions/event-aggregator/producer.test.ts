import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { createProducer } from "../../../functions/event-aggregator/producer";
import type { HttpHandler } from "../../../functions/shared/http/reply";
import { observe, type SentCommand, serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine, unreachableClient } from "../support/dynamoEngine";
import { bodyOf, jsonPost } from "../support/httpRequest";
import { silenceTelemetry } from "../support/telemetry";

const nowMs = Date.UTC(2025, 10, 21, 7);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("createProducer", () => {
  let engine: DynamoEngine;
  let table: string;
  let tables = 0;
  let produce: HttpHandler;
  let commands: SentCommand[];
  let beforeSend: (command: SentCommand) => void;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    tables += 1;
    table = `events-${tables}`;
    await engine.createTable(table, "eventId");
    beforeSend = () => undefined;
    commands = observe(engine.client, (command) => beforeSend(command));
    produce = createProducer({ dynamo: engine.client, eventTable: table, now: () => nowMs });
  });

  const storedItems = async () => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    return Items;
  };

  /** Fails the writes of some payloads. */
  const failPayloads = (payloads: readonly string[], error: Error) => {
    beforeSend = ({ input }) => {
      if (payloads.includes((input.Item as { payload?: { S: string } })?.payload?.S ?? "")) throw error;
    };
  };

  describe("POST /trigger-event", () => {
    it("stores the event's text with one unconditional PutItem, and answers 202 with its id", async () => {
      const reply = await produce(jsonPost("/trigger-event", ' {"b": 1,\n"a":2} '));

      const { eventId } = bodyOf(reply);
      expect(reply.statusCode).to.equal(202);
      expect(reply.headers).to.deep.equal({ "content-type": "application/json", "cache-control": "no-store" });
      expect(eventId).to.match(uuid);
      expect(commands).to.deep.equal([
        {
          name: "PutItemCommand",
          input: {
            TableName: table,
            Item: {
              eventId: { S: eventId },
              payload: { S: '{"b": 1,\n"a":2}' },
              receivedAt: { S: "2025-11-21T07:00:00.000Z" },
            },
          },
        },
      ]);
      expect(await storedItems()).to.have.length(1);
    });

    it("reads a body in base64", async () => {
      const request = {
        ...jsonPost("/trigger-event", Buffer.from('{"a":"é"}').toString("base64")),
        isBase64Encoded: true,
      };

      const reply = await produce(request);

      expect(reply.statusCode).to.equal(202);
      expect((await storedItems())[0]?.payload).to.deep.equal({ S: '{"a":"é"}' });
    });

    it("gives each event an id of its own without an Idempotency-Key, in the order of time", async () => {
      const later = createProducer({ dynamo: engine.client, eventTable: table, now: () => nowMs + 1 });

      const first = bodyOf(await produce(jsonPost("/trigger-event", "{}"))).eventId as string;
      const second = bodyOf(await later(jsonPost("/trigger-event", "{}"))).eventId as string;

      expect(first < second).to.equal(true);
      expect(await storedItems()).to.have.length(2);
    });

    it("sets the second from which DynamoDB may delete the event when there is a time to live", async () => {
      produce = createProducer({ dynamo: engine.client, eventTable: table, eventTtlDays: 30, now: () => nowMs });

      await produce(jsonPost("/trigger-event", "{}"));

      expect((await storedItems())[0]?.expiresAt).to.deep.equal({ N: String(nowMs / 1000 + 30 * 86_400) });
    });

    it("answers a repeat with the first id, without a read, and stores nothing new", async () => {
      const first = await produce(jsonPost("/trigger-event", '{"a":1,"b":2}', { "idempotency-key": "order-1" }));
      const again = await produce(jsonPost("/trigger-event", '{ "b":2, "a":1.0 }', { "Idempotency-Key": '"order-1"' }));

      expect(first.statusCode).to.equal(202);
      expect(again).to.deep.equal(first);
      expect(commands.map(({ name }) => name)).to.deep.equal(["PutItemCommand", "PutItemCommand"]);
      expect((await storedItems()).map(({ payload }) => payload)).to.deep.equal([{ S: '{"a":1,"b":2}' }]);
    });

    it("stores one of many repeats that come at once", async () => {
      const replies = await Promise.all(
        Array.from({ length: 20 }, () => produce(jsonPost("/trigger-event", "{}", { "idempotency-key": "k" }))),
      );

      expect(new Set(replies.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).to.equal(1);
      expect(replies[0]?.statusCode).to.equal(202);
      expect(await storedItems()).to.have.length(1);
    });

    it("refuses other content under the same key with 422", async () => {
      await produce(jsonPost("/trigger-event", '{"a":1}', { "idempotency-key": "order-1" }));

      const reply = await produce(jsonPost("/trigger-event", '{"a":2}', { "idempotency-key": "order-1" }));

      expect(reply.statusCode).to.equal(422);
      expect(bodyOf(reply)).to.deep.equal({
        type: "urn:sluice:problem:idempotency-key-reused",
        title: "Idempotency-Key reused",
        status: 422,
        detail: "This Idempotency-Key came with other content before; use a new key for new content.",
      });
      expect((await storedItems()).map(({ payload }) => payload)).to.deep.equal([{ S: '{"a":1}' }]);
    });

    it("takes a key of 255 characters", async () => {
      const reply = await produce(jsonPost("/trigger-event", "{}", { "idempotency-key": "k".repeat(255) }));

      expect(reply.statusCode).to.equal(202);
    });

    const passing: [string, () => Error][] = [
      ["throttles", () => serviceError("ProvisionedThroughputExceededException", "client")],
      ["fails", () => serviceError("InternalServerError", "server")],
    ];
    for (const [name, error] of passing) {
      it(`answers 503 with Retry-After when DynamoDB ${name}`, async () => {
        failPayloads(["{}"], error());

        const reply = await produce(jsonPost("/trigger-event", "{}"));

        expect(reply.statusCode).to.equal(503);
        expect(reply.headers?.["retry-after"]).to.equal("2");
        expect(bodyOf(reply)).to.deep.equal({
          type: "urn:sluice:problem:unavailable",
          title: "Storage unavailable",
          status: 503,
          detail: "The event may not have been stored; send it again.",
        });
        expect(await storedItems()).to.deep.equal([]);
      });
    }

    it("answers 503 when DynamoDB cannot be reached", async () => {
      const dynamo = await unreachableClient();
      produce = createProducer({ dynamo, eventTable: table });

      const reply = await produce(jsonPost("/trigger-event", "{}"));

      expect(reply.statusCode).to.equal(503);
      dynamo.destroy();
    });

    it("throws what no repeat cures, so that the function's error alarm hears of it", async () => {
      const denied = serviceError("AccessDeniedException", "client");
      failPayloads(["{}"], denied);

      const error = await produce(jsonPost("/trigger-event", "{}")).catch((thrown: unknown) => thrown);

      expect(error).to.equal(denied);
    });
  });

  describe("POST /trigger-events", () => {
    it("stores each event's own text with one PutItem each, and answers 202 with the ids in order", async () => {
      const texts = Array.from({ length: 25 }, (_, index) => `{"n": ${index}, "list":[[],{"x":"],["}]}`);

      const reply = await produce(jsonPost("/trigger-events", `[ ${texts.join(" ,\n")} ]`));

      const eventIds = bodyOf(reply).eventIds as string[];
      expect(reply.statusCode).to.equal(202);
      expect(commands.map(({ name }) => name)).to.deep.equal(Array(25).fill("PutItemCommand"));
      const payloads = new Map((await storedItems()).map(({ eventId, payload }) => [eventId?.S, payload?.S]));
      expect(eventIds.map((eventId) => payloads.get(eventId))).to.deep.equal(texts);
    });

    it("answers a repeat with the first ids, and stores nothing new", async () => {
      const first = await produce(jsonPost("/trigger-events", '[{"a":1},{"a":1}]', { "idempotency-key": "k" }));
      const again = await produce(jsonPost("/trigger-events", '[{"a":1}, {"a":1}]', { "idempotency-key": "k" }));

      expect(new Set(bodyOf(first).eventIds as string[]).size).to.equal(2);
      expect(again).to.deep.equal(first);
      expect(commands).to.have.length(4);
      expect(await storedItems()).to.have.length(2);
    });

    const others: [string, string][] = [
      ["a longer batch", '[{"a":1},{"a":2},{"a":3}]'],
      ["a shorter batch", '[{"a":1}]'],
      ["a batch that differs in its last event", '[{"a":1},{"a":9}]'],
    ];
    for (const [name, body] of others) {
      it(`refuses ${name} under the same key with 422, and stores nothing of it`, async () => {
        await produce(jsonPost("/trigger-events", '[{"a":1},{"a":2}]', { "idempotency-key": "k" }));

        const reply = await produce(jsonPost("/trigger-events", body, { "idempotency-key": "k" }));

        expect(reply.statusCode).to.equal(422);
        expect(await storedItems()).to.have.length(2);
      });
    }

    it("keeps a key for one event and the same key for a batch apart", async () => {
      await produce(jsonPost("/trigger-event", "{}", { "idempotency-key": "k" }));

      const reply = await produce(jsonPost("/trigger-events", '[{"a":1}]', { "idempotency-key": "k" }));

      expect(reply.statusCode).to.equal(202);
      expect(await storedItems()).to.have.length(2);
    });

    it("says which events are stored when DynamoDB takes only some", async () => {
      failPayloads(['{"a":1}', '{"a":3}'], serviceError("ThrottlingException", "client"));

      const reply = await produce(jsonPost("/trigger-events", '[{"a":0},{"a":1},{"a":2},{"a":3}]'));

      const { stored, unconfirmed, detail } = bodyOf(reply) as {
        stored: { index: number; eventId: string }[];
        unconfirmed: number[];
        detail: string;
      };
      const items = await storedItems();
      expect(reply.statusCode).to.equal(503);
      expect(reply.headers?.["retry-after"]).to.equal("2");
      expect(detail).to.equal("Some events may not have been stored; send those listed in unconfirmed again.");
      expect(unconfirmed).to.deep.equal([1, 3]);
      expect(stored.map(({ index }) => index)).to.deep.equal([0, 2]);
      expect(items.map(({ eventId }) => eventId?.S).sort()).to.deep.equal(stored.map(({ eventId }) => eventId).sort());
    });

    it("completes a batch with an Idempotency-Key when it is sent again", async () => {
      const batch = jsonPost("/trigger-events", '[{"a":0},{"a":1},{"a":2}]', { "idempotency-key": "k" });
      failPayloads(['{"a":1}'], serviceError("ThrottlingException", "client"));

      const first = await produce(batch);
      beforeSend = () => undefined;
      const again = await produce(batch);

      expect(first.statusCode).to.equal(503);
      expect(bodyOf(first).detail).to.equal(
        "Some events may not have been stored; send the same batch again with the same Idempotency-Key.",
      );
      expect(again.statusCode).to.equal(202);
      expect((await storedItems()).map(({ eventId }) => eventId?.S).sort()).to.deep.equal(
        (bodyOf(again).eventIds as string[]).sort(),
      );
    });

    it("stores nothing of a batch with an Idempotency-Key when its first event is not taken", async () => {
      failPayloads(['{"a":0}'], serviceError("ThrottlingException", "client"));

      const reply = await produce(jsonPost("/trigger-events", '[{"a":0},{"a":1}]', { "idempotency-key": "k" }));

      expect(reply.statusCode).to.equal(503);
      expect(bodyOf(reply).unconfirmed).to.deep.equal([0, 1]);
      expect(await storedItems()).to.deep.equal([]);
    });
  });
});
