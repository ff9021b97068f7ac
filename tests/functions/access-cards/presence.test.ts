import { expect } from "chai";
import fc from "fast-check";
import type { CardEvent, CardEventType } from "../../../functions/access-cards/event";
import { afterEvent, type Card, movement, timeOf } from "../../../functions/access-cards/presence";
import { Model } from "./model";
import { NOON } from "./offices";

const TYPES: readonly CardEventType[] = [
  ...(["entered", "left", "card-registered", "card-blocked", "card-unblocked", "denied", "command-refused"] as const),
];

/** Events of one card within a few milliseconds, so that many share a moment. */
const events: fc.Arbitrary<CardEvent[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      at: fc.nat(8),
      delay: fc.integer({ min: -2, max: 5 }),
      area: fc.option(fc.constantFrom("hq", "lab"), { nil: undefined }),
      gate: fc.option(fc.constantFrom("north", "lab-1"), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((parts) =>
    parts.map(({ type, at, delay, area, gate }, index) => ({
      id: `event-${(index * 7) % 13}`,
      version: 1 as const,
      type,
      occurred_at: NOON + at,
      recorded_at: NOON + at + delay,
      card_id: "c-1",
      ...(type === "entered" ? { area: area ?? "hq" } : type === "card-registered" && area ? { area } : {}),
      ...(gate !== undefined && { gate_id: gate }),
      ...(type === "card-registered" && { employee_id: `e-${index}`, holder: `Holder ${index}` }),
    })),
  )
  .map((all) => all.filter((event, index) => all.findIndex((other) => isSameRegistration(event, other)) === index));

/** A card is registered once; a table that is made anew may have it registered again, later. */
function isSameRegistration(event: CardEvent, other: CardEvent): boolean {
  if (event.type !== "card-registered" || other.type !== event.type) return event === other;
  return timeOf(event) === timeOf(other);
}

const fold = (all: readonly CardEvent[]): Card => all.reduce<Card>(afterEvent, { card_id: "c-1" });

describe("afterEvent", () => {
  it("comes to the same in every order, however often each event comes", () => {
    fc.assert(
      fc.property(
        events.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, shuffled]) => {
          expect(fold(shuffled)).to.deep.equal(fold(all));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("comes to what a simple model says", () => {
    fc.assert(
      fc.property(events, (all) => {
        const model = new Model({ antiPassback: "hard" });
        for (const event of all) model.hear(event);

        const { pk: _, listed: __, ...item } = model.items()[0] ?? { card_id: "c-1" };

        expect(fold(all)).to.deep.equal(item);
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives the very same card back where there is nothing new", () => {
    fc.assert(
      fc.property(events, (all) => {
        const card = fold(all);

        for (const event of all) expect(afterEvent(card, event)).to.equal(card);
      }),
    );
  });
});

describe("movement", () => {
  for (const [what, before, after, expected] of [
    ["coming in", {}, { inside: true, area: "hq" }, [["hq", 1]]],
    ["going out", { inside: true, area: "hq" }, { inside: false }, [["hq", -1]]],
    [
      "going over",
      { inside: true, area: "hq" },
      { inside: true, area: "lab" },
      [
        ["hq", -1],
        ["lab", 1],
      ],
    ],
    ["staying", { inside: true, area: "hq" }, { inside: true, area: "hq" }, []],
    ["staying out", { inside: false }, {}, []],
  ] as const) {
    it(`knows ${what}`, () => {
      expect([...movement(before, after)]).to.deep.equal(expected);
    });
  }
});
