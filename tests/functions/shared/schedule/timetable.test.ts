import { expect } from "chai";
import fc from "fast-check";
import { readTimetable } from "../../../../functions/shared/schedule/timetable";
import { readTimetable as readLocally } from "../../../../local/services/scheduler/timetable";

const HOUR_MS = 3_600_000;

describe("a job's timetable", () => {
  const expressions = [
    "cron(0 2 * * ? *)",
    "cron(0/15 * * * ? *)",
    "cron(30 2 ? * SUN *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 9 LW * ? *)",
    "cron(15 10 ? * 6L *)",
    "at(2026-07-01T00:00:00)",
  ];

  it("says the same as the local cloud's", () => {
    const year = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) };
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
    fc.assert(
      fc.property(fc.integer(year), fc.constantFrom(...expressions), fc.constantFrom(...zones), (after, text, zone) => {
        expect(readTimetable(text, zone).next(after)).to.equal(readLocally(text, zone).next(after, 0));
      }),
      { numRuns: 200 },
    );
  });

  it("refuses what the local cloud refuses", () => {
    for (const text of ["", "cron(0 2 * * *)", "cron(0 2 * * * *)", "cron(61 2 * * ? *)", "rate(1 week)", "at(now)"]) {
      expect(() => readTimetable(text, "UTC"), text).to.throw();
      expect(() => readLocally(text, "UTC"), text).to.throw();
    }
  });

  it("knows the shortest time between two runs", () => {
    for (const [text, hours] of [
      ["cron(0 2 * * ? *)", 24],
      ["cron(0 2,3,9 * * ? *)", 1],
      ["cron(0 0 1 * ? *)", 28 * 24],
      ["rate(5 days)", 120],
      ["at(2026-07-01T00:00:00)", undefined],
      ["cron(0 0 1 1 ? 2027)", undefined],
    ] as const) {
      expect(readTimetable(text, "UTC").shortestGapMs, text).to.equal(hours && hours * HOUR_MS);
    }
  });
});
