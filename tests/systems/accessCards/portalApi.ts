import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { accessOf } from "../../../cli/localAccess";
import type { TypeCounts } from "../../../functions/access-cards/archive/ledgerItem";
import { type HourTotals, readHours, reconcile } from "../../../functions/access-cards/archive/reconcile";
import type { CardEventType } from "../../../functions/access-cards/event";
import { foreignToken } from "../../support/foreignToken";
import { until } from "../../support/until";
import { totalsOf } from "../eventArchiveUnderTest";
import { type AccessCardsUnderTest, AUDITOR, BOTH, HR, NEITHER } from "./underTest";

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  body: any;
}

/** Nobody else passes these gates. */
const AREA = "annex";
const [WAY_IN, WAY_OUT] = ["annex-1", "annex-2"];

/**
 * Tests of what the portal's pages ask for.
 * @param system known once the tests run
 */
export function testPortalApi(system: () => AccessCardsUnderTest): void {
  let start: number;

  before(() => {
    start = system().system.cloud.services.clock.now();
  });

  async function send(token: string | undefined, request: string, content?: object): Promise<Answer> {
    const [method = "GET", route = ""] = request.split(" ");
    const response = await fetch(`${system().output("portalApiEndpoint")}${route}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { "content-type": "application/json" }),
      },
      ...(content !== undefined && { body: JSON.stringify(content) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  const as = async (username: string, request: string, content?: object) =>
    send(await system().token(username), request, content);

  /** Sends a command and waits for its outcome. */
  async function outcomeOf(request: string, content?: object): Promise<unknown> {
    const { body } = await as(HR, request, content);
    const answer = await until(
      () => as(HR, `GET /commands/${body.command_id}`),
      (found) => found.body.status !== "pending",
    );
    return answer.body;
  }

  it("lets in who has a token of the user pool that has not expired, and nobody else", async () => {
    const token = await system().token(HR);
    const tokens = {
      none: undefined,
      nonsense: "nonsense",
      expired: await system().token(HR, start - 3 * 3_600_000),
      "another issuer's": await foreignToken(token, { iss: "https://elsewhere.example" }),
      valid: token,
    };

    const statuses: Record<string, number> = {};
    for (const [name, token] of Object.entries(tokens)) statuses[name] = (await send(token, "GET /me")).status;

    expect(statuses).to.deep.equal({ none: 401, nonsense: 401, expired: 401, "another issuer's": 401, valid: 200 });
  });

  it("knows people and their groups", async () => {
    const answers = await Promise.all([HR, BOTH, NEITHER].map((name) => as(name, "GET /me")));

    expect(answers.map(({ body }) => body)).to.deep.equal([
      { email: HR, groups: ["hr"] },
      { email: BOTH, groups: ["auditor", "hr"] },
      { email: NEITHER, groups: [] },
    ]);
  });

  it("refuses what another group may do", async () => {
    const question = { employee_id: "emp-1", from: start, to: start + 1 };

    const answers = [
      await as(AUDITOR, "POST /cards", { card_id: "card-1", employee_id: "emp-1", holder: "Ada" }),
      await as(HR, "POST /queries", question),
      await as(NEITHER, "GET /occupancy"),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403]);
    expect(answers[0]?.body).to.deep.equal({ message: "Only members of hr may do this." });
  });

  it("lets only the portal's pages read its answers in a browser", async () => {
    const preflight = (origin: string) =>
      fetch(`${system().output("portalApiEndpoint")}/cards`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });

    const answers = [await preflight(system().output("portalUrl")), await preflight("https://evil.example.com")];

    expect(answers.map(({ headers }) => headers.get("access-control-allow-origin"))).to.deep.equal([
      system().output("portalUrl"),
      null,
    ]);
  });

  it("registers a card, follows it through the gates, shows an auditor what happened, and archives all of it", async () => {
    const card = { card_id: "api-card", employee_id: "api-employee", holder: "Grace Hopper" };
    const pass = async (gateId: string, action: "enter" | "exit") => {
      const { status } = await system().target.gates.send({ gateId, action, body: { card_id: card.card_id } });
      return status;
    };
    const before = totalsOf(await settledHours(), "archived");

    const registered = await outcomeOf("POST /cards", card);
    const again = await outcomeOf("POST /cards", card);
    const listed = await as(AUDITOR, `GET /cards?employee_id=${card.employee_id}`);
    const entered = await pass(WAY_IN, "enter");
    const inside = await until(
      () => as(HR, "GET /occupancy"),
      ({ body }) => areaIn(body)?.inside === 1,
    );
    const left = await pass(WAY_OUT, "exit");
    const question = { employee_id: card.employee_id, from: start - 60_000, to: start + 3_600_000 };
    const found = await until(
      () => queried(question),
      ({ body }) => body.state !== "succeeded" || body.events.length >= 4,
    );
    const hours = await settledHours(sumOf(before) + 4);

    expect([registered, again]).to.deep.equal([{ status: "done" }, { status: "refused", reason: "card-exists" }]);
    expect(listed.body.cards).to.have.length(1);
    expect(listed.body.cards[0]).to.include({ ...card, status: "active" });
    expect([entered, left]).to.deep.equal([200, 202]);
    expect(areaIn(inside.body)).to.deep.equal({
      area: AREA,
      inside: 1,
      gates: [
        { gate_id: WAY_IN, entries: 1, exits: 0, denied: 0 },
        { gate_id: WAY_OUT, entries: 0, exits: 0, denied: 0 },
      ],
    });
    expect(found.body.state).to.equal("succeeded");
    expect(found.body.scanned_bytes).to.be.greaterThan(0);
    expect(found.body.events.map(({ type }: { type: string }) => type)).to.deep.equal([
      ...["card-registered", "command-refused", "entered", "left"],
    ]);
    expect(found.body.events[3])
      .to.include({ card_id: card.card_id, gate_id: WAY_OUT })
      .and.not.to.have.any.keys("area");
    const archived = Object.entries(totalsOf(hours, "archived"))
      .map(([type, count]) => [type, count - (before[type as CardEventType] ?? 0)])
      .filter(([, count]) => count !== 0);
    expect(Object.fromEntries(archived)).to.deep.equal({
      ...{ "card-registered": 1, "command-refused": 1 },
      ...{ entered: 1, left: 1 },
    });
  });

  it("asks only about employees who had a card, and shows only its own queries", async () => {
    const answers = [
      await as(AUDITOR, "POST /queries", { employee_id: "nobody", from: start, to: start + 1 }),
      await as(AUDITOR, "GET /queries/0a1b2c3d-0000-4000-8000-000000000000"),
      await as(AUDITOR, "DELETE /queries/0a1b2c3d-0000-4000-8000-000000000000"),
      await as(AUDITOR, "POST /queries", { employee_id: "' OR 1=1 --", from: start, to: start + 1 }),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 400]);
  });

  /** Returns what the ledger says, once all that it knows of is archived, and so much is. */
  async function settledHours(archived = 0): Promise<HourTotals[]> {
    const dynamo = new DynamoDBClient(accessOf(system().system.cloud.services));
    const ledger = { dynamo, ledgerTable: system().output("ledgerTableName") };
    const hours = await until(
      () => readHours(ledger, start - 3_600_000, start + 3_600_000),
      (all) => reconcile(all).length === 0 && sumOf(totalsOf(all, "archived")) >= archived,
    );
    dynamo.destroy();
    return hours;
  }

  /** Asks, and waits until the query has ended. */
  async function queried(question: object): Promise<Answer> {
    const { body } = await as(AUDITOR, "POST /queries", question);
    return until(
      () => as(AUDITOR, `GET /queries/${body.query_id}`),
      (answer) => !["queued", "running"].includes(answer.body.state),
    );
  }
}

function sumOf(counts: TypeCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function areaIn({ areas }: { areas: readonly { area: string; inside: number }[] }) {
  return areas.find(({ area }) => area === AREA);
}
