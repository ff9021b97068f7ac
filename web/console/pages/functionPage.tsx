import { useState } from "react";
import { act, useLive, viewOf } from "../api";
import { hrefOf } from "../logic/route";
import { spanOf } from "../logic/words";
import { Facts, Payload, placeFact } from "../parts/facts";
import { CodeField, Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";
import type { FunctionLine } from "./functionsPage";

interface Invoked {
  text: string;
  failed: boolean;
  log?: string;
}

/** One function: how it does, and a way to call it. */
export function FunctionPage({ name }: { name: string }) {
  const live = useLive<{ function: FunctionLine; recentMinutes: number; variables: readonly string[] }>(
    viewOf("function", { name }),
  );
  return (
    <Shown live={live} about={{ of: "functions", name }}>
      {({ function: shown, recentMinutes, variables }) => (
        <>
          <Title of="functions">{shown.label}</Title>
          <Facts
            facts={[
              ...placeFact(shown),
              [`Calls in ${recentMinutes} min`, shown.invocations.toLocaleString()],
              ["Errors", shown.errors.toLocaleString()],
              ["Throttled", shown.throttles.toLocaleString()],
              ["Average", shown.averageMs === undefined ? "–" : spanOf(shown.averageMs)],
              ["p99", shown.slowMs === undefined ? "–" : spanOf(shown.slowMs)],
              ["Timeout", spanOf(shown.timeoutSeconds * 1000)],
              ["Memory", `${shown.memoryMb} MB`],
              ["Role", <code key="role">{shown.role.split("/").at(-1)}</code>],
              ["Reads from", shown.sources.map(sourceOf).join(", ") || "nothing: it is called"],
              ["Variables", variables.join(", ") || "none"],
              [
                "Log",
                <a key="log" href={hrefOf("logs", shown.logGroup)}>
                  {shown.logGroup}
                </a>,
              ],
            ]}
          />
          <Invoke shown={shown} />
        </>
      )}
    </Shown>
  );
}

function Invoke({ shown: { name } }: { shown: FunctionLine }) {
  const saved = `sluice.payload.${name}`;
  const [payload, setPayload] = useState(() => localStorage.getItem(saved) ?? "{}");
  const [answer, setAnswer] = useState<Invoked>();
  const action = useAction();
  const invoke = () =>
    action.run(async () => {
      localStorage.setItem(saved, payload);
      setAnswer(undefined);
      const from = performance.now();
      const invoked = await act<Invoked>("lambda", "Invoke", { FunctionName: name, Payload: payload, LogType: "Tail" });
      setAnswer(invoked);
      const took = spanOf(performance.now() - from);
      return invoked.failed ? `It failed after ${took}.` : `It answered after ${took}.`;
    });
  return (
    <section aria-labelledby="invoke" className="panel">
      <h2 id="invoke">Invoke</h2>
      <Form onSubmit={invoke}>
        <CodeField id="payload" label="Event, in JSON" rows={6} value={payload} onChange={setPayload} />
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={action.isBusy}>
            {action.isBusy ? "Running…" : "Invoke"}
          </button>
        </div>
      </Form>
      <Outcome action={action} />
      {answer && (
        <>
          <h3>{answer.failed ? "Error" : "Answer"}</h3>
          <Payload label="What the function answered" text={answer.text} />
          {answer.log !== undefined && answer.log !== "" && (
            <>
              <h3>Its log</h3>
              <Payload label="Lines of the log" text={answer.log} />
            </>
          )}
        </>
      )}
    </section>
  );
}

/** `arn:aws:sqs:us-east-1:000000000000:orders` is the queue orders. */
function sourceOf(arn: string): string {
  const [, , service, , , ...rest] = arn.split(":");
  const name = rest.join(":");
  if (service === "sqs") return `queue ${name}`;
  if (service === "dynamodb") return `stream of table ${name.split("/")[1]}`;
  return `${service} ${name}`;
}
