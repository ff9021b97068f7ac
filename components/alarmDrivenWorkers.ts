import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms, wakingAlarms } from "./alarmDrivenWorkers/alarms";
import type { AlarmDrivenWorkersArgs } from "./alarmDrivenWorkers/args";
import { type Settings, settingsOf } from "./alarmDrivenWorkers/settings";
import { starter } from "./alarmDrivenWorkers/starter";
import { wakeByAlarm, wakeByTheMinute } from "./alarmDrivenWorkers/wakeUps";
import { workers } from "./alarmDrivenWorkers/workers";
import type { ChildOptions } from "./parts/arguments/childOptions";
import { customerKey } from "./parts/data/customerKey";
import { table } from "./parts/data/table";
import { taskPlace } from "./parts/existing/existingCluster";
import { workerGroup } from "./parts/network/workerGroup";
import { encryptedTopic } from "./parts/queues/encryptedTopic";
import { workQueue } from "./parts/queues/workQueue";
import type { FargateTask } from "./parts/workers/fargateTask";

/** The service that publishes to a topic when an alarm starts. */
const ALARMS = "cloudwatch.amazonaws.com";

/** Bytes of the largest message: an item of DynamoDB takes 400 KB, with all that is added to the body (DynamoDB docs, "Quotas"). */
const LARGEST_BODY_BYTES = 262_144;

/** Days in which a deleted key of the topic can be had back: few, for a topic keeps nothing. */
const KEY_DELETION_DAYS = 7;

/**
 * A queue that costs next to nothing while it is empty, and workers that an alarm wakes: they drain it into a table, each message once,
 * and go away.
 *
 * queue -> alarm -> topic -> starter -> tasks on Fargate -> table. An alarm tells of a *change* only, so the starter also looks once a
 * minute by itself. It starts `backlog / messagesPerTask` tasks, less those that run already.
 *
 * @example
 * const bursts = new AlarmDrivenWorkers("bursts", { network: new Network("bursts"), maxTasks: 20 });
 * export const queueUrl = bursts.queue.url;
 */
export class AlarmDrivenWorkers extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;
  /** One item a message, by `id`. */
  readonly table: aws.dynamodb.Table;
  /** One item a worker that is about to leave, by `taskArn`. It is of use for minutes, so it is not protected from deletion. */
  readonly workerTable: aws.dynamodb.Table;
  readonly cluster: aws.ecs.Cluster;
  readonly workers: FargateTask;
  readonly workerSecurityGroup: aws.ec2.SecurityGroup;
  /** Tells the starter that a waking alarm went off. */
  readonly topic: aws.sns.Topic;
  readonly topicKey: aws.kms.Key;
  /** Starts when too many messages wait. */
  readonly backlogAlarm: aws.cloudwatch.MetricAlarm;
  /** Starts when messages wait for too long. */
  readonly leftoverAlarm: aws.cloudwatch.MetricAlarm;
  readonly starter: aws.lambda.Function;
  readonly schedule: aws.scheduler.Schedule;
  /** The alarms that a person should answer. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: AlarmDrivenWorkersArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:AlarmDrivenWorkers", name, {}, opts);
    const { network, keyArn, tags, transform } = settings;
    const child = { parent: this };

    const queues =
      settings.existingQueues ??
      workQueue(
        `${name}-queue`,
        {
          visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
          maxReceiveCount: settings.maxReceiveCount,
          maxMessageBytes: LARGEST_BODY_BYTES,
          fifo: false,
          keyArn,
          tags,
          transform: { queue: transform.queue, deadLetterQueue: transform.deadLetterQueue },
        },
        child,
      );
    const { queue, deadLetterQueue } = queues;
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    const items = settings.existingTable ?? { table: itemTable(`${name}-items`, settings, child), keyArn };
    this.table = items.table;
    this.workerTable = table(
      `${name}-leaving`,
      { hashKey: "taskArn", ttlAttribute: "expiresAt", deletionProtection: false, keyArn, tags },
      child,
    );

    const place = taskPlace(
      `${name}-cluster`,
      { ...settings, capacity: `${name}-cluster-capacity`, transform: transform.cluster },
      child,
    );
    this.cluster = place.cluster;
    this.workerSecurityGroup = workerGroup(
      name,
      { network, description: "The burst workers: nobody connects to them.", calls: "The APIs of AWS.", tags },
      child,
    );
    this.workers = workers(
      `${name}-worker`,
      { ...settings, queues, items, workerTable: this.workerTable, place },
      child,
    );

    this.topicKey =
      args.key ??
      customerKey(
        `${name}-topic-key`,
        {
          description: `Messages of the topic ${name}-topic.`,
          services: [ALARMS],
          logs: false,
          deletionDays: KEY_DELETION_DAYS,
          tags,
        },
        child,
      );
    this.topic = encryptedTopic(
      `${name}-topic`,
      { services: [ALARMS], keyArn: keyArn ?? this.topicKey.arn, tags, transform: transform.topic },
      child,
    );
    const { backlogAlarm, leftoverAlarm } = wakingAlarms(name, { ...settings, queue, topic: this.topic }, child);
    this.backlogAlarm = backlogAlarm;
    this.leftoverAlarm = leftoverAlarm;
    this.starter = starter(
      `${name}-starter`,
      {
        ...settings,
        queue,
        workerTable: this.workerTable,
        cluster: this.cluster,
        startedBy: place.startedBy,
        workers: this.workers,
        securityGroup: this.workerSecurityGroup,
        wakingAlarms: [backlogAlarm, leftoverAlarm],
      },
      child,
    );
    wakeByAlarm(name, { topic: this.topic, starter: this.starter }, child);
    this.schedule = wakeByTheMinute(`${name}-minute`, { ...settings, starter: this.starter }, child);
    this.alarms = alarms(name, { ...settings, queue, deadLetterQueue, starter: this.starter }, child);

    this.registerOutputs({
      queueUrl: queue.url,
      deadLetterQueueUrl: deadLetterQueue.url,
      tableName: this.table.name,
      clusterName: this.cluster.name,
    });
  }
}

/** Keeps one item a message. */
function itemTable(
  name: string,
  { deletionProtection, keyArn, tags, transform }: Settings,
  opts: ChildOptions,
): aws.dynamodb.Table {
  return table(name, { hashKey: "id", deletionProtection, keyArn, tags, transform: transform.table }, opts);
}
