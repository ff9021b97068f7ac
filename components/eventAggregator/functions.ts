import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createAggregator } from "../../functions/event-aggregator/aggregator";
import { createProducer } from "../../functions/event-aggregator/producer";
import type { Summarize } from "../../functions/event-aggregator/summarize";
import { createSummaryReader } from "../../functions/event-aggregator/summaryReader";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { KeyedQueue } from "../parts/existing/existingQueue";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { BOUNDED } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { streamPermissions } from "../parts/lambda/streamSource";
import type { Settings } from "./settings";

/** Seconds the producer and the reader may take: a client should hear of a fault well before API Gateway's 30 seconds. */
const API_FUNCTION_TIMEOUT_SECONDS = 10;

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

function shared({ memoryMb, logRetentionDays, tags }: Settings) {
  return { memoryMb, logRetentionDays, tags };
}

/** Answers the two POST routes: stores events. */
export function producer(
  name: string,
  args: Settings & { events: KeyedTable },
  opts: ChildOptions,
): aws.lambda.Function {
  const { events, eventTtlDays } = args;
  const { table: eventTable } = events;
  const environment: { EVENT_TABLE: pulumi.Input<string>; EVENT_TTL_DAYS?: pulumi.Input<string> } = {
    EVENT_TABLE: eventTable.name,
    ...(eventTtlDays !== undefined && { EVENT_TTL_DAYS: pulumi.interpolate`${eventTtlDays}` }),
  };
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment,
      handler: producerHandler,
      permissions: [
        { actions: ["dynamodb:PutItem"], resources: [eventTable.arn] },
        ...keyPermissions({ reads: [events.keyArn] }),
      ],
      timeoutSeconds: API_FUNCTION_TIMEOUT_SECONDS,
      transform: args.transform.producer,
    },
    opts,
  );
}

/** Reads the stream: keeps the summaries. */
export function aggregator(
  name: string,
  args: Settings & { events: KeyedTable; summaries: KeyedTable; failures: KeyedQueue },
  opts: ChildOptions,
): aws.lambda.Function {
  const { events, summaries, failures } = args;
  const { table: summaryTable } = summaries;
  const { queue: failureQueue } = failures;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { SUMMARY_TABLE: summaryTable.name, FAILURE_QUEUE_URL: failureQueue.url },
      handler: aggregatorHandler(args.summarize),
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [summaryTable.arn] },
        // For the events that the function gives up, and for the batches that Lambda gives up in its name.
        { actions: ["sqs:SendMessage"], resources: [failureQueue.arn] },
        ...streamPermissions(events.table.streamArn),
        ...keyPermissions({ reads: [events.keyArn, summaries.keyArn], sends: [failures.keyArn] }),
      ],
      timeoutSeconds: args.aggregatorTimeoutSeconds,
      transform: args.transform.aggregator,
    },
    opts,
  );
}

/** Answers the GET route: reads the summaries. */
export function summaryReader(
  name: string,
  args: Settings & { summaries: KeyedTable },
  opts: ChildOptions,
): aws.lambda.Function {
  const { table: summaryTable } = args.summaries;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { SUMMARY_TABLE: summaryTable.name },
      handler: summaryReaderHandler,
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:Scan"], resources: [summaryTable.arn] },
        ...keyPermissions({ reads: [args.summaries.keyArn] }),
      ],
      timeoutSeconds: API_FUNCTION_TIMEOUT_SECONDS,
      transform: args.transform.summaryReader,
    },
    opts,
  );
}
