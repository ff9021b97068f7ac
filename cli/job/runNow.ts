import { type CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, type ECSClient, RunTaskCommand, type Task } from "@aws-sdk/client-ecs";
import { z } from "zod";

const schema = z.object({
  clusterName: z.string(),
  capacityProvider: z.string(),
  subnetIds: z.array(z.string()),
  securityGroupId: z.string(),
  jobs: z.record(z.string(), z.object({ taskDefinitionArn: z.string(), logGroupName: z.string() })),
});

/** The part of a system's outputs that says what runs its jobs. */
export type JobTarget = z.output<typeof schema>;

export interface RunNowDependencies {
  ecs: Pick<ECSClient, "send">;
  logs: Pick<CloudWatchLogsClient, "send">;
  print(line: string): void;
  /** Waits between two looks at the task. */
  pause(): Promise<void>;
}

/** The container of a job's task, which is also how the names of its log streams begin. */
const CONTAINER = "job";
/** The exit code of a task without one: its container never ran. */
const NEVER_RAN = 1;

/** @throws Error where the system has no jobs */
export function jobTargetOf(system: string, outputs: object): JobTarget {
  const parsed = schema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  throw new Error(`${system} has no scheduled jobs to run`);
}

/**
 * Runs a job now, with all that its schedule gives it but a scheduled time, so that it is a run of its own; prints its log while it
 * works.
 *
 * @returns the exit code of its container
 * @throws Error where there is no such job, or no task could be started
 */
export async function runNow(target: JobTarget, job: string, deps: RunNowDependencies): Promise<number> {
  const found = target.jobs[job];
  if (!found) throw new Error(`there is no job ${job} (only ${Object.keys(target.jobs).sort().join(", ")})`);
  const taskArn = await start(target, found.taskDefinitionArn, deps);
  deps.print(`started ${taskArn}`);
  const follow = follower(found.logGroupName, `${CONTAINER}/${CONTAINER}/${taskArn.split("/").at(-1)}`, deps);
  for (;;) {
    // Looked at before its log is read: what it wrote last is read after its end.
    const task = await look(target, taskArn, deps);
    await follow();
    if (task?.lastStatus === "STOPPED") return ended(task, deps);
    await deps.pause();
  }
}

async function start(target: JobTarget, taskDefinition: string, { ecs }: RunNowDependencies): Promise<string> {
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      ...{ cluster: target.clusterName, taskDefinition },
      capacityProviderStrategy: [{ capacityProvider: target.capacityProvider, weight: 1 }],
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: target.subnetIds,
          securityGroups: [target.securityGroupId],
          assignPublicIp: "DISABLED",
        },
      },
    }),
  );
  const [task] = tasks;
  if (task?.taskArn !== undefined) return task.taskArn;
  throw new Error(
    `no task could be started: ${failures.map(({ reason }) => reason).join(", ") || "ECS gives no reason"}`,
  );
}

async function look(target: JobTarget, taskArn: string, { ecs }: RunNowDependencies): Promise<Task | undefined> {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: target.clusterName, tasks: [taskArn] }));
  return tasks[0];
}

/** Prints what a log stream has got since the last call. */
function follower(logGroupName: string, logStreamName: string, { logs, print }: RunNowDependencies) {
  let nextToken: string | undefined;
  return async () => {
    for (;;) {
      const place = { logGroupName, logStreamName, startFromHead: true, ...(nextToken !== undefined && { nextToken }) };
      const page = await logs.send(new GetLogEventsCommand(place)).catch((error: Error) => {
        // The stream begins with the first line.
        if (error.name === "ResourceNotFoundException") return undefined;
        throw error;
      });
      for (const { message = "" } of page?.events ?? []) print(message);
      const isEnd = page?.nextForwardToken === undefined || page.nextForwardToken === nextToken;
      nextToken = page?.nextForwardToken ?? nextToken;
      if (isEnd) return;
    }
  };
}

function ended({ containers = [], stoppedReason }: Task, { print }: RunNowDependencies): number {
  const exitCode = containers.find(({ name }) => name === CONTAINER)?.exitCode;
  print(`ended with ${exitCode === undefined ? "no exit code" : `exit code ${exitCode}`}: ${stoppedReason ?? ""}`);
  return exitCode ?? NEVER_RAN;
}
