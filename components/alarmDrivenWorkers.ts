import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms, wakingAlarms } from "./alarmDrivenWorkers/alarms";
import type { AlarmDrivenWorkersArgs } from "./alarmDrivenWorkers/args";
import { type Context, settingsOf } from "./alarmDrivenWorkers/settings";
import { starter } from "./alarmDrivenWorkers/starter";
import { wakeByAlarm, wakeByTheMinute } from "./alarmDrivenWorkers/wakeUps";
import { cluster, workers } from "./alarmDrivenWorkers/workers";
import { customerKey } from "./parts/data/customerKey";
import { table } from "./parts/data/table";
import { workerGroup } from "./parts/network/workerGroup";
import { encryptedTopic } from "./parts/queues/encryptedTopic";
import { workQueue } from "./parts/queues/workQueue";
import type { FargateTask } from "./parts/workers/fargateTask";

/** The service that publishes when an alarm starts. */
const ALARMS = "cloudwatch.amazonaws.com";

/**
 * A queue that costs next to nothing while it is empty, and workers that an alarm wakes: they drain it into a table, each message once,
 * and go away.
 *
 * queue -> alarm -> topic -> starter -> tasks on Fargate -> table. An alarm tells a *change* only, so the starter also looks once a
 * minute by itself. It starts `backlog / messagesPerTask` tasks, less those that are there.
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
  /** Where workers say that they leave, by `taskArn`. */
  readonly workerTable: aws.dynamodb.Table;
  readonly cluster: aws.ecs.Cluster;
  readonly workers: FargateTask;
  readonly workerSecurityGroup: aws.ec2.SecurityGroup;
  /** What the waking alarms tell. */
  readonly topic: aws.sns.Topic;
  readonly topicKey: aws.kms.Key;
  /** Too many messages wait. */
  readonly backlogAlarm: aws.cloudwatch.MetricAlarm;
  /** Messages wait for too long. */
  readonly leftoverAlarm: aws.cloudwatch.MetricAlarm;
  readonly starter: aws.lambda.Function;
  readonly schedule: aws.scheduler.Schedule;
  /** What a person should look at. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: AlarmDrivenWorkersArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:AlarmDrivenWorkers", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };

    const { queue, deadLetterQueue } = queues(context);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.table = itemTable(context);
    this.workerTable = workerTable(context);

    this.cluster = cluster(context);
    this.workerSecurityGroup = burstGroup(context);
    this.workers = workers(context, this);

    this.topicKey = topicKey(context);
    this.topic = wakingTopic(context, this.topicKey);
    const { backlogAlarm, leftoverAlarm } = wakingAlarms(context, this);
    this.backlogAlarm = backlogAlarm;
    this.leftoverAlarm = leftoverAlarm;
    this.starter = starter(context, this);
    wakeByAlarm(context, this);
    this.schedule = wakeByTheMinute(context, this);
    this.alarms = alarms(context, this);

    this.registerOutputs({
      queueUrl: queue.url,
      deadLetterQueueUrl: deadLetterQueue.url,
      tableName: this.table.name,
      clusterName: this.cluster.name,
    });
  }
}

function queues({ subject, opts, ...settings }: Context) {
  return workQueue(
    `${subject.name}-queue`,
    {
      visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
      maxReceiveCount: settings.maxReceiveCount,
      maxMessageBytes: LARGEST_BODY_BYTES,
      fifo: false,
      tags: settings.tags,
      transform: { queue: settings.transform.queue, deadLetterQueue: settings.transform.deadLetterQueue },
    },
    opts,
  );
}

/** An item of DynamoDB takes 400 KB, with all that is added to a message's body (DynamoDB docs, "Quotas"). */
const LARGEST_BODY_BYTES = 262_144;

function burstGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const description = "The burst workers: nobody connects to them.";
  return workerGroup(subject.name, { network, description, calls: "AWS's own APIs.", tags }, opts);
}

function itemTable({ subject, opts, ...settings }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-items`,
    {
      hashKey: "id",
      deletionProtection: settings.deletionProtection,
      tags: settings.tags,
      transform: settings.transform.table,
    },
    opts,
  );
}

/** Nothing here is worth keeping: an item is of use for minutes. */
function workerTable({ subject, tags, opts }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-leaving`,
    { hashKey: "taskArn", ttlAttribute: "expiresAt", deletionProtection: false, tags },
    opts,
  );
}

function topicKey({ subject, tags, opts }: Context): aws.kms.Key {
  return customerKey(
    `${subject.name}-topic-key`,
    {
      description: `Messages of the topic ${subject.name}-topic.`,
      services: [ALARMS],
      logs: false,
      // What is lost with the key are messages on their way: a topic keeps nothing.
      deletionDays: 7,
      tags,
    },
    opts,
  );
}

function wakingTopic({ subject, tags, transform, opts }: Context, key: aws.kms.Key): aws.sns.Topic {
  return encryptedTopic(
    `${subject.name}-topic`,
    { services: [ALARMS], keyArn: key.arn, tags, transform: transform.topic },
    opts,
  );
}
