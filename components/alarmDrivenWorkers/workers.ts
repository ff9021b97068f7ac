import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { containerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import type { Settings } from "./settings";

interface Surroundings {
  settings: Settings;
  queue: aws.sqs.Queue;
  table: aws.dynamodb.Table;
  workerTable: aws.dynamodb.Table;
  cluster: aws.ecs.Cluster;
}

/** The workers, of which none runs until the starter starts one: `images/burst-worker`. */
export function workers(
  name: string,
  { settings, queue, table, workerTable, cluster }: Surroundings,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): FargateTask {
  const { architecture, deletionProtection, tags } = settings;
  const image = containerImage(name, { image: "burst-worker", architecture, deletionProtection, tags }, opts);
  return fargateTask(
    name,
    {
      image,
      container: "worker",
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: cluster.name,
      cpu: settings.cpu,
      memoryMb: settings.memoryMb,
      environment: {
        QUEUE_URL: queue.url,
        ITEM_TABLE: table.name,
        WORKER_TABLE: workerTable.name,
        MESSAGES_AT_ONCE: settings.messagesAtOnce,
        EMPTY_POLLS: settings.emptyPolls,
        POLL_SECONDS: settings.pollSeconds,
        VISIBILITY_TIMEOUT_SECONDS: settings.visibilityTimeoutSeconds,
        STOP_TIMEOUT_SECONDS: settings.stopTimeoutSeconds,
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
      tags,
      transform: settings.transform.taskDefinition,
    },
    opts,
  );
}
