import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import type { JobSettings, Settings } from "./settings";

/** The only container of a job's task. */
export const CONTAINER = "job";

interface Surroundings {
  settings: Settings;
  job: JobSettings;
  image: ContainerImage;
  cluster: aws.ecs.Cluster;
  runTable: aws.dynamodb.Table;
}

/** The task definition of one job, with its log group and its two roles. */
export function jobTask(
  name: string,
  { settings, job, image, cluster, runTable }: Surroundings,
  opts: pulumi.CustomResourceOptions,
): FargateTask {
  return fargateTask(
    name,
    {
      image,
      container: CONTAINER,
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: pulumi.interpolate`${cluster.name}-${job.name}`,
      cpu: job.cpu,
      memoryMb: job.memoryMb,
      ephemeralStorageGb: job.ephemeralStorageGb,
      command: job.command,
      environment: {
        ...settings.environment,
        ...job.environment,
        JOB_NAME: job.name,
        JOB_RUN_TABLE: runTable.name,
        JOB_SCHEDULE: job.schedule,
        JOB_TIMEZONE: job.timezone,
        JOB_CATCH_UP: String(job.catchUp),
        JOB_OVERLAP: String(job.overlap),
        JOB_TIMEOUT_SECONDS: job.timeoutSeconds,
        JOB_LEASE_SECONDS: settings.leaseSeconds,
        JOB_STOP_TIMEOUT_SECONDS: settings.stopTimeoutSeconds,
      },
      secrets: settings.secrets,
      permissions: [
        {
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          resources: [runTable.arn],
        },
        ...settings.permissions,
        ...job.permissions,
      ],
      stopTimeoutSeconds: settings.stopTimeoutSeconds,
      logGroupName: `/ecs/${pulumi.getProject()}-${pulumi.getStack()}/${name}`,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.taskDefinition,
    },
    opts,
  );
}
