import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms } from "./debounceTracker/alarms";
import type { DebounceTrackerArgs } from "./debounceTracker/args";
import { trackerMetric } from "./debounceTracker/metrics";
import { type Context, settingsOf } from "./debounceTracker/settings";
import { trackingTable } from "./debounceTracker/tracking";
import { cluster, handlers, processors } from "./debounceTracker/workers";
import { type Postgres, postgres } from "./parts/data/postgres";
import { databaseAccess, workerGroup } from "./parts/network/workerGroup";
import { webhookIntake } from "./parts/webhooks/webhookIntake";
import { headersOf, type SourceHeaders } from "./parts/webhooks/webhookIntake/routes";
import type { SourceSecrets } from "./parts/webhooks/webhookIntake/secrets";
import { type BacklogScaling, backlogScaling } from "./parts/workers/backlogScaling";
import { type BusyScaling, busyScaling } from "./parts/workers/busyScaling";
import type { WorkerService } from "./parts/workers/workerService";

/**
 * Turns many small changes of an entity into one request for its state. A webhook says only *that* an entity has changed; once its changes
 * have been quiet for a while, or after a longest wait, its state is asked for and written to Postgres.
 *
 * `POST /webhook/{source}` -> queue -> handlers on Fargate -> tracking table -> processors on Fargate -> external API -> Postgres. An entity
 * that changes while it is processed is processed again; one whose state cannot be had is tried until it can.
 *
 * @example
 * const debounce = new DebounceTracker("debounce", {
 *   network: new Network("debounce"),
 *   externalApiUrl: "https://api.example.com/orders",
 *   entityIdPointer: "/order/id",
 *   quietSeconds: 30,
 * });
 * export const endpoint = debounce.apiEndpoint;
 */
export class DebounceTracker extends pulumi.ComponentResource {
  /** Base URL of the API, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;
  /** Webhooks with a wrong signature, and those that name no entity. */
  readonly quarantineQueue: aws.sqs.Queue;
  /** The sources' secrets, as JSON by source; absent where no source has one. */
  readonly sourceSecrets: SourceSecrets | undefined;
  /** The headers that each known source must send, by source, in lower case. */
  readonly sourceHeaders: Readonly<Record<string, SourceHeaders>>;
  /** The entities that wait to be processed, or are being. */
  readonly trackingTable: aws.dynamodb.Table;
  /** Of both services. */
  readonly cluster: aws.ecs.Cluster;
  readonly handlers: WorkerService;
  readonly handlerSecurityGroup: aws.ec2.SecurityGroup;
  readonly handlerScaling: BacklogScaling;
  readonly processors: WorkerService;
  readonly processorSecurityGroup: aws.ec2.SecurityGroup;
  readonly processorScaling: BusyScaling;
  readonly database: Postgres;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  /** As they are used, defaults included. */
  readonly quietSeconds: number;
  readonly maxWaitSeconds: number;

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: DebounceTrackerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:DebounceTracker", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };
    this.quietSeconds = settings.quietSeconds;
    this.maxWaitSeconds = settings.maxWaitSeconds;

    const intake = webhookIntake(name, settings, context.opts);
    this.api = intake.api;
    this.stage = intake.stage;
    this.queue = intake.queue;
    this.deadLetterQueue = intake.deadLetterQueue;
    this.quarantineQueue = intake.quarantineQueue;
    this.sourceSecrets = intake.sourceSecrets;
    this.sourceHeaders = headersOf(settings.sources);

    this.trackingTable = trackingTable(context);
    this.cluster = cluster(context);
    this.handlerSecurityGroup = handlerGroup(context);
    this.handlers = handlers(context, this);
    this.handlerScaling = handlerScaling(context, this);

    this.processorSecurityGroup = processorGroup(context);
    this.database = database(context, this.processorSecurityGroup);
    const access = databaseAccess(
      `${name}-processor`,
      { workers: this.processorSecurityGroup, database: this.database, tags: settings.tags },
      context.opts,
    );
    this.processors = processors(context, this, access);
    this.processorScaling = processorScaling(context, this);
    this.alarms = alarms(context, this);

    this.apiEndpoint = this.api.apiEndpoint;
    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      queueUrl: this.queue.url,
      deadLetterQueueUrl: this.deadLetterQueue.url,
      quarantineQueueUrl: this.quarantineQueue.url,
      trackingTableName: this.trackingTable.name,
      databaseEndpoint: this.database.instance.endpoint,
    });
  }
}

function handlerGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const description = "The debounce handlers: nobody connects to them.";
  return workerGroup(`${subject.name}-handler`, { network, description, calls: "AWS's own APIs.", tags }, opts);
}

function processorGroup({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  const description = "The debounce processors: nobody connects to them.";
  const calls = "AWS's own APIs and the external one, wherever they are.";
  return workerGroup(`${subject.name}-processor`, { network, description, calls, tags }, opts);
}

function database({ subject, opts, ...settings }: Context, clients: aws.ec2.SecurityGroup): Postgres {
  return postgres(
    `${subject.name}-database`,
    {
      network: settings.network,
      clients: { processors: clients },
      databaseName: "debounce",
      instanceClass: settings.databaseClass,
      storageGb: settings.databaseStorageGb,
      maxConnections: settings.databaseMaxConnections,
      multiAz: settings.multiAz,
      backupRetentionDays: settings.backupRetentionDays,
      deletionProtection: settings.deletionProtection,
      tags: settings.tags,
      transform: { database: settings.transform.database, parameterGroup: settings.transform.databaseParameters },
    },
    opts,
  );
}

function handlerScaling({ subject, opts, ...settings }: Context, children: DebounceTracker): BacklogScaling {
  return backlogScaling(
    `${subject.name}-handlers`,
    {
      cluster: children.cluster,
      service: children.handlers.service,
      queue: children.queue,
      minWorkers: settings.minHandlers,
      maxWorkers: settings.maxHandlers,
      acceptableLatencySeconds: settings.acceptableLatencySeconds,
      secondsPerMessage: settings.secondsPerMessage,
      scaleOutCooldownSeconds: settings.scaleOutCooldownSeconds,
      scaleInCooldownSeconds: settings.scaleInCooldownSeconds,
      tags: settings.tags,
      transform: { target: settings.transform.scalingTarget, policy: settings.transform.handlerScalingPolicy },
    },
    opts,
  );
}

function processorScaling({ subject, opts, ...settings }: Context, children: DebounceTracker): BusyScaling {
  return busyScaling(
    `${subject.name}-processors`,
    {
      cluster: children.cluster,
      service: children.processors.service,
      busy: { ...trackerMetric("Busy", children.trackingTable), stat: "Average" },
      targetPercent: settings.targetBusyPercent,
      minWorkers: settings.minProcessors,
      maxWorkers: settings.maxProcessors,
      scaleOutCooldownSeconds: settings.scaleOutCooldownSeconds,
      scaleInCooldownSeconds: settings.scaleInCooldownSeconds,
      tags: settings.tags,
      transform: { target: settings.transform.scalingTarget, policy: settings.transform.processorScalingPolicy },
    },
    opts,
  );
}
