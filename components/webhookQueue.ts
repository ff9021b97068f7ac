import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Postgres, postgres } from "./parts/data/postgres";
import { databaseAccess, workerGroup } from "./parts/network/workerGroup";
import { webhookIntake } from "./parts/webhooks/webhookIntake";
import { headersOf, type SourceHeaders } from "./parts/webhooks/webhookIntake/routes";
import type { SourceSecrets } from "./parts/webhooks/webhookIntake/secrets";
import { type BacklogScaling, backlogScaling } from "./parts/workers/backlogScaling";
import type { WorkerService } from "./parts/workers/workerService";
import { alarms } from "./webhookQueue/alarms";
import type { WebhookQueueArgs } from "./webhookQueue/args";
import { type Context, settingsOf } from "./webhookQueue/settings";
import { workers } from "./webhookQueue/workers";

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

    const { api, stage, queue, deadLetterQueue, quarantineQueue, sourceSecrets } = webhookIntake(
      name,
      settings,
      context.opts,
    );
    this.api = api;
    this.stage = stage;
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.quarantineQueue = quarantineQueue;
    this.sourceSecrets = sourceSecrets;
    this.sourceHeaders = headersOf(settings.sources);

    this.workerSecurityGroup = group(context);
    this.database = database(context, this.workerSecurityGroup);
    const access = databaseAccess(
      `${name}-worker`,
      { workers: this.workerSecurityGroup, database: this.database, tags: settings.tags },
      context.opts,
    );
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

function group({ subject, network, tags, opts }: Context): aws.ec2.SecurityGroup {
  return workerGroup(
    `${subject.name}-worker`,
    {
      network,
      description: "The webhook workers: nobody connects to them.",
      calls: "AWS's own APIs and the external one, wherever they are.",
      tags,
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
