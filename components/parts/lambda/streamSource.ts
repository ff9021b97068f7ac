import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";
import { type Transform, transformed } from "../arguments/transform";
import type { Allow } from "../iam/policies";

export interface StreamSourceArgs {
  streamArn: pulumi.Input<string>;
  target: aws.lambda.Function;
  failureQueueArn: pulumi.Input<string>;
  batchSize: pulumi.Input<number>;
  maximumBatchingWindowSeconds: pulumi.Input<number>;
  maximumRetryAttempts: pulumi.Input<number>;
  maximumRecordAgeSeconds: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: Transform<aws.lambda.EventSourceMappingArgs> | undefined;
}

/**
 * Seconds; the longest that Lambda allows (API reference, `CreateEventSourceMapping`). The function keeps no state in a window, so the
 * end of one is a cost alone: no batch spans two windows, and each shard's window ends with an invocation of its own.
 */
const TUMBLING_WINDOW_SECONDS = 900;

/**
 * Feeds the inserts of a DynamoDB stream to a function that counts each of them exactly once.
 *
 * The function keeps a watermark for each shard: the sequence number up to which the shard's records are counted. It needs three
 * settings, and a transform that breaks one of them is refused:
 * - a tumbling window: only its invocations name their `shardId`, which a DynamoDB stream record does not
 *   (AWS docs, "Implementing stateful DynamoDB stream processing in Lambda");
 * - one batch a shard at a time, so that batches arrive in the order of their sequence numbers;
 * - partial batch failures: otherwise Lambda ignores which records the function asks for again.
 *
 * @throws RunError naming the setting, for an `Output` once its value is known
 */
export function streamSource(
  subject: Subject,
  name: string,
  args: StreamSourceArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.EventSourceMapping {
  const mapping = transformed(args.transform, {
    eventSourceArn: args.streamArn,
    functionName: args.target.arn,
    startingPosition: "TRIM_HORIZON",
    batchSize: args.batchSize,
    maximumBatchingWindowInSeconds: args.maximumBatchingWindowSeconds,
    parallelizationFactor: 1,
    tumblingWindowInSeconds: TUMBLING_WINDOW_SECONDS,
    functionResponseTypes: ["ReportBatchItemFailures"],
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: args.maximumRetryAttempts,
    maximumRecordAgeInSeconds: args.maximumRecordAgeSeconds,
    destinationConfig: { onFailure: { destinationArn: args.failureQueueArn } },
    filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT"] }) }] },
    tags: args.tags,
  });
  return new aws.lambda.EventSourceMapping(name, { ...mapping, ...settingsOfWatermarks(subject, mapping) }, opts);
}

function settingsOfWatermarks(
  subject: Subject,
  mapping: aws.lambda.EventSourceMappingArgs,
): Partial<aws.lambda.EventSourceMappingArgs> {
  const name = (setting: string) => `transform.eventSource.${setting}`;
  return {
    parallelizationFactor: checked<number | undefined>(
      subject,
      name("parallelizationFactor"),
      mapping.parallelizationFactor,
      "1 (watermarks need each shard's batches in order)",
      (factor) => factor === 1,
    ),
    tumblingWindowInSeconds: checked<number | undefined>(
      subject,
      name("tumblingWindowInSeconds"),
      mapping.tumblingWindowInSeconds,
      "from 1 to 900 (watermarks need the shardId that only a tumbling window's invocations name)",
      (seconds) => seconds !== undefined && seconds >= 1 && seconds <= 900,
    ),
    functionResponseTypes: checked(
      subject,
      name("functionResponseTypes"),
      // The list's members may be outputs of their own.
      pulumi.output(mapping.functionResponseTypes).apply((types) => types ?? []),
      'a list with "ReportBatchItemFailures" (the records that the function asks for again would be lost)',
      (types) => types.includes("ReportBatchItemFailures"),
    ),
  };
}

/** The rights by which Lambda reads a table's stream for a function. */
export function streamPermissions(streamArn: pulumi.Input<string>): readonly Allow[] {
  return [
    {
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    },
    // ListStreams knows no resource types (Service Authorization Reference, "Amazon DynamoDB"): "*" is all it accepts. It
    // tells the ARNs of streams, never a record.
    { actions: ["dynamodb:ListStreams"], resources: ["*"] },
  ];
}

/** The rights by which Lambda reads a Kinesis stream for a function. Where the stream has a key, it needs `kms:Decrypt` on the key, too. */
export function kinesisPermissions(streamArn: pulumi.Input<string>): readonly Allow[] {
  return [
    {
      actions: [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ],
      resources: [streamArn],
    },
    // ListStreams knows no resource types (Service Authorization Reference, "Amazon Kinesis Data Streams"): "*" is all it accepts.
    { actions: ["kinesis:ListStreams"], resources: ["*"] },
  ];
}
