import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { table } from "./parts/data/table";
import { taskPlace } from "./parts/existing/existingCluster";
import { workerGroup } from "./parts/network/workerGroup";
import { failureQueue } from "./parts/queues/failureQueue";
import { containerImage } from "./parts/workers/containerImage";
import type { FargateTask } from "./parts/workers/fargateTask";
import { alarms } from "./scheduledFargateJobs/alarms";
import type { ScheduledFargateJobsArgs } from "./scheduledFargateJobs/args";
import { failureHandler } from "./scheduledFargateJobs/failures";
import { type Publishing, publishing } from "./scheduledFargateJobs/publishing";
import { type JobSchedule, jobSchedule } from "./scheduledFargateJobs/schedules";
import { settingsOf } from "./scheduledFargateJobs/settings";
import { jobImage, jobTask } from "./scheduledFargateJobs/tasks";

/** One job as it is deployed. */
export interface DeployedJob extends FargateTask, JobSchedule {}

/**
 * Containers on a timetable: EventBridge Scheduler runs tasks on Fargate, in private subnets. A run is its job and its scheduled time;
 * however often it is delivered, its work is done once, with the run table as its book.
 *
 * A run that cannot be started, or fails again and again, ends in the dead-letter queue.
 *
 * @example
 * const jobs = new ScheduledFargateJobs("reports", {
 *   network: new Network("reports"),
 *   jobs: {
 *     nightly: {
 *       schedule: "cron(0 4 * * ? *)",
 *       timezone: "Europe/Berlin",
 *       run: async (run, { logger }) => logger.info("at work", { due: run.scheduledAt }),
 *     },
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
    const { network, deletionProtection, keyArn, tags, transform } = settings;
    const child = { parent: this };

    const image = containerImage(name, { ...settings, image: jobImage(settings, this) }, child);
    this.repository = image.repository;
    const place = taskPlace(
      `${name}-cluster`,
      { ...settings, capacity: `${name}-capacity`, transform: transform.cluster },
      child,
    );
    const { cluster } = place;
    this.cluster = cluster;
    const securityGroup =
      settings.securityGroup ??
      workerGroup(
        name,
        {
          network,
          description: "The jobs: nobody connects to them.",
          calls: "The APIs of AWS and others, wherever they are.",
          tags,
        },
        child,
      );
    this.securityGroup = securityGroup;
    const runs = settings.runs ?? {
      table: table(
        `${name}-runs`,
        { hashKey: "id", ttlAttribute: "expiresAt", deletionProtection, keyArn, tags, transform: transform.runTable },
        child,
      ),
      keyArn,
    };
    const { table: runTable } = runs;
    this.runTable = runTable;
    const deadLetters = settings.deadLetters ?? {
      queue: failureQueue(`${name}-dead-letters`, { keyArn, tags, transform: transform.deadLetterQueue }, child),
      keyArn,
    };
    const { queue: deadLetterQueue } = deadLetters;
    this.deadLetterQueue = deadLetterQueue;

    this.jobs = Object.fromEntries(
      settings.jobs.map((job) => {
        const task = jobTask(`${name}-${job.name}`, { ...settings, job, containerImage: image, place, runs }, child);
        const schedule = jobSchedule(
          `${name}-${job.name}`,
          { ...settings, job, task, place, securityGroup, deadLetters },
          child,
        );
        return [job.name, { ...task, ...schedule }];
      }),
    );
    this.failureHandler = failureHandler(
      `${name}-failure`,
      { ...settings, tasks: this.jobs, place, runs, deadLetters, securityGroup },
      child,
    );
    this.publishing = publishing(name, { repository: this.repository, tags }, child);
    this.alarms = alarms(
      name,
      { ...settings, schedules: this.jobs, failureHandler: this.failureHandler, deadLetterQueue },
      child,
    );

    this.registerOutputs({
      clusterArn: cluster.arn,
      repositoryUrl: this.repository.repositoryUrl,
      runTableName: runTable.name,
      deadLetterQueueUrl: deadLetterQueue.url,
    });
  }
}
