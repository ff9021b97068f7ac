import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
} from "@aws-sdk/client-ecs";
import { isTransient } from "../shared/awsErrors";
import { type Backoff, equalJitter, type Random } from "../shared/backoff";
import { type Clock, pause } from "../shared/clock";

export interface TaskDependencies {
  ecs: ECSClient;
  clock: Clock;
  random: Random;
  /** Makes a token, by which a repeat of one call starts nothing twice. */
  newToken(): string;
  warn(text: string, details: Record<string, unknown>): void;
}

/** Which tasks, and where. */
export interface TaskPlace {
  cluster: string;
  taskDefinition: string;
  /** Marks the tasks of one starter; at most 36 characters. */
  startedBy: string;
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
  capacityProvider: "FARGATE" | "FARGATE_SPOT";
}

/** Tasks of one call: ECS's limit (API reference, "RunTask"). */
const MOST_AT_ONCE = 10;
const ATTEMPTS = 5;
const BACKOFF: Backoff = { firstMs: 1_000, maxMs: 8_000 };
/** Looks at whether ECS lists what it has started. */
const LOOKS = 15;
const LOOK_EVERY_MS = 1_000;
/** Tasks of one look: ECS's limit (API reference, "DescribeTasks"). */
const MOST_DESCRIBED = 100;

/** Every task of the starter that runs, or is on its way to. */
export async function runningTasks(
  { ecs }: Pick<TaskDependencies, "ecs">,
  { cluster, startedBy }: Pick<TaskPlace, "cluster" | "startedBy">,
): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListTasksCommand({ cluster, startedBy, nextToken }));
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return arns;
}

/**
 * Starts tasks, and tries again, a bounded number of times, for those that ECS has no room for now.
 * @returns ARNs of what was started, which may be fewer
 * @throws what ECS says where no repeat would change it, such as a denial
 */
export async function startTasks(deps: TaskDependencies, place: TaskPlace, count: number): Promise<string[]> {
  const started: string[] = [];
  let call = callFor(deps, place, count);
  for (let failures = 0; started.length < count; ) {
    const outcome = await attempt(deps.ecs, call);
    started.push(...outcome.started);
    if (outcome.problem === undefined) {
      call = callFor(deps, place, count - started.length);
      continue;
    }
    failures += 1;
    deps.warn("ECS did not start every task", { problem: outcome.problem, started: started.length, count, failures });
    if (failures === ATTEMPTS) break;
    await pause(deps.clock, equalJitter(BACKOFF, failures, deps.random));
    // With the same token where the answer was lost: what ECS has started for it counts, and is not started again.
    if (outcome.isAnswered) call = callFor(deps, place, count - started.length);
  }
  return started;
}

/**
 * Waits until ECS lists what it has started: its lists lag behind, and who counts the tasks next must not miss these
 * (API reference, "RunTask", on eventual consistency). A task that has stopped by then counts as listed.
 */
export async function listed(deps: TaskDependencies, place: TaskPlace, taskArns: readonly string[]): Promise<void> {
  let missing = taskArns;
  for (let look = 1; missing.length > 0; look += 1) {
    const running = new Set(await runningTasks(deps, place));
    missing = await notStopped(
      deps.ecs,
      place.cluster,
      missing.filter((arn) => !running.has(arn)),
    );
    if (missing.length === 0) return;
    if (look === LOOKS) {
      deps.warn("ECS does not list tasks that it has started", { missing });
      return;
    }
    await pause(deps.clock, LOOK_EVERY_MS);
  }
}

function callFor({ newToken }: TaskDependencies, place: TaskPlace, count: number): RunTaskCommandInput {
  return {
    cluster: place.cluster,
    taskDefinition: place.taskDefinition,
    count: Math.min(MOST_AT_ONCE, count),
    startedBy: place.startedBy,
    clientToken: newToken(),
    capacityProviderStrategy: [{ capacityProvider: place.capacityProvider, weight: 1 }],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...place.subnetIds],
        securityGroups: [...place.securityGroupIds],
        assignPublicIp: "DISABLED",
      },
    },
    // A task outside of a service gets no tags otherwise, and its cost no owner (API reference, "RunTask").
    propagateTags: "TASK_DEFINITION",
    enableECSManagedTags: true,
  };
}

interface Outcome {
  started: string[];
  /** ECS said what it did; without an answer, it may have started tasks all the same. */
  isAnswered: boolean;
  problem?: string;
}

async function attempt(ecs: ECSClient, call: RunTaskCommandInput): Promise<Outcome> {
  try {
    const { tasks = [], failures = [] } = await ecs.send(new RunTaskCommand(call));
    const started = tasks.flatMap(({ taskArn }) => (taskArn === undefined ? [] : [taskArn]));
    if (failures.length === 0 && started.length > 0) return { started, isAnswered: true };
    const reasons = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": "));
    return { started, isAnswered: true, problem: [...new Set(reasons)].join("; ") || "ECS started nothing" };
  } catch (error) {
    if (!isTransient(error)) throw error;
    return { started: [], isAnswered: false, problem: String(error) };
  }
}

async function notStopped(ecs: ECSClient, cluster: string, taskArns: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (let from = 0; from < taskArns.length; from += MOST_DESCRIBED) {
    const tasks = taskArns.slice(from, from + MOST_DESCRIBED);
    const { tasks: known = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    const stopped = new Set(known.flatMap((task) => (task.desiredStatus === "STOPPED" ? [task.taskArn] : [])));
    missing.push(...tasks.filter((arn) => !stopped.has(arn)));
  }
  return missing;
}
