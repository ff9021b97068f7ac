import { Cron } from "croner";
import { AwsError } from "../../base/awsError";
import { cronerPattern } from "./cronFields";
import { WallClock } from "./wallClock";

/** When a schedule is due. */
export interface Timetable {
  kind: "at" | "cron" | "rate";
  /**
   * The first time behind `after` (both in milliseconds since the Unix epoch); `undefined` where none is left.
   * @param start what a rate counts from
   */
  next(after: number, start: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `cron(...)`, `rate(...)` or `at(...)`. Where clocks are put forward, a cron time that they leave out is skipped; where they
 * are put back, a time that they show twice counts once, the first time. A rate goes by elapsed time: a day is 24 hours.
 * Source: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler", daylight savings time.
 *
 * @throws AwsError `ValidationException`
 */
export function readTimetable(expression: string, timeZone: string): Timetable {
  const clock = wallClockOf(timeZone);
  const [, kind, body = ""] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  try {
    if (kind === "cron") return cronTimetable(body, clock);
    if (kind === "rate") return rateTimetable(body);
    if (kind === "at") return oneTime(body, clock);
    throw new Error("it must be cron(...), rate(...) or at(...)");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError("ValidationException", `Invalid Schedule Expression ${expression}: ${why}.`);
  }
}

function cronTimetable(body: string, clock: WallClock): Timetable {
  // As if the zone were UTC: what the clocks on the wall do to a time is decided here, in AWS's way, which is not croner's.
  const cron = new Cron(cronerPattern(body), { timezone: "UTC", mode: "7-part", paused: true });
  return {
    kind: "cron",
    next(after) {
      let wall = cron.nextRun(new Date(clock.at(after)));
      while (wall !== null) {
        const instant = clock.instantOf(wall.getTime());
        if (instant !== undefined && instant > after) return instant;
        wall = cron.nextRun(wall);
      }
      return undefined;
    },
  };
}

function rateTimetable(body: string): Timetable {
  const [, value, unit = ""] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body.trim()) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw new Error("a rate is a positive whole number, a space, and minutes, hours or days");
  const periodMs = Number(value) * unitMs;
  return {
    kind: "rate",
    next: (after, start) => (after < start ? start : start + (Math.floor((after - start) / periodMs) + 1) * periodMs),
  };
}

function oneTime(body: string, clock: WallClock): Timetable {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) ? Date.parse(`${body}Z`) : Number.NaN;
  if (Number.isNaN(wall)) throw new Error("a time is yyyy-mm-ddThh:mm:ss");
  const instant = clock.instantOf(wall);
  return { kind: "at", next: (after) => (instant !== undefined && instant > after ? instant : undefined) };
}

function wallClockOf(timeZone: string): WallClock {
  try {
    return new WallClock(timeZone);
  } catch {
    throw new AwsError("ValidationException", `Invalid Schedule Expression Timezone ${timeZone}.`);
  }
}
