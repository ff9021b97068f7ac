import { expect } from "chai";
import fc from "fast-check";
import { readTimetable } from "../../../../functions/shared/schedule/timetable";
import { WallClock } from "../../../../functions/shared/schedule/wallClock";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The first `count` times from `from` on. */
function times(expression: string, from: string, count: number, timeZone = "UTC"): string[] {
  const timetable = readTimetable(expression, timeZone);
  const start = Date.parse(from);
  const found: string[] = [];
  let after = start - 1;
  while (found.length < count) {
    const next = timetable.next(after, start);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().replace(".000Z", "Z"));
    after = next;
  }
  return found;
}

describe("the timetable of a schedule", () => {
  describe("cron", () => {
    const cases: readonly (readonly [expression: string, from: string, expected: readonly string[]])[] = [
      ["cron(0/15 * * * ? *)", "2026-03-02T10:01:00Z", ["2026-03-02T10:15:00Z", "2026-03-02T10:30:00Z"]],
      ["cron(5/20 8 * * ? *)", "2026-03-02T00:00:00Z", ["2026-03-02T08:05:00Z", "2026-03-02T08:25:00Z"]],
      ["cron(15 10 ? * 2 *)", "2026-03-01T00:00:00Z", ["2026-03-02T10:15:00Z", "2026-03-09T10:15:00Z"]],
      ["cron(15 10 ? * SUN *)", "2026-03-01T00:00:00Z", ["2026-03-01T10:15:00Z", "2026-03-08T10:15:00Z"]],
      ["cron(0 18 ? * MON-FRI *)", "2026-03-06T19:00:00Z", ["2026-03-09T18:00:00Z", "2026-03-10T18:00:00Z"]],
      ["cron(0 9 ? * 2-6/2 *)", "2026-03-02T00:00:00Z", ["2026-03-02T09:00:00Z", "2026-03-04T09:00:00Z"]],
      ["cron(0 9 ? * L *)", "2026-03-02T00:00:00Z", ["2026-03-07T09:00:00Z", "2026-03-14T09:00:00Z"]],
      ["cron(15 10 ? * 6L 2022-2023)", "2022-01-01T00:00:00Z", ["2022-01-28T10:15:00Z", "2022-02-25T10:15:00Z"]],
      ["cron(0 9 ? * 3#2 *)", "2026-03-01T00:00:00Z", ["2026-03-10T09:00:00Z", "2026-04-14T09:00:00Z"]],
      ["cron(0 10 L * ? *)", "2026-02-01T00:00:00Z", ["2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z"]],
      ["cron(0 10 15W * ? *)", "2026-03-01T00:00:00Z", ["2026-03-16T10:00:00Z", "2026-04-15T10:00:00Z"]],
      ["cron(0 0 1 JAN,jul ? *)", "2026-03-01T00:00:00Z", ["2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"]],
      ["cron(0 0 29 2 ? *)", "2026-03-01T00:00:00Z", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]],
      ["cron(59 23 31 12 ? 2026)", "2026-03-01T00:00:00Z", ["2026-12-31T23:59:00Z"]],
      ["cron(0 0 30 2 ? *)", "2026-03-01T00:00:00Z", []],
    ];
    for (const [expression, from, expected] of cases) {
      it(`reads ${expression}`, () => {
        expect(times(expression, from, 2)).to.deep.equal(expected);
      });
    }

    it("follows the clocks of a time zone", () => {
      expect(times("cron(30 8 * * ? *)", "2026-03-28T00:00:00Z", 3, "Europe/Berlin")).to.deep.equal([
        "2026-03-28T07:30:00Z",
        "2026-03-29T06:30:00Z",
        "2026-03-30T06:30:00Z",
      ]);
    });

    it("skips a time over which the clocks are put forward", () => {
      expect(times("cron(30 2 * * ? *)", "2026-03-28T00:00:00Z", 2, "Europe/Berlin")).to.deep.equal([
        "2026-03-28T01:30:00Z",
        "2026-03-30T00:30:00Z",
      ]);
    });

    it("counts a time that the clocks show twice once, the first time", () => {
      expect(times("cron(0/30 1-2 * * ? *)", "2026-11-01T05:00:00Z", 5, "America/New_York")).to.deep.equal([
        "2026-11-01T05:00:00Z",
        "2026-11-01T05:30:00Z",
        "2026-11-01T07:00:00Z",
        "2026-11-01T07:30:00Z",
        "2026-11-02T06:00:00Z",
      ]);
    });

    it("knows zones that are half an hour apart from others, and change by half an hour", () => {
      expect(times("cron(0 2 * * ? *)", "2026-10-03T00:00:00Z", 2, "Australia/Lord_Howe")).to.deep.equal([
        "2026-10-04T15:00:00Z",
        "2026-10-05T15:00:00Z",
      ]);
    });

    it("never goes back, never gives a wall time twice, and gives only wall times that the clocks show", () => {
      const clock = new WallClock("America/New_York");
      const timetable = readTimetable("cron(0/15 * * * ? *)", "America/New_York");
      const year = { min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2027-01-01T00:00:00Z") };
      fc.assert(
        fc.property(fc.integer(year), (after) => {
          const first = timetable.next(after, 0) ?? 0;
          const second = timetable.next(first, 0) ?? 0;
          expect(first).to.be.greaterThan(after);
          expect(second).to.be.greaterThan(first);
          expect(clock.at(second)).to.be.greaterThan(clock.at(first));
          expect(clock.at(first) % (15 * MINUTE_MS)).to.equal(0);
        }),
        { numRuns: 300 },
      );
    });
  });

  describe("rate", () => {
    it("is due at its start, and then by elapsed time, whatever the clocks do", () => {
      expect(times("rate(1 day)", "2026-03-28T12:00:00Z", 3, "Europe/Berlin")).to.deep.equal([
        "2026-03-28T12:00:00Z",
        "2026-03-29T12:00:00Z",
        "2026-03-30T12:00:00Z",
      ]);
    });

    it("counts minutes, hours and days", () => {
      for (const [rate, second] of [
        ["rate(1 minute)", "2026-03-01T00:01:00Z"],
        ["rate(90 minutes)", "2026-03-01T01:30:00Z"],
        ["rate(12 hours)", "2026-03-01T12:00:00Z"],
        ["rate(2 days)", "2026-03-03T00:00:00Z"],
      ] as const) {
        expect(times(rate, "2026-03-01T00:00:00Z", 2)[1], rate).to.equal(second);
      }
    });
  });

  describe("at", () => {
    it("is due once, by the clocks of its zone", () => {
      expect(times("at(2026-03-02T09:00:00)", "2026-03-01T00:00:00Z", 2, "Asia/Tokyo")).to.deep.equal([
        "2026-03-02T00:00:00Z",
      ]);
    });

    it("is never due at a time that the clocks leave out", () => {
      expect(times("at(2026-03-29T02:30:00)", "2026-03-01T00:00:00Z", 1, "Europe/Berlin")).to.deep.equal([]);
    });
  });

  describe("refuses", () => {
    const cases: readonly (readonly [expression: string, part: string])[] = [
      ["every day", "it must be cron(...), rate(...) or at(...)"],
      [
        "cron(0 2 * *)",
        "six fields (minutes hours day-of-month month day-of-week year; the year may be left out), not 4",
      ],
      ["cron()", "not 0"],
      ["cron(0 2 * * * *)", 'exactly one of day-of-month ("*") and day-of-week ("*") must be ?'],
      ["cron(0 2 ? * ? *)", 'exactly one of day-of-month ("?") and day-of-week ("?") must be ?'],
      ["cron(60 2 * * ? *)", '"60" is wrong for minutes: values are 0 to 59'],
      ["cron(0 24 * * ? *)", '"24" is wrong for hours: values are 0 to 23'],
      ["cron(0 2 32 * ? *)", '"32" is wrong for day-of-month: values are 1 to 31'],
      ["cron(0 2 * FOO ? *)", '"FOO" is wrong for month: values are 1 to 12 or JAN to DEC'],
      ["cron(0 2 ? * 0 *)", '"0" is wrong for day-of-week: values are 1 to 7 or SUN to SAT'],
      ["cron(0 2 ? * 2#6 *)", '"2#6" is wrong for day-of-week'],
      ["cron(0 2 * * ? 1969)", '"1969" is wrong for year: values are 1970 to 2199'],
      ["cron(30-10 2 * * ? *)", '"30-10" is wrong for minutes'],
      ["cron(0/0 2 * * ? *)", '"0/0" is wrong for minutes'],
      ["cron(1/2/3 2 * * ? *)", '"1/2/3" is wrong for minutes'],
      ["cron(0, 2 * * ? *)", '"0," is wrong for minutes'],
      ["rate(0 minutes)", "a rate is a positive whole number"],
      ["rate(5 seconds)", "a rate is a positive whole number, and minutes, hours or days"],
      ["rate(5  minutes)", "a rate is a positive whole number"],
      ["at(2026-03-02)", "a time is yyyy-mm-ddThh:mm:ss"],
      ["at(2026-13-02T00:00:00)", "a time is yyyy-mm-ddThh:mm:ss"],
      ["at(2026-02-30T09:00:00)", "there is no 2026-02-30, 09:00:00"],
      ["at(2027-02-29T09:00:00)", "there is no 2027-02-29, 09:00:00"],
      ["at(2026-04-31T09:00:00)", "there is no 2026-04-31, 09:00:00"],
      ["at(2026-04-30T24:00:00)", "there is no 2026-04-30, 24:00:00"],
      ["at(2026-04-30T23:60:00)", "a time is yyyy-mm-ddThh:mm:ss"],
    ];
    for (const [expression, part] of cases) {
      it(expression, () => {
        expect(() => readTimetable(expression, "UTC")).to.throw(part);
      });
    }

    it("a time zone that nobody knows", () => {
      expect(() => readTimetable("cron(0 2 * * ? *)", "Mars/Olympus")).to.throw(RangeError, "Mars/Olympus");
    });
  });

  describe("a rate without a start", () => {
    it("counts from the time that is asked about, as a time of it", () => {
      const at = Date.parse("2026-03-01T00:00:30Z");

      expect(readTimetable("rate(5 minutes)", "UTC").next(at)).to.equal(at + 5 * MINUTE_MS);
    });
  });

  it("knows the shortest time between two runs", () => {
    for (const [text, hours] of [
      ["cron(0 2 * * ? *)", 24],
      ["cron(0 2,3,9 * * ? *)", 1],
      ["cron(0 23,1 * * ? *)", 2],
      ["cron(* * * * ? *)", 1 / 60],
      ["cron(0 2,3 ? * MON *)", 1],
      ["cron(0 0 1 * ? *)", 28 * 24],
      ["rate(5 days)", 120],
      ["at(2026-07-01T00:00:00)", undefined],
      ["cron(0 0 1 1 ? 2027)", undefined],
    ] as const) {
      expect(readTimetable(text, "UTC").shortestGapMs, text).to.equal(hours && hours * HOUR_MS);
    }
  });
});
