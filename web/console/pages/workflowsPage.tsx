import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import type { WorkflowLine } from "../logic/executions";
import { hrefOf } from "../logic/route";
import { countOf } from "../logic/words";
import { Ago, PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

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
  const live = useLive<{ workflows: readonly Counted[] }>("workflows");
  return (
    <>
      <Title>Workflows</Title>
      <Shown live={live}>
        {({ workflows }) =>
          workflows.length === 0 ? (
            <Nothing title="No workflows">No program that runs here has a state machine.</Nothing>
          ) : (
            <>
              <p className="hint">Of each, the newest 50 executions are counted.</p>
              <Table
                caption={countOf(workflows.length, "workflow")}
                columns={COLUMNS}
                rows={workflows}
                keyOf={({ name }) => name}
              />
            </>
          )
        }
      </Shown>
    </>
  );
}
