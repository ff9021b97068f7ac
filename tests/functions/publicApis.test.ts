import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import type { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";
import { createEntry } from "../../functions/access-cards/entry";
import { createDesk, DESK_ROUTES } from "../../functions/access-cards/portal/desk";
import { entityAt } from "../../functions/debounce/entityId";
import { parseJsonPointer } from "../../functions/debounce/jsonPointer";
import { createAggregator } from "../../functions/event-aggregator/aggregator";
import type { FailureMessage } from "../../functions/event-aggregator/failureQueue";
import { createProducer } from "../../functions/event-aggregator/producer";
import type { Summarize } from "../../functions/event-aggregator/summarize";
import { createSummaryReader } from "../../functions/event-aggregator/summaryReader";
import { createEntryApi } from "../../functions/ingestion/entryApi";
import type { Submission } from "../../functions/ingestion/judge";
import { DEFAULT_RULES } from "../../functions/ingestion/rules";
import { createValidator } from "../../functions/ingestion/validator";
import { removableMarks } from "../../functions/shared/exactlyOnce/mark";
import { pageToken } from "../../functions/shared/http/pageToken";
import { createEntityApi } from "../../functions/simulated-api/entityApi";
import { contentOf, portalRequest } from "./access-cards/portal/requests";
import { fakeQueue } from "./support/clients";
import { bodyOf, httpRequest, jsonPost } from "./support/httpRequest";
import { anyJson, anyName, isWellFormed, SPECIAL_NAMES } from "./support/names";
import { insertRecord, streamEvent } from "./support/streamEvent";
import { silenceTelemetry } from "./support/telemetry";

/**
 * The SDK's client of a DynamoDB that answers as it is told. It refuses, as DynamoDB does, texts that hold half a surrogate pair and
 * keys of more than 2,048 bytes: what an API passes on without a look would come out as a 500.
 */
function dynamoThat(answer: (operation: string, input: Record<string, unknown>) => object): DynamoDBClient {
  const handle = async ({ headers, body }: { headers: Record<string, string>; body: string }) => {
    const input = JSON.parse(body) as Record<string, unknown>;
    const operation = headers["x-amz-target"]?.split(".")[1] ?? "";
    const isRefused = /\\u[dD][89a-fA-F]/.test(body) || keysOf(input).some((key) => Buffer.byteLength(key) > 2_048);
    const reply = isRefused ? { __type: "com.amazon.coral.service#ValidationException" } : answer(operation, input);
    return {
      response: {
        statusCode: isRefused ? 400 : 200,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: Readable.from([Buffer.from(JSON.stringify(reply))]),
      },
    };
  };
  return new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}

function keysOf({ Key: key, ExclusiveStartKey: start }: Record<string, unknown>): string[] {
  return [key, start].flatMap((attributes) =>
    Object.values((attributes ?? {}) as Record<string, { S?: string }>).map(({ S }) => S ?? ""),
  );
}

const objectOf = <T>(entries: readonly (readonly [string, T])[]) => Object.fromEntries(entries);

silenceTelemetry();

describe("no data makes a public API fail", () => {
  describe("the summaries", () => {
    const reader = (attributes: Record<string, unknown>) => {
      const item = { ...attributes, SummaryID: { S: "a" }, ItemCount: { N: "1" } };
      return createSummaryReader({
        dynamo: dynamoThat((operation) => (operation === "Scan" ? { Items: [item] } : { Item: item })),
        summaryTable: "summaries",
      });
    };

    it("answers 200 for a summary with a sum of the name __proto__, which older versions stored", async () => {
      const read = reader(
        objectOf([
          ["__proto__", { N: "3" }],
          ["views", { N: "4" }],
        ]),
      );

      const [one, all] = [
        await read(httpRequest("GET /get-summary", { query: { id: "a" } })),
        await read(httpRequest("GET /get-summary")),
      ];

      expect(one.statusCode).to.equal(200);
      expect(bodyOf(one)).to.deep.equal({ SummaryID: "a", ItemCount: 1, views: 4 });
      expect(bodyOf(all)).to.deep.equal({ summaries: [{ SummaryID: "a", ItemCount: 1, views: 4 }] });
    });

    it("answers 200 for summaries with sums of any name", async () => {
      const names = fc.uniqueArray(anyName.filter((name) => name !== "" && isWellFormed(name)));
      await fc.assert(
        fc.asyncProperty(names, async (fields) => {
          const read = reader(objectOf(fields.map((name) => [name, { N: "12345678901234567890" }])));

          expect((await read(httpRequest("GET /get-summary"))).statusCode).to.equal(200);
        }),
      );
    });

    it("answers any id and any other parameter with 200, 400 or 404", async () => {
      const read = createSummaryReader({ dynamo: dynamoThat(() => ({ Items: [] })), summaryTable: "summaries" });
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.constant("id"), fc.constant("limit"), fc.constant("next"), anyName),
          anyName,
          async (name, value) => {
            const { statusCode, body = "" } = await read({
              ...httpRequest("GET /get-summary"),
              queryStringParameters: objectOf([[name, value]]),
            });

            expect(statusCode).to.be.oneOf([200, 400, 404]);
            expect(isWellFormed(JSON.parse(body).detail ?? "")).to.equal(true);
          },
        ),
      );
    });

    it("stores or refuses any event, whatever its names are", async () => {
      const produce = createProducer({ dynamo: dynamoThat(() => ({})), eventTable: "events" });
      await fc.assert(
        fc.asyncProperty(anyJson, anyName, async (value, key) => {
          const headers = { "idempotency-key": key };
          const reply = await produce(jsonPost("/trigger-event", JSON.stringify(value)));
          const batch = await produce(jsonPost("/trigger-events", JSON.stringify([value, value]), headers));

          expect(reply.statusCode).to.be.oneOf([202, 400]);
          expect(batch.statusCode).to.be.oneOf([202, 400, 413]);
        }),
      );
    });

    it("sums under any name, or sends the event to the failure queue with the reason; no batch fails", async () => {
      const byName: Summarize = ({ key, name, value }) => ({
        key: key as string,
        add: objectOf([[name as string, value as number]]),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.record({ key: anyName, name: anyName, value: fc.double() })), async (events) => {
          const queue = fakeQueue();
          const written: string[] = [];
          const dynamo = dynamoThat((_, { ExpressionAttributeNames: names, ExpressionAttributeValues: values }) => {
            written.push(...Object.values(names as Record<string, string>));
            return {
              Attributes: objectOf(Object.entries((names ?? values) as object).map(([, name]) => [name, { N: "1" }])),
            };
          });
          const aggregate = createAggregator({
            ...{ dynamo, sqs: queue.client, summaryTable: "summaries", failureQueueUrl: "https://queue" },
            summarize: byName,
          });

          const result = await aggregate(streamEvent(events.map((event, at) => insertRecord(`${100 + at}`, event))));

          expect(result.batchItemFailures).to.deep.equal([]);
          expect(written).not.to.include("__proto__");
          const named = events.filter(({ name }) => name === "__proto__").length;
          const failed = queue.bodies.map((body) => JSON.parse(body) as FailureMessage);
          expect(failed.filter(({ payload }) => payload.includes('"name":"__proto__"'))).to.have.length(named);
        }),
      );
    });

    it("removes old marks of a summary that has an attribute of the name __proto__", () => {
      const old = ["2", "3", "4", "5"].map((shard) => [`applied:${shard}`, { S: "01@0" }] as const);
      const item = objectOf([["__proto__", undefined as never], ...old]);

      expect(removableMarks(item, "applied:1", 1e9).map(({ name }) => name)).to.deep.equal(old.map(([name]) => name));
    });
  });

  describe("ingestion", () => {
    const validate = createValidator({ rules: DEFAULT_RULES, now: () => 0 });
    const stepFunctions = {
      send: async ({ input }: StartSyncExecutionCommand) => {
        const judged = await validate(JSON.parse(input.input ?? "") as Submission);
        if ("item" in judged) expect(isWellFormed(JSON.stringify(judged.item))).to.equal(true);
        const outcome = judged.outcome === "valid" ? "stored" : judged.outcome;
        return { status: "SUCCEEDED", output: JSON.stringify({ ...judged, outcome }) };
      },
    } as unknown as SFNClient;
    const answer = createEntryApi({
      ...{ stepFunctions, intakeArn: "intake", rules: DEFAULT_RULES, entryTable: "entries" },
      dynamo: dynamoThat(() => ({ Items: [] })),
      ...{ maxQueryBytes: 4_096, maxBodyBytes: 4_096, listsEntries: true },
    });
    const fields = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom("user_name", "email", "pincode", "limit", "next"), anyName), anyName),
      { maxLength: 6 },
    );
    const form = { "content-type": "application/x-www-form-urlencoded" };

    it("answers any fields and values, sent either way, for people and for programs", async () => {
      await fc.assert(
        fc.asyncProperty(fields, fc.constantFrom("text/html", "application/json"), async (pairs, accept) => {
          const text = pairs.map((pair) => pair.map((part) => encodeURIComponent(well(part))).join("=")).join("&");
          const posted = await answer(httpRequest("POST /", { body: text, headers: { ...form, accept } }));
          const got = await answer({ ...httpRequest("GET /", { headers: { accept } }), rawQueryString: text });

          for (const { statusCode, body = "" } of [posted, got]) {
            expect(statusCode).to.be.oneOf([200, 201, 202, 400, 413, 414]);
            expect(body).not.to.match(/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])/i);
            expect(isWellFormed(body)).to.equal(true);
          }
        }),
      );
    });
  });

  describe("access cards", () => {
    const dynamo = dynamoThat((operation) => (operation === "Query" ? { Items: [] } : {}));
    const published: string[] = [];
    const sns = {
      send: async ({ input }: PublishCommand) => void published.push(input.Message ?? ""),
    } as unknown as SNSClient;
    const desk = createDesk({
      ...{ dynamo, sns, cardTable: "cards", occupancyTable: "occupancy", topicArn: "topic" },
      areas: { lobby: { gates: ["gate-1"] } },
    });

    it("answers any body, parameter and path of the portal's desk", async () => {
      const parts = fc.record({ route: fc.constantFrom(...DESK_ROUTES), card: anyJson, name: anyName, value: anyName });
      await fc.assert(
        fc.asyncProperty(parts, async ({ route, card, name, value }) => {
          const body = { card_id: "card-1", employee_id: "emp-1", holder: value, ...objectOf([[name, value]]) };
          for (const sent of [card, body, { card_id: "card-1", employee_id: "emp-1", holder: value }]) {
            const reply = await desk(
              portalRequest(route, {
                groups: "[hr auditor]",
                body: sent,
                path: { cardId: value, commandId: value },
                query: objectOf([[name, value]]),
              }),
            );

            expect(reply.statusCode).to.be.oneOf([200, 202, 400, 404]);
          }
          expect(published.join("")).not.to.match(/\\ud[89a-f]/i);
        }),
      );
    });

    it("refuses a page of cards that begins at what is no card's id", async () => {
      for (const id of ["k".repeat(2_048), "__proto__", "a b"]) {
        const reply = await desk(portalRequest("GET /cards", { groups: "[hr]", query: { next: pageToken(id) } }));

        expect(reply.statusCode).to.equal(400);
        expect(contentOf(reply)).to.deep.equal({ message: "next is none that this API gave" });
      }
    });

    it("decides about any card at any gate", async () => {
      const enter = createEntry({
        ...{ dynamo, cardTable: "cards", areas: { lobby: { gates: ["gate-1"] } }, artificialErrors: true },
        antiPassback: "soft",
        now: () => 0,
        pause: async () => undefined,
      });
      await fc.assert(
        fc.asyncProperty(anyName, anyName, anyJson, async (gateId, card_id, other) => {
          for (const body of [{ card_id }, { card_id: "card-1", request_id: card_id }, other]) {
            const { statusCode } = await enter({
              headers: { "x-artificial-delay-ms": card_id },
              pathParameters: { gateId },
              body: JSON.stringify(body),
              isBase64Encoded: false,
            } as unknown as APIGatewayProxyEvent);

            expect(statusCode).to.be.oneOf([200, 400]);
          }
        }),
      );
    });
  });

  describe("debouncing", () => {
    const deliveryOf = (body: string) => ({ id: "d1", source: "shop", body, receivedAt: new Date(0) });

    it("finds an entity that any name leads to, or says why there is none", () => {
      fc.assert(
        fc.property(anyName, anyName, anyJson, (name, id, other) => {
          const pointer = parseJsonPointer(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
          const find = entityAt(pointer);
          const found = find(deliveryOf(JSON.stringify(objectOf([[name, id]]))));

          if ("entityId" in found) expect(found).to.deep.equal({ entityId: id });
          else expect(found.fault).to.match(/^the entity's id/);
          expect(find(deliveryOf(JSON.stringify(other)))).to.have.any.keys("entityId", "fault");
        }),
      );
    });

    for (const name of SPECIAL_NAMES.slice(0, 15)) {
      it(`finds no entity by ${name}, which every object inherits or could`, () => {
        expect(entityAt(parseJsonPointer(`/${name}`))(deliveryOf("{}"))).to.deep.equal({
          fault: "the body does not name its entity",
        });
      });
    }

    it("answers any entities of the simulated API", async () => {
      const answer = createEntityApi({
        dynamo: dynamoThat(() => ({})),
        table: "entities",
        wait: async () => undefined,
      });
      await fc.assert(
        fc.asyncProperty(anyName, anyJson, async (entityId, other) => {
          for (const body of [{ entities: [{ entityId, change: 1 }] }, other]) {
            const { statusCode } = await answer(
              httpRequest("PUT /entities", {
                body: JSON.stringify(body),
                headers: { "content-type": "application/json" },
              }),
            );

            expect(statusCode).to.be.oneOf([200, 400]);
          }
        }),
      );
    });
  });
});

/** As an HTTP client encodes a text: it has no bytes for half a surrogate pair. */
function well(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
