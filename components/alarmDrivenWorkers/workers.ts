import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmDrivenWorkers } from "../alarmDrivenWorkers";
import { containerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import { taskCluster } from "../parts/workers/taskCluster";
import type { Context } from "./settings";

/** Where the workers run; which capacity a task gets is the starter's choice. */
export function cluster({ subject, tags, transform, opts }: Context): aws.ecs.Cluster {
  const name = `${subject.name}-cluster`;
  const made = taskCluster(name, { tags, transform: transform.cluster }, opts);
  new aws.ecs.ClusterCapacityProviders(
    `${name}-capacity`,
    { clusterName: made.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    opts,
  );
  return made;
}

type Children = Pick<AlarmDrivenWorkers, "queue" | "table" | "workerTable" | "cluster">;

/** The workers, of which none runs until the starter starts one: `images/burst-worker`. */
export function workers({ subject, opts, ...settings }: Context, children: Children): FargateTask {
  const { queue, table, workerTable } = children;
  const name = `${subject.name}-worker`;
  const image = containerImage(
    name,
    {
      image: "burst-worker",
      architecture: settings.architecture,
      forceDelete: pulumi.output(settings.deletionProtection).apply((keeps) => !keeps),
      tags: settings.tags,
    },
    opts,
  );
  return fargateTask(
    name,
    {
      image,
      container: "worker",
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: children.cluster.name,
      cpu: settings.cpu,
      memoryMb: settings.memoryMb,
      environment: {
        QUEUE_URL: queue.url,
        ITEM_TABLE: table.name,
        WORKER_TABLE: workerTable.name,
        MESSAGES_AT_ONCE: text(settings.messagesAtOnce),
        EMPTY_POLLS: text(settings.emptyPolls),
        POLL_SECONDS: text(settings.pollSeconds),
        VISIBILITY_TIMEOUT_SECONDS: text(settings.visibilityTimeoutSeconds),
        STOP_TIMEOUT_SECONDS: text(settings.stopTimeoutSeconds),
      },
      secrets: {},
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          resources: [queue.arn],
        },
        { actions: ["dynamodb:PutItem"], resources: [table.arn] },
        { actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [workerTable.arn] },
      ],
      stopTimeoutSeconds: settings.stopTimeoutSeconds,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.taskDefinition,
    },
    opts,
  );
}

function text(value: pulumi.Input<number>): pulumi.Output<string> {
  return pulumi.interpolate`${value}`;
}
