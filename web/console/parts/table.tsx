import type { ReactNode } from "react";

export interface Column<Row> {
  title: string;
  cell(row: Row): ReactNode;
  /** Numbers stand under each other. */
  isNumber?: boolean;
}

/** Rows of things. On a narrow screen, each row is a block of its own. The first column names the row. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  /** For those who hear the page. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
}) {
  const [first, ...others] = columns;
  return (
    <table className="stacked">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" className={isNumber ? "number" : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{first?.cell(row)}</th>
            {others.map(({ title, cell, isNumber }) => (
              <td key={title} data-label={title} className={isNumber ? "number" : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
