import { expect } from "chai";
import { schedulerUnderTest } from "./support";

/** The five schedules of the system `interval-processing`. */
const SCHEDULES: Readonly<Record<string, { expression: string; isDue(wall: string): boolean }>> = {
  FileGeneration: { expression: "cron(0 2 * * ? *)", isDue: (wall) => wall.endsWith(" 02:00") },
  NightlyDataChange: { expression: "cron(30 3 * * ? *)", isDue: (wall) => wall.endsWith(" 03:30") },
  HourlyDataChange: { expression: "cron(0 * * * ? *)", isDue: (wall) => wall.endsWith(":00") },
  HalfHourlyDataChange: { expression: "cron(0/30 * * * ? *)", isDue: (wall) => /:(00|30)$/.test(wall) },
  QuarterHourlyDataChange: { expression: "cron(0/15 * * * ? *)", isDue: (wall) => /:(00|15|30|45)$/.test(wall) },
};

/** Lists what a clock on the wall shows, minute by minute: each minute once, although some are shown twice. */
function wallMinutes(from: number, until: number, timeZone: string): Map<string, number> {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const shown = new Map<string, number>();
  for (let minute = from; minute < until; minute += 60_000) {
    const wall = format.format(minute);
    if (!shown.has(wall)) shown.set(wall, minute);
  }
  return shown;
}

describe("five schedules through a week in which the clocks change", () => {
  const cases = [
    {
      change: "forward, in Berlin",
      ...{ timeZone: "Europe/Berlin", from: "2026-03-22T23:00:00Z", until: "2026-03-29T22:00:00Z" },
      // The clocks pass over 02:00 to 02:59 on Sunday: AWS skips what is due then.
      runs: { FileGeneration: 6, NightlyDataChange: 7, HourlyDataChange: 167 },
    },
    {
      change: "back, in Berlin",
      ...{ timeZone: "Europe/Berlin", from: "2026-10-18T22:00:00Z", until: "2026-10-25T23:00:00Z" },
      // The clocks show 02:00 to 02:59 twice on Sunday: AWS runs once what is due then.
      runs: { FileGeneration: 7, NightlyDataChange: 7, HourlyDataChange: 168 },
    },
    {
      change: "forward, in New York",
      ...{ timeZone: "America/New_York", from: "2026-03-02T05:00:00Z", until: "2026-03-09T04:00:00Z" },
      runs: { FileGeneration: 6, NightlyDataChange: 7, HourlyDataChange: 167 },
    },
    {
      change: "back, in New York",
      ...{ timeZone: "America/New_York", from: "2026-10-26T04:00:00Z", until: "2026-11-02T05:00:00Z" },
      runs: { FileGeneration: 7, NightlyDataChange: 7, HourlyDataChange: 168 },
    },
    {
      change: "not, in UTC",
      ...{ timeZone: "UTC", from: "2026-03-23T00:00:00Z", until: "2026-03-30T00:00:00Z" },
      runs: { FileGeneration: 7, NightlyDataChange: 7, HourlyDataChange: 168 },
    },
  ];

  for (const { change, timeZone, from, until, runs } of cases) {
    it(`run exactly as expected, none missing and none twice: ${change}`, async () => {
      const [start, end] = [Date.parse(from), Date.parse(until)];
      const underTest = schedulerUnderTest({ start: from });
      for (const [name, { expression }] of Object.entries(SCHEDULES)) {
        underTest.put({ name, expression, timeZone }, { input: `"${name} <aws.scheduler.scheduled-time>"` });
      }

      await underTest.minutes((end - start) / 60_000 - 1);
      await underTest.stop();

      const shown = [...wallMinutes(start, end, timeZone)];
      const expected = Object.entries(SCHEDULES).flatMap(([name, { isDue }]) =>
        shown
          .filter(([wall]) => isDue(wall))
          .map(([, instant]) => `${name} ${new Date(instant).toISOString().replace(".000", "")}`),
      );
      const counts = Object.fromEntries(
        Object.keys(SCHEDULES).map((name) => [
          name,
          underTest.events.filter((run) => String(run).startsWith(`${name} `)).length,
        ]),
      );
      expect([...underTest.events].sort()).to.deep.equal(expected.sort());
      expect(counts).to.deep.equal({
        ...runs,
        HalfHourlyDataChange: 2 * runs.HourlyDataChange,
        QuarterHourlyDataChange: 4 * runs.HourlyDataChange,
      });
    });
  }
});
