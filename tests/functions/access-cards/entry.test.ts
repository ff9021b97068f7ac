import { expect } from "chai";
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
    this.timeout(120_000);
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
});
