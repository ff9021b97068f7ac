import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Tags } from "../parts/arguments/defaults";

/** Objects at once: they come one by one, and what a lost call had in hand waits for its visibility timeout. */
const LEDGER_BATCH_SIZE = 2;

/** Objects of one hour share an item of the ledger: more at a time would be in each other's way. */
const LEDGER_CONCURRENCY = 2;

/** Seconds that events wait to be counted with others: one write an hour and batch. */
export const COUNTER_WINDOW_SECONDS = 5;

/** 22 hours: the failure queue hears of a record while the stream, which keeps a day at least, still has it. */
const COUNTER_RECORD_AGE_SECONDS = 79_200;

/** Hands the queue's news of objects to the keeper of the ledger. */
export function ledgerSource(
  name: string,
  { queue, target, tags }: { queue: aws.sqs.Queue; target: aws.lambda.Function; tags: Tags },
  opts: ChildOptions,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: queue.arn,
      functionName: target.arn,
      batchSize: LEDGER_BATCH_SIZE,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: LEDGER_CONCURRENCY },
      tags,
    },
    opts,
  );
}

/** Hands the stream's events to the counter. */
export function counterSource(
  name: string,
  args: { stream: aws.kinesis.Stream; target: aws.lambda.Function; failures: aws.sqs.Queue; tags: Tags },
  opts: ChildOptions,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: args.stream.arn,
      functionName: args.target.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: 1_000,
      maximumBatchingWindowInSeconds: COUNTER_WINDOW_SECONDS,
      // Marks need each shard's batches one at a time and in order.
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: COUNTER_RECORD_AGE_SECONDS,
      destinationConfig: { onFailure: { destinationArn: args.failures.arn } },
      tags: args.tags,
    },
    opts,
  );
}
