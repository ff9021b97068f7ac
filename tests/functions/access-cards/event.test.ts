import { expect } from "chai";
import {
  type CardEvent,
  CLOCK_TOLERANCE_MS,
  cardEvent,
  impossibilityOf,
  LONGEST_DELAY_MS,
  partitionOf,
} from "../../../functions/access-cards/event";

const NOON = Date.UTC(2026, 10, 21, 12);
const LEFT: CardEvent = {
  id: "0a1b2c3d-0000-4000-8000-000000000001",
  version: 1,
  type: "left",
  occurred_at: NOON,
  recorded_at: NOON,
  card_id: "C-1",
  gate_id: "north-1",
};

describe("the envelope of a card's events", () => {
  it("takes an exit as the gate API writes it", () => {
    expect(cardEvent().parse(LEFT)).to.deep.equal(LEFT);
  });

  it("leaves out what it does not know", () => {
    expect(cardEvent().parse({ ...LEFT, colour: "red" })).to.deep.equal(LEFT);
  });

  for (const [what, wrong] of Object.entries({
    "another version": { version: 2 },
    "an unknown type": { type: "flew" },
    "a time as text": { occurred_at: "2026-11-21T12:00:00Z" },
    "half a millisecond": { occurred_at: NOON + 0.5 },
    "a card that would not fit a key": { card_id: "a#b" },
    "an empty id": { id: "" },
    "an id of 65 characters": { id: "x".repeat(65) },
    "a replay without a time": { replay: { id: "r" } },
  })) {
    it(`refuses ${what}`, () => {
      expect(cardEvent().safeParse({ ...LEFT, ...wrong }).success).to.equal(false);
    });
  }
});

describe("impossibilityOf", () => {
  it("allows the whole delay and the whole tolerance", () => {
    expect(impossibilityOf({ ...LEFT, occurred_at: NOON - LONGEST_DELAY_MS })).to.equal(undefined);
    expect(impossibilityOf({ ...LEFT, occurred_at: NOON + CLOCK_TOLERANCE_MS })).to.equal(undefined);
  });

  it("says of a future time that the clock is wrong", () => {
    expect(impossibilityOf({ ...LEFT, occurred_at: NOON + CLOCK_TOLERANCE_MS + 1 })).to.equal(
      "occurred_at is 300001 ms after recorded_at: the gate's clock is wrong",
    );
  });

  it("says of what comes too late how late it is", () => {
    expect(impossibilityOf({ ...LEFT, occurred_at: NOON - LONGEST_DELAY_MS - 1 })).to.match(
      /^occurred_at is 604800001 ms/,
    );
  });
});

describe("partitionOf", () => {
  it("names the hour in UTC", () => {
    expect(partitionOf({ occurred_at: Date.UTC(2026, 0, 2, 3, 59, 59, 999) })).to.deep.equal({
      date: "2026-01-02",
      hour: "03",
    });
  });
});
