import { Cron } from "croner";
import { cronerPattern } from "./cronFields";
import { WallClock } from "./wallClock";

/** The times at which a schedule of EventBridge Scheduler is due. */
export interface Timetable {
  kind: "at" | "cron" | "rate";
  /**
   * The first time behind `after`, both in milliseconds since the Unix epoch; `undefined` where none is left.
   * @param start the first time of a rate. @default `after` is a time of it
   */
  next(after: number, start?: number): number | undefined;
  /** Milliseconds between two times that follow each other, at least; `undefined` where there is only one. */
  readonly shortestGapMs: number | undefined;
}

const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: DAY_MS };

/** Enough to meet the shortest gap of a schedule with odd hours in odd months. */
const TIMES_LOOKED_AT = 400;
const LOOK_FROM = Date.UTC(2026, 0, 1) - 1;

/**
 * Reads `cron(...)`, `rate(...)` or `at(...)`. Where clocks are put forward, a cron time that they leave out is skipped; where they
 * are put back, a time that they show twice counts once, the first time. A rate goes by elapsed time: a day is 24 hours.
 * Source: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler".
 *
 * @throws Error that says what is wrong with which part
 */
export function readTimetable(expression: string, timeZone: string): Timetable {
  const [, word = "", body = ""] = /^(cron|rate|at)\((.*)\)$/i.exec(expression) ?? [];
  const kind = word.toLowerCase();
  if (kind === "cron") return cronTimetable(body, new WallClock(timeZone));
  if (kind === "rate") return rateTimetable(body);
  if (kind === "at") return oneTime(body, new WallClock(timeZone));
  throw new Error("it must be cron(...), rate(...) or at(...)");
}

/** Tells whether a name is in the IANA time zone database. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new WallClock(timeZone);
    return true;
  } catch {
    return false;
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
    // Looked for when somebody asks: it takes up to hundreds of times.
    get shortestGapMs() {
      return shortestGap(timesOf(cron, isTheSameEachDay(body)));
    },
  };
}

/** The first times; where days are like each other, those of one day and the first of the next. */
function timesOf(cron: Cron, isTheSameEachDay: boolean): readonly number[] {
  const times: number[] = [];
  let wall = cron.nextRun(new Date(LOOK_FROM));
  while (wall !== null && times.length < TIMES_LOOKED_AT) {
    times.push(wall.getTime());
    const [first = 0] = times;
    if (isTheSameEachDay && wall.getTime() >= first + DAY_MS) break;
    wall = cron.nextRun(wall);
  }
  return times;
}

function isTheSameEachDay(body: string): boolean {
  const [, , ...days] = body.trim().split(/\s+/);
  return days.every((field) => field === "*" || field === "?");
}

function shortestGap(times: readonly number[]): number | undefined {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

function rateTimetable(body: string): Timetable {
  const [, value, unit = ""] = /^([1-9]\d*) ?(minute|hour|day)s?$/.exec(body) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw new Error("a rate is a positive whole number, and minutes, hours or days");
  const periodMs = Number(value) * unitMs;
  return {
    kind: "rate",
    next: (after, start = after) =>
      after < start ? start : start + (Math.floor((after - start) / periodMs) + 1) * periodMs,
    shortestGapMs: periodMs,
  };
}

function oneTime(body: string, clock: WallClock): Timetable {
  const [, minutes = "", seconds = ":00"] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/.exec(body) ?? [];
  const time = minutes + seconds;
  const wall = minutes === "" ? Number.NaN : Date.parse(`${time}Z`);
  if (Number.isNaN(wall)) throw new Error("a time is yyyy-mm-ddThh:mm:ss");
  // JavaScript takes 30 February for 2 March, and 24:00:00 for the next day's first second.
  if (new Date(wall).toISOString() !== `${time}.000Z`) throw new Error(`there is no ${body.replace("T", ", ")}`);
  const instant = clock.instantOf(wall);
  return {
    kind: "at",
    next: (after) => (instant !== undefined && instant > after ? instant : undefined),
    shortestGapMs: undefined,
  };
}
