import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { hrefOf } from "../logic/route";
import { countOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { type TaskLine, TaskList } from "../parts/taskList";
import { Title } from "../parts/title";

export interface ServiceLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  arn: string;
  cluster: string;
  desired: number;
  running: number;
  pending: number;
  failed: number;
  rollout?: string;
  rolloutReason?: string;
}

const ROLLOUTS: Readonly<Record<string, { words: string; mark: string }>> = {
  COMPLETED: { words: "steady", mark: "badge good" },
  IN_PROGRESS: { words: "deploying", mark: "badge warn" },
  FAILED: { words: "failed", mark: "badge bad" },
};

const COLUMNS: readonly Column<ServiceLine>[] = [
  { title: "Service", cell: ({ name, label }) => <a href={hrefOf("tasks", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Deployment", cell: Rollout },
  { title: "Wanted", isNumber: true, cell: ({ desired }) => desired.toLocaleString() },
  { title: "Running", isNumber: true, cell: ({ running }) => running.toLocaleString() },
  { title: "Starting", isNumber: true, cell: ({ pending }) => pending.toLocaleString() },
  {
    title: "Failed",
    isNumber: true,
    cell: ({ failed }) => (failed > 0 ? <span className="badge bad">{failed.toLocaleString()}</span> : "0"),
  },
];

/** The state of a service's deployment, in a word. */
export function Rollout({ rollout = "" }: Pick<ServiceLine, "rollout">) {
  const { words, mark } = ROLLOUTS[rollout] ?? { words: "–", mark: "" };
  return <span className={mark}>{words}</span>;
}

/** Every service, and the tasks that belong to none. */
export function TasksPage() {
  const live = useLive<{ services: readonly ServiceLine[]; tasks: readonly TaskLine[] }>("tasks");
  return (
    <>
      <Title>Tasks</Title>
      <Shown live={live}>
        {({ services, tasks }) =>
          services.length + tasks.length === 0 ? (
            <Nothing title="No tasks">No container runs here, and no service keeps one running.</Nothing>
          ) : (
            <>
              {services.length > 0 && (
                <Table
                  caption={countOf(services.length, "service")}
                  columns={COLUMNS}
                  rows={services}
                  keyOf={({ arn }) => arn}
                />
              )}
              {tasks.length > 0 && (
                <section aria-labelledby="tasks">
                  <h2 id="tasks">Tasks outside of services</h2>
                  <TaskList tasks={tasks} />
                </section>
              )}
            </>
          )
        }
      </Shown>
    </>
  );
}
