import type * as aws from "@pulumi/aws";
import { clientErrorsAlarm, queueDepthAlarm, serverErrorsAlarm } from "../parts/alarms/alarms";
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

interface Watched {
  api: aws.apigatewayv2.Api;
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  quarantineQueue: aws.sqs.Queue;
  workers: WorkerService;
  database: Postgres;
}

/** The alarms that a person should answer. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { api, queue, deadLetterQueue, quarantineQueue, workers, database } = args;
  const { acceptableLatencySeconds } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  return [
    messageAgeAlarm(`${name}-oldest`, queue, troublingAge(acceptableLatencySeconds), shared, opts),
    queueDepthAlarm(
      `${name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one webhook could not be processed, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    queueDepthAlarm(
      `${name}-quarantined`,
      quarantineQueue,
      shared,
      opts,
      "At least one webhook was not signed as its source signs: an attempt to forge one, or a secret that has changed.",
    ),
    missingTasksAlarm(`${name}-workers-missing`, { ...workers, minTasks: args.minWorkers }, shared, opts),
    failedDeploymentAlarm(`${name}-deployment-failed`, workers.service, shared, opts),
    ...ownDatabaseAlarms(name, database.instance, args, shared, opts),
    serverErrorsAlarm(`${name}-api-5xx`, api, shared, opts),
    clientErrorsAlarm(`${name}-api-4xx`, api, shared, opts),
  ];
}
