import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms } from "./debounceTracker/alarms";
import type { DebounceTrackerArgs } from "./debounceTracker/args";
import { handlers } from "./debounceTracker/handlers";
import { processors } from "./debounceTracker/processors";
import { settingsOf } from "./debounceTracker/settings";
import { trackerMetric, trackingTable } from "./debounceTracker/tracking";
import { LARGEST_MESSAGE_BYTES } from "./parts/arguments/defaults";
import { HTTPS_PORT } from "./parts/arguments/httpUrl";
import type { Postgres } from "./parts/data/postgres";
import { taskPlace } from "./parts/existing/existingCluster";
import { workerGroup } from "./parts/network/workerGroup";
import { failureQueue } from "./parts/queues/failureQueue";
import { workQueue } from "./parts/queues/workQueue";
import { type SourceSecrets, sourceSecret, sourceSecrets } from "./parts/webhooks/sourceSecrets";
import { headersOf, type SourceHeaders } from "./parts/webhooks/sources";
import { webhookApi } from "./parts/webhooks/webhookApi";
import { workersDatabase } from "./parts/webhooks/webhookWorkersArgs";
import { type BacklogScaling, backlogScaling } from "./parts/workers/backlogScaling";
import { type BusyScaling, busyScaling } from "./parts/workers/busyScaling";
import { databaseAccess } from "./parts/workers/databaseClient";
import type { WorkerService } from "./parts/workers/workerService";

/**
 * Turns many small changes of an entity into one request for its state. A webhook says only *that* an entity has changed. Once it has been
 * quiet for a while, or after a longest wait, its state is asked for and written to Postgres.
 *
 * `POST /webhook/{source}` -> queue -> handlers on Fargate -> tracking table -> processors on Fargate -> external API, or code of one's own -> Postgres. An entity
 * that changes while it is processed is processed again; one whose state cannot be had is tried again until it can.
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
  /** The host name of one's own, where there is one. */
  readonly domain: aws.apigatewayv2.DomainName | undefined;
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
  /** Both services run here. */
  readonly cluster: aws.ecs.Cluster;
  readonly handlers: WorkerService;
  readonly handlerSecurityGroup: aws.ec2.SecurityGroup;
  readonly handlerScaling: BacklogScaling;
  readonly processors: WorkerService;
  readonly processorSecurityGroup: aws.ec2.SecurityGroup;
  readonly processorScaling: BusyScaling;
  readonly database: Postgres;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  /** Seconds without a change after which an entity is processed. */
  readonly quietSeconds: number;
  /** Seconds after its first change at which an entity is processed all the same. */
  readonly maxWaitSeconds: number;

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: DebounceTrackerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:DebounceTracker", name, {}, opts);
    const { network, keyArn, tags, transform } = settings;
    const child = { parent: this };
    this.quietSeconds = settings.quietSeconds;
    this.maxWaitSeconds = settings.maxWaitSeconds;

    const queues =
      settings.existingQueues ??
      workQueue(
        `${name}-queue`,
        {
          visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
          maxReceiveCount: settings.maxReceiveCount,
          fifo: false,
          keyArn,
          tags,
          transform: { queue: transform.queue, deadLetterQueue: transform.deadLetterQueue },
        },
        child,
      );
    const { queue, deadLetterQueue } = queues;
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.quarantineQueue = failureQueue(
      `${name}-quarantine`,
      { maxMessageBytes: LARGEST_MESSAGE_BYTES, keyArn, tags, transform: transform.quarantineQueue },
      child,
    );
    const secret = sourceSecret(`${name}-secrets`, settings, child);
    const { api, stage, domain, endpoint } = webhookApi(`${name}-api`, { ...settings, queues, secret }, child);
    this.api = api;
    this.stage = stage;
    this.domain = domain;
    this.apiEndpoint = endpoint;
    this.sourceSecrets = sourceSecrets(
      `${name}-secrets`,
      secret,
      { sources: settings.sources, apiEndpoint: this.apiEndpoint },
      child,
    );
    this.sourceHeaders = headersOf(settings.sources);

    const tracked = settings.existingTable ?? { table: trackingTable(`${name}-tracking`, settings, child), keyArn };
    this.trackingTable = tracked.table;
    const place = taskPlace(`${name}-cluster`, { ...settings, transform: transform.cluster }, child);
    this.cluster = place.cluster;
    this.handlerSecurityGroup = workerGroup(
      `${name}-handler`,
      { network, description: "The debounce handlers: nobody connects to them.", calls: "The APIs of AWS.", tags },
      child,
    );
    this.handlers = handlers(
      `${name}-handler`,
      {
        ...settings,
        place,
        securityGroup: this.handlerSecurityGroup,
        queues,
        quarantineQueue: this.quarantineQueue,
        sourceSecrets: this.sourceSecrets,
        tracked,
      },
      child,
    );
    this.handlerScaling = backlogScaling(
      `${name}-handlers`,
      {
        ...settings,
        cluster: this.cluster,
        service: this.handlers.service,
        queue,
        minWorkers: settings.minHandlers,
        maxWorkers: settings.maxHandlers,
        transform: { target: transform.scalingTarget, policy: transform.handlerScalingPolicy },
      },
      child,
    );

    this.processorSecurityGroup = workerGroup(
      `${name}-processor`,
      {
        network,
        description: "The debounce processors: nobody connects to them.",
        calls: "The APIs of AWS and the external one, wherever they are.",
        port: settings.externalApi?.port ?? HTTPS_PORT,
        tags,
      },
      child,
    );
    this.database = workersDatabase(
      `${name}-database`,
      { ...settings, databaseName: "debounce", clients: { processors: this.processorSecurityGroup } },
      child,
    );
    const access = databaseAccess(
      `${name}-processor`,
      { workers: this.processorSecurityGroup, database: this.database, tags },
      child,
    );
    this.processors = processors(
      `${name}-processor`,
      {
        ...settings,
        place,
        securityGroup: this.processorSecurityGroup,
        tracked,
        database: this.database,
      },
      { ...child, dependsOn: [access] },
    );
    this.processorScaling = busyScaling(
      `${name}-processors`,
      {
        ...settings,
        cluster: this.cluster,
        service: this.processors.service,
        busy: { ...trackerMetric("Busy", this.trackingTable), stat: "Average" },
        targetPercent: settings.targetBusyPercent,
        minWorkers: settings.minProcessors,
        maxWorkers: settings.maxProcessors,
        transform: { target: transform.scalingTarget, policy: transform.processorScalingPolicy },
      },
      child,
    );
    this.alarms = alarms(
      name,
      {
        ...settings,
        api,
        queue,
        deadLetterQueue,
        quarantineQueue: this.quarantineQueue,
        table: this.trackingTable,
        handlers: this.handlers,
        processors: this.processors,
        database: this.database,
      },
      child,
    );

    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      queueUrl: queue.url,
      deadLetterQueueUrl: deadLetterQueue.url,
      quarantineQueueUrl: this.quarantineQueue.url,
      trackingTableName: this.trackingTable.name,
      databaseEndpoint: this.database.instance.endpoint,
    });
  }
}
