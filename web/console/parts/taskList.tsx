import { act } from "../api";
import { hrefOf } from "../logic/route";
import { Ago, Facts } from "./facts";
import { Outcome } from "./outcome";
import { useAction } from "./useAction";

export interface TaskLine {
  arn: string;
  clusterArn: string;
  status: "PENDING" | "RUNNING" | "STOPPING" | "STOPPED";
  label: string;
  startedAt?: number;
  stoppedReason?: string;
  exitCode?: number;
  protectedUntil?: number;
  logGroups: readonly string[];
}

const MARKS = { PENDING: "badge warn", RUNNING: "badge good", STOPPING: "badge warn", STOPPED: "badge" } as const;

/** Tasks, those that run first; each can be stopped. */
export function TaskList({ tasks }: { tasks: readonly TaskLine[] }) {
  const action = useAction();
  const stop = ({ arn: task, clusterArn: cluster }: TaskLine) =>
    action.run(async () => {
      await act("ecs", "StopTask", { cluster, task, reason: "Stopped in the console" });
      return "It is told to stop.";
    });
  return (
    <>
      <Outcome action={action} />
      <ul className="rows">
        {tasks.map((task) => (
          <TaskItem key={task.arn} task={task} onStop={() => stop(task)} />
        ))}
      </ul>
    </>
  );
}

function TaskItem({ task, onStop }: { task: TaskLine; onStop(): void }) {
  const { arn, status, label, startedAt, stoppedReason, exitCode, protectedUntil, logGroups } = task;
  const id = arn.split("/").at(-1) ?? "";
  return (
    <li>
      <details>
        <summary>
          <span className={exitCode !== undefined && exitCode !== 0 ? "badge bad" : MARKS[status]}>
            {status.toLowerCase()}
          </span>
          <span className="line">
            {label} <span className="quietText">{id.slice(0, 8)}</span>
            {stoppedReason !== undefined && <span className="quietText"> {stoppedReason}</span>}
          </span>
          {startedAt !== undefined && (
            <span className="quietText">
              <Ago at={startedAt} />
            </span>
          )}
        </summary>
        <Facts
          facts={[
            ["Task", <code key="id">{id}</code>],
            ...(exitCode === undefined ? [] : [["Exit code", exitCode.toString()] as const]),
            ...(stoppedReason === undefined ? [] : [["Why it stopped", stoppedReason] as const]),
            ...(protectedUntil === undefined || protectedUntil < Date.now()
              ? []
              : [["Protected", "from scale-in and deployments"] as const]),
            ...logGroups.map(
              (group) =>
                [
                  "Log",
                  <a key={group} href={hrefOf("logs", group)}>
                    {group}
                  </a>,
                ] as const,
            ),
          ]}
        />
        {(status === "RUNNING" || status === "PENDING") && (
          <div className="buttons">
            <button type="button" onClick={onStop}>
              Stop
            </button>
          </div>
        )}
      </details>
    </li>
  );
}
