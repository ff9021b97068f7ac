import type * as aws from "@pulumi/aws";
import type { DebounceTracker } from "../debounceTracker";
import {
  alarm,
  clientErrorsAlarm,
  queueDepthAlarm,
  serverErrorsAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import {
  databaseConnectionsAlarm,
  databaseStorageAlarm,
  messageAgeAlarm,
  missingTasksAlarm,
} from "../parts/alarms/workerAlarms";
import { trackerMetric } from "./metrics";
import type { Context } from "./settings";

/** The oldest webhook may have waited so many times as long as is acceptable: scaling out takes minutes. */
const AGE_FACTOR = 10;

/** Seconds below which no age is worth an alarm. */
const SHORTEST_AGE_SECONDS = 300;

/** State requests that fail in a minute. Now and then one does; the record waits for its next try. */
const FAILURES_A_MINUTE = 10;

/** Share of the database's connections that may be in use. */
const CONNECTIONS_SHARE = 0.8;

/** Share of the first storage that must be free: the disk grows in time from there (RDS docs, "storage autoscaling"). */
const FREE_STORAGE_SHARE = 0.05;

const BYTES_PER_GIB = 1024 ** 3;

/** What somebody should look at. */
export function alarms(
  { subject, opts, ...settings }: Context,
  children: DebounceTracker,
): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
  const { queue, deadLetterQueue, quarantineQueue, handlers, processors, trackingTable, database, api } = children;
  const oldest = Math.max(SHORTEST_AGE_SECONDS, AGE_FACTOR * settings.acceptableLatencySeconds);
  const connections = Math.floor(settings.databaseMaxConnections * CONNECTIONS_SHARE);
  const freeBytes = Math.round(settings.databaseStorageGb * FREE_STORAGE_SHARE * BYTES_PER_GIB);
  return [
    alarm(
      `${subject.name}-overdue`,
      {
        description:
          "The state of at least one entity has been due for too long in 3 of 5 minutes: processors are down or too few, or the external API does not answer for it.",
        ...trackerMetric("OldestDueSeconds", trackingTable),
        statistic: "Maximum",
        threshold: settings.overdueSeconds,
        minutes: { breaching: 3, of: 5 },
      },
      shared,
      opts,
    ),
    alarm(
      `${subject.name}-failing`,
      {
        description: `At least ${FAILURES_A_MINUTE} state requests failed a minute in 3 of 5 minutes: the processors' log says which and why.`,
        ...trackerMetric("ProcessingFailed", trackingTable),
        statistic: "Sum",
        threshold: FAILURES_A_MINUTE,
        minutes: { breaching: 3, of: 5 },
      },
      shared,
      opts,
    ),
    messageAgeAlarm(`${subject.name}-oldest`, queue, oldest, shared, opts),
    queueDepthAlarm(
      `${subject.name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one webhook could not be handled, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    queueDepthAlarm(
      `${subject.name}-quarantined`,
      quarantineQueue,
      shared,
      opts,
      "At least one webhook was not signed as its source signs, or does not name its entity: the message says which.",
    ),
    missingTasksAlarm(`${subject.name}-handlers-missing`, handlers, shared, opts),
    missingTasksAlarm(`${subject.name}-processors-missing`, processors, shared, opts),
    writeThrottlesAlarm(`${subject.name}-tracking-throttles`, trackingTable, shared, opts),
    databaseConnectionsAlarm(`${subject.name}-connections`, database.instance, connections, shared, opts),
    databaseStorageAlarm(`${subject.name}-storage`, database.instance, freeBytes, shared, opts),
    serverErrorsAlarm(`${subject.name}-api-5xx`, api, shared, opts),
    clientErrorsAlarm(`${subject.name}-api-4xx`, api, shared, opts),
  ];
}
