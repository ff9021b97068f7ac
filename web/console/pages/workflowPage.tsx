import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { act, useLive, viewOf } from "../api";
import {
  detailsOf,
  type Execution,
  type HistoryEvent,
  STATUSES,
  subjectOf,
  type WorkflowLine,
} from "../logic/executions";
import { spanOf } from "../logic/words";
import { Ago, Facts, Moment, Payload, placeFact } from "../parts/facts";
import { CodeField, Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";

interface WorkflowView {
  workflow: WorkflowLine & { definition: string };
  executions: readonly Execution[];
}

/** One state machine: its executions, what happened in each, and a way to start one. */
export function WorkflowPage({ name }: { name: string }) {
  const live = useLive<WorkflowView>(viewOf("workflow", { name }));
  return (
    <Shown live={live} about={{ of: "workflows", name }}>
      {({ workflow, executions }) => (
        <>
          <Title of="workflows">{workflow.label}</Title>
          <Facts facts={[...placeFact(workflow), ["Type", workflow.type.toLowerCase()]]} />
          <Start workflow={workflow} />
          <section aria-labelledby="executions">
            <h2 id="executions">Executions</h2>
            {executions.length === 0 ? (
              <Nothing title="No executions">
                {workflow.type === "EXPRESS"
                  ? "Executions of an express workflow are in its log only, as on AWS."
                  : "None has been started."}
              </Nothing>
            ) : (
              <ul className="rows">
                {executions.map((execution) => (
                  <ExecutionItem key={execution.executionArn} execution={execution} />
                ))}
              </ul>
            )}
          </section>
          <section aria-labelledby="definition">
            <h2 id="definition">Definition</h2>
            <Payload label="States and their order" text={workflow.definition} />
          </section>
        </>
      )}
    </Shown>
  );
}

function Start({ workflow: { arn } }: { workflow: WorkflowLine }) {
  const [input, setInput] = useState("{}");
  const action = useAction();
  const start = () =>
    action.run(async () => {
      await act("states", "StartExecution", { stateMachineArn: arn, input });
      return "Started.";
    });
  return (
    <section aria-labelledby="start" className="panel">
      <h2 id="start">Start</h2>
      <Form onSubmit={start}>
        <CodeField id="input" label="Input, in JSON" rows={3} value={input} onChange={setInput} />
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={action.isBusy}>
            Start
          </button>
        </div>
      </Form>
      <Outcome action={action} />
    </section>
  );
}

function ExecutionItem({ execution }: { execution: Execution }) {
  const [isOpen, setOpen] = useState(false);
  const { name, status, startDate, stopDate, executionArn } = execution;
  const { words, mark } = STATUSES[status];
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span className={`badge ${mark}`}>{words}</span>
          <span className="line">{name}</span>
          <span className="quietText">
            {stopDate !== undefined && `${spanOf((stopDate - startDate) * 1000)}, `}
            <Ago at={startDate * 1000} />
          </span>
        </summary>
        {isOpen && <ExecutionDetails arn={executionArn} status={status} />}
      </details>
    </li>
  );
}

function ExecutionDetails({ arn, status }: { arn: string; status: Execution["status"] }) {
  const live = useLive<{
    execution: { input?: string; output?: string; error?: string; cause?: string; redriveStatus?: string };
    events: readonly HistoryEvent[];
  }>(viewOf("execution", { arn }), status !== "RUNNING");
  const action = useAction();
  const run = (operation: string, done: string) => () =>
    action.run(async () => {
      await act("states", operation, { executionArn: arn });
      return done;
    });
  return (
    <div>
      <Shown live={live}>
        {({ execution: { input = "", output, error, cause, redriveStatus }, events }) => (
          <div className="form">
            <div className="buttons">
              {status === "RUNNING" && (
                <button type="button" onClick={run("StopExecution", "Stopped.")}>
                  Stop
                </button>
              )}
              {redriveStatus === "REDRIVABLE" && status !== "RUNNING" && (
                <button type="button" onClick={run("RedriveExecution", "It goes on from where it ended.")}>
                  Go on from where it ended
                </button>
              )}
            </div>
            <Outcome action={action} />
            <div className="bodies">
              <div>
                <h3 className="small">Input</h3>
                <Payload label="Input" text={input} />
              </div>
              {output !== undefined && (
                <div>
                  <h3 className="small">Output</h3>
                  <Payload label="Output" text={output} />
                </div>
              )}
              {error !== undefined && (
                <div>
                  <h3 className="small">Error</h3>
                  <Payload label="Error" text={`${error}\n${cause ?? ""}`} />
                </div>
              )}
            </div>
            <h3 className="small">History</h3>
            <ol className="messages log">
              {events.map((event) => (
                <HistoryItem key={event.id} event={event} />
              ))}
            </ol>
          </div>
        )}
      </Shown>
    </div>
  );
}

function HistoryItem({ event }: { event: HistoryEvent }) {
  const isBad = /Failed|TimedOut|Aborted/.test(event.type);
  return (
    <li>
      <details>
        <summary>
          <Moment at={event.timestamp * 1000} />
          <span className={isBad ? "badge bad" : "badge"}>{event.type}</span>
          <span className="line">{subjectOf(event)}</span>
        </summary>
        <Payload label={event.type} text={JSON.stringify(detailsOf(event))} />
      </details>
    </li>
  );
}
