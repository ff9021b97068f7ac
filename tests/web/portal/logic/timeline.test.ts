import { expect } from "chai";
import fc from "fast-check";
import type { CardEvent } from "../../../../web/portal/api/types";
import type { Day } from "../../../../web/portal/logic/days";
import { placeIn, type Span, spansOf, timelineOf } from "../../../../web/portal/logic/timeline";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RANGE = { from: 0, to: 3 * DAY };
const DAYS: Day[] = [0, 1, 2].map((day) => ({ date: `day ${day}`, from: day * DAY, to: (day + 1) * DAY }));
const LATER = 10 * DAY;

function event(type: CardEvent["type"], occurred_at: number, more: Partial<CardEvent> = {}): CardEvent {
  return { id: `${type}-${occurred_at}`, type, occurred_at, recorded_at: occurred_at, card_id: "C-1", ...more };
}

describe("spansOf", () => {
  it("is from each entry to its exit, with the area of the entry", () => {
    const events = [event("entered", 8 * HOUR, { area: "hq" }), event("left", 12 * HOUR)];

    expect(spansOf(events, RANGE, LATER)).to.deep.equal([
      { from: 8 * HOUR, to: 12 * HOUR, area: "hq", begins: "entered", ends: "left" },
    ]);
  });

  it("goes on although the card is another one, for the employee is the same", () => {
    const events = [event("entered", HOUR, { card_id: "old" }), event("left", 2 * HOUR, { card_id: "new" })];

    expect(spansOf(events, RANGE, LATER)).to.deep.equal([
      { from: HOUR, to: 2 * HOUR, begins: "entered", ends: "left" },
    ]);
  });

  it("ends as unknown where the next entry is, when nobody recorded the exit", () => {
    const events = [event("entered", HOUR), event("entered", 5 * HOUR), event("left", 6 * HOUR)];

    expect(spansOf(events, RANGE, LATER)).to.deep.equal([
      { from: HOUR, to: 5 * HOUR, begins: "entered", ends: "unknown" },
      { from: 5 * HOUR, to: 6 * HOUR, begins: "entered", ends: "left" },
    ]);
  });

  it("begins with what was asked for, when the first that happened is an exit", () => {
    expect(spansOf([event("left", 2 * HOUR)], RANGE, LATER)).to.deep.equal([
      { from: 0, to: 2 * HOUR, begins: "before", ends: "left" },
    ]);
  });

  it("takes no account of an exit of somebody who is outside", () => {
    const events = [event("entered", HOUR), event("left", 2 * HOUR), event("left", 3 * HOUR)];

    expect(spansOf(events, RANGE, LATER)).to.have.length(1);
  });

  it("is open until now, and at most until the end of what was asked for", () => {
    const events = [event("entered", HOUR)];

    expect(spansOf(events, RANGE, 4 * HOUR)).to.deep.equal([
      { from: HOUR, to: 4 * HOUR, begins: "entered", ends: "open" },
    ]);
    expect(spansOf(events, RANGE, LATER)[0]?.to).to.equal(3 * DAY);
  });

  it("is not changed by what is no coming or going", () => {
    const events = [event("entered", HOUR), event("denied", 2 * HOUR), event("card-blocked", 3 * HOUR)];

    expect(spansOf(events, RANGE, 4 * HOUR)).to.have.length(1);
  });
});

describe("timelineOf", () => {
  it("has a span over midnight in both days", () => {
    const [first, second] = timelineOf([event("entered", 22 * HOUR), event("left", DAY + 2 * HOUR)], DAYS, LATER);

    expect(first?.spans).to.deep.equal([{ from: 22 * HOUR, to: DAY, begins: "entered", ends: "left" }]);
    expect(second?.spans).to.deep.equal([{ from: DAY, to: DAY + 2 * HOUR, begins: "entered", ends: "left" }]);
    expect([first?.inside, second?.inside]).to.deep.equal([2 * HOUR, 2 * HOUR]);
  });

  it("has what was refused as marks of its day", () => {
    const denied = event("denied", DAY + HOUR);

    const days = timelineOf([denied], DAYS, LATER);

    expect(days.map(({ marks }) => marks)).to.deep.equal([[], [denied], []]);
  });

  it("counts no time of which nobody knows how long it was", () => {
    const [first] = timelineOf(
      [event("entered", HOUR), event("entered", 5 * HOUR), event("left", 6 * HOUR)],
      DAYS,
      LATER,
    );

    expect(first?.inside).to.equal(HOUR);
  });

  it("is nothing for no days", () => {
    expect(timelineOf([event("entered", HOUR)], [], LATER)).to.deep.equal([]);
  });

  it("keeps every span in its day and in order, and as long together as the whole, whatever happens", () => {
    const happened = fc.array(
      fc.record({ type: fc.constantFrom("entered" as const, "left" as const), at: fc.nat({ max: 3 * DAY - 1 }) }),
      { maxLength: 30 },
    );

    fc.assert(
      fc.property(happened, fc.nat({ max: 4 * DAY }), (all, now) => {
        const events = all.sort((one, other) => one.at - other.at).map(({ type, at }) => event(type, at));
        const length = (spans: readonly Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

        const days = timelineOf(events, DAYS, now);

        for (const { day, spans } of days) {
          let before = day.from;
          for (const { from, to } of spans) {
            expect(from).to.be.at.least(before).and.at.most(to);
            before = to;
          }
          expect(before).to.be.at.most(day.to);
        }
        expect(length(days.flatMap(({ spans }) => spans))).to.equal(length(spansOf(events, RANGE, now)));
      }),
    );
  });
});

describe("placeIn", () => {
  it("is a share of the day, within it", () => {
    const day = { date: "short", from: 0, to: 23 * HOUR };

    expect(placeIn(day, 11.5 * HOUR)).to.equal(0.5);
    expect(placeIn(day, -HOUR)).to.equal(0);
    expect(placeIn(day, DAY)).to.equal(1);
  });
});
