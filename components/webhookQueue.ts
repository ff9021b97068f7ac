import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BacklogScaling, backlogScaling } from "./backlogScaling";
import { LARGEST_MESSAGE_BYTES } from "./defaults";
import { failureQueue } from "./failureQueue";
import { httpApi } from "./httpApi";
import { type Postgres, postgres } from "./postgres";
import { databaseAccess, workerGroup } from "./webhookQueue/access";
import { alarms } from "./webhookQueue/alarms";
import type { WebhookQueueArgs } from "./webhookQueue/args";
import { headersOf, routesOf, type SourceHeaders } from "./webhookQueue/routes";
import { type SourceSecrets, secretsOf } from "./webhookQueue/secrets";
import { type Context, settingsOf } from "./webhookQueue/settings";
import { workers } from "./webhookQueue/workers";
import type { WorkerService } from "./workerService";
import { workQueue } from "./workQueue";

/**
 * Takes webhooks and never drops one: an HTTP API puts them straight into a queue, and workers that follow the backlog verify, process
 * and store them in Postgres, each once.
 *
 * `POST /webhook/{source}` -> queue -> workers on Fargate -> external API -> Postgres. What cannot be processed ends in the dead-letter
 * queue, what is not signed as it should be in the quarantine queue.
 *
 * @example
 * const webhooks = new WebhookQueue("webhooks", {
 *   network: new Network("webhooks"),
 *   externalApiUrl: "https://api.example.com",
 *   sources: { github: { secret: config.requireSecret("githubSecret"), deliveryIdHeader: "x-github-delivery" } },
 * });
 * export const endpoint = webhooks.apiEndpoint;
 */
export class WebhookQueue extends pulumi.ComponentResource {
  /** Base URL of the API, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;
  /** Webhooks with a wrong signature. */
  readonly quarantineQueue: aws.sqs.Queue;
  /** The sources' secrets, as JSON by source; absent where no source has one. */
  readonly sourceSecrets: SourceSecrets | undefined;
  /** The headers that each known source must send, by source, in lower case. */
  readonly sourceHeaders: Readonly<Record<string, SourceHeaders>>;
  readonly workers: WorkerService;
  readonly workerSecurityGroup: aws.ec2.SecurityGroup;
  readonly database: Postgres;
  readonly scaling: BacklogScaling;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: WebhookQueueArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:WebhookQueue", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };

    const { queue, deadLetterQueue } = queues(context);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.quarantineQueue = quarantine(context);
    const { api, stage } = receiver(context, queue);
    this.api = api;
    this.stage = stage;

    this.workerSecurityGroup = workerGroup(context);
    this.database = database(context, this.workerSecurityGroup);
    const access = databaseAccess(context, this.workerSecurityGroup, this.database);
    this.sourceSecrets = secretsOf(context);
    this.sourceHeaders = headersOf(settings.sources);
    this.workers = workers(context, this, access);
    this.scaling = scaling(context, this);
    this.alarms = alarms(context, this);

    this.apiEndpoint = api.apiEndpoint;
    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      queueUrl: queue.url,
      deadLetterQueueUrl: deadLetterQueue.url,
      quarantineQueueUrl: this.quarantineQueue.url,
      databaseEndpoint: this.database.instance.endpoint,
    });
  }
}

function queues({ subject, opts, ...settings }: Context) {
  return workQueue(
    `${subject.name}-queue`,
    {
      visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
      maxReceiveCount: settings.maxReceiveCount,
      fifo: settings.fifo !== undefined,
      tags: settings.tags,
      transform: { queue: settings.transform.queue, deadLetterQueue: settings.transform.deadLetterQueue },
    },
    opts,
  );
}

function quarantine({ subject, tags, transform, opts }: Context): aws.sqs.Queue {
  return failureQueue(
    `${subject.name}-quarantine`,
    { maxMessageBytes: LARGEST_MESSAGE_BYTES, tags, transform: transform.quarantineQueue },
    opts,
  );
}

function receiver({ subject, opts, ...settings }: Context, queue: aws.sqs.Queue) {
  return httpApi(
    `${subject.name}-api`,
    {
      routes: [],
      queue: { target: queue, routes: routesOf(settings) },
      throttleRateLimit: settings.throttleRateLimit,
      throttleBurstLimit: settings.throttleBurstLimit,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: { api: settings.transform.api, stage: settings.transform.stage },
    },
    opts,
  );
}

function database({ subject, opts, ...settings }: Context, clients: aws.ec2.SecurityGroup): Postgres {
  return postgres(
    `${subject.name}-database`,
    {
      network: settings.network,
      clients: { workers: clients },
      databaseName: "webhooks",
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

function scaling({ subject, opts, ...settings }: Context, children: WebhookQueue): BacklogScaling {
  return backlogScaling(
    `${subject.name}-workers`,
    {
      cluster: children.workers.cluster,
      service: children.workers.service,
      queue: children.queue,
      minWorkers: settings.minWorkers,
      maxWorkers: settings.maxWorkers,
      acceptableLatencySeconds: settings.acceptableLatencySeconds,
      secondsPerMessage: settings.secondsPerMessage,
      scaleOutCooldownSeconds: settings.scaleOutCooldownSeconds,
      scaleInCooldownSeconds: settings.scaleInCooldownSeconds,
      tags: settings.tags,
      transform: { target: settings.transform.scalingTarget, policy: settings.transform.scalingPolicy },
    },
    opts,
  );
}
