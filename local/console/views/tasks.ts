import type { Resource } from "../../engine/deployment";
import type { Task } from "../../services/ecs/ecs";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";

const SERVICE = "aws:ecs/service:Service";
const DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
/** Tasks that have stopped, of those that are shown. */
const MOST_STOPPED = 20;

interface TaskLine
  extends Pick<Task, "arn" | "status" | "startedAt" | "stoppedReason" | "exitCode" | "protectedUntil"> {
  clusterArn: string;
  /** Logical name of its definition. */
  label: string;
  logGroups: readonly string[];
}

/** Every service, and the tasks outside of services. */
export const tasks: View = (parts) => ({
  services: ofType(parts.program, SERVICE).map((resource) => serviceLine(parts, resource)),
  tasks: inOrder(parts.services.ecs.tasks().filter(({ serviceArn }) => serviceArn === undefined)).map((task) =>
    taskLine(parts, task),
  ),
});

/** One service: how its deployment does, and its tasks. */
export const service: View = (parts, query) => {
  const resource = resourceAskedFor(parts.program, SERVICE, query, "service");
  const serviceArn = arnOf(resource);
  return {
    service: serviceLine(parts, resource),
    tasks: inOrder(parts.services.ecs.tasks({ serviceArn })).map((task) => taskLine(parts, task)),
  };
};

function serviceLine({ services, program }: ConsoleParts, resource: Resource): object {
  const arn = arnOf(resource);
  const described = services.ecs.describeService(arn);
  const { desired, running, pending } = services.ecs.counts(arn);
  const [deployment] = described?.deployments ?? [];
  return {
    ...placeOf(program, resource),
    ...{ name: String(resource.state.name), arn, cluster: described?.clusterArn, desired, running, pending },
    ...{ rollout: deployment?.rolloutState, rolloutReason: deployment?.rolloutStateReason },
    failed: deployment?.failedTasks ?? 0,
  };
}

/** A service is known by its ARN, which is its id. */
function arnOf({ state, id }: Resource): string {
  return String(state.arn ?? id);
}

function taskLine({ program }: ConsoleParts, task: Task): TaskLine {
  const { arn, status, clusterArn, startedAt, stoppedReason, exitCode, protectedUntil } = task;
  const definition = ofType(program, DEFINITION).find(({ state }) => state.arn === task.taskDefinitionArn);
  return {
    ...{ arn, status, clusterArn, label: definition?.name ?? task.taskDefinitionArn.split("/").at(-1) ?? "" },
    ...(startedAt !== undefined && { startedAt }),
    ...(stoppedReason !== undefined && { stoppedReason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(protectedUntil !== undefined && { protectedUntil }),
    logGroups: logGroupsOf(definition),
  };
}

function logGroupsOf(definition: Resource | undefined): readonly string[] {
  const text = String(definition?.state.containerDefinitions ?? "");
  return [...new Set([...text.matchAll(/"awslogs-group"\s*:\s*"([^"]+)"/g)].map(([, group = ""]) => group))];
}

/** Those that run first, then those that have stopped, the newest first. */
function inOrder(all: readonly Task[]): readonly Task[] {
  const live = all.filter(({ status }) => status !== "STOPPED");
  const stopped = all.filter(({ status }) => status === "STOPPED");
  return [...live, ...stopped.reverse().slice(0, MOST_STOPPED)];
}
