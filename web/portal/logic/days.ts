/** A day of a calendar: `to` is not part of it. Milliseconds since the Unix epoch; 23 to 25 hours where clocks change. */
export interface Day {
  /** `2026-03-29` */
  date: string;
  from: number;
  to: number;
}

/** Days that one query may cover. */
export const MOST_DAYS = 92;

/** A mistake in a choice of days, and the field it is about. */
export interface DaysProblem {
  field: "from" | "to";
  message: string;
}

/** The day that a moment is in, in the time zone of this machine, as `2026-03-29`. */
export function dateOf(time: number): string {
  const day = new Date(time);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The days from one date to another, both part of it, in the time zone of this machine. */
export function daysBetween(first: string, last: string): Day[] {
  const days: Day[] = [];
  for (let at = startOf(first); dateOf(at) <= last; ) {
    const date = dateOf(at);
    const to = startOf(date, 1);
    days.push({ date, from: at, to });
    at = to;
  }
  return days;
}

/** Finds the mistake that keeps these dates from being asked for; `undefined` when there is none. */
export function problemWith(first: string, last: string, now: number): DaysProblem | undefined {
  if (!isDate(first)) return { field: "from", message: "Choose the first day." };
  if (!isDate(last)) return { field: "to", message: "Choose the last day." };
  if (first > dateOf(now)) return { field: "from", message: "The first day is in the future." };
  if (last < first) return { field: "to", message: "The last day is before the first." };
  if (startOf(first, MOST_DAYS) <= startOf(last)) {
    return { field: "to", message: `Choose at most ${MOST_DAYS} days.` };
  }
  return undefined;
}

/** A date some days away from another. */
export function daysFrom(date: string, days: number): string {
  return dateOf(startOf(date, days));
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The moment at which a day, or one some days later, begins. */
function startOf(date: string, later = 0): number {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, day + later).getTime();
}
