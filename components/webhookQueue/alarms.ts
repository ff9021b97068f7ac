import type * as aws from "@pulumi/aws";
import { clientErrorsAlarm, queueDepthAlarm, serverErrorsAlarm } from "../parts/alarms/alarms";
import {
  databaseConnectionsAlarm,
  databaseStorageAlarm,
  messageAgeAlarm,
  missingTasksAlarm,
} from "../parts/alarms/workerAlarms";
import type { WebhookQueue } from "../webhookQueue";
import type { Context } from "./settings";

/** The oldest webhook may have waited so many times as long as is acceptable: scaling out takes minutes. */
const AGE_FACTOR = 10;

/** Seconds below which no age is worth an alarm. */
const SHORTEST_AGE_SECONDS = 300;

/** Share of the database's connections that may be in use. */
const CONNECTIONS_SHARE = 0.8;

/** Share of the first storage that must be free: the disk grows in time from there (RDS docs, "storage autoscaling"). */
const FREE_STORAGE_SHARE = 0.05;

const BYTES_PER_GIB = 1024 ** 3;

/** What somebody should look at. */
export function alarms({ subject, opts, ...settings }: Context, children: WebhookQueue): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
  const { queue, deadLetterQueue, quarantineQueue, workers, database, api } = children;
  const oldest = Math.max(SHORTEST_AGE_SECONDS, AGE_FACTOR * settings.acceptableLatencySeconds);
  const connections = Math.floor(settings.databaseMaxConnections * CONNECTIONS_SHARE);
  const freeBytes = Math.round(settings.databaseStorageGb * FREE_STORAGE_SHARE * BYTES_PER_GIB);
  return [
    messageAgeAlarm(`${subject.name}-oldest`, queue, oldest, shared, opts),
    queueDepthAlarm(
      `${subject.name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one webhook could not be processed, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    queueDepthAlarm(
      `${subject.name}-quarantined`,
      quarantineQueue,
      shared,
      opts,
      "At least one webhook was not signed as its source signs: an attempt to forge one, or a secret that has changed.",
    ),
    missingTasksAlarm(`${subject.name}-workers-missing`, workers, shared, opts),
    databaseConnectionsAlarm(`${subject.name}-connections`, database.instance, connections, shared, opts),
    databaseStorageAlarm(`${subject.name}-storage`, database.instance, freeBytes, shared, opts),
    serverErrorsAlarm(`${subject.name}-api-5xx`, api, shared, opts),
    clientErrorsAlarm(`${subject.name}-api-4xx`, api, shared, opts),
  ];
}
