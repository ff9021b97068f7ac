import type * as aws from "@pulumi/aws";
import { alarm, functionErrorsAlarm, queueDepthAlarm } from "../parts/alarms/alarms";
import { messageAgeAlarm } from "../parts/alarms/workerAlarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Settings } from "./settings";

/** Times `leftoverSeconds` that the oldest message may wait: after that, workers do not come, or cannot cope. */
const STUCK_FACTOR = 3;

/** Seconds below which no age is worth waking anybody. */
const SHORTEST_STUCK_SECONDS = 900;

interface WakingAlarms {
  backlogAlarm: aws.cloudwatch.MetricAlarm;
  leftoverAlarm: aws.cloudwatch.MetricAlarm;
}

/** The alarms that wake workers: they tell the starter alone, and only when they start. */
export function wakingAlarms(
  name: string,
  args: Settings & { queue: aws.sqs.Queue; topic: aws.sns.Topic },
  opts: ChildOptions,
): WakingAlarms {
  const shared = {
    topicArns: [],
    actions: [args.topic.arn],
    tags: args.tags,
    transform: args.transform.alarm,
  };
  const onQueue = {
    namespace: "AWS/SQS",
    dimensions: { QueueName: args.queue.name },
    statistic: "Maximum",
    minutes: { breaching: 1, of: 1 },
  } as const;
  const backlogAlarm = alarm(
    `${name}-backlog`,
    {
      ...onQueue,
      description: "So many messages wait that workers should come.",
      metricName: "ApproximateNumberOfMessagesVisible",
      // More than the threshold.
      threshold: args.backlogThreshold + 1,
    },
    shared,
    opts,
  );
  const leftoverAlarm = alarm(
    `${name}-leftover`,
    {
      ...onQueue,
      description: "Messages have waited for so long that a worker should come, however few they are.",
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: args.leftoverSeconds,
    },
    shared,
    opts,
  );
  return { backlogAlarm, leftoverAlarm };
}

interface Watched {
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  starter: aws.lambda.Function;
}

/** The alarms that a person should answer. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { queue, deadLetterQueue, starter } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  const stuckSeconds = Math.max(SHORTEST_STUCK_SECONDS, STUCK_FACTOR * args.leftoverSeconds);
  return [
    messageAgeAlarm(`${name}-stuck`, queue, stuckSeconds, shared, opts),
    queueDepthAlarm(
      `${name}-dead-letters`,
      deadLetterQueue,
      shared,
      opts,
      "At least one message could not be stored, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    // No alarm on throttles: of two calls at a time, the second has to wait.
    functionErrorsAlarm(`${name}-starter-errors`, starter, shared, opts),
  ];
}
