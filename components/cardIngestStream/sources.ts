import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Tags } from "../parts/arguments/defaults";
import { type Transform, transformed } from "../parts/arguments/transform";
import { streamSource } from "../parts/lambda/streamSource";
import type { CardFunctions } from "./functions";
import type { Settings } from "./settings";

/** Seconds that records wait for others: what a flood gains in writes, a single event loses in time. */
export const BATCHING_WINDOW_SECONDS = 1;

/** Records of a batch, as many as the projector reads and writes in a few seconds. */
const BATCH_SIZE = 500;

/** 22 hours: the failure queue hears of a record while the stream, which keeps a day, still has it. */
const RECORD_AGE_SECONDS = 79_200;

/** Batches of a shard that the projector works on at once; a card's records stay in order. */
const PROJECTOR_PARALLELIZATION = 2;

/** Cards may be in each other's way, so that only a few functions carry out commands at once. */
const COMMANDS_CONCURRENCY = 2;

/** Everything that events and commands come from and go to. */
interface Ends {
  table: aws.dynamodb.Table;
  stream: aws.kinesis.Stream;
  functions: CardFunctions;
  /** Hear where in a stream the records are that a function had to give up. */
  failures: Readonly<Record<"outbox" | "projector" | "announcer" | "occupancy", aws.sqs.Queue>>;
  commandQueue: aws.sqs.Queue;
}

/** Hands the changes of the card table, the stream of events and the queue of commands to their functions. */
export function eventSources(name: string, args: Settings & Ends, opts: ChildOptions): aws.lambda.EventSourceMapping[] {
  const { subject, table, stream, functions, failures, commandQueue, tags, transform } = args;
  const consumer = (role: "outbox" | "projector" | "announcer", streamArn: StreamArn, parallelizationFactor: number) =>
    consumerSource(
      `${name}-${role}-source`,
      {
        streamArn,
        parallelizationFactor,
        target: functions[role],
        failures: failures[role],
        tags,
        transform: transform.eventSource,
      },
      opts,
    );
  return [
    consumer("outbox", table.streamArn, 1),
    consumer("projector", stream.arn, PROJECTOR_PARALLELIZATION),
    consumer("announcer", stream.arn, 1),
    streamSource(
      subject,
      `${name}-occupancy-source`,
      {
        streamArn: table.streamArn,
        target: functions.occupancy,
        failureQueueArn: failures.occupancy.arn,
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
      `${name}-commands-source`,
      {
        eventSourceArn: commandQueue.arn,
        functionName: functions.commands.arn,
        batchSize: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: COMMANDS_CONCURRENCY },
        tags,
      },
      opts,
    ),
  ];
}

type StreamArn = NonNullable<aws.lambda.EventSourceMappingArgs["eventSourceArn"]>;

function consumerSource(
  name: string,
  args: {
    streamArn: StreamArn;
    parallelizationFactor: number;
    target: aws.lambda.Function;
    failures: aws.sqs.Queue;
    tags: Tags;
    transform: Transform<aws.lambda.EventSourceMappingArgs> | undefined;
  },
  opts: ChildOptions,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    transformed(args.transform, {
      eventSourceArn: args.streamArn,
      functionName: args.target.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: BATCH_SIZE,
      maximumBatchingWindowInSeconds: BATCHING_WINDOW_SECONDS,
      parallelizationFactor: args.parallelizationFactor,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: RECORD_AGE_SECONDS,
      destinationConfig: { onFailure: { destinationArn: args.failures.arn } },
      tags: args.tags,
    }),
    opts,
  );
}
