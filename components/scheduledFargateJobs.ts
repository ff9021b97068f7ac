import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { table } from "./parts/data/table";
import { workerGroup } from "./parts/network/workerGroup";
import { failureQueue } from "./parts/queues/failureQueue";
import { containerImage } from "./parts/workers/containerImage";
import type { FargateTask } from "./parts/workers/fargateTask";
import { taskCluster } from "./parts/workers/taskCluster";
import { alarms } from "./scheduledFargateJobs/alarms";
import type { ScheduledFargateJobsArgs } from "./scheduledFargateJobs/args";
import { failureHandler } from "./scheduledFargateJobs/failures";
import { type Publishing, publishing } from "./scheduledFargateJobs/publishing";
import { type JobSchedule, jobSchedule } from "./scheduledFargateJobs/schedules";
import { type Context, settingsOf } from "./scheduledFargateJobs/settings";
import { jobTask } from "./scheduledFargateJobs/tasks";

/** One job as it is deployed. */
export interface DeployedJob extends FargateTask, JobSchedule {}

/**
 * Containers on a timetable: EventBridge Scheduler runs tasks on Fargate, in private subnets. A run is its job and its scheduled time;
 * however often it is delivered, the image's program does its work once, with the run table as its book.
 *
 * What cannot be started, or fails again and again, ends in the dead-letter queue.
 *
 * @example
 * const jobs = new ScheduledFargateJobs("reports", {
 *   network: new Network("reports"),
 *   image: "reports",
 *   jobs: {
 *     nightly: { schedule: "cron(0 4 * * ? *)", timezone: "Europe/Berlin", command: ["nightly"] },
 *     hourly: { schedule: "rate(1 hour)", command: ["hourly"], catchUp: true },
 *   },
 * });
 */
export class ScheduledFargateJobs extends pulumi.ComponentResource {
  readonly cluster: aws.ecs.Cluster;
  readonly repository: aws.ecr.Repository;
  /** By name, as in the arguments. */
  readonly jobs: Readonly<Record<string, DeployedJob>>;
  /** Which runs are done, and which task is at work. */
  readonly runTable: aws.dynamodb.Table;
  /** Runs that were given up. */
  readonly deadLetterQueue: aws.sqs.Queue;
  /** Tries failed runs again, and gives up those that fail too often. */
  readonly failureHandler: aws.lambda.Function;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** The right to push to the repository. */
  readonly publishing: Publishing;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: ScheduledFargateJobsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:ScheduledFargateJobs", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };

    const image = imageOf(context);
    this.repository = image.repository;
    this.cluster = taskCluster(
      `${name}-cluster`,
      { tags: settings.tags, transform: settings.transform.cluster },
      context.opts,
    );
    const capacity = fargateCapacity(context, this.cluster);
    this.securityGroup = settings.securityGroup ?? jobGroup(context);
    this.runTable = runTable(context);
    this.deadLetterQueue = deadLetters(context);
    this.jobs = Object.fromEntries(
      settings.jobs.map((job) => {
        const task = jobTask(context, job, { image, cluster: this.cluster, runTable: this.runTable });
        return [job.name, { ...task, ...jobSchedule(context, job, task, { ...this.#surroundings(), capacity }) }];
      }),
    );
    this.failureHandler = failureHandler(context, this);
    this.publishing = publishing(context, this.repository);
    this.alarms = alarms(context, this);

    this.registerOutputs({
      clusterArn: this.cluster.arn,
      repositoryUrl: this.repository.repositoryUrl,
      runTableName: this.runTable.name,
      deadLetterQueueUrl: this.deadLetterQueue.url,
    });
  }

  #surroundings() {
    const { cluster, securityGroup, deadLetterQueue } = this;
    return { cluster, securityGroup, deadLetterQueue };
  }
}

function imageOf({ subject, opts, ...settings }: Context) {
  return containerImage(
    subject.name,
    {
      image: settings.image,
      architecture: settings.architecture,
      forceDelete: !settings.deletionProtection,
      tags: settings.tags,
    },
    opts,
  );
}

function fargateCapacity({ subject, opts }: Context, cluster: aws.ecs.Cluster): aws.ecs.ClusterCapacityProviders {
  return new aws.ecs.ClusterCapacityProviders(
    `${subject.name}-capacity`,
    { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    opts,
  );
}

function jobGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const description = "The jobs: nobody connects to them.";
  const calls = "AWS's own APIs and others, wherever they are.";
  return workerGroup(subject.name, { network, description, calls, tags }, opts);
}

function runTable({ subject, opts, ...settings }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-runs`,
    {
      hashKey: "id",
      ttlAttribute: "expiresAt",
      deletionProtection: settings.deletionProtection,
      tags: settings.tags,
      transform: settings.transform.runTable,
    },
    opts,
  );
}

function deadLetters({ subject, opts, ...settings }: Context): aws.sqs.Queue {
  return failureQueue(
    `${subject.name}-dead-letters`,
    { tags: settings.tags, transform: settings.transform.deadLetterQueue },
    opts,
  );
}
