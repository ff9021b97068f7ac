import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { clientErrorsAlarm, queueDepthAlarm, serverErrorsAlarm } from "../parts/alarms/alarms";
import {
  databaseConnectionsAlarm,
  databaseStorageAlarm,
  messageAgeAlarm,
  missingTasksAlarm,
  troublingAge,
} from "../parts/alarms/workerAlarms";
import type { Postgres } from "../parts/data/postgres";
import type { WorkerService } from "../parts/workers/workerService";
import type { Settings } from "./settings";

interface Watched {
  settings: Settings;
  api: aws.apigatewayv2.Api;
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  quarantineQueue: aws.sqs.Queue;
  workers: WorkerService;
  database: Postgres;
}

/** The alarms that a person should answer. */
export function alarms(
  name: string,
  { settings, api, queue, deadLetterQueue, quarantineQueue, workers, database }: Watched,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm[] {
  const { acceptableLatencySeconds, databaseMaxConnections, databaseStorageGb } = settings;
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
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
    missingTasksAlarm(`${name}-workers-missing`, workers, shared, opts),
    databaseConnectionsAlarm(`${name}-connections`, database.instance, databaseMaxConnections, shared, opts),
    databaseStorageAlarm(`${name}-storage`, database.instance, databaseStorageGb, shared, opts),
    serverErrorsAlarm(`${name}-api-5xx`, api, shared, opts),
    clientErrorsAlarm(`${name}-api-4xx`, api, shared, opts),
  ];
}
