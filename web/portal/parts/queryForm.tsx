import { type FormEvent, useId, useRef, useState } from "react";
import { type DaysProblem, dateOf, daysFrom, MOST_DAYS, problemWith } from "../logic/days";
import type { Employee } from "../logic/employees";
import { EmployeePicker } from "./employeePicker";
import { Field } from "./field";
import { TIME_ZONE } from "./times";

/** A question of an auditor. */
export interface Question {
  employee: Employee;
  /** The first and the last date, both part of the question. */
  first: string;
  last: string;
}

const RANGES = [
  { title: "Today", days: 1 },
  { title: "7 days", days: 7 },
  { title: "30 days", days: 30 },
] as const;

/** Asks whose events, and of which days. */
export function QueryForm({ busy, onAsk }: { busy: boolean; onAsk(question: Question): void }) {
  const today = dateOf(Date.now());
  const [employee, setEmployee] = useState<Employee>();
  const [first, setFirst] = useState(daysFrom(today, -6));
  const [last, setLast] = useState(today);
  const [problem, setProblem] = useState<DaysProblem | { field: "employee"; message: string }>();
  const form = useRef<HTMLFormElement>(null);
  const heading = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found =
      employee === undefined
        ? { field: "employee" as const, message: "Choose an employee from the list." }
        : problemWith(first, last, Date.now());
    setProblem(found);
    if (found) form.current?.querySelector<HTMLInputElement>(`[name="${found.field}"]`)?.focus();
    else if (employee) onAsk({ employee, first, last });
  };
  const problemOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <section aria-labelledby={heading} className="panel">
      <h2 id={heading}>Whose events, and when</h2>
      <form ref={form} onSubmit={submit} noValidate className="fields">
        <EmployeePicker employee={employee} problem={problemOf("employee")} onPick={setEmployee} />
        <Field
          label="First day"
          type="date"
          name="from"
          value={first}
          max={today}
          problem={problemOf("from")}
          onChange={({ target }) => setFirst(target.value)}
        />
        <Field
          label="Last day"
          type="date"
          name="to"
          value={last}
          max={today}
          problem={problemOf("to")}
          onChange={({ target }) => setLast(target.value)}
        />
        <fieldset className="ranges">
          <legend>Quick choice</legend>
          {RANGES.map(({ title, days }) => (
            <button
              key={title}
              type="button"
              aria-pressed={last === today && first === daysFrom(today, 1 - days)}
              onClick={() => {
                setFirst(daysFrom(today, 1 - days));
                setLast(today);
              }}
            >
              {title}
            </button>
          ))}
        </fieldset>
        <p className="hint wide">
          At most {MOST_DAYS} days. Days are those of the time zone {TIME_ZONE}.
        </p>
        <button type="submit" className="primary" aria-disabled={busy}>
          Show events
        </button>
      </form>
    </section>
  );
}
