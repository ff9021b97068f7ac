import { type FormEvent, useCallback, useId, useState } from "react";
import { Nothing, Problem, Waiting } from "../../shared/parts/notices";
import { Pager } from "../../shared/parts/pager";
import type { Card, CardPage } from "../api/types";
import { arrived, back, cursorOf, FIRST_PAGE, forward, pageNumber } from "../logic/paging";
import { CardTable } from "./cardTable";
import { Field } from "./field";
import { usePortal } from "./portal";
import { useLoaded } from "./useLoaded";

/** Lists all cards, or those of one employee, page by page. */
export function CardList({
  version,
  busy,
  onChange,
}: {
  /** A number that loads the page anew when it changes. */
  version: number;
  busy: ReadonlySet<string>;
  onChange(card: Card): void;
}) {
  const { api } = usePortal();
  const [typed, setTyped] = useState("");
  const [employeeId, setEmployeeId] = useState<string>();
  const [paging, setPaging] = useState(FIRST_PAGE);
  const [attempt, setAttempt] = useState(0);
  const heading = useId();
  const next = cursorOf(paging);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const page = await api.cards({ employeeId, next }, signal);
      signal.throwIfAborted();
      setPaging((now) => arrived(now, page.next));
      return page;
    },
    [api, employeeId, next],
  );
  const loaded = useLoaded(load, version + attempt);
  const search = (text: string) => {
    setTyped(text);
    setEmployeeId(text.trim() === "" ? undefined : text.trim());
    setPaging(FIRST_PAGE);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(typed);
  };
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{employeeId === undefined ? "All cards" : `Cards of employee ${employeeId}`}</h2>
      <search>
        <form onSubmit={submit} className="search">
          <Field
            label="Find by employee number"
            type="search"
            value={typed}
            autoComplete="off"
            onChange={({ target }) => setTyped(target.value)}
          />
          <button type="submit">Search</button>
          {employeeId !== undefined && (
            <button type="button" className="quiet" onClick={() => search("")}>
              Show all
            </button>
          )}
        </form>
      </search>
      {loaded.state === "failed" && <Problem onRetry={() => setAttempt(attempt + 1)}>{loaded.problem}</Problem>}
      {loaded.state === "loading" && loaded.value === undefined && <Waiting>Loading cards…</Waiting>}
      {loaded.value && (
        <div aria-busy={loaded.state === "loading"}>
          <Found page={loaded.value} employeeId={employeeId} busy={busy} onChange={onChange} />
          <Pager
            of="cards"
            page={pageNumber(paging)}
            hasNext={paging.next !== undefined}
            onBack={() => setPaging(back)}
            onForward={() => setPaging(forward)}
          />
        </div>
      )}
    </section>
  );
}

function Found({
  page,
  employeeId,
  ...table
}: {
  page: CardPage;
  employeeId: string | undefined;
  busy: ReadonlySet<string>;
  onChange(card: Card): void;
}) {
  if (page.cards.length > 0) return <CardTable cards={page.cards} {...table} />;
  return employeeId === undefined ? (
    <Nothing title="No cards yet">Register the first one above.</Nothing>
  ) : (
    <Nothing title="No card found">No card of employee {employeeId} is registered. Check the number.</Nothing>
  );
}
