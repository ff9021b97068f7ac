import { useDeferredValue, useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import type { CallLine } from "../logic/journey";
import { hrefOf } from "../logic/route";
import { countOf, momentOf, spanOf } from "../logic/words";
import { OutcomeBadge } from "../parts/outcomeBadge";
import { Pages } from "../parts/pages";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

const SHOWS = [
  ["starts", "what came in"],
  ["failed", "failures"],
  ["all", "every call"],
] as const;

const COLUMNS: readonly Column<CallLine>[] = [
  { title: "What", cell: ({ id, action }) => <a href={hrefOf("journeys", id)}>{action}</a> },
  { title: "From", cell: ({ caller }) => caller },
  { title: "To", cell: ({ target }) => target },
  { title: "System", cell: ({ system = "–" }) => system },
  { title: "Outcome", cell: (call) => <OutcomeBadge call={call} /> },
  { title: "Took", isNumber: true, cell: ({ ms }) => (ms === undefined ? "…" : spanOf(ms)) },
  { title: "At", isNumber: true, cell: ({ at }) => momentOf(at) },
];

/** The newest calls: each leads to its journey. */
export function JourneysPage() {
  const [show, setShow] = useState<(typeof SHOWS)[number][0]>("starts");
  const [text, setText] = useState("");
  const [from, setFrom] = useState(0);
  const wanted = useDeferredValue(text);
  const live = useLive<{ calls: readonly CallLine[]; total: number; pageSize: number }>(
    viewOf("calls", { show, from, ...(wanted !== "" && { text: wanted }) }),
  );
  return (
    <>
      <Title>Journeys</Title>
      <search className="search">
        <div className="field">
          <label htmlFor="show">Show</label>
          <select
            id="show"
            value={show}
            onChange={({ target }) => {
              setShow(target.value as typeof show);
              setFrom(0);
            }}
          >
            {SHOWS.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="text">With this in it</label>
          <input
            id="text"
            type="search"
            value={text}
            placeholder="an id, a name, an action"
            onChange={({ target }) => {
              setText(target.value);
              setFrom(0);
            }}
          />
        </div>
      </search>
      <Shown live={live}>
        {({ calls, total, pageSize }) =>
          calls.length === 0 ? (
            <Nothing title={wanted === "" && show !== "failed" ? "Nothing yet" : "Nothing like that"}>
              {wanted === "" && show !== "failed"
                ? "Calls are recorded from now on, while this console is open. Send something."
                : "None of the calls that are kept is one of these."}
            </Nothing>
          ) : (
            <>
              <p className="hint">{countOf(total, "call")}, the newest first.</p>
              <Table caption="Calls" columns={COLUMNS} rows={calls} keyOf={({ id }) => id} />
              <Pages of="calls" from={from} size={pageSize} total={total} onMove={setFrom} />
            </>
          )
        }
      </Shown>
    </>
  );
}
