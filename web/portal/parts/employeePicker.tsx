import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { wordsOf } from "../api/client";
import { type Employee, loadEmployees, matching } from "../logic/employees";
import { usePortal } from "./portal";

const MOST_SHOWN = 8;

/**
 * Finds an employee by name or number while it is typed: a combobox with a list, as the ARIA Authoring Practices Guide has it.
 * A number that no card tells of can be taken as it is typed: its cards may be on a page that has not been read.
 */
export function EmployeePicker({
  employee,
  problem,
  onPick,
}: {
  employee: Employee | undefined;
  problem: string | undefined;
  onPick(employee: Employee | undefined): void;
}) {
  const { known, note } = useEmployees();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const options = optionsFor(known, typed);
  const shown = open && options.length > 0;
  const pick = (option: Employee) => {
    setTyped(labelOf(option));
    setOpen(false);
    onPick(option);
  };
  const move = (to: number) => {
    setOpen(true);
    setActive((to + options.length) % options.length);
  };
  const press = (event: KeyboardEvent) => {
    const acted = options.length > 0 && act(event.key);
    if (acted) event.preventDefault();
  };
  const act = (key: string): boolean => {
    if (key === "ArrowDown") move(shown ? active + 1 : 0);
    else if (key === "ArrowUp") move(shown ? active - 1 : options.length - 1);
    else if (key === "Enter" && shown) pick(options[active] as Employee);
    else if (key === "Escape" && shown) setOpen(false);
    else return false;
    return true;
  };
  useEffect(() => {
    if (shown) list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [shown, active]);
  return (
    <div className="field picker">
      <label htmlFor={id}>Employee</label>
      <input
        id={id}
        name="employee"
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint${problem === undefined ? "" : ` ${id}-problem`}`}
        {...(shown && { "aria-activedescendant": `${id}-${active}` })}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setActive(0);
          setOpen(true);
          if (employee) onPick(undefined);
        }}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      <div id={`${id}-list`} ref={list} role="listbox" aria-label="Employees" className="options" hidden={!shown}>
        {options.map((option, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus.
          <div
            key={option.id}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            // Before the input loses the focus, which closes the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            {option.holder === "" ? `Employee number ${option.id}` : labelOf(option)}
          </div>
        ))}
      </div>
      <p className="hint" id={`${id}-hint`}>
        {note ?? "Type a name or an employee number."}
      </p>
      {problem && (
        <p className="fieldProblem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      <p className="unseen" role="status">
        {shown ? `${options.length} ${options.length === 1 ? "employee" : "employees"} found` : ""}
      </p>
    </div>
  );
}

/** Everybody with a card, as far as it has come, and what is to be said about it. */
function useEmployees(): { known: readonly Employee[]; note?: string } {
  const { api } = usePortal();
  const [known, setKnown] = useState<readonly Employee[]>([]);
  const [note, setNote] = useState<string | undefined>("Loading the employees…");
  useEffect(() => {
    const left = new AbortController();
    loadEmployees(api, left.signal, setKnown).then(
      () => setNote(undefined),
      (error: unknown) => {
        if (!left.signal.aborted) setNote(`The list of employees is not complete: type a number. ${wordsOf(error)}`);
      },
    );
    return () => left.abort();
  }, [api]);
  return note === undefined ? { known } : { known, note };
}

const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function optionsFor(known: readonly Employee[], typed: string): Employee[] {
  const found = matching(known, typed, MOST_SHOWN);
  const number = typed.trim();
  const isNew = NUMBER.test(number) && /\d/.test(number) && !known.some(({ id }) => id === number);
  return isNew ? [...found, { id: number, holder: "" }] : found;
}

/** `Ada Lovelace (E-17)` */
export function labelOf({ id, holder }: Employee): string {
  return holder === "" ? id : `${holder} (${id})`;
}
