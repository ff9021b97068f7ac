import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { decodeJwt, SignJWT } from "jose";
import { take } from "../../cli/tours/accessCards";
import { createSigningKey } from "../../local/services/cognito/signingKey";
import { describeInBrowser } from "../support/browser";
import { leakingLines, logLines } from "../support/logLines";
import { tourLines } from "../support/tourLines";
import { until } from "../support/until";
import { testForeignPages } from "./accessCards/foreignPages";
import { testPortalApi } from "./accessCards/portalApi";
import { testPortalPages } from "./accessCards/portalPages";
import { AccessCardsUnderTest, AUDITOR, HR, type Item, PASSWORDS, QUOTA } from "./accessCards/underTest";

const HOUR = 3_600_000;

describe("the system access-cards", function () {
  this.timeout(240_000);

  let cards: AccessCardsUnderTest;
  let startedAt: number;

  before(async () => {
    startedAt = Date.now();
    // Nobody is killed at work: what a killed function had of a queue comes back after minutes, which is too long for a test.
    cards = await AccessCardsUnderTest.start({ seed: 7, duplicateBatch: 0.3, throttleDynamo: 0.1 });
  });

  after(() => cards?.stop());

  // First, while nobody has a card or is inside.
  describeInBrowser("in its portal", (browser) => testPortalPages(() => cards, browser));

  describeInBrowser("for pages of other sites", (browser) => testForeignPages(() => cards, browser));

  describe("at its portal's API", () => testPortalApi(() => cards));

  describe("under load", () => {
    it("keeps the same account of a commute in cards, occupancy, ledger and archive", async () => {
      const { account, denials, pairs } = await cards.load({ scenario: "commute", people: 40 });

      expect(account.complaints).to.deep.equal([]);
      expect(account.astray).to.deep.equal([]);
      expect(account.rows.filter(({ agrees }) => !agrees)).to.deep.equal([]);
      expect(account.balances).to.equal(true);
      expect(denials).to.deep.equal({
        ...{ "already-inside": 4, "area-full": 5 },
        ...{ "card-blocked": 1, "unknown-card": 1, "unknown-gate": 1 },
      });
      expect(pairs).to.deep.equal({ all: 3, right: 3 });
    });

    it("is shown by its tour", async () => {
      const lines = await tourLines(take, cards.system.cloud, "accessCards");

      expect([1, 3, 5, 7].map((index) => lines[index])).to.deep.equal([
        "   denied: unknown-card",
        "   done: the card table has it",
        "   granted",
        "   the card is outside",
      ]);
    });

    it("grants exactly one of two simultaneous entries of a card", async () => {
      const { account, pairs } = await cards.load({ scenario: "pairs", people: 20 });

      expect(pairs).to.deep.equal({ all: 20, right: 20 });
      expect(account.balances).to.equal(true);
    });

    it("takes every exit of an evacuation, while people go on coming in elsewhere", async () => {
      const { account, events, measured } = await cards.load({ scenario: "evacuation", people: 80 });

      expect(account.rows.filter(({ agrees }) => !agrees)).to.deep.equal([]);
      expect(account.balances).to.equal(true);
      expect(events.left).to.equal(80);
      expect(measured["entries before"]?.totalCount).to.equal(8);
    });
  });

  describe("when its archive is replayed", () => {
    const range = () => ({ from: startedAt - HOUR, to: Date.now() + HOUR });

    it("changes nothing where all is known, and tells nobody again", async () => {
      await cards.sentinel("before-replay");
      const before = await kept(cards);
      const told = await cards.told();

      const account = await cards.replay(range());
      await cards.sentinel("after-replay");

      const after = await kept(cards);
      after.cards.delete("card#after-replay");
      expect(account).to.include({ failed: 0, malformed: 0 });
      expect(account.sent).to.be.greaterThan(300);
      expect(after).to.deep.equal(before);
      expect(await cards.told()).to.deep.equal({
        announced: told.announced + 1,
        produced: told.produced + 1,
        archived: told.archived + 1,
      });
    });

    it("rebuilds cards, employees and occupancy from nothing", async () => {
      const before = await rebuildable(cards);
      await cards.empty("cardTableName", "pk");
      await until(async () => (await rebuildable(cards)).inside.size === 0);
      await cards.empty("occupancyTableName", "SummaryID");

      await cards.replay(range());

      await until(async () => (await rebuildable(cards)).items.size >= before.items.size);
      await until(async () => isDeepStrictEqual((await rebuildable(cards)).inside, before.inside));
      expect(await rebuildable(cards)).to.deep.equal(before);
    });
  });

  describe("asked by those who may not", () => {
    const enter = (apiKey: string | null, gateId = "hq-1") =>
      cards.target.gates.send({ gateId, action: "enter", body: { card_id: "nobody" }, apiKey });
    const ask = (path: string, token?: string) =>
      fetch(`${cards.output("portalApiEndpoint")}${path}`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });

    for (const [what, apiKey] of [
      ["no key", null],
      ["a key that no device has", "0123456789012345678901234567890123456789"],
    ] as const) {
      it(`refuses a device with ${what}: 403`, async () => {
        const { status, text } = await enter(apiKey);

        expect([status, JSON.parse(text)]).to.deep.equal([403, { message: "Forbidden" }]);
      });
    }

    it("refuses a device that has used up its quota: 429, and no other device", async () => {
      const { spare = "", "d-1": other = "" } = await cards.deviceKeys();
      const wrong = { gateId: "hq-1", action: "exit" as const, body: {}, apiKey: spare };
      const answers = await Promise.all(Array.from({ length: QUOTA }, () => cards.target.gates.send(wrong)));

      const [over, fine] = [await enter(spare), await enter(other)];

      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([400]));
      expect([over.status, JSON.parse(over.text)]).to.deep.equal([429, { message: "Limit Exceeded" }]);
      expect(fine.status).to.equal(200);
    });

    it("lets in whoever has a token of a group that may: 200", async () => {
      const [hr, auditor] = [await cards.token(HR), await cards.token(AUDITOR)];

      const answers = await Promise.all([ask("/cards", hr), ask("/occupancy", hr), ask("/occupancy", auditor)]);

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    });

    it("refuses who has no token: 401", async () => {
      expect((await ask("/occupancy")).status).to.equal(401);
    });

    it("refuses a token that has expired: 401", async () => {
      const expired = await cards.token(HR, Date.now() - 2 * HOUR);

      expect((await ask("/cards", expired)).status).to.equal(401);
    });

    it("refuses a token of the wrong group: 403, and says so", async () => {
      const response = await fetch(`${cards.output("portalApiEndpoint")}/queries`, {
        method: "POST",
        headers: { authorization: `Bearer ${await cards.token(HR)}`, "content-type": "application/json" },
        body: JSON.stringify({ employee_id: "e-1", from: startedAt, to: Date.now() }),
      });

      expect(response.status).to.equal(403);
      expect(await response.json())
        .to.have.property("message")
        .that.is.a("string");
    });

    it("refuses a token of another issuer, and one that another key signed: 401", async () => {
      const claims = decodeJwt(await cards.token(HR));
      const { id, privateKey } = await createSigningKey();
      const sign = (iss: string) =>
        new SignJWT({ ...claims, iss }).setProtectedHeader({ alg: "RS256", kid: id }).sign(privateKey);

      const answers = await Promise.all(
        [`${claims.iss}x`, claims.iss ?? ""].map(async (issuer) => ask("/cards", await sign(issuer))),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
    });
  });

  describe("in its logs", () => {
    it("shows nothing of who people are: names, addresses, passwords, keys", () => {
      const { cloud } = cards.system;

      expect(logLines(cloud).filter((line) => line.includes("A command about a card"))).to.not.deep.equal([]);
      expect(leakingLines(cloud, ["Ada Lovelace", HR, AUDITOR, ...Object.values(PASSWORDS)])).to.deep.equal([]);
    });
  });

  // Last, because faults do not end.
  describe("with faults", () => {
    before(() => cards.system.releaseFaults());

    it("keeps the same account everywhere all the same", async () => {
      const { account, pairs } = await cards.load({ scenario: "commute", people: 30 });

      expect(account.complaints).to.deep.equal([]);
      expect(account.astray).to.deep.equal([]);
      expect(account.rows.filter(({ agrees }) => !agrees)).to.deep.equal([]);
      expect(account.balances).to.equal(true);
      expect(pairs).to.deep.equal({ all: 3, right: 3 });
    });
  });
});

/** All that a replay may not change: every item of cards, employees and areas, and every count. */
async function kept(cards: AccessCardsUnderTest): Promise<{ cards: Map<string, Item>; occupancy: Map<string, Item> }> {
  return {
    cards: await cards.items("cardTableName", "pk"),
    occupancy: await cards.items("occupancyTableName", "SummaryID"),
  };
}

/**
 * Attributes that are bookkeeping: `outbox` and `request_id` are for what was published and answered once, `presence_replay` says that gates
 * have counted before, and `expires_at` of a card that nobody registered follows from when it was written.
 */
const BOOKKEEPING = ["outbox", "request_id", "presence_replay", "expires_at"];

/**
 * Reads what a replay makes anew: cards, employees, limited areas, and who is inside; an area that nobody is in may have no item. Not the answers
 * to gates and commands, which go by themselves, nor what went through each gate, which is counted as it happens.
 */
async function rebuildable(
  cards: AccessCardsUnderTest,
): Promise<{ items: Map<string, Item>; inside: Map<string, string> }> {
  const { cards: all, occupancy } = await kept(cards);
  const items = [...all]
    .filter(([key, item]) => /^(card|employee|area)#/.test(key) && numberIn(item, "occupied") !== "0")
    .map(([key, item]) => {
      const lasting = Object.entries(item).filter(([name]) => !BOOKKEEPING.includes(name));
      return [key, Object.fromEntries(lasting)] as const;
    });
  const inside = [...occupancy]
    .map(([key, item]) => [key, numberIn(item, "inside") ?? "0"] as const)
    .filter(([key, count]) => key.startsWith("area#") && count !== "0");
  return { items: new Map(items), inside: new Map(inside) };
}

function numberIn(item: Item, name: string): string | undefined {
  return (item[name] as { N?: string } | undefined)?.N;
}
