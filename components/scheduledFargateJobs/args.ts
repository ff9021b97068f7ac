import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { JobRun } from "../../functions/jobs/runJobs";
import type { NetworkPlace } from "../network";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";
import type { ExistingClusterArgs } from "../parts/existing/existingCluster";
import type { ExistingKeyArgs } from "../parts/existing/existingKey";
import type { Allow } from "../parts/iam/policies";
import type { Architecture } from "../parts/workers/containerImage";

/** One job: what runs, when, and what happens where it does not go well. */
export interface ScheduledJob {
  /**
   * `cron(minutes hours day-of-month month day-of-week year)`, `rate(value unit)` or `at(yyyy-mm-ddThh:mm:ss)`, as EventBridge
   * Scheduler reads them. A cron time that clocks leave out in spring is skipped; one that they show twice in autumn counts once.
   */
  schedule: string;
  /**
   * Time zone of the schedule, by its name in the IANA time zone database.
   * @default UTC
   */
  timezone?: string;
  /**
   * Does the work of one run: code of one's own, with all that it captures, in the tasks' image. Either each job has a `run`, or the component has
   * an `image`.
   */
  run?: JobRun;
  /**
   * Arguments of the image's entry point; none with `run`.
   * @default the image's own
   */
  command?: readonly pulumi.Input<string>[];
  /** Environment variables of this job, beside and before those of all. @default none */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Rights of this job's code, besides those of all. @default none */
  permissions?: readonly Allow[];
  /**
   * CPU units; 1,024 are one vCPU: 256, 512, 1,024, 2,048, 4,096, 8,192 or 16,384.
   * @default 256
   */
  cpu?: number;
  /**
   * MiB; which go with which CPU: ECS docs, "Task CPU and memory".
   * @default the least that goes with its CPU: 512 with 256
   */
  memoryMb?: number;
  /**
   * GiB of the task's own disk; 21 to 200.
   * @default 20, Fargate's own
   */
  ephemeralStorageGb?: number;
  /**
   * Times that a run is tried again, whether its task could not be started or has failed; 0 to 185. A run that fails after that is in
   * the dead-letter queue.
   * @default 2; 0 for a job that is due every minute
   */
  retries?: number;
  /**
   * Seconds after its scheduled time in which a run may be tried again; 60 to 86,400, and less than between two runs.
   * @default three quarters of the time between two runs, at most 86,400
   */
  maxAgeSeconds?: number;
  /**
   * The moment from which on the job is due, in UTC: `2027-01-31T04:00:00Z`. The runs of a `rate` are counted from it, and
   * Scheduler refuses a new one of the past; a `cron` goes without it once it has come.
   * @default from its deployment on
   */
  startAt?: string;
  /**
   * The moment up to which the job is due, in UTC, after `startAt`.
   * @default for ever
   */
  endAt?: string;
  /**
   * Minutes after its scheduled time within which Scheduler may start a run, so that not all jobs of an hour start in its first second; 0 to 1,440,
   * and less than between two runs (EventBridge Scheduler User Guide, "Configuring flexible time windows"). The run's scheduled time stays.
   * @default 0
   */
  flexibleWindowMinutes?: number;
  /**
   * Switches the schedule on.
   * @default true
   */
  enabled?: boolean;
  /**
   * Has a run also do the runs before it that were missed, oldest first. A run is missed when the job is disabled, the clocks are put
   * forward, no task can be started, or another run takes too long. At most the last 100 are done, and none from before the job's first
   * run.
   * @default false
   */
  catchUp?: boolean;
  /**
   * Lets a run begin while another one of the job is at work. Otherwise it is left out, and with `catchUp` done afterwards.
   * @default false
   */
  overlap?: boolean;
  /**
   * Seconds after which a run is ended as failed; 1 to 86,400.
   * @default 3600
   */
  timeoutSeconds?: number;
  /**
   * Runs on Fargate Spot: cheaper, and ended by AWS with a warning of two minutes where it needs the capacity, which counts as a
   * failure.
   * @default false
   */
  spot?: boolean;
}

export interface ScheduledFargateJobsArgs extends CommonArgs, ExistingClusterArgs, ExistingKeyArgs {
  /** Where tasks run. They need a way out: to AWS, and to whomever they talk to. */
  network: NetworkPlace;
  /**
   * A table that is there already for the books on runs, with the partition key `id`, a string, and no sort key: `new aws.dynamodb.Table(...)`, or
   * `aws.dynamodb.Table.get(...)` for one of another program. Its TTL attribute should be `expiresAt`. Others may have it as well, where no two
   * components in it have a job of one name.
   * @default one of the component's own
   */
  runTable?: aws.dynamodb.Table;
  /**
   * A queue that is there already for runs that are given up, a standard queue.
   * @default one of the component's own
   */
  deadLetterQueue?: aws.sqs.Queue;
  /**
   * Folder with a Dockerfile and `src/main.ts`, absolute or relative to the program's folder; or the name of a folder below this project's `images/`.
   * Its program does its work within `runJobProcess` (functions/jobs/jobProcess.ts), which keeps repeated deliveries and overlapping runs away
   * from it.
   * @default the code of each job's `run`
   */
  image?: string;
  /** By name: 1 to 30 letters, digits and hyphens that start with a letter. */
  jobs: Readonly<Record<string, ScheduledJob>>;
  /** Environment variables of all jobs. @default none */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that ECS fills from Secrets Manager when a task starts: name to the secret's ARN. @default none */
  secrets?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Rights of the code of all jobs, besides keeping the books on its runs. @default none */
  permissions?: readonly Allow[];
  /**
   * The group of the tasks' network interfaces, where others must know it, as a database must.
   * @default one of the component's own, from which only HTTPS goes out
   */
  securityGroup?: aws.ec2.SecurityGroup;
  /**
   * Seconds that a task's claim on a run is good for without a sign of life, which it gives every third of them; 5 to 600. A retry
   * of a task that was killed waits for so long at most.
   * @default 30
   */
  leaseSeconds?: number;
  /**
   * The processor of the tasks, and of the image.
   * @default arm64, which costs less
   */
  architecture?: Architecture;
  /**
   * Seconds between SIGTERM and SIGKILL for a task that is to end; 2 to 120.
   * @default 60
   */
  stopTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Keeps the run table, and the repository with its images, from being deleted.
   * @default true
   */
  deletionProtection?: boolean;
  /** The last word on the arguments of the children. */
  transform?: {
    cluster?: Transform<aws.ecs.ClusterArgs>;
    /** Applied to each job's. */
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    /** Applied to each job's. */
    schedule?: Transform<aws.scheduler.ScheduleArgs>;
    runTable?: Transform<aws.dynamodb.TableArgs>;
    deadLetterQueue?: Transform<aws.sqs.QueueArgs>;
    failureHandler?: Transform<aws.lambda.FunctionArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
