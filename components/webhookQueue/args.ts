import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiMethod } from "../../functions/webhooks/apiClient";
import type { WebhookProcess } from "../../functions/webhooks/process";
import type { Transform } from "../parts/arguments/transform";
import type { WebhookWorkersArgs } from "../parts/webhooks/webhookWorkersArgs";
import type { OwnCodeArgs } from "../parts/workers/ownCode";

export interface WebhookQueueArgs extends WebhookWorkersArgs, OwnCodeArgs {
  /**
   * Processes each webhook: code of one's own, with all that it captures, in the workers' image. What it writes to `context.database` is there
   * exactly once, with the record that the webhook is processed; what it does elsewhere, it may do again, and `delivery.id` tells. It may take
   * `messageTimeoutSeconds`. Exactly one of `process`, `externalApiUrl` and `image` is given.
   */
  process?: WebhookProcess;
  /**
   * The API that the worker posts each webhook to. Workers may connect to its port; with http, nothing that they send is encrypted. No
   * user and password; an output must be at port 443.
   */
  externalApiUrl?: pulumi.Input<string>;
  /**
   * The method by which webhooks are handed to `externalApiUrl`.
   * @default POST
   */
  externalApiMethod?: ApiMethod;
  /**
   * Folder with a Dockerfile and `src/main.ts`, whose program calls `runWorker` (functions/webhooks/runWorker.ts): for what Node.js and
   * npm packages alone cannot do. Absolute, or relative to the program's folder.
   */
  image?: string;
  /**
   * Keeps webhooks of a group in order. Senders must send the header that names the group.
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
   * Seconds that a webhook may wait in the queue. Divided by `secondsPerMessage`, it is the backlog that one worker is trusted with.
   * @default 30
   */
  acceptableLatencySeconds?: number;
  /**
   * Seconds that one worker takes for a webhook on average; 0.01 is a hundred a second, many of them at the same time.
   * @default 0.01
   */
  secondsPerMessage?: number;
  /**
   * Webhooks that one worker processes at the same time.
   * @default 50
   */
  messagesAtOnce?: number;
  /**
   * Seconds that a worker may take for one webhook, all tries of the external API included, or all of `process`; 1 to 600.
   * @default 30
   */
  messageTimeoutSeconds?: number;
  /**
   * Seconds until a webhook whose worker has died is given to another; at least 6 x `messageTimeoutSeconds`.
   * @default 6 x messageTimeoutSeconds
   */
  visibilityTimeoutSeconds?: number;
  /**
   * Calls of the external API that each worker may make a second.
   * @default no limit
   */
  externalApiRateLimit?: pulumi.Input<number>;
  /**
   * Connections that the database takes: at least 5 a worker (its pool), and 10 for operators and RDS itself; at most those that
   * `databaseClass` has memory for. A change waits for the server's next restart: `aws rds reboot-db-instance`.
   * @default 100
   */
  databaseMaxConnections?: number;
  /**
   * Refuses to delete the database, and keeps images.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
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
