import { useCallback, useEffect, useState } from "react";
import { Nothing, Problem, Waiting } from "../../shared/parts/notices";
import { act, useLive, viewOf, wordsOf } from "../api";
import { columnsOf, type Item, plainItem, searchOf, shortOf, type TableLine, typeOf } from "../logic/items";
import { bytesOf, countOf } from "../logic/words";
import { Facts, Payload, placeFact } from "../parts/facts";
import { Form } from "../parts/form";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";

const PAGE = 50;

interface Found {
  items: readonly Item[];
  next?: Item;
}

/** One table: its items by key, or one page after the other. */
export function TablePage({ name }: { name: string }) {
  const live = useLive<{ table: TableLine }>(viewOf("table", { name }));
  return (
    <Shown live={live} about={{ of: "tables", name }}>
      {({ table }) => (
        <>
          <Title of="tables">{table.label}</Title>
          <Facts
            facts={[
              ...placeFact(table),
              ["Items", table.items.toLocaleString()],
              ["Size", bytesOf(table.bytes)],
              ["Keys", table.keys.map(({ AttributeName }) => AttributeName).join(", ")],
              ["Indexes", table.indexes.map(({ IndexName }) => IndexName).join(", ") || "none"],
              ["Stream", table.hasStream ? "on" : "off"],
            ]}
          />
          <Items table={table} />
        </>
      )}
    </Shown>
  );
}

function Items({ table }: { table: TableLine }) {
  const [search, setSearch] = useState({ index: "", key: "", range: "" });
  const [found, setFound] = useState<Found | "loading">("loading");
  const [problem, setProblem] = useState<string>();
  const load = useCallback(
    (wanted: typeof search, start?: Item) => {
      const { operation, params } = searchOf(table, wanted);
      setFound("loading");
      act<{ Items?: Item[]; LastEvaluatedKey?: Item }>("dynamodb", operation, {
        ...params,
        Limit: PAGE,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      }).then(
        ({ Items: items = [], LastEvaluatedKey: next }) => {
          setProblem(undefined);
          setFound({ items, ...(next !== undefined && { next }) });
        },
        (error: unknown) => {
          setProblem(wordsOf(error));
          setFound({ items: [] });
        },
      );
    },
    [table],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; later, its reader says when.
  useEffect(() => load(search), []);
  const schema = table.indexes.find(({ IndexName }) => IndexName === search.index)?.KeySchema ?? table.keys;
  return (
    <section aria-labelledby="items">
      <h2 id="items">Items</h2>
      <Form className="search" onSubmit={() => load(search)}>
        {table.indexes.length > 0 && (
          <div className="field">
            <label htmlFor="index">Look in</label>
            <select
              id="index"
              value={search.index}
              onChange={({ target }) => setSearch({ ...search, index: target.value })}
            >
              <option value="">the table</option>
              {table.indexes.map(({ IndexName }) => (
                <option key={IndexName}>{IndexName}</option>
              ))}
            </select>
          </div>
        )}
        {schema.map(({ AttributeName, KeyType }) => {
          const field = KeyType === "HASH" ? "key" : "range";
          return (
            <div className="field" key={field}>
              <label htmlFor={field}>
                {AttributeName}
                {field === "range" && (typeOf(table, AttributeName) === "N" ? " (equals)" : " (begins with)")}
              </label>
              <input
                id={field}
                value={search[field]}
                placeholder={field === "key" ? "any" : "any, within a key"}
                onChange={({ target }) => setSearch({ ...search, [field]: target.value })}
              />
            </div>
          );
        })}
        <button type="submit" className="primary">
          {search.key === "" ? "Scan" : "Query"}
        </button>
      </Form>
      {problem !== undefined && <Problem>{problem}</Problem>}
      {found === "loading" ? (
        <Waiting>Reading…</Waiting>
      ) : found.items.length === 0 ? (
        problem === undefined && <Nothing title="No items">Nothing is here that you asked for.</Nothing>
      ) : (
        <ItemList items={found.items} columns={columnsOf(table.keys, found.items)} />
      )}
      {found !== "loading" && found.next !== undefined && (
        <div className="buttons">
          <button type="button" onClick={() => load(search, found.next)}>
            Next {PAGE} items
          </button>
        </div>
      )}
    </section>
  );
}

function ItemList({ items, columns }: { items: readonly Item[]; columns: readonly string[] }) {
  const [open, setOpen] = useState<number>();
  const shown = open === undefined ? undefined : items[open];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by a keyboard (WCAG 2.1.1). */}
      <section className="scrolls" tabIndex={0} aria-label="Items, as a table">
        <table>
          <caption className="unseen">{countOf(items.length, "item")}</caption>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an item of an index has no key of its own.
              <tr key={index} className={index === open ? "chosen" : undefined}>
                {columns.map((name, column) => {
                  const text = shortOf(item[name]);
                  return (
                    <td key={name}>
                      {column === 0 ? (
                        <button
                          type="button"
                          className="quiet cellButton"
                          aria-expanded={index === open}
                          onClick={() => setOpen(index === open ? undefined : index)}
                        >
                          {text}
                        </button>
                      ) : (
                        <span className="cellText">{text}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown !== undefined && <Payload label="The whole item" text={JSON.stringify(plainItem(shown))} />}
    </>
  );
}
