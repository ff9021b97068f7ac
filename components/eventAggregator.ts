import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms } from "./eventAggregator/alarms";
import { EVENT_AGGREGATOR_ROUTES, type EventAggregatorArgs } from "./eventAggregator/args";
import { aggregator, producer, summaryReader } from "./eventAggregator/functions";
import { type Settings, settingsOf } from "./eventAggregator/settings";
import { httpApi } from "./parts/api/httpApi";
import type { ChildOptions } from "./parts/arguments/childOptions";
import { table } from "./parts/data/table";
import { streamSource } from "./parts/lambda/streamSource";
import { failureQueue } from "./parts/queues/failureQueue";

export type { EventAggregatorArgs } from "./eventAggregator/args";

/**
 * Records events that are posted to an HTTP API, and keeps running summaries of them that count each event exactly once.
 *
 * `POST /trigger-event` and `POST /trigger-events` store events in a DynamoDB table, whose stream feeds the aggregator, which
 * keeps the summaries in a second table; `GET /get-summary` reads them.
 *
 * Callers sign their requests, unless `auth` says otherwise: `{ jwt }` takes tokens, and `"public"` lets anyone who knows the URL post
 * events and read the summaries.
 *
 * @example
 * const orders = new EventAggregator("orders", {
 *   auth: { jwt: { issuer: "https://login.example.com/", audiences: ["orders"] } },
 *   summarize: (event) => ({ key: String(event.customer), add: { total: Number(event.total) } }),
 * });
 * export const endpoint = orders.apiEndpoint;
 */
export class EventAggregator extends pulumi.ComponentResource {
  /** Base URL of the API, without a slash at its end; known once the API answers there. */
  readonly apiEndpoint: pulumi.Output<string>;
  /** URL of the queue that holds what could not be aggregated. */
  readonly failureQueueUrl: pulumi.Output<string>;
  readonly eventTable: aws.dynamodb.Table;
  readonly summaryTable: aws.dynamodb.Table;
  readonly failureQueue: aws.sqs.Queue;
  readonly producer: aws.lambda.Function;
  readonly aggregator: aws.lambda.Function;
  readonly summaryReader: aws.lambda.Function;
  readonly eventSource: aws.lambda.EventSourceMapping;
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
  /** The host name of one's own, where there is one. */
  readonly domain: aws.apigatewayv2.DomainName | undefined;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: EventAggregatorArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:EventAggregator", name, {}, opts);
    const child = { parent: this };
    const { deletionProtection, keyArn, tags, transform } = settings;

    const events = settings.events ?? { table: eventTable(`${name}-events`, settings, child), keyArn };
    const summaries = settings.summaries ?? {
      table: table(
        `${name}-summaries`,
        { hashKey: "SummaryID", deletionProtection, keyArn, tags, transform: transform.summaryTable },
        child,
      ),
      keyArn,
    };
    const failures = settings.failures ?? {
      queue: failureQueue(`${name}-failures`, { keyArn, tags, transform: transform.failureQueue }, child),
      keyArn,
    };
    this.eventTable = events.table;
    this.summaryTable = summaries.table;
    this.failureQueue = failures.queue;
    this.failureQueueUrl = this.failureQueue.url;

    this.producer = producer(`${name}-producer`, { ...settings, events }, child);
    this.aggregator = aggregator(`${name}-aggregator`, { ...settings, events, summaries, failures }, child);
    this.summaryReader = summaryReader(`${name}-summary-reader`, { ...settings, summaries }, child);

    this.eventSource = streamSource(
      settings.subject,
      `${name}-source`,
      {
        streamArn: this.eventTable.streamArn,
        target: this.aggregator,
        failureQueueArn: this.failureQueue.arn,
        batchSize: settings.batchSize,
        maximumBatchingWindowSeconds: settings.maximumBatchingWindowSeconds,
        maximumRetryAttempts: settings.maximumRetryAttempts,
        maximumRecordAgeSeconds: settings.maximumRecordAgeSeconds,
        tags,
        transform: transform.eventSource,
      },
      child,
    );
    const auths = settings.routeAuth;
    const { api, stage, domain, endpoint } = httpApi(
      `${name}-api`,
      {
        routes: [
          { name: "producer", function: this.producer, keys: EVENT_AGGREGATOR_ROUTES.slice(0, 2), auths },
          { name: "summary-reader", function: this.summaryReader, keys: EVENT_AGGREGATOR_ROUTES.slice(2), auths },
        ],
        auth: settings.auth,
        domain: settings.domain,
        cors: settings.cors,
        throttleRateLimit: settings.throttleRateLimit,
        throttleBurstLimit: settings.throttleBurstLimit,
        logRetentionDays: settings.logRetentionDays,
        tags,
        transform: { api: transform.api, stage: transform.stage, route: transform.route },
      },
      child,
    );
    this.api = api;
    this.stage = stage;
    this.domain = domain;
    this.apiEndpoint = endpoint;
    this.alarms = alarms(
      name,
      {
        ...settings,
        eventTable: this.eventTable,
        summaryTable: this.summaryTable,
        failureQueue: this.failureQueue,
        producer: this.producer,
        aggregator: this.aggregator,
        summaryReader: this.summaryReader,
        api: this.api,
      },
      child,
    );

    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      eventTable: this.eventTable.name,
      summaryTable: this.summaryTable.name,
      failureQueueUrl: this.failureQueueUrl,
    });
  }
}

/** Keeps the events; its stream feeds the aggregator. */
function eventTable(
  name: string,
  { eventTtlDays, deletionProtection, keyArn, tags, transform }: Settings,
  opts: ChildOptions,
): aws.dynamodb.Table {
  return table(
    name,
    {
      hashKey: "eventId",
      streamViewType: "NEW_IMAGE",
      ttlAttribute: eventTtlDays === undefined ? undefined : "expiresAt",
      deletionProtection,
      keyArn,
      tags,
      transform: transform.eventTable,
    },
    opts,
  );
}
