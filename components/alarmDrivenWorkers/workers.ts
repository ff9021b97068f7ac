import type * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { containerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import { inlineImage } from "../parts/workers/inlineImage";
import type { Settings } from "./settings";

type WorkersArgs = Settings & {
  queue: aws.sqs.Queue;
  table: aws.dynamodb.Table;
  workerTable: aws.dynamodb.Table;
  cluster: aws.ecs.Cluster;
};

/** The workers, of which none runs until the starter starts one: `images/burst-worker`, or with the caller's own code. */
export function workers(name: string, args: WorkersArgs, opts: ChildOptions): FargateTask {
  const { queue, table, workerTable, cluster } = args;
  const { subject, code: callbacks, architecture, deletionProtection, tags } = args;
  const hasCode = Object.keys(callbacks).length > 0;
  const program = { module: "functions/bursts/runBurstWorker", run: "runBurstWorker" };
  const source = hasCode ? inlineImage(subject, { program, callbacks, database: false }, opts.parent) : "burst-worker";
  const image = containerImage(name, { image: source, architecture, deletionProtection, tags }, opts);
  return fargateTask(
    name,
    {
      image,
      container: "worker",
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: cluster.name,
      cpu: args.cpu,
      memoryMb: args.memoryMb,
      environment: {
        QUEUE_URL: queue.url,
        ITEM_TABLE: table.name,
        WORKER_TABLE: workerTable.name,
        MESSAGES_AT_ONCE: args.messagesAtOnce,
        EMPTY_POLLS: args.emptyPolls,
        POLL_SECONDS: args.pollSeconds,
        VISIBILITY_TIMEOUT_SECONDS: args.visibilityTimeoutSeconds,
        STOP_TIMEOUT_SECONDS: args.stopTimeoutSeconds,
        ...(hasCode && { MESSAGE_TIMEOUT_SECONDS: args.messageTimeoutSeconds }),
        ...args.environment,
      },
      secrets: args.secrets,
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          resources: [queue.arn],
        },
        // Code of one's own is not called for what is stored already.
        { actions: ["dynamodb:PutItem", ...(hasCode ? ["dynamodb:GetItem"] : [])], resources: [table.arn] },
        { actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [workerTable.arn] },
        ...args.permissions,
      ],
      stopTimeoutSeconds: args.stopTimeoutSeconds,
      logRetentionDays: args.logRetentionDays,
      tags,
      transform: args.transform.taskDefinition,
    },
    opts,
  );
}
