type Row = readonly (string | undefined)[];

/**
 * Athena's CSV: every field in quotes, which are doubled inside of it; NULL is nothing at all, an empty text is `""`.
 * Source: Athena User Guide, "Work with query results and recent queries".
 */
export function csv(header: readonly string[], rows: readonly Row[]): Buffer {
  return Buffer.from(`${[header, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`);
}

function field(text: string | undefined): string {
  return text === undefined ? "" : `"${text.replaceAll('"', '""')}"`;
}

/** Reads what {@link csv} has written, the header included. */
export function parseCsv(text: string): Row[] {
  const rows: Row[] = [];
  let row: (string | undefined)[] = [];
  const fields = /(?:"((?:[^"]|"")*)")?(,|\n)/gy;
  for (let match = fields.exec(text); match; match = fields.exec(text)) {
    const [, quoted, end] = match;
    row.push(quoted?.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
