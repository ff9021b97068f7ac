import { EVENT_COLUMNS, EVENT_TABLE } from "../archive/layout";
import { partitionOf } from "../event";

/** Standard SQL of Athena, with a value in single quotes or a number for each `?`, in this order (`ExecutionParameters`). */
export interface EventQuery {
  sql: string;
  parameters: string[];
}

/** Milliseconds since the Unix epoch. */
export interface TimeRange {
  from: number;
  /** Not part of it any more. */
  to: number;
}

/** A condition, and the values of its `?`. */
interface Condition {
  sql: string;
  parameters: string[];
}

const COLUMNS = Object.keys(EVENT_COLUMNS).join(", ");

/**
 * Asks what happened to an employee: events that name the employee, and those of the employee's cards that name nobody, as exits do.
 * Each event once, however often it is archived, in the order in which they happened. Of copies the latest counts, as for the card
 * table: a gate that repeats an exit may not say when it was.
 * @param cardIds of all cards that the employee has or had
 */
export function employeeEvents(range: TimeRange, employeeId: string, cardIds: readonly string[]): EventQuery {
  const time = during(range);
  const whose = about(employeeId, cardIds);
  const sql = `WITH copies AS (
  SELECT ${COLUMNS}, row_number() OVER (PARTITION BY id ORDER BY occurred_at DESC, recorded_at DESC) AS copy_number
  FROM "${EVENT_TABLE}"
  WHERE ${time.sql}
    AND ${whose.sql}
)
SELECT ${COLUMNS}
FROM copies
WHERE copy_number = 1
ORDER BY occurred_at, id`;
  return { sql, parameters: [...time.parameters, ...whose.parameters] };
}

/** How many events of each type happened: `type`, `events` (each counted once), `copies` (as the archive has them, and the ledger). */
export function eventCounts(range: TimeRange): EventQuery {
  const { sql, parameters } = during(range);
  return {
    sql: `SELECT type, count(DISTINCT id) AS events, count(*) AS copies
FROM "${EVENT_TABLE}"
WHERE ${sql}
GROUP BY type
ORDER BY type`,
    parameters,
  };
}

/** Names the folders first, so that no others are read: an event is in that of the hour it happened in. */
function during({ from, to }: TimeRange): Condition {
  const first = partitionOf({ occurred_at: from });
  const last = partitionOf({ occurred_at: Math.max(from, to - 1) });
  const times = { sql: "occurred_at >= ? AND occurred_at < ?", parameters: [String(from), String(to)] };
  if (first.date === last.date) {
    return {
      sql: `"date" = ? AND hour BETWEEN ? AND ? AND ${times.sql}`,
      parameters: [...[first.date, first.hour, last.hour].map(text), ...times.parameters],
    };
  }
  return {
    sql: `"date" BETWEEN ? AND ? AND ("date" <> ? OR hour >= ?) AND ("date" <> ? OR hour <= ?) AND ${times.sql}`,
    parameters: [
      ...[first.date, last.date, first.date, first.hour, last.date, last.hour].map(text),
      ...times.parameters,
    ],
  };
}

function about(employeeId: string, cardIds: readonly string[]): Condition {
  if (cardIds.length === 0) return { sql: "employee_id = ?", parameters: [text(employeeId)] };
  const places = cardIds.map(() => "?").join(", ");
  return {
    sql: `(employee_id = ? OR (employee_id IS NULL AND card_id IN (${places})))`,
    parameters: [employeeId, ...cardIds].map(text),
  };
}

/** A parameter is text where it is in single quotes (Athena User Guide, "Use parameterized queries"). */
function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
