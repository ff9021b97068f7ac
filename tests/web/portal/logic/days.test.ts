import { expect } from "chai";
import fc from "fast-check";
import { dateOf, daysBetween, daysFrom, problemWith } from "../../../../web/portal/logic/days";

const NOW = new Date(2026, 2, 10, 15).getTime();

describe("daysBetween", () => {
  it("has the first and the last, from midnight to midnight of this machine's time zone", () => {
    expect(daysBetween("2026-02-28", "2026-03-01")).to.deep.equal([
      { date: "2026-02-28", from: new Date(2026, 1, 28).getTime(), to: new Date(2026, 2, 1).getTime() },
      { date: "2026-03-01", from: new Date(2026, 2, 1).getTime(), to: new Date(2026, 2, 2).getTime() },
    ]);
  });

  it("leaves no moment out and has none twice, in a year with its changes of clocks", () => {
    const days = daysBetween("2026-01-01", "2026-12-31");

    expect(days).to.have.length(365);
    expect(days.filter(({ to }, at) => at + 1 < days.length && days[at + 1]?.from !== to)).to.deep.equal([]);
    expect(days.filter(({ date, from, to }) => dateOf(from) !== date || dateOf(to - 1) !== date)).to.deep.equal([]);
  });

  it("is nothing when the last day is before the first", () => {
    expect(daysBetween("2026-03-02", "2026-03-01")).to.deep.equal([]);
  });
});

describe("daysFrom", () => {
  it("leads back the way it came", () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
        expect(daysFrom(daysFrom("2026-03-10", days), -days)).to.equal("2026-03-10");
      }),
    );
  });
});

describe("problemWith", () => {
  const cases: [string, string, string, ReturnType<typeof problemWith>][] = [
    ["a week", "2026-03-04", "2026-03-10", undefined],
    ["92 days", "2025-12-09", "2026-03-10", undefined],
    ["93 days", "2025-12-08", "2026-03-10", { field: "to", message: "Choose at most 92 days." }],
    ["no first day", "", "2026-03-10", { field: "from", message: "Choose the first day." }],
    ["no last day", "2026-03-10", "", { field: "to", message: "Choose the last day." }],
    [
      "a last day before the first",
      "2026-03-10",
      "2026-03-09",
      { field: "to", message: "The last day is before the first." },
    ],
    [
      "a first day that is yet to come",
      "2026-03-11",
      "2026-03-11",
      { field: "from", message: "The first day is in the future." },
    ],
  ];

  for (const [what, first, last, problem] of cases) {
    it(`says what is wrong with ${what}, if anything is`, () => {
      expect(problemWith(first, last, NOW)).to.deep.equal(problem);
    });
  }
});
