import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LARGEST_MESSAGE_BYTES } from "./parts/arguments/defaults";
import { HTTPS_PORT } from "./parts/arguments/httpUrl";
import type { Postgres } from "./parts/data/postgres";
import { workerGroup } from "./parts/network/workerGroup";
import { failureQueue } from "./parts/queues/failureQueue";
import { workQueue } from "./parts/queues/workQueue";
import { type SourceSecrets, sourceSecret, sourceSecrets } from "./parts/webhooks/sourceSecrets";
import { headersOf, type SourceHeaders } from "./parts/webhooks/sources";
import { webhookApi } from "./parts/webhooks/webhookApi";
import { workersDatabase } from "./parts/webhooks/webhookWorkersArgs";
import { type BacklogScaling, backlogScaling } from "./parts/workers/backlogScaling";
import { databaseAccess } from "./parts/workers/databaseClient";
import type { WorkerService } from "./parts/workers/workerService";
import { alarms } from "./webhookQueue/alarms";
import type { WebhookQueueArgs } from "./webhookQueue/args";
import { settingsOf } from "./webhookQueue/settings";
import { workers } from "./webhookQueue/workers";

/**
 * Takes webhooks and never drops one: an HTTP API puts them straight into a queue, and workers that follow the backlog verify, process
 * and store them in Postgres, each once.
 *
 * `POST /webhook/{source}` -> queue -> workers on Fargate -> an external API or code of one's own -> Postgres. A webhook that cannot be processed ends in
 * the dead-letter queue; one that is not signed as it should be, in the quarantine queue.
 *
 * @example
 * const webhooks = new WebhookQueue("webhooks", {
 *   network: new Network("webhooks"),
 *   sources: { billing: { scheme: "stripe", secret: config.requireSecret("stripeSecret") } },
 *   migrations: "migrations",
 *   process: async (delivery, { database }) => {
 *     await database.query("INSERT INTO invoices (id, content) VALUES ($1, $2)", [delivery.id, delivery.rawBody]);
 *   },
 * });
 * export const endpoint = webhooks.apiEndpoint;
 */
export class WebhookQueue extends pulumi.ComponentResource {
  /** Base URL of the API, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
  /** The host name of one's own, where there is one. */
  readonly domain: aws.apigatewayv2.DomainName | undefined;
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
    const { network, keyArn, tags, transform } = settings;
    const child = { parent: this };

    const queues =
      settings.existingQueues ??
      workQueue(
        `${name}-queue`,
        {
          visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
          maxReceiveCount: settings.maxReceiveCount,
          fifo: settings.fifo !== undefined,
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

    this.workerSecurityGroup = workerGroup(
      `${name}-worker`,
      {
        network,
        description: "The webhook workers: nobody connects to them.",
        calls: "The APIs of AWS and the external one, wherever they are.",
        port: settings.processing.by === "api" ? settings.processing.api.port : HTTPS_PORT,
        tags,
      },
      child,
    );
    this.database = workersDatabase(
      `${name}-database`,
      { ...settings, databaseName: "webhooks", clients: { workers: this.workerSecurityGroup } },
      child,
    );
    const access = databaseAccess(
      `${name}-worker`,
      { workers: this.workerSecurityGroup, database: this.database, tags },
      child,
    );
    this.workers = workers(
      `${name}-worker`,
      {
        ...settings,
        queues,
        quarantineQueue: this.quarantineQueue,
        sourceSecrets: this.sourceSecrets,
        database: this.database,
        securityGroup: this.workerSecurityGroup,
      },
      { ...child, dependsOn: [access] },
    );
    this.scaling = backlogScaling(
      `${name}-workers`,
      {
        ...settings,
        cluster: this.workers.cluster,
        service: this.workers.service,
        queue,
        transform: { target: transform.scalingTarget, policy: transform.scalingPolicy },
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
        workers: this.workers,
        database: this.database,
      },
      child,
    );

    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      queueUrl: queue.url,
      deadLetterQueueUrl: deadLetterQueue.url,
      quarantineQueueUrl: this.quarantineQueue.url,
      databaseEndpoint: this.database.instance.endpoint,
    });
  }
}
