import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, spanOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

export interface FunctionLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  arn: string;
  role: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  logGroup: string;
  invocations: number;
  errors: number;
  throttles: number;
  averageMs?: number;
  slowMs?: number;
  sources: readonly string[];
}

const COLUMNS: readonly Column<FunctionLine>[] = [
  { title: "Function", cell: ({ name, label }) => <a href={hrefOf("functions", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Calls", isNumber: true, cell: ({ invocations }) => invocations.toLocaleString() },
  {
    title: "Errors",
    isNumber: true,
    cell: ({ errors }) => (errors > 0 ? <span className="badge bad">{errors.toLocaleString()}</span> : "0"),
  },
  {
    title: "Average",
    isNumber: true,
    cell: ({ averageMs }) => (averageMs === undefined ? "–" : spanOf(averageMs)),
  },
  { title: "p99", isNumber: true, cell: ({ slowMs }) => (slowMs === undefined ? "–" : spanOf(slowMs)) },
];

/** Every function, with how it has done lately. */
export function FunctionsPage() {
  const live = useLive<{ functions: readonly FunctionLine[]; recentMinutes: number }>("functions");
  return (
    <>
      <Title>Functions</Title>
      <Shown live={live}>
        {({ functions, recentMinutes }) =>
          functions.length === 0 ? (
            <Nothing title="No functions">No program that runs here has one.</Nothing>
          ) : (
            <>
              <p className="hint">Calls, errors and durations are those of the last {recentMinutes} minutes.</p>
              <Table
                caption={countOf(functions.length, "function")}
                columns={COLUMNS}
                rows={functions}
                keyOf={({ name }) => name}
              />
            </>
          )
        }
      </Shown>
    </>
  );
}
