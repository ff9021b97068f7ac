import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Summarize } from "../functions/event-aggregator/summarize";
import { aggregator, producer, summaryReader } from "./eventAggregator/functions";
import { type Context, settingsOf } from "./eventAggregator/settings";
import {
  functionErrorsAlarm,
  functionThrottlesAlarm,
  iteratorAgeAlarm,
  lostFailuresAlarm,
  queueDepthAlarm,
  serverErrorsAlarm,
  writeThrottlesAlarm,
} from "./parts/alarms/alarms";
import { httpApi } from "./parts/api/httpApi";
import type { CommonArgs } from "./parts/arguments/commonArgs";
import type { Transform } from "./parts/arguments/transform";
import { table } from "./parts/data/table";
import { streamSource } from "./parts/lambda/streamSource";
import { failureQueue } from "./parts/queues/failureQueue";

/** None of these makes the API private, which it is not by itself: `transform.route` does, see {@link EventAggregator}. */
export interface EventAggregatorArgs extends CommonArgs {
  /**
   * Tells which summary an event belongs to, and what it adds there. It is serialised with all that it captures and runs in
   * the aggregator. An event for which it throws goes to the failure queue and stops nothing else.
   * @default groups events by their content and counts them
   */
  summarize?: Summarize;
  /**
   * Stream records the aggregator gets at once, at most: more of them share one write a summary.
   * 1 to 10,000 (Lambda API reference, `CreateEventSourceMapping`), and never more than 6 MB.
   * @default 500
   */
  batchSize?: pulumi.Input<number>;
  /**
   * Seconds to wait for a batch to fill; 0 to 300. This is the delay of a summary when there is little traffic, and what its writes
   * cost when there is much: 300 events a second over 30 keys and four shards take 1.08 writes an event at 5 s, 1.37 at 1 s.
   * @default 5
   */
  maximumBatchingWindowSeconds?: pulumi.Input<number>;
  /**
   * How often a batch for which the function throws or times out is delivered again before it is given up and the failure
   * queue is told; 0 to 10,000. Faults of DynamoDB use retries up as well, so a smaller number shortens the outage that
   * the summaries survive. A record that crashes the function blocks its shard until it is given up, which the alarm on the
   * iterator age tells.
   * @default 10000, so that in practice `maximumRecordAgeSeconds` is the bound
   */
  maximumRetryAttempts?: pulumi.Input<number>;
  /**
   * Seconds after which an undelivered record goes to the failure queue; 60 to 86,400, for DynamoDB drops it after 24 hours.
   * @default 86400
   */
  maximumRecordAgeSeconds?: pulumi.Input<number>;
  /**
   * Days until DynamoDB may delete a raw event, at least 1. An `Idempotency-Key` is known as long as its event.
   * @default events are kept
   */
  eventTtlDays?: pulumi.Input<number>;
  /**
   * Refuses to delete the tables, even as part of a replacement.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /**
   * Seconds the aggregator may take for a batch; 1 to 900.
   * @default 60
   */
  aggregatorTimeoutSeconds?: pulumi.Input<number>;
  /**
   * MiB of each function; 128 to 10,240.
   * @default 512
   */
  memoryMb?: pulumi.Input<number>;
  /**
   * Requests a second that each route takes; the rest gets 429. A target, not a ceiling: API Gateway throttles on a best-effort
   * basis, and the account's own limit holds besides (AWS docs, "Throttle requests to your HTTP APIs").
   * @default 1000
   */
  throttleRateLimit?: pulumi.Input<number>;
  /**
   * Requests at once that each route takes before the rate holds, best effort like it.
   * @default 2000
   */
  throttleBurstLimit?: pulumi.Input<number>;
  /**
   * Lets pages of other origins call the API from a browser. It keeps nobody else out: see {@link EventAggregator}.
   * @default they may not
   */
  cors?: pulumi.Input<aws.types.input.apigatewayv2.ApiCorsConfiguration>;
  /** The last word on the arguments of the children. */
  transform?: {
    eventTable?: Transform<aws.dynamodb.TableArgs>;
    summaryTable?: Transform<aws.dynamodb.TableArgs>;
    /** The policy of a `kmsMasterKeyId` must let the aggregator's role use the key: see `failureQueue.ts`. */
    failureQueue?: Transform<aws.sqs.QueueArgs>;
    producer?: Transform<aws.lambda.FunctionArgs>;
    aggregator?: Transform<aws.lambda.FunctionArgs>;
    summaryReader?: Transform<aws.lambda.FunctionArgs>;
    /** Must keep batches in order and watermarks possible: see `streamSource.ts`. */
    eventSource?: Transform<aws.lambda.EventSourceMappingArgs>;
    api?: Transform<aws.apigatewayv2.ApiArgs>;
    stage?: Transform<aws.apigatewayv2.StageArgs>;
    /**
     * Applied to each route: `{ authorizationType: "AWS_IAM" }`, or `"JWT"` or `"CUSTOM"` with an `authorizerId`. As a function it
     * gets the `apiId` that an authorizer has to be made with.
     */
    route?: Transform<aws.apigatewayv2.RouteArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}

/**
 * Records events that are posted to an HTTP API, and keeps running summaries of them that count each event exactly once.
 *
 * `POST /trigger-event` and `POST /trigger-events` store events in a DynamoDB table, whose stream feeds the aggregator, which
 * keeps the summaries in a second table; `GET /get-summary` reads them.
 *
 * **The API is public: it has no authorizer, so anyone who knows its URL may post events and read the summaries.** To change
 * that, set `authorizationType` (and `authorizerId`) of each route by `transform.route`.
 *
 * @example
 * const orders = new EventAggregator("orders", {
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
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: EventAggregatorArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:EventAggregator", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };

    this.eventTable = eventTable(context);
    this.summaryTable = summaryTable(context);
    this.failureQueue = failures(context);

    this.producer = producer(context, this.eventTable);
    this.aggregator = aggregator(context, this);
    this.summaryReader = summaryReader(context, this.summaryTable);

    this.eventSource = eventSource(context, this);
    const { api, stage, endpoint } = publicApi(context, this);
    this.api = api;
    this.stage = stage;
    this.alarms = alarms(context, this);

    this.apiEndpoint = endpoint;
    this.failureQueueUrl = this.failureQueue.url;
    this.registerOutputs({
      apiEndpoint: this.apiEndpoint,
      eventTable: this.eventTable.name,
      summaryTable: this.summaryTable.name,
      failureQueueUrl: this.failureQueueUrl,
    });
  }
}

function eventTable({ subject, opts, ...settings }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-events`,
    {
      hashKey: "eventId",
      streamViewType: "NEW_IMAGE",
      ttlAttribute: settings.eventTtlDays === undefined ? undefined : "expiresAt",
      deletionProtection: settings.deletionProtection,
      tags: settings.tags,
      transform: settings.transform.eventTable,
    },
    opts,
  );
}

function summaryTable({ subject, opts, ...settings }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-summaries`,
    {
      hashKey: "SummaryID",
      deletionProtection: settings.deletionProtection,
      tags: settings.tags,
      transform: settings.transform.summaryTable,
    },
    opts,
  );
}

function failures({ subject, tags, transform, opts }: Context): aws.sqs.Queue {
  return failureQueue(`${subject.name}-failures`, { tags, transform: transform.failureQueue }, opts);
}

function eventSource(
  { subject, opts, ...settings }: Context,
  { eventTable: events, aggregator: target, failureQueue: queue }: EventAggregator,
): aws.lambda.EventSourceMapping {
  return streamSource(
    subject,
    `${subject.name}-source`,
    {
      streamArn: events.streamArn,
      target,
      failureQueueArn: queue.arn,
      batchSize: settings.batchSize,
      maximumBatchingWindowSeconds: settings.maximumBatchingWindowSeconds,
      maximumRetryAttempts: settings.maximumRetryAttempts,
      maximumRecordAgeSeconds: settings.maximumRecordAgeSeconds,
      tags: settings.tags,
      transform: settings.transform.eventSource,
    },
    opts,
  );
}

function publicApi(
  { subject, opts, ...settings }: Context,
  { producer: writer, summaryReader: reader }: EventAggregator,
) {
  return httpApi(
    `${subject.name}-api`,
    {
      routes: [
        { name: "producer", function: writer, keys: ["POST /trigger-event", "POST /trigger-events"] },
        { name: "summary-reader", function: reader, keys: ["GET /get-summary"] },
      ],
      cors: settings.cors,
      throttleRateLimit: settings.throttleRateLimit,
      throttleBurstLimit: settings.throttleBurstLimit,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: { api: settings.transform.api, stage: settings.transform.stage, route: settings.transform.route },
    },
    opts,
  );
}

function alarms({ subject, opts, ...settings }: Context, children: EventAggregator): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
  const functions = {
    producer: children.producer,
    aggregator: children.aggregator,
    "summary-reader": children.summaryReader,
  };
  return [
    iteratorAgeAlarm(
      `${subject.name}-iterator-age`,
      children.aggregator,
      settings.maximumBatchingWindowSeconds,
      shared,
      opts,
    ),
    queueDepthAlarm(`${subject.name}-failures-depth`, children.failureQueue, shared, opts),
    lostFailuresAlarm(`${subject.name}-failures-lost`, children.aggregator, shared, opts),
    serverErrorsAlarm(`${subject.name}-api-5xx`, children.api, shared, opts),
    writeThrottlesAlarm(`${subject.name}-events-throttles`, children.eventTable, shared, opts),
    writeThrottlesAlarm(`${subject.name}-summaries-throttles`, children.summaryTable, shared, opts),
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${subject.name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${subject.name}-${role}-throttles`, target, shared, opts),
    ]),
  ];
}
