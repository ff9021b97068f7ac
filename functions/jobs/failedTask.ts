import { createHash } from "node:crypto";
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type ECSClient, RunTaskCommand, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod/mini";
import { checked } from "../shared/schema";
import { createTelemetry } from "../shared/telemetry";

/** How the tasks of one job are run again, as the component knows it. */
export interface RetriedJob {
  job: string;
  taskDefinition: string;
  retries: number;
  /** Seconds after its scheduled time in which a run may be tried again, its flexible window included. */
  maxAgeSeconds: number;
  spot: boolean;
}

export interface FailedTaskDependencies {
  dynamo: DynamoDBClient;
  ecs: ECSClient;
  sqs: SQSClient;
  runTable: string;
  deadLetterQueueUrl: string;
  /** Jobs by family of task definitions. */
  jobs: Readonly<Record<string, RetriedJob>>;
  subnets: readonly string[];
  securityGroup: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The end of a stopped task. */
export type FailedTaskOutcome = "no failure" | "not a run" | "done before" | "tried again" | "given up";

/** Days that the book on a run's failures is kept. */
const KEPT_DAYS = 35;

/** Source: Amazon ECS Developer Guide, "Amazon ECS task state change events". */
const eventSchema = () =>
  z.object({
    detail: z.object({
      clusterArn: z.string(),
      taskArn: z.string(),
      taskDefinitionArn: z.string(),
      lastStatus: z.literal("STOPPED"),
      stopCode: z.optional(z.string()),
      stoppedReason: z.optional(z.string()),
      containers: z.array(z.object({ exitCode: z.optional(z.number()), reason: z.optional(z.string()) })),
      overrides: z.object({
        containerOverrides: z.array(
          z.object({
            name: z.string(),
            environment: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
          }),
        ),
      }),
    }),
  });

type StoppedTask = z.output<ReturnType<typeof eventSchema>>["detail"];

/**
 * Looks at each task that has stopped: one that has failed is counted under its job's name (the metric of the job's alarm), and its
 * run is tried again, or sent to the dead-letter queue where its retries or its time are used up.
 *
 * An event that comes twice counts once, for failures are a set of tasks.
 */
export function createFailedTaskHandler(deps: FailedTaskDependencies): (event: unknown) => Promise<FailedTaskOutcome> {
  const { logger, count } = createTelemetry();
  const schema = eventSchema();
  return async (event) => {
    const { detail: task } = checked(schema, event);
    const job = deps.jobs[familyOf(task.taskDefinitionArn)];
    if (job === undefined || hasSucceeded(task)) return "no failure";
    const runTime = runTimeOf(task);
    const reason = reasonOf(task);
    logger.error(`the job ${job.job} has failed`, {
      job: job.job,
      run: runTime ?? "by hand",
      reason,
      task: task.taskArn,
    });
    count({ FailedTasks: 1 }, { job: job.job });
    if (runTime === undefined) return "not a run";
    if (await isDone(deps, job, runTime)) return "done before";

    const failures = await failuresOf(deps, job, runTime, task.taskArn);
    const isTooOld = deps.now() - Date.parse(runTime) > job.maxAgeSeconds * 1000;
    const problem = failures <= job.retries && !isTooOld ? await runAgain(deps, job, task) : reason;
    if (problem === undefined) {
      logger.info("its run is tried again", { job: job.job, run: runTime, failures });
      return "tried again";
    }
    await giveUp(deps, { job: job.job, run: runTime, failures, reason: problem, task: task.taskArn });
    return "given up";
  };
}

function hasSucceeded({ containers }: StoppedTask): boolean {
  return containers.length > 0 && containers.every(({ exitCode }) => exitCode === 0);
}

/** `arn:aws:ecs:<region>:<account>:task-definition/<family>:<revision>` */
function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.split("/").at(-1)?.split(":")[0] ?? "";
}

function runTimeOf({ overrides }: StoppedTask): string | undefined {
  const variables = overrides.containerOverrides.flatMap(({ environment = [] }) => environment);
  return variables.find(({ name }) => name === "JOB_SCHEDULED_TIME")?.value;
}

/** Exit codes are the job's own (functions/jobs/jobProcess.ts), or 128 and the signal that ended it. */
const EXIT_REASONS: Readonly<Record<number, string>> = {
  124: "it took longer than it may",
  137: "it was killed, for want of memory or otherwise",
  143: "it was told to stop",
};

function reasonOf({ containers, stopCode, stoppedReason }: StoppedTask): string {
  const [failed] = containers.filter(({ exitCode }) => exitCode !== 0);
  const { exitCode, reason } = failed ?? {};
  // A container whose host has failed has no exit code either.
  const without = stopCode === "TerminationNotice" ? "it was cut off" : "it did not start";
  const exit = exitCode === undefined ? without : `exit code ${exitCode}`;
  const meaning = exitCode === undefined ? undefined : EXIT_REASONS[exitCode];
  return [exit, meaning, reason, stopCode, stoppedReason].filter((part) => part !== undefined).join(": ");
}

async function isDone({ dynamo, runTable }: FailedTaskDependencies, { job }: RetriedJob, runTime: string) {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: runTable, Key: { id: { S: `done/${job}/${runTime}` } }, ConsistentRead: true }),
  );
  return Item !== undefined;
}

/** Counts the tasks of a run that have failed, this one included. */
async function failuresOf(
  { dynamo, runTable, now }: FailedTaskDependencies,
  { job }: RetriedJob,
  runTime: string,
  taskArn: string,
): Promise<number> {
  const { Attributes } = await dynamo.send(
    new UpdateItemCommand({
      TableName: runTable,
      Key: { id: { S: `failed/${job}/${runTime}` } },
      UpdateExpression: "ADD tasks :task SET expiresAt = :expiresAt",
      ExpressionAttributeValues: {
        ":task": { SS: [taskArn] },
        ":expiresAt": { N: String(Math.floor(now() / 1000) + KEPT_DAYS * 86_400) },
      },
      ReturnValues: "ALL_NEW",
    }),
  );
  return Attributes?.tasks?.SS?.length ?? 1;
}

/** @returns why it could not be started; `undefined` where it was */
async function runAgain(
  deps: FailedTaskDependencies,
  { taskDefinition, spot }: RetriedJob,
  task: StoppedTask,
): Promise<string | undefined> {
  const input: RunTaskCommandInput = {
    ...{ cluster: task.clusterArn, taskDefinition, count: 1 },
    // The same event again starts nothing.
    clientToken: createHash("sha256").update(task.taskArn).digest("hex").slice(0, 32),
    capacityProviderStrategy: [{ capacityProvider: spot ? "FARGATE_SPOT" : "FARGATE", weight: 1 }],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...deps.subnets],
        securityGroups: [deps.securityGroup],
        assignPublicIp: "DISABLED",
      },
    },
    overrides: {
      containerOverrides: task.overrides.containerOverrides.map(({ name, environment = [] }) => ({
        name,
        environment,
      })),
    },
    // As the schedule does: a retry would have no tags otherwise (API reference, "RunTask").
    propagateTags: "TASK_DEFINITION",
    enableECSManagedTags: true,
  };
  try {
    const { failures = [] } = await deps.ecs.send(new RunTaskCommand(input));
    return failures.length === 0 ? undefined : `its retry could not be started: ${failures[0]?.reason}`;
  } catch (error) {
    return `its retry could not be started: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function giveUp({ sqs, deadLetterQueueUrl }: FailedTaskDependencies, letter: object): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueueUrl, MessageBody: JSON.stringify(letter) }));
}
