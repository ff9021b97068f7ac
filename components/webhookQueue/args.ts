import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../defaults";
import type { NetworkPlace } from "../network";
import type { Transform } from "../transform";
import type { WebhookSource } from "../webhookIntake/sources";

export interface WebhookQueueArgs {
  /** Where workers and database are. Workers need a way out to the external API and to AWS. */
  network: NetworkPlace;
  /** The API that the worker calls for each webhook; https. */
  externalApiUrl: pulumi.Input<string>;
  /**
   * Senders that are known, by name: 1 to 40 letters, digits, hyphens and underscores.
   * @default none
   */
  sources?: Readonly<Record<string, WebhookSource>>;
  /**
   * Also takes webhooks of sources that are not known, which are not signed, at `POST /webhook/{source}`.
   * @default true
   */
  acceptsOtherSources?: boolean;
  /**
   * Keeps webhooks of a group in order: the header that names the group is required then.
   * @default in no order, without a limit to throughput
   */
  fifo?: { groupIdHeader: string };
  /**
   * Workers to keep when there is nothing to do; 0 wakes the first at the first message, which takes a minute or two.
   * @default 1
   */
  minWorkers?: number;
  /** @default 10 */
  maxWorkers?: number;
  /**
   * Seconds that a webhook may wait in the queue: with `secondsPerMessage`, how large a backlog one worker is trusted with.
   * @default 30
   */
  acceptableLatencySeconds?: number;
  /**
   * Seconds that one worker takes for a webhook on average, with all that it does at the same time: 0.01 is a hundred a second.
   * @default 0.01
   */
  secondsPerMessage?: number;
  /**
   * Seconds before workers are added again.
   * @default 60
   */
  scaleOutCooldownSeconds?: pulumi.Input<number>;
  /**
   * Seconds before workers are taken away again.
   * @default 300
   */
  scaleInCooldownSeconds?: pulumi.Input<number>;
  /**
   * Webhooks that one worker processes at the same time.
   * @default 50
   */
  messagesAtOnce?: number;
  /**
   * Seconds that a worker may take for one webhook, all tries of the external API included; 1 to 600.
   * @default 30
   */
  messageTimeoutSeconds?: number;
  /**
   * Seconds until a webhook whose worker has died is given to another; at least 6 x `messageTimeoutSeconds`.
   * @default 6 x messageTimeoutSeconds
   */
  visibilityTimeoutSeconds?: number;
  /**
   * Deliveries after which a webhook goes to the dead-letter queue; 1 to 1,000.
   * @default 5
   */
  maxReceiveCount?: pulumi.Input<number>;
  /**
   * Calls of the external API a second, of each worker.
   * @default no limit
   */
  externalApiRateLimit?: pulumi.Input<number>;
  /**
   * Seconds that one call of the external API may take.
   * @default 10
   */
  externalApiTimeoutSeconds?: pulumi.Input<number>;
  /** @default arm64 */
  architecture?: "arm64" | "x86_64";
  /**
   * CPU units of a worker; 1,024 are one vCPU.
   * @default 512
   */
  cpu?: 256 | 512 | 1024 | 2048 | 4096;
  /**
   * MiB of a worker, as they go with its CPU.
   * @default 1024
   */
  memoryMb?: pulumi.Input<number>;
  /**
   * Seconds that a worker has to finish or hand back what it holds when it is stopped; 2 to 120.
   * @default 60
   */
  stopTimeoutSeconds?: pulumi.Input<number>;
  /** @default db.t4g.micro */
  databaseClass?: pulumi.Input<string>;
  /**
   * GiB at the beginning; 20 to 6,144. Grows by itself to five times that.
   * @default 20
   */
  databaseStorageGb?: number;
  /**
   * Connections that the database takes: at least 5 a worker (its pool), and 10 for operators and RDS itself.
   * @default 100
   */
  databaseMaxConnections?: number;
  /**
   * A standby of the database in another zone.
   * @default true
   */
  multiAz?: pulumi.Input<boolean>;
  /**
   * Days of backups, to any second of which the database can be restored; 1 to 35.
   * @default 14
   */
  backupRetentionDays?: number;
  /**
   * Refuses to delete the database, leaves a snapshot when it is deleted all the same, and keeps images.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /**
   * Requests a second that the API lets through; the rest gets 429.
   * @default 1000
   */
  throttleRateLimit?: pulumi.Input<number>;
  /**
   * Requests that the API lets through at once.
   * @default 2000
   */
  throttleBurstLimit?: pulumi.Input<number>;
  /**
   * Days that logs are kept: a period that CloudWatch Logs knows, or 0 for ever.
   * @default 30
   */
  logRetentionDays?: pulumi.Input<number>;
  /**
   * ARNs of the SNS topics that hear of every alarm's start and end.
   * @default alarms tell nobody
   */
  alarmTopicArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of every child, besides `sluice:component` and `sluice:name`. */
  tags?: Tags;
  /** The last word on the arguments of the children. */
  transform?: {
    queue?: Transform<aws.sqs.QueueArgs>;
    deadLetterQueue?: Transform<aws.sqs.QueueArgs>;
    quarantineQueue?: Transform<aws.sqs.QueueArgs>;
    api?: Transform<aws.apigatewayv2.ApiArgs>;
    stage?: Transform<aws.apigatewayv2.StageArgs>;
    cluster?: Transform<aws.ecs.ClusterArgs>;
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    service?: Transform<aws.ecs.ServiceArgs>;
    scalingTarget?: Transform<aws.appautoscaling.TargetArgs>;
    scalingPolicy?: Transform<aws.appautoscaling.PolicyArgs>;
    database?: Transform<aws.rds.InstanceArgs>;
    databaseParameters?: Transform<aws.rds.ParameterGroupArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
