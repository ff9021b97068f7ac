import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EntityOf, FetchState, StoreEntity } from "../../functions/debounce/ownCode";
import type { Transform } from "../parts/arguments/transform";
import type { WebhookWorkersArgs } from "../parts/webhooks/webhookWorkersArgs";
import type { OwnCodeArgs } from "../parts/workers/ownCode";

export interface DebounceTrackerArgs extends WebhookWorkersArgs, OwnCodeArgs {
  /**
   * The API that knows the state of entities: `GET {externalApiUrl}/{entityId}` answers with JSON, or 404. Processors may connect to its
   * port; with http, nothing that they send is encrypted. No user and password; an output must be at port 443. Exactly one of
   * `externalApiUrl` and `fetchState` is given.
   */
  externalApiUrl?: pulumi.Input<string>;
  /**
   * Asks for an entity's state: code of one's own, with all that it captures, in the processors' image. It answers with any value that JSON can
   * write, or with `null` where the entity is gone, within `externalApiTimeoutSeconds`; where it throws, it is called again later.
   * `externalApiRateLimit` holds for it, too.
   */
  fetchState?: FetchState;
  /**
   * Writes an entity's state where it belongs, within 30 seconds, in one transaction with its row in the table `entities`: an older state is never
   * written over a newer one, and what it writes to `context.database` is there exactly once.
   * @default the table `entities` is all
   */
  store?: StoreEntity;
  /**
   * A table that is there already for the entities that wait, with the partition key `entityId`, a string, no sort key, and the index `due`, by
   * `shard` and `dueAt`, which are numbers (`functions/debounce/trackedItem.ts` has the attributes that it projects): `new aws.dynamodb.Table(...)`,
   * or `aws.dynamodb.Table.get(...)` for one of another program. No other tracker may have it.
   * @default one of the component's own
   */
  trackingTable?: aws.dynamodb.Table;
  /**
   * JSON pointer (RFC 6901) to the place in a webhook's body that names its entity.
   * @default /entityId
   */
  entityIdPointer?: string;
  /**
   * Tells which entity a webhook is about, in place of `entityIdPointer`: code of one's own, with all that it captures, in the handlers' image. A
   * webhook for which it throws, or which is about none, goes into quarantine.
   * @default what entityIdPointer points at
   */
  entityOf?: EntityOf;
  /**
   * Seconds without a change after which an entity's state is asked for; 1 to 86,400. They are real seconds, also where a stack is tried
   * out at another scale of time.
   * @default 60
   */
  quietSeconds?: number;
  /**
   * Seconds after its first change at which an entity that is never quiet is asked for all the same; `quietSeconds` to 604,800.
   * @default 900, or quietSeconds where that is more
   */
  maxWaitSeconds?: number;
  /**
   * Seconds after which an entity is given to another processor, where its own gives no sign of life; 3 to 3,600.
   * @default 30
   */
  leaseSeconds?: number;
  /**
   * Handlers to keep when there is nothing to do; 0 wakes the first at the first message, which takes a minute or two.
   * @default 1
   */
  minHandlers?: number;
  /** @default 5 */
  maxHandlers?: number;
  /**
   * Seconds that a webhook may wait in the queue. Divided by `secondsPerMessage`, it is the backlog that one handler is trusted with.
   * @default 30
   */
  acceptableLatencySeconds?: number;
  /**
   * Seconds that one handler takes for a webhook on average; 0.002 is five hundred a second, many of them at the same time.
   * @default 0.002
   */
  secondsPerMessage?: number;
  /**
   * Webhooks that one handler has in hand at the same time.
   * @default 100
   */
  messagesAtOnce?: number;
  /**
   * Seconds until a webhook whose handler has died is given to another; 10 to 43,200.
   * @default 60
   */
  visibilityTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Processors to keep when there is nothing to do; at least 1, because only a processor sees that an entity is due.
   * @default 1
   */
  minProcessors?: number;
  /** @default 4 */
  maxProcessors?: number;
  /**
   * Entities that one processor asks for at the same time.
   * @default 50
   */
  entitiesAtOnce?: number;
  /**
   * Percent of what processors can do at once that scaling keeps in use; 10 to 90.
   * @default 60
   */
  targetBusyPercent?: number;
  /**
   * Calls of the external API that each processor may make a second.
   * @default no limit
   */
  externalApiRateLimit?: pulumi.Input<number>;
  /**
   * Seconds for which an entity's state may have been due before somebody should look; at least 60.
   * @default 300
   */
  overdueSeconds?: pulumi.Input<number>;
  /**
   * Connections that the database takes: at least 5 a processor (its pool), and 10 for operators and RDS itself; at most those that
   * `databaseClass` has memory for. A change waits for the server's next restart: `aws rds reboot-db-instance`.
   * @default 100
   */
  databaseMaxConnections?: number;
  /**
   * Refuses to delete the database and the tracking table, and keeps images.
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
    trackingTable?: Transform<aws.dynamodb.TableArgs>;
    cluster?: Transform<aws.ecs.ClusterArgs>;
    handlerTaskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    handlerService?: Transform<aws.ecs.ServiceArgs>;
    processorTaskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    processorService?: Transform<aws.ecs.ServiceArgs>;
    /** Applied to both services'. */
    scalingTarget?: Transform<aws.appautoscaling.TargetArgs>;
    handlerScalingPolicy?: Transform<aws.appautoscaling.PolicyArgs>;
    processorScalingPolicy?: Transform<aws.appautoscaling.PolicyArgs>;
    database?: Transform<aws.rds.InstanceArgs>;
    databaseParameters?: Transform<aws.rds.ParameterGroupArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
