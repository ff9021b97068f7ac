/** Folder of the events, below it one an hour: `events/date=2026-11-21/hour=09/`. */
export const EVENTS_PREFIX = "events/";
/** Folder of what could not be archived, by kind and day. */
export const ERRORS_PREFIX = "errors/";
/** Folder of the results of queries, which go after a day. */
export const RESULTS_PREFIX = "results/";

/** Name of the table that queries read. */
export const EVENT_TABLE = "events";

/** The columns besides the partitions `date` and `hour`, under the names of the envelope; replays are not archived. */
export const EVENT_COLUMNS = {
  id: "string",
  version: "int",
  type: "string",
  occurred_at: "bigint",
  recorded_at: "bigint",
  card_id: "string",
  gate_id: "string",
  area: "string",
  employee_id: "string",
  holder: "string",
  reason: "string",
  passback: "boolean",
  request_id: "string",
} as const;

/**
 * The hour whose events an object holds: `"2026-11-21T09"`.
 * @returns `undefined` for a key that is none of an object of events
 */
export function hourOfKey(key: string): string | undefined {
  const [, date, hour] = /^events\/date=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\/./.exec(key) ?? [];
  return date === undefined || hour === undefined ? undefined : `${date}T${hour}`;
}
