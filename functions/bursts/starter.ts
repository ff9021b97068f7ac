import { type CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { oneAtATime } from "../shared/oneAtATime";
import type { Telemetry } from "../shared/telemetry";
import { listed, runningTasks, startTasks, type TaskDependencies, type TaskPlace } from "./startTasks";
import { leavingTasks } from "./workerRoster";

export interface StarterSettings extends TaskPlace {
  queueUrl: string;
  /** The table in which workers say that they leave. */
  workerTable: string;
  /** The alarms on too many messages, and on messages that wait for too long. */
  alarmNames: readonly string[];
  /** Messages; more of them are reason enough. */
  backlogThreshold: number;
  /** Messages that one task should take. */
  messagesPerTask: number;
  maxTasks: number;
}

export interface StarterDependencies extends Omit<TaskDependencies, "warn"> {
  sqs: SQSClient;
  cloudwatch: CloudWatchClient;
  dynamo: DynamoDBClient;
  telemetry: Telemetry;
  settings: StarterSettings;
}

/** Milliseconds that a starter waits for another one to end: most runs take a few seconds. */
const WAIT_MS = 45_000;
/** Between a run's forced end and the next one's beginning, for clocks that differ. */
const LEASE_MARGIN_MS = 5000;
/** Key of the lease's item, in the table of workers that leave: no ARN looks like it. */
const LEASE_KEY = "starter";

/** The findings and actions of one run of the starter. */
export interface StarterOutcome {
  /** Messages that wait in the queue. */
  backlog: number;
  /** Tasks that run or are about to, but for those that leave. */
  tasks: number;
  wanted: number;
  started: number;
}

/**
 * Makes the handler that starts workers: so many that each has `messagesPerTask` to do, less those that are there already.
 *
 * Whatever calls it (the alarm, a minute that has passed, a retry, two of them at once), it looks at the state and not at the event,
 * so that a repeat does nothing and a lost event is made up for. An alarm speaks up only when its state *changes*: a backlog that
 * stays, or that grows again before the alarm is over, is found by the schedule.
 *
 * @throws Error where fewer tasks could be started than are needed: the function's errors are alarmed, and Lambda tries again
 */
export function createStarter(deps: StarterDependencies): () => Promise<StarterOutcome> {
  const { settings, telemetry } = deps;
  const tasksDeps: TaskDependencies = { ...deps, warn: (text, details) => telemetry.logger.warn(text, details) };
  return async () => {
    const backlog = await visibleMessages(deps);
    const isDue = backlog > settings.backlogThreshold || (backlog > 0 && (await isAlarmed(deps)));
    const wanted = isDue ? Math.min(settings.maxTasks, Math.ceil(backlog / settings.messagesPerTask)) : 0;
    if (wanted === 0) return { backlog, tasks: 0, wanted, started: 0 };

    // Read in this order, the notices of leaving last: `createIdleShutdown` says why.
    const running = await runningTasks(deps, settings);
    const leaving = await leavingTasks(deps.dynamo, settings.workerTable, running);
    const tasks = running.filter((arn) => !leaving.has(arn)).length;
    const missing = Math.max(0, wanted - tasks);
    const started = missing === 0 ? [] : await startTasks(tasksDeps, settings, missing);
    await listed(tasksDeps, settings, started);

    const outcome = { backlog, tasks, wanted, started: started.length };
    telemetry.logger.info("looked for work", outcome);
    telemetry.count({ TasksStarted: started.length, TasksNotStarted: missing - started.length });
    if (started.length < missing) {
      throw new Error(`ECS started ${started.length} of ${missing} tasks; the next run tries again`);
    }
    return outcome;
  };
}

/**
 * Makes the handler of which only one run is under way: two at once would both find the same tasks missing.
 * @param deps with `timeoutMs`, the milliseconds after which Lambda ends a run
 */
export function createLoneStarter(
  deps: StarterDependencies & { timeoutMs: number },
): () => Promise<StarterOutcome | undefined> {
  const { dynamo, clock, newToken, settings, telemetry } = deps;
  return oneAtATime(
    {
      ...{ dynamo, clock, newToken },
      table: settings.workerTable,
      key: { attribute: "taskArn", value: LEASE_KEY },
      leaseMs: deps.timeoutMs + LEASE_MARGIN_MS,
      waitMs: WAIT_MS,
      onGivenUp: () => telemetry.logger.info("another run is under way: the next minute's looks again"),
    },
    createStarter(deps),
  );
}

async function visibleMessages({ sqs, settings }: StarterDependencies): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: settings.queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  return Number(Attributes.ApproximateNumberOfMessages ?? 0);
}

async function isAlarmed({ cloudwatch, settings }: StarterDependencies): Promise<boolean> {
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...settings.alarmNames], StateValue: "ALARM" }),
  );
  return MetricAlarms.length > 0;
}
