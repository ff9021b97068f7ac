import type * as aws from "@pulumi/aws";
import type { AlarmDrivenWorkers } from "../alarmDrivenWorkers";
import { alarm, functionErrorsAlarm, queueDepthAlarm } from "../parts/alarms/alarms";
import { messageAgeAlarm } from "../parts/alarms/workerAlarms";
import type { Context } from "./settings";

/** Leftovers may wait so many times as long as they should: then the workers do not come, or do not manage. */
const STUCK_FACTOR = 3;

/** Seconds below which no age is worth waking anybody. */
const SHORTEST_STUCK_SECONDS = 900;

interface WakingAlarms {
  backlogAlarm: aws.cloudwatch.MetricAlarm;
  leftoverAlarm: aws.cloudwatch.MetricAlarm;
}

/** The alarms that wake workers: they tell the starter, and only that they went off. */
export function wakingAlarms(
  { subject, opts, ...settings }: Context,
  { queue, topic }: Pick<AlarmDrivenWorkers, "queue" | "topic">,
): WakingAlarms {
  const shared = {
    topicArns: [],
    actions: [topic.arn],
    tags: settings.tags,
    transform: settings.transform.alarm,
  };
  const onQueue = {
    namespace: "AWS/SQS",
    dimensions: { QueueName: queue.name },
    statistic: "Maximum",
    minutes: { breaching: 1, of: 1 },
  } as const;
  const backlogAlarm = alarm(
    `${subject.name}-backlog`,
    {
      ...onQueue,
      description: "So many messages wait that workers should come.",
      metricName: "ApproximateNumberOfMessagesVisible",
      // More than the threshold.
      threshold: settings.backlogThreshold + 1,
    },
    shared,
    opts,
  );
  const leftoverAlarm = alarm(
    `${subject.name}-leftover`,
    {
      ...onQueue,
      description: "Messages have waited for so long that a worker should come, however few they are.",
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: settings.leftoverSeconds,
    },
    shared,
    opts,
  );
  return { backlogAlarm, leftoverAlarm };
}

/** What somebody should look at. */
export function alarms(
  { subject, opts, ...settings }: Context,
  { queue, deadLetterQueue, starter }: AlarmDrivenWorkers,
): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
  const stuckSeconds = Math.max(SHORTEST_STUCK_SECONDS, STUCK_FACTOR * settings.leftoverSeconds);
  return [
    messageAgeAlarm(`${subject.name}-stuck`, queue, stuckSeconds, shared, opts),
    queueDepthAlarm(
      `${subject.name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one message could not be stored, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    // No alarm on throttles: of two calls at a time, one has to wait on purpose.
    functionErrorsAlarm(`${subject.name}-starter-errors`, starter, shared, opts),
  ];
}
