import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { createDesk, DESK_ROUTES } from "../../../../functions/access-cards/portal/desk";
import { serviceError } from "../../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../../support/dynamoEngine";
import { silenceTelemetry } from "../../support/telemetry";
import { createCardTable, putCard } from "./cardTable";
import { contentOf, portalRequest, type RequestParts } from "./requests";

silenceTelemetry();

const NOW = Date.UTC(2026, 10, 21, 9);
const NEW_CARD = { card_id: "card-1", employee_id: "emp-1", holder: "Ada Lovelace" };

describe("the portal's desk", () => {
  let engine: DynamoEngine;
  let published: Record<string, unknown>[];
  let publish: () => void;

  before(async () => {
    engine = await startDynamoEngine();
    await createCardTable(engine.client, "cards");
    await engine.createTable("occupancy", "SummaryID");
  });

  after(() => engine.stop());

  beforeEach(() => {
    published = [];
    publish = () => undefined;
  });

  const sns = {
    send: async (command: unknown) => {
      if (!(command instanceof PublishCommand)) throw new TypeError("The fake topic knows Publish only");
      publish();
      published.push(JSON.parse(command.input.Message ?? ""));
      return {};
    },
  } as unknown as SNSClient;

  const ask = (routeKey: string, parts?: RequestParts) =>
    createDesk({
      dynamo: engine.client,
      sns,
      cardTable: "cards",
      occupancyTable: "occupancy",
      topicArn: "arn:aws:sns:us-east-1:111122223333:card-commands",
      areas: { lobby: { gates: ["gate-1", "gate-2"], maxOccupancy: 50 }, lab: { gates: ["gate-3"] } },
      now: () => NOW,
    })(portalRequest(routeKey, parts));

  it("says who is signed in", async () => {
    const reply = await ask("GET /me", { groups: "[hr auditor]" });

    expect(reply.statusCode).to.equal(200);
    expect(contentOf(reply)).to.deep.equal({ email: "ann@example.com", groups: ["hr", "auditor"] });
  });

  const forbidden: [groups: string, routes: readonly string[]][] = [
    ["[]", DESK_ROUTES.filter((route) => route !== "GET /me")],
    ["[auditor]", DESK_ROUTES.filter((route) => route.startsWith("POST ") || route === "GET /commands/{commandId}")],
    ["[hrs non-hr]", ["GET /cards", "POST /cards"]],
  ];
  for (const [groups, routes] of forbidden) {
    for (const route of routes) {
      it(`refuses ${route} to members of ${groups}`, async () => {
        const reply = await ask(route, { groups, body: NEW_CARD, path: { cardId: "card-1", commandId: "id-1" } });

        expect(reply.statusCode).to.equal(403);
        expect(contentOf(reply).message).to.match(/^Only members of hr( and auditor)? may do this\.$/);
        expect(published).to.deep.equal([]);
      });
    }
  }

  it("publishes a registration in the name of who wants it", async () => {
    const reply = await ask("POST /cards", { body: { ...NEW_CARD, holder: " Ada Lovelace " } });

    const { command_id } = contentOf(reply);
    expect(reply.statusCode).to.equal(202);
    expect(published).to.deep.equal([{ command: "register", ...NEW_CARD, command_id, by: "ann@example.com", at: NOW }]);
    expect(command_id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  for (const command of ["block", "unblock"]) {
    it(`publishes that a card is to be ${command}ed`, async () => {
      const reply = await ask(`POST /cards/{cardId}/${command}`, { path: { cardId: "card-1" } });

      const { command_id } = contentOf(reply);
      expect(reply.statusCode).to.equal(202);
      expect(published).to.deep.equal([{ command, card_id: "card-1", command_id, by: "ann@example.com", at: NOW }]);
    });
  }

  it("gives a repeat with the same Idempotency-Key the same id, and another wish another", async () => {
    const headers = { "idempotency-key": "key-1" };
    const ids: unknown[] = [];
    for (const body of [NEW_CARD, NEW_CARD, { ...NEW_CARD, card_id: "card-2" }]) {
      ids.push(contentOf(await ask("POST /cards", { body, headers })).command_id);
    }
    ids.push(
      contentOf(await ask("POST /cards", { body: NEW_CARD, headers: { "idempotency-key": "key-2" } })).command_id,
    );

    expect(ids[1]).to.equal(ids[0]);
    expect(new Set(ids).size).to.equal(3);
  });

  const wrong: [what: string, body: unknown, message: string][] = [
    ["no body", undefined, 'The request has no Content-Type; send "application/json".'],
    ["what is no object", [1], "The body: Invalid input: expected object, received array"],
    ["a card without an employee", { ...NEW_CARD, employee_id: undefined }, "employee_id is missing"],
    ["a card id with a space", { ...NEW_CARD, card_id: "card 1" }, "card_id must be 1 to 64 letters, digits, . _ -"],
    ["a number as employee", { ...NEW_CARD, employee_id: 7 }, "employee_id must be of the type string"],
    ["an empty holder", { ...NEW_CARD, holder: " " }, "holder must not be empty"],
    ["a misspelt field", { ...NEW_CARD, Holder: "x" }, '"Holder" is not known here'],
    [
      "two faults",
      { card_id: "-", holder: "Ada" },
      "card_id must be 1 to 64 letters, digits, . _ -; employee_id is missing",
    ],
  ];
  for (const [what, body, message] of wrong) {
    it(`refuses ${what}, and says what is wrong`, async () => {
      const reply = await ask("POST /cards", { body });

      expect(contentOf(reply)).to.deep.equal({ message });
      expect(reply.statusCode).to.equal(body === undefined ? 415 : 400);
      expect(published).to.deep.equal([]);
    });
  }

  it("refuses a card id in the path that no card can have", async () => {
    const reply = await ask("POST /cards/{cardId}/block", { path: { cardId: "card#1" } });

    expect(reply.statusCode).to.equal(400);
    expect(contentOf(reply)).to.deep.equal({ message: "cardId must be 1 to 64 letters, digits, . _ -" });
  });

  for (const [error, status] of [
    ["ThrottlingException", 429],
    ["ServiceUnavailableException", 503],
  ] as const) {
    it(`answers ${status} to a topic's ${error}, and when to try again`, async () => {
      publish = () => {
        throw serviceError(error, status === 429 ? "client" : "server");
      };

      const reply = await ask("POST /cards", { body: NEW_CARD });

      expect(reply.statusCode).to.equal(status);
      expect(reply.headers).to.include({ "retry-after": "2" });
    });
  }

  for (const [item, outcome] of [
    [{ outcome: { S: "done" } }, { status: "done" }],
    [
      { outcome: { S: "refused" }, reason: { S: "card-exists" } },
      { status: "refused", reason: "card-exists" },
    ],
  ] as const) {
    it(`tells that a command is ${outcome.status}`, async () => {
      const Item = { pk: { S: `command#${outcome.status}` }, ...item };
      await engine.client.send(new PutItemCommand({ TableName: "cards", Item }));

      const reply = await ask("GET /commands/{commandId}", { path: { commandId: outcome.status } });

      expect(contentOf(reply)).to.deep.equal(outcome);
    });
  }

  it("tells that a command of which nothing is known is pending", async () => {
    const reply = await ask("GET /commands/{commandId}", { path: { commandId: "unknown" } });

    expect(contentOf(reply)).to.deep.equal({ status: "pending" });
  });

  it("knows no command of an impossible id", async () => {
    const reply = await ask("GET /commands/{commandId}", { path: { commandId: "a/b" } });

    expect(reply.statusCode).to.equal(404);
  });

  it("shows gates and areas, those that nobody has passed too", async () => {
    const put = (item: Record<string, { S: string } | { N: string }>) =>
      engine.client.send(new PutItemCommand({ TableName: "occupancy", Item: item }));
    await put({ SummaryID: { S: "area#lobby" }, inside: { N: "7" } });
    await put({ SummaryID: { S: "gate#gate-1" }, entries: { N: "9" }, exits: { N: "2" }, denied: { N: "1" } });

    const reply = await ask("GET /occupancy", { groups: "[auditor]" });

    expect(contentOf(reply)).to.deep.equal({
      at: NOW,
      areas: [
        {
          area: "lobby",
          inside: 7,
          max_occupancy: 50,
          gates: [
            { gate_id: "gate-1", entries: 9, exits: 2, denied: 1 },
            { gate_id: "gate-2", entries: 0, exits: 0, denied: 0 },
          ],
        },
        { area: "lab", inside: 0, gates: [{ gate_id: "gate-3", entries: 0, exits: 0, denied: 0 }] },
      ],
    });
  });

  describe("with 250 cards", () => {
    const id = (index: number) => `card-${String(index).padStart(3, "0")}`;

    before(async () => {
      for (let index = 0; index < 250; index += 1) {
        await putCard(engine.client, "cards", id(index), `emp-${index % 10}`);
      }
    });

    const pages = async (query: Record<string, string>) => {
      const found: unknown[][] = [];
      let next: string | undefined;
      do {
        const reply = await ask("GET /cards", { query: { ...query, ...(next !== undefined && { next }) } });
        const page = contentOf(reply) as { cards: { card_id: string }[]; next?: string };
        found.push(page.cards);
        next = page.next;
      } while (next !== undefined);
      return found;
    };

    it("lists them page by page, in order, without what is nobody's business", async () => {
      const found = await pages({});

      expect(found.map(({ length }) => length)).to.deep.equal([100, 100, 50]);
      expect(found.flat().map((card) => (card as { card_id: string }).card_id)).to.deep.equal(
        Array.from({ length: 250 }, (_, index) => id(index)),
      );
      expect(found[0]?.[3]).to.deep.equal({
        card_id: "card-003",
        employee_id: "emp-3",
        holder: "Holder of card-003",
        status: "active",
        registered_at: 1_763_708_400_000,
      });
    });

    it("lists an employee's", async () => {
      const found = await pages({ employee_id: "emp-4" });

      expect(found.flat().map((card) => (card as { card_id: string }).card_id)).to.deep.equal(
        Array.from({ length: 25 }, (_, index) => id(index * 10 + 4)),
      );
    });

    it("refuses a page that it never named, and a parameter that it does not know", async () => {
      const replies = [
        await ask("GET /cards", { query: { next: "AAAA" } }),
        await ask("GET /cards", { query: { employee: "emp-1" } }),
      ];

      expect(replies.map(({ statusCode }) => statusCode)).to.deep.equal([400, 400]);
      expect(replies.map(contentOf)).to.deep.equal([
        { message: "next is none that this API gave" },
        { message: '"employee" is not known here' },
      ]);
    });
  });
});
