import { useState } from "react";
import { askSql, type Rows, useLive, viewOf } from "../api";
import { countOf, spanOf } from "../logic/words";
import { Facts, Payload, placeFact } from "../parts/facts";
import { CodeField, Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";

interface DatabaseView {
  database: { label: string; system?: string; component?: string; name: string; kind: "Postgres" | "Athena" };
  user?: string;
  databaseName?: string;
  tables?: readonly { name: string; columns: readonly string[] }[];
  workgroups?: readonly string[];
}

const TABLES = `SELECT table_schema, table_name, pg_size_pretty(pg_total_relation_size(format('%I.%I', table_schema, table_name))) AS size
FROM information_schema.tables
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1, 2`;

/** One database, and SQL that may only read. */
export function DatabasePage({ name }: { name: string }) {
  const live = useLive<DatabaseView>(viewOf("database", { name }));
  return (
    <Shown live={live} about={{ of: "databases", name }}>
      {(view) => {
        const { database, user, databaseName, tables = [] } = view;
        return (
          <>
            <Title of="databases">{database.label}</Title>
            <Facts
              facts={[
                ...placeFact(database),
                ["Kind", database.kind],
                ...(databaseName === undefined ? [] : [["Database", databaseName] as const]),
                ...(user === undefined ? [] : [["Asked as", user] as const]),
              ]}
            />
            <Ask name={name} view={view} />
            {tables.length > 0 && (
              <section aria-labelledby="tables">
                <h2 id="tables">Tables</h2>
                <ul className="rows">
                  {tables.map((table) => (
                    <li key={table.name}>
                      <details>
                        <summary>
                          <span className="line">{table.name}</span>
                          <span className="quietText">{countOf(table.columns.length, "column")}</span>
                        </summary>
                        <Payload label={`Columns of ${table.name}`} text={table.columns.join("\n")} />
                      </details>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Ask({ name, view: { database, tables = [], workgroups = [] } }: { name: string; view: DatabaseView }) {
  const saved = `sluice.sql.${name}`;
  const [first] = tables;
  const start = database.kind === "Postgres" ? TABLES : first ? `SELECT * FROM ${first.name} LIMIT 50` : "SHOW TABLES";
  const [sql, setSql] = useState(() => localStorage.getItem(saved) ?? start);
  const [workgroup, setWorkgroup] = useState(workgroups[0]);
  const [found, setFound] = useState<Rows>();
  const action = useAction();
  const ask = () =>
    action.run(async () => {
      localStorage.setItem(saved, sql);
      const from = performance.now();
      const rows = await askSql({ database: name, sql, ...(workgroup !== undefined && { workgroup }) });
      setFound(rows);
      return `${rows.isCutOff ? "The first " : ""}${countOf(rows.rows.length, "row")} after ${spanOf(performance.now() - from)}.`;
    });
  return (
    <section aria-labelledby="ask" className="panel">
      <h2 id="ask">Ask</h2>
      <p className="hint">Nothing can be written here, and at most 200 rows are shown.</p>
      <Form onSubmit={ask}>
        {workgroups.length > 1 && (
          <div className="field">
            <label htmlFor="workgroup">Workgroup</label>
            <select id="workgroup" value={workgroup} onChange={({ target }) => setWorkgroup(target.value)}>
              {workgroups.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </div>
        )}
        <CodeField id="sql" label="SQL" rows={5} value={sql} onChange={setSql} />
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={action.isBusy}>
            {action.isBusy ? "Asking…" : "Ask"}
          </button>
          <button type="button" onClick={() => setSql(start)}>
            Start again
          </button>
        </div>
      </Form>
      <Outcome action={action} />
      {found && <Answer {...found} />}
    </section>
  );
}

function Answer({ columns, rows }: Rows) {
  if (columns.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by a keyboard (WCAG 2.1.1).
    <section className="scrolls" tabIndex={0} aria-label="Rows that were found">
      <table>
        <caption className="unseen">{countOf(rows.length, "row")}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no key of its own.
            <tr key={index}>
              {row.map((value, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor has a value.
                <td key={column}>
                  {value === null ? <span className="quietText">null</span> : <span className="cellText">{value}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
