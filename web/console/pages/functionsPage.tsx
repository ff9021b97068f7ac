import { hrefOf } from "../logic/route";
import { spanOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

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

interface FunctionsView {
  functions: readonly FunctionLine[];
  recentMinutes: number;
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
  return (
    <ListPage
      page="functions"
      rowsIn={({ functions }: FunctionsView) => functions}
      columns={COLUMNS}
      one="function"
      hint={({ recentMinutes }) => `Calls, errors and durations are those of the last ${recentMinutes} minutes.`}
    />
  );
}
