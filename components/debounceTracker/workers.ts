import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DUE_INDEX } from "../../functions/debounce/trackedItem";
import type { DebounceTracker } from "../debounceTracker";
import { taskCluster } from "../parts/workers/taskCluster";
import { CONNECTIONS_PER_WORKER } from "../parts/workers/workerArguments";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import type { Context } from "./settings";

/** The cluster of both services. */
export function cluster({ subject, tags, transform, opts }: Context): aws.ecs.Cluster {
  return taskCluster(`${subject.name}-cluster`, { tags, transform: transform.cluster }, opts);
}

type HandlerChildren = Pick<
  DebounceTracker,
  "cluster" | "queue" | "quarantineQueue" | "trackingTable" | "sourceSecrets" | "handlerSecurityGroup"
>;

/**
 * The service that writes changes down: `images/debounce-handler`. Handlers and processors are images of their own, so that neither
 * holds code, packages or certificates that only the other one needs.
 */
export function handlers(context: Context, children: HandlerChildren): WorkerService {
  const { subject, opts, transform, ...settings } = context;
  const { queue, quarantineQueue, trackingTable: table, sourceSecrets } = children;
  return workerService(
    `${subject.name}-handler`,
    {
      ...shared(context, children.cluster, "handler"),
      securityGroup: children.handlerSecurityGroup,
      image: "debounce-handler",
      initialCount: settings.minHandlers,
      environment: {
        ...sharedEnvironment(context, table),
        QUEUE_URL: queue.url,
        QUARANTINE_QUEUE_URL: quarantineQueue.url,
        ENTITY_ID_POINTER: settings.entityIdPointer,
        MESSAGES_AT_ONCE: text(settings.messagesAtOnce),
        VISIBILITY_TIMEOUT_SECONDS: text(settings.visibilityTimeoutSeconds),
        // A handler reads the secrets when it starts: this makes a change of them a change of the service, which starts new ones.
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS_VERSION: sourceSecrets.version.versionId }),
      },
      secrets: sourceSecrets === undefined ? {} : { WEBHOOK_SECRETS: sourceSecrets.secret.arn },
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          resources: [queue.arn],
        },
        { actions: ["sqs:SendMessage"], resources: [quarantineQueue.arn] },
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [table.arn] },
      ],
      transform: { taskDefinition: transform.handlerTaskDefinition, service: transform.handlerService },
    },
    opts,
  );
}

type ProcessorChildren = Pick<DebounceTracker, "cluster" | "trackingTable" | "database" | "processorSecurityGroup">;

/** The service that asks for the state of entities that are due: `images/debounce-processor`. */
export function processors(
  context: Context,
  children: ProcessorChildren,
  access: aws.vpc.SecurityGroupEgressRule,
): WorkerService {
  const { subject, opts, transform, ...settings } = context;
  const { trackingTable: table } = children;
  const { instance, secretArn } = children.database;
  return workerService(
    `${subject.name}-processor`,
    {
      ...shared(context, children.cluster, "processor"),
      securityGroup: children.processorSecurityGroup,
      image: "debounce-processor",
      initialCount: settings.minProcessors,
      environment: {
        ...sharedEnvironment(context, table),
        EXTERNAL_API_URL: settings.externalApiUrl,
        EXTERNAL_API_TIMEOUT_SECONDS: text(settings.externalApiTimeoutSeconds),
        ...(settings.externalApiRateLimit !== undefined && {
          EXTERNAL_API_RATE_LIMIT: text(settings.externalApiRateLimit),
        }),
        DATABASE_HOST: instance.address,
        DATABASE_PORT: text(instance.port),
        DATABASE_NAME: instance.dbName,
        DATABASE_SECRET_ARN: secretArn,
        DATABASE_POOL_SIZE: text(CONNECTIONS_PER_WORKER),
        ENTITIES_AT_ONCE: text(settings.entitiesAtOnce),
        LEASE_SECONDS: text(settings.leaseSeconds),
      },
      secrets: {},
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [table.arn] },
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/${DUE_INDEX}`] },
        // When it connects, not when it starts: RDS changes the password every seven days, and a processor may live longer.
        { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
      ],
      transform: { taskDefinition: transform.processorTaskDefinition, service: transform.processorService },
    },
    { ...opts, dependsOn: [access] },
  );
}

function shared(settings: Context, cluster: aws.ecs.Cluster, role: "handler" | "processor") {
  return {
    network: settings.network,
    // The cluster's name is unique, so these families are this stack's own.
    place: { cluster, family: pulumi.interpolate`${cluster.name}-${role}` },
    architecture: settings.architecture,
    cpu: settings.cpu,
    memoryMb: settings.memoryMb,
    stopTimeoutSeconds: settings.stopTimeoutSeconds,
    healthCommand: ["node", "main.js", "health"],
    forceDelete: pulumi.output(settings.deletionProtection).apply((keeps) => !keeps),
    logRetentionDays: settings.logRetentionDays,
    tags: settings.tags,
  };
}

function sharedEnvironment(settings: Context, table: aws.dynamodb.Table) {
  return {
    TRACKING_TABLE: table.name,
    QUIET_SECONDS: text(settings.quietSeconds),
    MAX_WAIT_SECONDS: text(settings.maxWaitSeconds),
    STOP_TIMEOUT_SECONDS: text(settings.stopTimeoutSeconds),
    // The dimension of the metrics of both services: a name that no other stack has.
    POWERTOOLS_SERVICE_NAME: table.name,
  };
}

function text(value: pulumi.Input<number>): pulumi.Output<string> {
  return pulumi.interpolate`${value}`;
}
