import { useEffect, useRef, useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { wait } from "../api/wait";
import { csvName, csvOf } from "../logic/csv";
import { daysBetween } from "../logic/days";
import { type QueryRun, runQuery } from "../logic/queryRun";
import { labelOf } from "../parts/employeePicker";
import { EventTable } from "../parts/eventTable";
import { PageTitle } from "../parts/pageTitle";
import { usePortal } from "../parts/portal";
import { QueryForm, type Question } from "../parts/queryForm";
import { bytesOf, QueryProgress } from "../parts/queryProgress";
import { save } from "../parts/save";
import { Timeline } from "../parts/timeline";

/** The auditors' page: shows what happened with an employee's cards on some days. */
export function EventsPage({ takeFocus }: { takeFocus: boolean }) {
  const { api, announce } = usePortal();
  const [asked, setAsked] = useState<Question>();
  const [run, setRun] = useState<QueryRun>();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const ask = (question: Question) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setAsked(question);
    const days = daysBetween(question.first, question.last);
    void runQuery({
      api,
      request: {
        employee_id: question.employee.id,
        from: days[0]?.from as number,
        to: days.at(-1)?.to as number,
      },
      wait,
      signal: controller.signal,
      onChange(next) {
        if (current.current !== controller) return;
        setRun(next);
        if (next.phase === "done") announce(`${next.events.length} events found`);
      },
    });
  };
  const busy = run !== undefined && !["done", "failed", "cancelled"].includes(run.phase);
  return (
    <>
      <PageTitle takeFocus={takeFocus}>Events</PageTitle>
      <QueryForm busy={busy} onAsk={ask} />
      {run && asked && (
        <>
          <QueryProgress run={run} onCancel={() => current.current?.abort()} onRetry={() => ask(asked)} />
          {run.phase === "done" && <Results run={run} question={asked} />}
        </>
      )}
    </>
  );
}

function Results({ run, question }: { run: Extract<QueryRun, { phase: "done" }>; question: Question }) {
  const { events, scannedBytes, truncated } = run;
  const { employee, first, last } = question;
  const [now] = useState(() => Date.now());
  if (events.length === 0) {
    return (
      <Nothing title="No events">
        Nothing happened with cards of {labelOf(employee)} on these days. What happened within the last minutes may not
        be in the archive yet.
      </Nothing>
    );
  }
  const counted = `${events.length.toLocaleString()} ${events.length === 1 ? "event" : "events"}`;
  return (
    <section aria-labelledby="results">
      <div className="resultsHead">
        <h2 id="results">Events of {labelOf(employee)}</h2>
        <p className="quietText">
          {counted}
          {scannedBytes !== undefined && `, ${bytesOf(scannedBytes)} searched`}
        </p>
        <button type="button" onClick={() => save(csvName(employee.id, first, last), csvOf(events))}>
          Download CSV
        </button>
      </div>
      {truncated && (
        <p className="notice problem" role="alert">
          These are only the first {counted}. Choose fewer days to see all.
        </p>
      )}
      <h3>Timeline</h3>
      <Timeline events={events} days={daysBetween(first, last)} now={now} />
      <h3>Table</h3>
      <EventTable events={events} />
    </section>
  );
}
