import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createAggregator } from "../../functions/event-aggregator/aggregator";
import { createProducer } from "../../functions/event-aggregator/producer";
import type { Summarize } from "../../functions/event-aggregator/summarize";
import { createSummaryReader } from "../../functions/event-aggregator/summaryReader";
import type { EventAggregator } from "../eventAggregator";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { streamPermissions } from "../parts/lambda/streamSource";
import type { Context } from "./settings";

/** Seconds the producer and the reader may take: a client should hear of a fault well before API Gateway's 30 seconds. */
const API_FUNCTION_TIMEOUT_SECONDS = 10;

/**
 * Of every AWS client: milliseconds to connect, and for the answer. By itself the SDK waits for ever, so that one connection that
 * died in silence would cost a call of the function all its time; with this, its retries get a turn.
 */
const BOUNDED = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

// The same function for all aggregators of a program, so that each is serialised once: see `bundle.ts`.

const producerHandler = ({ EVENT_TABLE, EVENT_TTL_DAYS }: { EVENT_TABLE: string; EVENT_TTL_DAYS?: string }) =>
  createProducer({
    dynamo: new DynamoDBClient(BOUNDED),
    eventTable: EVENT_TABLE,
    ...(EVENT_TTL_DAYS !== undefined && { eventTtlDays: Number(EVENT_TTL_DAYS) }),
  });

const summaryReaderHandler = ({ SUMMARY_TABLE }: { SUMMARY_TABLE: string }) =>
  createSummaryReader({ dynamo: new DynamoDBClient(BOUNDED), summaryTable: SUMMARY_TABLE });

type AggregatorHandler = (environment: { SUMMARY_TABLE: string; FAILURE_QUEUE_URL: string }) => unknown;

const aggregatorHandlers = new WeakMap<Summarize, AggregatorHandler>();

function aggregatorHandler(summarize: Summarize): AggregatorHandler {
  const handler: AggregatorHandler =
    aggregatorHandlers.get(summarize) ??
    (({ SUMMARY_TABLE, FAILURE_QUEUE_URL }) =>
      createAggregator({
        dynamo: new DynamoDBClient(BOUNDED),
        sqs: new SQSClient(BOUNDED),
        summaryTable: SUMMARY_TABLE,
        failureQueueUrl: FAILURE_QUEUE_URL,
        summarize,
      }));
  aggregatorHandlers.set(summarize, handler);
  return handler;
}

/** Answers the two POST routes: stores events. */
export function producer({ subject, opts, ...settings }: Context, events: aws.dynamodb.Table): aws.lambda.Function {
  const environment: { EVENT_TABLE: pulumi.Input<string>; EVENT_TTL_DAYS?: pulumi.Input<string> } = {
    EVENT_TABLE: events.name,
  };
  if (settings.eventTtlDays !== undefined) {
    environment.EVENT_TTL_DAYS = pulumi.interpolate`${settings.eventTtlDays}`;
  }
  return inlineFunction(
    `${subject.name}-producer`,
    {
      environment,
      handler: producerHandler,
      permissions: [{ actions: ["dynamodb:PutItem"], resources: [events.arn] }],
      timeoutSeconds: API_FUNCTION_TIMEOUT_SECONDS,
      memoryMb: settings.memoryMb,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.producer,
    },
    opts,
  );
}

/** Reads the stream: keeps the summaries. */
export function aggregator(
  { subject, opts, ...settings }: Context,
  { eventTable: events, summaryTable: summaries, failureQueue: queue }: EventAggregator,
): aws.lambda.Function {
  return inlineFunction(
    `${subject.name}-aggregator`,
    {
      environment: { SUMMARY_TABLE: summaries.name, FAILURE_QUEUE_URL: queue.url },
      handler: aggregatorHandler(settings.summarize),
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [summaries.arn] },
        // For the events that the function gives up, and for the batches that Lambda gives up in its name.
        { actions: ["sqs:SendMessage"], resources: [queue.arn] },
        ...streamPermissions(events.streamArn),
      ],
      timeoutSeconds: settings.aggregatorTimeoutSeconds,
      memoryMb: settings.memoryMb,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.aggregator,
    },
    opts,
  );
}

/** Answers the GET route: reads the summaries. */
export function summaryReader(
  { subject, opts, ...settings }: Context,
  summaries: aws.dynamodb.Table,
): aws.lambda.Function {
  return inlineFunction(
    `${subject.name}-summary-reader`,
    {
      environment: { SUMMARY_TABLE: summaries.name },
      handler: summaryReaderHandler,
      permissions: [{ actions: ["dynamodb:GetItem", "dynamodb:Scan"], resources: [summaries.arn] }],
      timeoutSeconds: API_FUNCTION_TIMEOUT_SECONDS,
      memoryMb: settings.memoryMb,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.summaryReader,
    },
    opts,
  );
}
