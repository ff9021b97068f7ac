import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { type ContainerImage, folderImage, type ImageSource, isProjectImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import { inlineImage } from "../parts/workers/inlineImage";
import type { JobSettings, Settings } from "./settings";

/** The only container of a job's task. */
export const CONTAINER = "job";

type JobTaskArgs = Settings & {
  job: JobSettings;
  containerImage: ContainerImage;
  cluster: aws.ecs.Cluster;
  runTable: aws.dynamodb.Table;
};

/** The image that all jobs' tasks run: the caller's, or one with the code of each job in it. */
export function jobImage({ subject, code }: Settings, parent: pulumi.Resource): string | ImageSource {
  if (code.runs === undefined) return isProjectImage(code.image) ? code.image : folderImage(code.image);
  const program = { module: "functions/jobs/runJobs", run: "runJobs" };
  return inlineImage(subject, { program, callbacks: code.runs, database: false }, parent);
}

/** The task definition of one job, with its log group and its two roles. */
export function jobTask(name: string, args: JobTaskArgs, opts: ChildOptions): FargateTask {
  const { job, containerImage, cluster, runTable } = args;
  return fargateTask(
    name,
    {
      image: containerImage,
      container: CONTAINER,
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: pulumi.interpolate`${cluster.name}-${job.name}`,
      cpu: job.cpu,
      memoryMb: job.memoryMb,
      ephemeralStorageGb: job.ephemeralStorageGb,
      command: job.command,
      environment: {
        ...args.environment,
        ...job.environment,
        JOB_NAME: job.name,
        JOB_RUN_TABLE: runTable.name,
        JOB_SCHEDULE: job.schedule,
        JOB_TIMEZONE: job.timezone,
        JOB_CATCH_UP: String(job.catchUp),
        JOB_OVERLAP: String(job.overlap),
        JOB_TIMEOUT_SECONDS: job.timeoutSeconds,
        JOB_LEASE_SECONDS: args.leaseSeconds,
        JOB_STOP_TIMEOUT_SECONDS: args.stopTimeoutSeconds,
      },
      secrets: args.secrets,
      permissions: [
        {
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          resources: [runTable.arn],
        },
        ...args.permissions,
        ...job.permissions,
      ],
      stopTimeoutSeconds: args.stopTimeoutSeconds,
      logGroupName: `/ecs/${pulumi.getProject()}-${pulumi.getStack()}/${name}`,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
      transform: args.transform.taskDefinition,
    },
    opts,
  );
}
