import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BurstProcess } from "../../functions/bursts/ownCode";
import type { NetworkPlace } from "../network";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";
import type { ExistingClusterArgs } from "../parts/existing/existingCluster";
import type { ExistingKeyArgs } from "../parts/existing/existingKey";
import type { ExistingQueueArgs } from "../parts/existing/existingQueue";
import type { OwnCodeArgs } from "../parts/workers/ownCode";

export interface AlarmDrivenWorkersArgs
  extends CommonArgs,
    Omit<OwnCodeArgs, "migrations">,
    ExistingClusterArgs,
    ExistingKeyArgs,
    ExistingQueueArgs {
  /** The network of the workers. They need a way out to AWS's own APIs. */
  network: NetworkPlace;
  /**
   * A table that is there already, with the partition key `id`, a string, and no sort key: `new aws.dynamodb.Table(...)`, or
   * `aws.dynamodb.Table.get(...)` for one of another program. Workers may put items there, and read those of their messages where there is `process`.
   * @default one of the component's own
   */
  table?: aws.dynamodb.Table;
  /**
   * Processes each message before its item is stored: code of one's own, with all that it captures, in the workers' image. A message whose item
   * is there is not processed again; one whose worker was killed in between is, so it must be safe to do twice.
   * @default a message is stored, and that is all
   */
  process?: BurstProcess;
  /**
   * Seconds that `process` may take for a message; 1 to 600.
   * @default 30
   */
  messageTimeoutSeconds?: number;
  /**
   * Messages in the queue that are not worth starting workers for; more set the alarm off.
   * @default 100
   */
  backlogThreshold?: number;
  /**
   * Messages that one worker should take: the backlog divided by this, rounded up, is the number of workers.
   * @default 500
   */
  messagesPerTask?: number;
  /**
   * Workers at once, at most; 1 to 500.
   * @default 10
   */
  maxTasks?: number;
  /**
   * Seconds after which messages are drained although they are no more than `backlogThreshold`; at least 1. CloudWatch looks once a
   * minute.
   * @default 300
   */
  leftoverSeconds?: number;
  /**
   * Receives in a row that bring nothing before a worker ends; 1 to 100.
   * @default 3
   */
  emptyPolls?: pulumi.Input<number>;
  /**
   * Seconds that a receive waits for a message; 1 to 20.
   * @default 10
   */
  pollSeconds?: pulumi.Input<number>;
  /**
   * Messages that a worker has in hand at once, at most; 1 to 1,000.
   * @default 50
   */
  messagesAtOnce?: pulumi.Input<number>;
  /**
   * Seconds that a message stays hidden from others while a worker has it, extended for as long as it is in hand. The messages of a
   * killed worker come back after so long. 10 to 43,200 (SQS API reference, `VisibilityTimeout`).
   * @default 60
   */
  visibilityTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Deliveries after which a message goes to the dead-letter queue; 1 to 1,000.
   * @default 5
   */
  maxReceiveCount?: pulumi.Input<number>;
  /**
   * Runs workers on spare capacity, at a discount of up to 70 per cent. AWS may take it back with two minutes' notice: a worker that is
   * told to stop hands back what it has in hand.
   * @default false
   */
  spot?: boolean;
  /** @default arm64 */
  architecture?: "arm64" | "x86_64";
  /**
   * CPU units of a worker; 1,024 are one vCPU.
   * @default 256
   */
  cpu?: 256 | 512 | 1024 | 2048 | 4096;
  /**
   * MiB of a worker; which go with which CPU: ECS docs, "Task CPU and memory".
   * @default the least that goes with its CPU: 512 with 256
   */
  memoryMb?: pulumi.Input<number>;
  /**
   * Seconds between SIGTERM and SIGKILL; 2 to 120.
   * @default 60
   */
  stopTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Refuses to delete the table, even as part of a replacement, and keeps images.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /** The last word on the arguments of the children. */
  transform?: {
    queue?: Transform<aws.sqs.QueueArgs>;
    deadLetterQueue?: Transform<aws.sqs.QueueArgs>;
    table?: Transform<aws.dynamodb.TableArgs>;
    cluster?: Transform<aws.ecs.ClusterArgs>;
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    /** With more than one at a time, workers may be started twice: see `functions/bursts/starter.ts`. */
    starter?: Transform<aws.lambda.FunctionArgs>;
    topic?: Transform<aws.sns.TopicArgs>;
    schedule?: Transform<aws.scheduler.ScheduleArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
