import type { WorkflowLine } from "../logic/executions";
import { hrefOf } from "../logic/route";
import { Ago, PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

interface Counted extends WorkflowLine {
  running: number;
  succeeded: number;
  failed: number;
  latest?: number;
}

const COLUMNS: readonly Column<Counted>[] = [
  { title: "Workflow", cell: ({ name, label }) => <a href={hrefOf("workflows", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Running", isNumber: true, cell: ({ running }) => running },
  { title: "Succeeded", isNumber: true, cell: ({ succeeded }) => succeeded },
  {
    title: "Failed",
    isNumber: true,
    cell: ({ failed }) => (failed > 0 ? <span className="badge bad">{failed}</span> : "0"),
  },
  { title: "Latest", cell: ({ latest }) => (latest === undefined ? "–" : <Ago at={latest * 1000} />) },
];

/** Every state machine, with its newest executions counted. */
export function WorkflowsPage() {
  return (
    <ListPage
      page="workflows"
      rowsIn={({ workflows }: { workflows: readonly Counted[] }) => workflows}
      columns={COLUMNS}
      one="workflow"
      nothing="No program that runs here has a state machine."
      hint={() => "Of each, the newest 50 executions are counted."}
    />
  );
}
