import { useDeferredValue, useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import { type LogLine, lineOf } from "../logic/logLine";
import { hrefOf } from "../logic/route";
import { countOf } from "../logic/words";
import { Ago, Moment, Payload, PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import { Shown } from "../parts/shown";
import type { Column } from "../parts/table";
import { Title } from "../parts/title";

interface Group {
  label: string;
  system?: string;
  component?: string;
  name: string;
  latest?: LogLine;
}

const COLUMNS: readonly Column<Group>[] = [
  { title: "Log group", cell: ({ name }) => <a href={hrefOf("logs", name)}>{name}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Latest line", cell: ({ latest }) => (latest === undefined ? "–" : <Ago at={latest.timestamp} />) },
];

/** Every log group. */
export function LogsPage() {
  return (
    <ListPage
      page="logs"
      view="log-groups"
      rowsIn={({ groups }: { groups: readonly Group[] }) => groups}
      columns={COLUMNS}
      one="log group"
      nothing="No program that runs here has a log group."
    />
  );
}

/** One log, live: the newest lines that contain what its reader wants, one line each. */
export function LogPage({ name }: { name: string }) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text);
  const live = useLive<{ total: number; found: number; lines: readonly LogLine[] }>(
    viewOf("log", { group: name, ...(wanted !== "" && { text: wanted }) }),
  );
  return (
    <>
      <Title of="logs">{name}</Title>
      <search className="search">
        <div className="field">
          <label htmlFor="text">Lines that contain</label>
          <input id="text" type="search" value={text} onChange={({ target }) => setText(target.value)} />
        </div>
      </search>
      <Shown live={live}>
        {({ total, found, lines }) =>
          lines.length === 0 ? (
            <Nothing title={total === 0 ? "No lines yet" : "No such lines"}>
              {total === 0
                ? "They appear here as they are written."
                : `None of ${countOf(total, "line")} contains this.`}
            </Nothing>
          ) : (
            <>
              <p className="hint">
                The newest {lines.length} of {countOf(found, "line")}, the latest first.
              </p>
              <ol className="messages log">
                {lines.toReversed().map((line, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line has no id, and the same may be written twice.
                  <LogItem key={`${line.timestamp} ${lines.length - index}`} line={line} />
                ))}
              </ol>
            </>
          )
        }
      </Shown>
    </>
  );
}

function LogItem({ line }: { line: LogLine }) {
  const { level, text } = lineOf(line.message);
  const mark = level === "ERROR" || level === "FATAL" ? "badge bad" : level === "WARN" ? "badge warn" : "badge";
  return (
    <li>
      <details>
        <summary>
          <Moment at={line.timestamp} />
          <span className={mark}>{level.toLowerCase()}</span>
          <code className="line">{text}</code>
        </summary>
        <Payload label="The whole line" text={line.message} />
      </details>
    </li>
  );
}
