import type { CardEvent } from "../api/types";

/** Columns of the file, in the order of the envelope. */
const COLUMNS = [
  ["id", ({ id }) => id],
  ["type", ({ type }) => type],
  ["occurred_at", ({ occurred_at }) => isoOf(occurred_at)],
  ["recorded_at", ({ recorded_at }) => isoOf(recorded_at)],
  ["card_id", ({ card_id }) => card_id],
  ["employee_id", ({ employee_id }) => employee_id],
  ["holder", ({ holder }) => holder],
  ["gate_id", ({ gate_id }) => gate_id],
  ["area", ({ area }) => area],
  ["reason", ({ reason }) => reason],
] as const satisfies readonly (readonly [string, (event: CardEvent) => string | null | undefined])[];

/**
 * Texts that spreadsheets may take for a formula (OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection): those that
 * begin with one of these characters, or have it behind white space and characters that nobody sees. Full-width forms count as the
 * characters that they are forms of, as spreadsheets of East Asia read them.
 */
const FORMULA_START = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@\u2212])/u;

/**
 * Events as RFC 4180 has them: a header, CRLF line ends, quoted where needed. A value that a spreadsheet would calculate gets an
 * apostrophe before it; times are ISO 8601 in UTC.
 */
export function csvOf(events: readonly CardEvent[]): string {
  const header = COLUMNS.map(([name]) => name);
  const rows = events.map((event) => COLUMNS.map(([, read]) => field(read(event) ?? "")));
  return [header, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

/** Names the file: `events-E-17-2026-03-01-to-2026-03-31.csv`, with nothing in it that a file system minds. */
export function csvName(employeeId: string, firstDay: string, lastDay: string): string {
  return `events-${employeeId.replaceAll(/[^A-Za-z0-9-]+/g, "_")}-${firstDay}-to-${lastDay}.csv`;
}

function field(value: string): string {
  const harmless = FORMULA_START.test(value.normalize("NFKC")) ? `'${value}` : value;
  // A program that splits at semicolons or tabs would begin a cell, and with it a formula, in the middle of the text.
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
