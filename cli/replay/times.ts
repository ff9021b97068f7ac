import { z } from "zod";

/** A span of time, in milliseconds since the Unix epoch. */
export interface TimeRange {
  from: number;
  /** Excluded. */
  to: number;
}

const DAY_MS = 86_400_000;
const date = z.iso.date();
/** The rest of a time behind its date: hours and minutes, perhaps seconds, perhaps a zone. */
const TIME = /^T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(?<zone>Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$/;

/**
 * Reads two ISO 8601 dates or date-times. A date is its first moment; what names no zone is UTC, as the archive's folders are.
 * @throws Error that says what would be right
 */
export function readRange(from: string, to: string): TimeRange {
  const range = { from: readTime(from, "--from"), to: readTime(to, "--to") };
  if (range.from < range.to) return range;
  const day = new Date(range.from).toISOString().slice(0, 10);
  const next = new Date(range.from + DAY_MS).toISOString().slice(0, 10);
  throw new Error(
    `--to must be after --from, got ${iso(range.from)} to ${iso(range.to)}; the end is excluded and a date is its first moment, so the ` +
      `whole of ${day} is --from ${day} --to ${next}`,
  );
}

function readTime(text: string, option: string): number {
  const [day, time] = [text.slice(0, 10), text.slice(10)];
  const match = TIME.exec(time);
  if (date.safeParse(day).success && (time === "" || match !== null)) {
    return Date.parse(time === "" || match?.groups?.zone !== undefined ? text : `${text}Z`);
  }
  throw new Error(
    `${option} must be a date such as 2026-11-21 or a date-time such as 2026-11-21T08:30:00Z or 2026-11-21T09:30:00+01:00 ` +
      `(UTC where no zone is named), got ${JSON.stringify(text)}`,
  );
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
