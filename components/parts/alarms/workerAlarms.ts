import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { transformed } from "../arguments/transform";
import { type AlarmSettings, alarm, onceAlarm } from "./alarms";
import { desiredTasks, runningTasks, termsOf } from "./metrics";

/** Acceptable latencies that the oldest message may wait before somebody is told: scaling out takes minutes. */
const AGE_FACTOR = 10;

/** Seconds below which no age is worth an alarm. */
const SHORTEST_AGE_SECONDS = 300;

/** Share of the database's connections that may be in use. */
const CONNECTIONS_SHARE = 0.8;

/** Share of the first storage that must be free: the disk grows in time from there (RDS docs, "storage autoscaling"). */
const FREE_STORAGE_SHARE = 0.05;

const BYTES_PER_GIB = 1024 ** 3;

/** Seconds after which a message's age is trouble, where messages may wait for `acceptableLatencySeconds`. */
export function troublingAge(acceptableLatencySeconds: number): number {
  return Math.max(SHORTEST_AGE_SECONDS, AGE_FACTOR * acceptableLatencySeconds);
}

/**
 * Tells that a queue's consumers do not keep up.
 *
 * In a standard queue it does not see a message that was received three times and not deleted: SQS puts that one at the end, and tells the
 * age of the next (Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS",
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html). The alarm on the
 * dead-letter queue sees it, after `maxReceiveCount` receives.
 */
export function messageAgeAlarm(
  name: string,
  queue: aws.sqs.Queue,
  seconds: pulumi.Input<number>,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description:
        "The oldest message waited too long in 3 of 5 minutes: its consumers are down or too few. Messages that fail again and again show in the dead-letter queue instead.",
      namespace: "AWS/SQS",
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
      threshold: seconds,
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

interface WatchedService {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
  /** Tasks that always run, whatever scaling decides. */
  minTasks: number;
}

/**
 * Tells that fewer tasks of a service run than should: they die, or do not even start.
 *
 * A service without a running task has no metrics at all (Amazon ECS Developer Guide, "Container Insights considerations"), so that
 * the tasks which should run are `minTasks` then, and those that do are none. With a minimum of none, nobody can tell an outage from
 * rest: what waits in the queue has an alarm of its own. Five minutes of six are asked for: `FILL` always fills the last minute of a
 * metric that is late, which would keep an alarm in its state that needs that minute (CloudWatch User Guide, "Using math expressions with
 * CloudWatch metrics", `FILL`, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html).
 */
export function missingTasksAlarm(
  name: string,
  { cluster, service, minTasks }: WatchedService,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    name,
    transformed(settings.transform, {
      alarmDescription:
        "At least one worker was missing in 5 of 6 minutes: workers restart again and again, or cannot start at all.",
      metricQueries: [
        {
          id: "missing",
          label: "Workers that are missing",
          expression: `FILL(desired, ${minTasks}) - FILL(running, 0)`,
          returnData: true,
        },
        ...termsOf({ desired: desiredTasks(cluster, service), running: runningTasks(cluster, service) }),
      ],
      // Starting a task takes a minute or two, so a scale-out alone is no reason to alarm.
      evaluationPeriods: 6,
      datapointsToAlarm: 5,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: minTasks > 0 ? "breaching" : "notBreaching",
      alarmActions: settings.topicArns,
      okActions: settings.topicArns,
      tags: settings.tags,
    }),
    opts,
  );
}

/**
 * Tells that a deployment of a service has failed, and was rolled back or stopped: its old version works on, or nothing does. An update
 * that waits for its steady state fails with it; one that does not wait, and a deployment that somebody else began, end unseen otherwise.
 *
 * An EventBridge rule counts the events, and needs no target for that: so every topic that takes CloudWatch's alarms will do, and need not
 * let EventBridge in (Amazon ECS Developer Guide, "Amazon ECS service deployment state change events"; EventBridge User Guide, "Monitoring
 * Amazon EventBridge", `TriggeredRules`).
 */
export function failedDeploymentAlarm(
  name: string,
  service: aws.ecs.Service,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const rule = new aws.cloudwatch.EventRule(
    `${name}-events`,
    {
      description: "A deployment of the service has failed.",
      eventPattern: pulumi.jsonStringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        resources: [service.id],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      }),
      tags: settings.tags,
    },
    opts,
  );
  return onceAlarm(
    name,
    {
      description:
        "A new version's workers did not start, and ECS has taken the version back or given it up: the log of its stopped tasks says why.",
      namespace: "AWS/Events",
      metricName: "TriggeredRules",
      dimensions: { RuleName: rule.name },
    },
    settings,
    opts,
  );
}

/** The alarms on the workers' own database; none on one that is there already, which has alarms of its own. */
export function ownDatabaseAlarms(
  name: string,
  database: aws.rds.Instance,
  args: { existingDatabase: object | undefined; databaseMaxConnections: number; databaseStorageGb: number },
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm[] {
  if (args.existingDatabase !== undefined) return [];
  return [
    databaseConnectionsAlarm(`${name}-connections`, database, args.databaseMaxConnections, settings, opts),
    databaseStorageAlarm(`${name}-storage`, database, args.databaseStorageGb, settings, opts),
  ];
}

/**
 * Tells that a database runs out of connections.
 * @param maxConnections all that it takes
 */
function databaseConnectionsAlarm(
  name: string,
  database: aws.rds.Instance,
  maxConnections: number,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description: "Four fifths of the database's connections were in use in 3 of 5 minutes.",
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      dimensions: { DBInstanceIdentifier: database.identifier },
      statistic: "Maximum",
      threshold: Math.floor(maxConnections * CONNECTIONS_SHARE),
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

/**
 * Tells that a database runs out of disk.
 * @param storageGb GiB that it began with
 */
function databaseStorageAlarm(
  name: string,
  database: aws.rds.Instance,
  storageGb: number,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description:
        "The database's disk is nearly full, although it grows by itself: it has reached its limit, or grows too slowly.",
      namespace: "AWS/RDS",
      metricName: "FreeStorageSpace",
      dimensions: { DBInstanceIdentifier: database.identifier },
      statistic: "Minimum",
      threshold: Math.round(storageGb * FREE_STORAGE_SHARE * BYTES_PER_GIB),
      wrong: "below",
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}
