import type * as aws from "@pulumi/aws";
import {
  alarm,
  clientErrorsAlarm,
  queueDepthAlarm,
  serverErrorsAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import {
  failedDeploymentAlarm,
  messageAgeAlarm,
  missingTasksAlarm,
  ownDatabaseAlarms,
  troublingAge,
} from "../parts/alarms/workerAlarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Postgres } from "../parts/data/postgres";
import type { WorkerService } from "../parts/workers/workerService";
import type { Settings } from "./settings";
import { trackerMetric } from "./tracking";

/** State requests that may fail in a minute. Now and then one does; the item waits for its next try. */
const FAILURES_A_MINUTE = 10;

interface Watched {
  api: aws.apigatewayv2.Api;
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  quarantineQueue: aws.sqs.Queue;
  table: aws.dynamodb.Table;
  handlers: WorkerService;
  processors: WorkerService;
  database: Postgres;
}

/** The alarms that a person should answer. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { api, queue, deadLetterQueue, quarantineQueue, table, handlers, processors, database } = args;
  const { acceptableLatencySeconds } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  return [
    alarm(
      `${name}-overdue`,
      {
        description:
          "The state of at least one entity has been due for too long in 3 of 5 minutes: processors are down or too few, or the external API does not answer for it.",
        ...trackerMetric("OldestDueSeconds", table),
        statistic: "Maximum",
        threshold: args.overdueSeconds,
        minutes: { breaching: 3, of: 5 },
      },
      shared,
      opts,
    ),
    alarm(
      `${name}-failing`,
      {
        description: `At least ${FAILURES_A_MINUTE} state requests failed a minute in 3 of 5 minutes: the processors' log says which and why.`,
        ...trackerMetric("ProcessingFailed", table),
        statistic: "Sum",
        threshold: FAILURES_A_MINUTE,
        minutes: { breaching: 3, of: 5 },
      },
      shared,
      opts,
    ),
    messageAgeAlarm(`${name}-oldest`, queue, troublingAge(acceptableLatencySeconds), shared, opts),
    queueDepthAlarm(
      `${name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one webhook could not be handled, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    queueDepthAlarm(
      `${name}-quarantined`,
      quarantineQueue,
      shared,
      opts,
      "At least one webhook was not signed as its source signs, or does not name its entity: the message says which.",
    ),
    missingTasksAlarm(`${name}-handlers-missing`, { ...handlers, minTasks: args.minHandlers }, shared, opts),
    missingTasksAlarm(`${name}-processors-missing`, { ...processors, minTasks: args.minProcessors }, shared, opts),
    failedDeploymentAlarm(`${name}-handlers-deployment-failed`, handlers.service, shared, opts),
    failedDeploymentAlarm(`${name}-processors-deployment-failed`, processors.service, shared, opts),
    writeThrottlesAlarm(`${name}-tracking-throttles`, table, shared, opts),
    ...ownDatabaseAlarms(name, database.instance, args, shared, opts),
    serverErrorsAlarm(`${name}-api-5xx`, api, shared, opts),
    clientErrorsAlarm(`${name}-api-4xx`, api, shared, opts),
  ];
}
