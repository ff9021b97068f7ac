import type { Events } from "../events/events";
import { describeTask } from "./descriptions";
import type { TaskStatus } from "./ecs";
import type { RunningTask } from "./runningTask";

const TIMES = ["createdAt", "startedAt", "stoppingAt", "stoppedAt"] as const;

/**
 * Tells EventBridge of every change of a task's status.
 * Source: Amazon ECS Developer Guide, "Amazon ECS task state change events".
 *
 * @returns to be called whenever something about the task has changed
 */
export function taskEvents(events: Pick<Events, "emit">, now: () => number): (task: RunningTask) => void {
  const told = new WeakMap<RunningTask, { status: TaskStatus; version: number }>();
  return (task) => {
    const { status, version } = told.get(task) ?? { status: "PENDING", version: 0 };
    if (task.status === status) return;
    told.set(task, { status: task.status, version: version + 1 });
    const described = describeTask(task);
    const times = TIMES.filter((name) => described[name] !== undefined).map((name) => [
      name,
      new Date(Number(described[name]) * 1000).toISOString(),
    ]);
    const detail = {
      ...described,
      ...Object.fromEntries(times),
      updatedAt: new Date(now()).toISOString(),
      version: version + 1,
    };
    events.emit({
      source: "aws.ecs",
      detailType: "ECS Task State Change",
      resources: [task.arn],
      // As it goes over the wire: what is undefined is not there.
      detail: JSON.parse(JSON.stringify(detail)),
    });
  };
}
