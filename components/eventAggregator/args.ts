import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Summarize } from "../../functions/event-aggregator/summarize";
import type { ApiAuth } from "../parts/api/auth";
import type { ApiDomain } from "../parts/api/domain";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";
import type { ExistingKeyArgs } from "../parts/existing/existingKey";

/** The routes of the API. */
export const EVENT_AGGREGATOR_ROUTES = ["POST /trigger-event", "POST /trigger-events", "GET /get-summary"] as const;

export type EventAggregatorRoute = (typeof EVENT_AGGREGATOR_ROUTES)[number];

export interface EventAggregatorArgs extends CommonArgs, ExistingKeyArgs {
  /**
   * A table that is there already for events, with the partition key `eventId`, a string, no sort key, and a stream of new images:
   * `new aws.dynamodb.Table(...)`, or `aws.dynamodb.Table.get(...)` for one of another program. Whatever others insert there is counted as well. With
   * `eventTtlDays` its TTL attribute should be `expiresAt`.
   * @default one of the component's own
   */
  eventTable?: aws.dynamodb.Table;
  /**
   * A table that is there already for summaries, with the partition key `SummaryID`, a string, and no sort key. Each item of it is shown as a summary.
   * @default one of the component's own
   */
  summaryTable?: aws.dynamodb.Table;
  /**
   * A queue that is there already for what could not be aggregated, a standard queue.
   * @default one of the component's own
   */
  failureQueue?: aws.sqs.Queue;
  /**
   * Those who may post events and read the summaries: `"iam"`, who sign their requests for `execute-api` and are allowed
   * `execute-api:Invoke`; `{ jwt: { issuer, audiences } }`, who have a token; `{ lambda: { function, headers?, cacheSeconds? } }`, whom a
   * function lets in; or `"public"`, whoever knows the URL. An HTTP API knows no API keys.
   * @default "iam"
   */
  auth?: ApiAuth;
  /**
   * Those who may call single routes, in the place of `auth`: `{ "GET /get-summary": "public" }`.
   * @default those of `auth`
   */
  routeAuth?: Readonly<Partial<Record<EventAggregatorRoute, ApiAuth>>>;
  /**
   * A host name of one's own, `{ name, certificate?, hostedZone? }`: the one that AWS gives answers 404 then.
   * @default AWS's
   */
  domain?: ApiDomain;
  /**
   * Tells which summary an event belongs to, or which ones (10 at most), and what it adds there: sums, the least, the greatest; 20 fields each,
   * at most. It is serialised with all that it captures and runs in the aggregator. An event for which it throws goes to the failure queue and stops nothing else.
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
   * Times that a batch for which the function throws or times out is delivered again before it is given up and the failure
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
   * Lets pages of other origins call the API from a browser. It keeps nobody else out: `auth` does.
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
