import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { type Answer, sendRequest, useLive } from "../api";
import { AUTH, type Draft, draftOf, gapsIn, headersOf, type RouteLine } from "../logic/requests";
import { hrefOf } from "../logic/route";
import { bytesOf, spanOf } from "../logic/words";
import { Facts, Payload } from "../parts/facts";
import { CodeField, Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";
import { keptToken } from "../token";

/** Sends a request to any route of the program, and leads to its journey. */
export function SendPage() {
  const live = useLive<{ routes: readonly RouteLine[] }>("routes");
  const [chosen, setChosen] = useState<string>();
  return (
    <>
      <Title>Send</Title>
      <Shown live={live}>
        {({ routes }) => {
          const route = routes.find(({ id }) => id === chosen) ?? routes[0];
          if (route === undefined) return <Nothing title="No APIs">No program that runs here has one.</Nothing>;
          return (
            <>
              <div className="field">
                <label htmlFor="route">Route</label>
                <select id="route" value={route.id} onChange={({ target }) => setChosen(target.value)}>
                  {routes.map(({ id, method, path, system }) => (
                    <option key={id} value={id}>
                      {`${system === undefined ? "" : `${system}: `}${method} ${shortPath(path)}`}
                    </option>
                  ))}
                </select>
              </div>
              <Request key={route.id} route={route} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

/** The part of a path that tells routes apart. */
function shortPath(path: string): string {
  return path.replace(/^\/(execute-api|lambda-url)\/([^/]+)/, (_, kind: string, id: string) =>
    kind === "lambda-url" ? `function URL ${id} ` : "",
  );
}

function Request({ route }: { route: RouteLine }) {
  const saved = `sluice.request.${route.method} ${shortPath(route.path)}`;
  const [draft, setDraft] = useState<Draft>(() => keptDraft(saved) ?? draftOf(route, keptToken()));
  const [answer, setAnswer] = useState<Answer>();
  const { keys = [] } = route;
  const [key, setKey] = useState(keys[0] ?? "");
  const action = useAction();
  const { method, path, headers, body } = draft;
  const hasBody = method !== "GET" && method !== "HEAD";
  const gaps = gapsIn(path);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const send = () =>
    action.run(async () => {
      localStorage.setItem(saved, JSON.stringify(draft));
      setAnswer(undefined);
      const signs = route.auth === "iam";
      const given = { ...(hasBody && { body }), ...(key !== "" && { key }) };
      const sent = await sendRequest({ method, path, headers: headersOf(headers), signs, ...given });
      setAnswer(sent);
      return `Answered ${sent.status} after ${spanOf(sent.ms)}.`;
    });
  return (
    <section aria-label="Request" className="panel">
      <p className="hint">{AUTH[route.auth]}</p>
      <Form onSubmit={send}>
        <div className="requestLine">
          <div className="field">
            <label htmlFor="method">Method</label>
            <select
              id="method"
              value={method}
              disabled={route.method !== "ANY"}
              onChange={({ target }) => set({ method: target.value })}
            >
              {["GET", "POST", "PUT", "PATCH", "DELETE"].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="path">Path</label>
            <input id="path" className="code" value={path} onChange={({ target }) => set({ path: target.value })} />
          </div>
        </div>
        {keys.length > 0 && (
          <div className="field">
            <label htmlFor="key">API key</label>
            <select id="key" value={key} onChange={({ target }) => setKey(target.value)}>
              {keys.map((each) => (
                <option key={each}>{each}</option>
              ))}
              <option value="">none</option>
            </select>
          </div>
        )}
        <CodeField
          id="headers"
          label="Headers, one a line"
          rows={2}
          value={headers}
          onChange={(headers) => set({ headers })}
        />
        {hasBody && <CodeField id="body" label="Body" rows={6} value={body} onChange={(body) => set({ body })} />}
        {gaps.length > 0 && <p className="hint">Fill in {gaps.join(", ")} in the path first.</p>}
        <div className="buttons">
          <button type="submit" className="primary" disabled={gaps.length > 0} aria-disabled={action.isBusy}>
            {action.isBusy ? "Sending…" : "Send"}
          </button>
          <button type="button" onClick={() => setDraft(draftOf(route, keptToken()))}>
            Start again
          </button>
        </div>
      </Form>
      <Outcome action={action} />
      {answer && <Answered answer={answer} />}
    </section>
  );
}

function Answered({ answer: { status, text, bytes, headers, span } }: { answer: Answer }) {
  return (
    <>
      <Facts
        facts={[
          ["Status", status.toString()],
          ["Type", headers["content-type"] ?? "none"],
          ["Size", bytesOf(bytes)],
          ...(span === undefined
            ? []
            : [
                [
                  "Journey",
                  <a key="journey" href={hrefOf("journeys", span)}>
                    Follow it
                  </a>,
                ] as const,
              ]),
        ]}
      />
      {text !== "" && <Payload label="What the API answered" text={text} />}
    </>
  );
}

function keptDraft(key: string): Draft | undefined {
  const kept = localStorage.getItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as Draft);
}
