import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { type ContainerImage, folderImage, type ImageSource, isProjectImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import { inlineImage } from "../parts/workers/inlineImage";
import type { JobSettings, Settings } from "./settings";

/** The only container of a job's task. */
export const CONTAINER = "job";

type JobTaskArgs = Settings & {
  job: JobSettings;
  containerImage: ContainerImage;
  place: TaskPlace;
  runs: KeyedTable;
};

/** The image that all jobs' tasks run: the caller's, or one with the code of each job in it. */
export function jobImage({ subject, code }: Settings, parent: pulumi.Resource): string | ImageSource {
  if (code.runs === undefined) return isProjectImage(code.image) ? code.image : folderImage(code.image);
  const program = { module: "functions/jobs/runJobs", run: "runJobs" };
  return inlineImage(subject, { program, callbacks: code.runs, database: false }, parent);
}

/** The family of a job's task definitions, by which its failed tasks are known. */
export function familyOf({ family }: TaskPlace, job: JobSettings): pulumi.Output<string> {
  return pulumi.interpolate`${family}-${job.name}`;
}

/** The task definition of one job, with its log group and its two roles. */
export function jobTask(name: string, args: JobTaskArgs, opts: ChildOptions): FargateTask {
  const { job, containerImage, place, runs } = args;
  const { table: runTable } = runs;
  return fargateTask(
    name,
    {
      image: containerImage,
      container: CONTAINER,
      family: familyOf(place, job),
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
        ...keyPermissions({ reads: [runs.keyArn] }),
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
