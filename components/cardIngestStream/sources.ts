import * as aws from "@pulumi/aws";
import { transformed } from "../parts/arguments/transform";
import { streamSource } from "../parts/lambda/streamSource";
import { COMMANDS_TIMEOUT_SECONDS } from "./functions";
import type { Context } from "./settings";

/** Seconds that records wait for others: what a flood gains in writes, a single event loses in time. */
export const BATCHING_WINDOW_SECONDS = 1;

/** Records of a batch, as many as the projector reads and writes in a few seconds. */
const BATCH_SIZE = 500;

/** 22 hours: the failure queue hears of a record while the stream, which keeps a day, still has it. */
const RECORD_AGE_SECONDS = 79_200;

/** Batches of a shard that the projector works on at once; a card's records stay in order. */
const PROJECTOR_PARALLELIZATION = 2;

/** Six times what a function takes at most, as SQS advises (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export const COMMANDS_VISIBILITY_SECONDS = 6 * COMMANDS_TIMEOUT_SECONDS;

/** Cards may be in each other's way, so that only a few functions carry out commands at once. */
const COMMANDS_CONCURRENCY = 2;

interface Consumer {
  target: aws.lambda.Function;
  failures: aws.sqs.Queue;
}

/** What the stream of events, the changes of the card table and the queue of commands are handed to. */
export function sources(
  context: Context,
  from: { table: aws.dynamodb.Table; stream: aws.kinesis.Stream; commandQueue: aws.sqs.Queue },
  to: {
    outbox: Consumer;
    occupancy: Consumer;
    projector: Consumer;
    announcer: Consumer;
    commands: aws.lambda.Function;
  },
): aws.lambda.EventSourceMapping[] {
  const { subject, tags, opts } = context;
  const ofStream = { streamArn: from.stream.arn, parallelizationFactor: 1 };
  return [
    consumer(context, "outbox", { streamArn: from.table.streamArn, parallelizationFactor: 1 }, to.outbox),
    consumer(context, "projector", { ...ofStream, parallelizationFactor: PROJECTOR_PARALLELIZATION }, to.projector),
    consumer(context, "announcer", ofStream, to.announcer),
    streamSource(
      subject,
      `${subject.name}-occupancy-source`,
      {
        streamArn: from.table.streamArn,
        target: to.occupancy.target,
        failureQueueArn: to.occupancy.failures.arn,
        batchSize: BATCH_SIZE,
        maximumBatchingWindowSeconds: BATCHING_WINDOW_SECONDS,
        maximumRetryAttempts: 10_000,
        maximumRecordAgeSeconds: RECORD_AGE_SECONDS,
        tags,
        // Cards change and go, too.
        transform: ({ filterCriteria: _, ...mapping }) => mapping,
      },
      opts,
    ),
    new aws.lambda.EventSourceMapping(
      `${subject.name}-commands-source`,
      {
        eventSourceArn: from.commandQueue.arn,
        functionName: to.commands.arn,
        batchSize: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: COMMANDS_CONCURRENCY },
        tags,
      },
      opts,
    ),
  ];
}

function consumer(
  { subject, tags, transform, opts }: Context,
  role: string,
  source: { streamArn: aws.lambda.EventSourceMappingArgs["eventSourceArn"]; parallelizationFactor: number },
  { target, failures }: Consumer,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    `${subject.name}-${role}-source`,
    transformed(transform.eventSource, {
      eventSourceArn: source.streamArn,
      functionName: target.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: BATCH_SIZE,
      maximumBatchingWindowInSeconds: BATCHING_WINDOW_SECONDS,
      parallelizationFactor: source.parallelizationFactor,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: RECORD_AGE_SECONDS,
      destinationConfig: { onFailure: { destinationArn: failures.arn } },
      tags,
    } as aws.lambda.EventSourceMappingArgs),
    opts,
  );
}
