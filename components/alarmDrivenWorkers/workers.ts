import type * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedQueues } from "../parts/existing/existingQueue";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { containerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import { inlineImage } from "../parts/workers/inlineImage";
import type { Settings } from "./settings";

type WorkersArgs = Settings & {
  queues: KeyedQueues;
  items: KeyedTable;
  workerTable: aws.dynamodb.Table;
  place: TaskPlace;
};

/** The workers, of which none runs until the starter starts one: `images/burst-worker`, or with the caller's own code. */
export function workers(name: string, args: WorkersArgs, opts: ChildOptions): FargateTask {
  const { queues, items, workerTable, place } = args;
  const { queue } = queues;
  const { table } = items;
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
      family: place.family,
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
        ...keyPermissions({ reads: [queues.keyArn, items.keyArn, args.keyArn] }),
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
