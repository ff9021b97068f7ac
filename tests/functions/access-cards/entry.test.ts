import { expect } from "chai";
import type { EntryQuestion } from "../../../functions/access-cards/entryDecision";
import { serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";
import { exitEvent, NOON, Offices } from "./offices";

describe("createEntry", () => {
  let engine: DynamoEngine;
  let offices: Offices;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    offices = await Offices.open(engine);
    await offices.register("c-1");
  });

  it("lets an active card in, and writes down where its holder is with the event that tells of it", async () => {
    const decision = await offices.enter("north", "c-1");

    expect(decision).to.deep.equal({
      decision: "granted",
      event_id: decision.event_id,
      occurred_at: NOON,
      area: "hq",
    });
    const item = await offices.item("card#c-1");
    expect(item).to.include({ inside: true, area: "hq", gate_id: "north", presence_at: NOON });
    expect(item?.presence_event).to.equal(decision.event_id);
    expect(JSON.parse(String(item?.outbox))).to.deep.equal({
      id: decision.event_id,
      version: 1,
      type: "entered",
      occurred_at: NOON,
      recorded_at: NOON,
      card_id: "c-1",
      gate_id: "north",
      area: "hq",
    });
  });

  it("grants exactly one of two simultaneous entries with one card, hundreds of times", async function () {
    this.timeout(240_000);
    const granted: number[] = [];
    for (let round = 0; round < 300; round += 1) {
      offices.now = NOON + round * 1_000;
      const answers = await Promise.all([offices.enter("north", "c-1"), offices.enter("lab-1", "c-1")]);
      granted.push(answers.filter(({ decision }) => decision === "granted").length);
      await offices.project([exitEvent("c-1", "south", offices.now + 500)]);
    }

    expect(new Set(granted)).to.deep.equal(new Set([1]));
  });

  it("answers a repeated request as before, though the card has left since", async () => {
    const first = await offices.enter("north", "c-1", "r-1");
    await offices.project([exitEvent("c-1", "north", NOON + 1)]);
    offices.now = NOON + 60_000;

    const again = await offices.enter("north", "c-1", "r-1");

    expect(again).to.deep.equal(first);
    expect(await offices.item("card#c-1")).to.include({ inside: false, presence_at: NOON + 1 });
  });

  it("answers a repeated request as before, though the card would be let in by now", async () => {
    await offices.enter("north", "c-1");
    const first = await offices.enter("south", "c-1", "r-2");
    await offices.project([exitEvent("c-1", "north", NOON + 1)]);

    const again = await offices.enter("south", "c-1", "r-2");

    expect(first).to.include({ decision: "denied", reason: "already-inside" });
    expect(again).to.deep.equal(first);
  });

  it("holds an area to its maximum", async () => {
    await offices.register("c-2");
    await offices.register("c-3");

    const answers = await Promise.all(["c-1", "c-2", "c-3"].map((card) => offices.enter("lab-1", card, `r-${card}`)));

    expect(answers.map(({ decision }) => decision).sort()).to.deep.equal(["denied", "granted", "granted"]);
    expect(answers.find(({ decision }) => decision === "denied")?.reason).to.equal("area-full");
    expect(await offices.item("area#lab")).to.include({ occupied: 2 });
  });

  it("denies an entry to a full area, and says why in the event", async () => {
    await offices.register("c-2");
    await offices.register("c-3");
    await offices.enter("lab-1", "c-1");
    await offices.enter("lab-1", "c-2");

    const answer = await offices.enter("lab-2", "c-3");

    expect(answer).to.deep.equal({
      ...{ decision: "denied", reason: "area-full", area: "lab", occurred_at: NOON, event_id: answer.event_id },
    });
    const denial = await offices.item(`decision#${answer.event_id}`);
    expect(JSON.parse(String(denial?.outbox))).to.include({ type: "denied", reason: "area-full", gate_id: "lab-2" });
    expect(denial?.expires_at).to.equal(NOON / 1_000 + 86_400);
    expect(await offices.item("card#c-3")).not.to.have.property("inside");
  });

  it("lets people in again as soon as others have left", async () => {
    for (const card of ["c-2", "c-3"]) await offices.register(card);
    await offices.enter("lab-1", "c-1");
    await offices.enter("lab-1", "c-2");
    await offices.project([exitEvent("c-1", "lab-2", NOON + 1)]);

    expect(await offices.enter("lab-1", "c-3")).to.include({ decision: "granted" });
  });

  it("never lets more in than there is room, however many come at once", async () => {
    const cards = Array.from({ length: 12 }, (_, index) => `p-${index}`);
    for (const card of cards) await offices.register(card);

    const answers = await Promise.all(cards.map((card, index) => offices.enter(index % 2 ? "lab-1" : "lab-2", card)));

    expect(answers.filter(({ decision }) => decision === "granted")).to.have.length(2);
    expect(await offices.item("area#lab")).to.include({ occupied: 2 });
  });

  for (const [reason, card, gate] of [
    ["unknown-card", "nobody", "north"],
    ["unknown-gate", "c-1", "window"],
  ] as const) {
    it(`denies an entry for the reason ${reason}, which is an event too`, async () => {
      const answer = await offices.enter(gate, card, "r-1");

      expect(answer).to.include({ decision: "denied", reason });
      const denial = await offices.item(`decision#${answer.event_id}`);
      expect(JSON.parse(String(denial?.outbox))).to.include({
        ...{ type: "denied", reason, card_id: card, gate_id: gate, request_id: "r-1" },
      });
    });
  }

  describe("with soft anti-passback", () => {
    const soft = { antiPassback: "soft" as const };

    it("lets a card in that is inside, and says so in the event", async () => {
      await offices.enter("north", "c-1");
      offices.now += 1_000;

      const answer = await offices.enter("south", "c-1", undefined, soft);

      expect(answer).to.include({ decision: "granted", occurred_at: NOON + 1_000 });
      const { outbox, gate_id: gate } = (await offices.item("card#c-1")) ?? {};
      expect(gate).to.equal("south");
      expect(JSON.parse(String(outbox))).to.include({ type: "entered", passback: true, employee_id: "of-c-1" });
    });

    it("takes whoever goes from area to area out of the first", async () => {
      await offices.register("c-2");
      await offices.enter("lab-1", "c-1");
      await offices.enter("lab-1", "c-2");

      await offices.enter("north", "c-1", undefined, soft);

      expect(await offices.item("area#lab")).to.include({ occupied: 1 });
    });

    it("needs no room for whoever is in the area already", async () => {
      await offices.register("c-2");
      await offices.enter("lab-1", "c-1");
      await offices.enter("lab-1", "c-2");

      const answer = await offices.enter("lab-2", "c-1", "r-1", soft);

      expect(answer).to.include({ decision: "granted" });
      expect(await offices.item("area#lab")).to.include({ occupied: 2 });
    });

    it("gives two entries in one millisecond an order", async () => {
      const answers = await Promise.all([
        offices.enter("north", "c-1", "r-1", soft),
        offices.enter("south", "c-1", "r-2", soft),
      ]);

      expect(answers.map(({ occurred_at: at }) => at).sort()).to.deep.equal([NOON, NOON + 1]);
    });
  });

  describe("with a rule of one's own", () => {
    it("asks it about a card that may enter, as it is stored", async () => {
      const asked: EntryQuestion[] = [];
      await offices.enter("north", "c-1");
      await offices.project([exitEvent("c-1", "north", NOON + 1)]);
      offices.now = NOON + 1_000;

      const answer = await offices.enter("lab-1", "c-1", "r-1", { decide: (question) => void asked.push(question) });

      expect(answer).to.include({ decision: "granted", area: "lab", occurred_at: NOON + 1_000 });
      expect(asked).to.have.length(1);
      expect(asked[0]).to.include({ gate: "lab-1", area: "lab", at: NOON + 1_000 });
      expect(asked[0]?.card).to.include({
        ...{ card_id: "c-1", employee_id: "of-c-1", status: "active", inside: false, gate_id: "north" },
      });
    });

    it("denies for its reason, which is an event too, and changes nothing of the card", async () => {
      const before = await offices.item("card#c-1");

      const answer = await offices.enter("north", "c-1", "r-1", { decide: () => "after-hours" });
      const again = await offices.enter("north", "c-1", "r-1", { decide: () => undefined });

      expect(answer).to.include({ decision: "denied", reason: "after-hours", area: "hq", occurred_at: NOON });
      expect(again).to.deep.equal(answer);
      expect(await offices.item("card#c-1")).to.deep.equal(before);
      const denial = await offices.item(`decision#${answer.event_id}`);
      expect(JSON.parse(String(denial?.outbox))).to.include({
        ...{ type: "denied", reason: "after-hours", card_id: "c-1", employee_id: "of-c-1" },
      });
    });

    it("answers a repeat of what it let in as before, though it would deny it by now", async () => {
      const first = await offices.enter("lab-1", "c-1", "r-1", { decide: () => undefined });
      const inside = await offices.enter("lab-1", "c-1", "r-1", { decide: () => "after-hours" });
      await offices.project([exitEvent("c-1", "lab-1", NOON + 1)]);

      expect(inside).to.deep.equal(first);
      expect(await offices.enter("lab-1", "c-1", "r-1", { decide: () => "after-hours" })).to.deep.equal(first);
    });

    it("does not ask it about cards and gates that the other rules deny", async () => {
      await offices.enter("north", "c-1");
      const decide = () => {
        throw new Error("expected no question");
      };

      expect(await offices.enter("south", "c-1", undefined, { decide })).to.include({ reason: "already-inside" });
      expect(await offices.enter("south", "nobody", undefined, { decide })).to.include({ reason: "unknown-card" });
      expect(await offices.enter("window", "c-1", undefined, { decide })).to.include({ reason: "unknown-gate" });
    });

    it("asks again where something has happened to the card since", async () => {
      const places: unknown[] = [];
      const decide = ({ card }: EntryQuestion) => {
        places.push(card.gate_id);
        return card.gate_id === "south" ? "not-after-south" : undefined;
      };
      const dynamo = {
        send: async (command: object) => {
          // In and out by another gate, between the read and the first write.
          if (places.length === 1 && command.constructor.name !== "BatchGetItemCommand") {
            places.push("meanwhile");
            await offices.enter("south", "c-1");
            await offices.project([exitEvent("c-1", "south", NOON + 1)]);
          }
          return engine.client.send(command as never);
        },
      } as unknown as DynamoEngine["client"];

      const answer = await offices.enter("north", "c-1", undefined, { dynamo, decide });

      expect(places).to.deep.equal([undefined, "meanwhile", "south"]);
      expect(answer).to.include({ decision: "denied", reason: "not-after-south" });
    });

    it("grants exactly one of many simultaneous entries with one card, and holds an area to its maximum", async () => {
      for (const card of ["c-2", "c-3", "c-4"]) await offices.register(card);
      const cards = ["c-1", "c-2", "c-3", "c-4", "c-1", "c-2", "c-3", "c-4"];
      const decide = ({ card }: EntryQuestion) => (card.card_id === "c-4" ? "not-in-the-lab" : undefined);

      const answers = await Promise.all(cards.map((card) => offices.enter("lab-1", card, undefined, { decide })));

      expect(answers.filter(({ decision }) => decision === "granted")).to.have.length(2);
      expect(answers.filter(({ reason }) => reason === "not-in-the-lab")).to.have.length(2);
      expect(await offices.item("area#lab")).to.include({ occupied: 2 });
    });

    for (const answer of ["", "Too late", "area-full", 1, false, null, Promise.resolve("late")]) {
      it(`stores nothing where it answers ${answer instanceof Promise ? "a promise" : JSON.stringify(answer)}`, async () => {
        const decide = () => answer as string;

        const error = await offices.enter("north", "c-1", "r-1", { decide }).catch((reason: unknown) => reason);

        expect(String(error)).to.match(
          /^Error: decide must return undefined, or a reason of 1 to 64 lower-case letters/,
        );
        expect(await offices.items("decision#")).to.deep.equal([]);
        expect(await offices.item("card#c-1")).not.to.have.property("inside");
      });
    }

    it("asks to try again where the card cannot be read for now", async () => {
      const busy = {
        send: async () => {
          throw serviceError("ProvisionedThroughputExceededException", "client");
        },
      } as unknown as DynamoEngine["client"];

      const { statusCode } = await offices.request(
        "north",
        { card_id: "c-1" },
        { dynamo: busy, decide: () => undefined },
      );

      expect(statusCode).to.equal(503);
    });
  });

  it("forgives a missing exit after the time it is told, and not before", async () => {
    const rules = { forgiveMissingExitAfterMinutes: 10 };
    await offices.enter("lab-1", "c-1");
    offices.now = NOON + 10 * 60_000 - 1;
    const before = await offices.enter("north", "c-1", undefined, rules);
    offices.now = NOON + 10 * 60_000;

    const after = await offices.enter("north", "c-1", undefined, rules);

    expect(before).to.include({ decision: "denied", reason: "already-inside" });
    expect(after).to.include({ decision: "granted" });
    expect(await offices.item("area#lab")).to.include({ occupied: 0 });
  });

  it("keeps requests with one id apart that are of other cards or gates", async () => {
    await offices.register("c-2");

    const answers = [
      await offices.enter("north", "c-1", "r-1"),
      await offices.enter("north", "c-2", "r-1"),
      await offices.enter("south", "c-1", "r-1"),
    ];

    expect(answers.map(({ decision }) => decision)).to.deep.equal(["granted", "granted", "denied"]);
    expect(new Set(answers.map(({ event_id: id }) => id)).size).to.equal(3);
  });

  it("gives ten simultaneous repeats of one request one answer, and makes one event", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => offices.enter("lab-1", "c-1", "r-1")));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
    expect(answers[0]).to.include({ decision: "granted" });
    expect(await offices.items("decision#")).to.have.length(1);
    expect(await offices.item("area#lab")).to.include({ occupied: 1 });
  });

  for (const [what, gate, body, message] of [
    ["no JSON", "north", "enter", /^the body is not right/],
    ["no card", "north", "{}", /card_id/],
    ["a card that fits no key", "north", '{"card_id":"a#b"}', /card_id: must be 1 to 64 letters/],
    ["a name that it does not know", "north", '{"card_id":"c-1","cards":1}', /cards/],
    ["a gate that fits no key", "a b", '{"card_id":"c-1"}', /^the gate in the path must be/],
  ] as const) {
    it(`answers 400 to ${what}, and says what is wrong`, async () => {
      const { statusCode, body: text } = await offices.request(gate, body);

      expect(statusCode).to.equal(400);
      expect((JSON.parse(text) as { message: string }).message).to.match(message);
      expect(await offices.items("decision#")).to.deep.equal([]);
    });
  }

  it("asks to try again where others are in the way to the end", async () => {
    const pauses: number[] = [];
    const busy = {
      send: async () => {
        throw serviceError("TransactionConflictException", "client");
      },
    } as unknown as DynamoEngine["client"];

    const { statusCode } = await offices.request(
      "north",
      { card_id: "c-1" },
      { dynamo: busy, pause: async (ms) => void pauses.push(ms) },
    );

    expect(statusCode).to.equal(503);
    expect(pauses.length).to.be.greaterThan(20);
    expect(Math.max(...pauses)).to.be.at.most(200);
  });

  it("waits for as long as it is told, where it may be told", async () => {
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const slow = { "X-Artificial-Delay-Ms": "5000" };

    await offices.request("north", { card_id: "c-1" }, { artificialErrors: true, pause }, slow);
    await offices.request("north", { card_id: "c-1" }, { artificialErrors: false, pause }, slow);
    await offices.request(
      "north",
      { card_id: "c-1" },
      { artificialErrors: true, pause },
      { "x-artificial-delay-ms": "1e9" },
    );

    expect(pauses).to.deep.equal([5_000, 8_000]);
  });
});
