import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { FieldRule } from "../functions/ingestion/rules";
import { createStreamConsumer } from "../functions/ingestion/streamConsumer";
import { alarms } from "./entryStream/alarms";
import type { AlarmSettings } from "./parts/alarms/alarms";
import type { ChildOptions } from "./parts/arguments/childOptions";
import { type Transform, transformed } from "./parts/arguments/transform";
import { inlineFunction } from "./parts/lambda/inlineFunction";
import { kinesisPermissions } from "./parts/lambda/streamSource";
import { failureQueue } from "./parts/queues/failureQueue";

export interface EntryStreamArgs {
  table: aws.dynamodb.Table;
  /** The rules that the fields of an entry must keep. */
  rules: readonly FieldRule[];
  /** Shards of the stream. Each takes 1,000 records or 1 MiB a second (Kinesis Data Streams Developer Guide, "Quotas and limits"). */
  shards: number;
  logRetentionDays: pulumi.Input<number>;
  alarmTopicArns: AlarmSettings["topicArns"];
  tags: Record<string, string>;
  transform?: { stream?: Transform<aws.kinesis.StreamArgs> } | undefined;
}

export interface EntryStream {
  stream: aws.kinesis.Stream;
  consumer: aws.lambda.Function;
  /** Tells where in the stream the records are that could not be stored. */
  failureQueue: aws.sqs.Queue;
  eventSource: aws.lambda.EventSourceMapping;
  alarms: readonly aws.cloudwatch.MetricAlarm[];
}

const CONSUMER_TIMEOUT_SECONDS = 30;
const BATCHING_WINDOW_SECONDS = 1;
/** A day, as long as the stream keeps its records. */
const RECORD_AGE_SECONDS = 86_400;

/**
 * Makes a Kinesis stream, and a function that stores its records in the table that a public URL feeds too. A record is a JSON object
 * with a text for each field.
 */
export function entryStream(name: string, args: EntryStreamArgs, opts: ChildOptions): EntryStream {
  const { table, rules, tags } = args;
  const stream = new aws.kinesis.Stream(
    name,
    transformed(args.transform?.stream, {
      shardCount: args.shards,
      streamModeDetails: { streamMode: "PROVISIONED" },
      retentionPeriod: 24,
      encryptionType: "KMS",
      kmsKeyId: "alias/aws/kinesis",
      tags,
    }),
    opts,
  );
  const failures = failureQueue(`${name}-failures`, { tags }, opts);
  const consumer = inlineFunction(
    `${name}-consumer`,
    {
      handler: ({ ENTRY_TABLE }) =>
        createStreamConsumer({ dynamo: new DynamoDBClient({}), entryTable: ENTRY_TABLE, rules }),
      environment: { ENTRY_TABLE: table.name },
      permissions: [
        { actions: ["dynamodb:PutItem"], resources: [table.arn] },
        ...kinesisPermissions(stream.arn),
        { actions: ["sqs:SendMessage"], resources: [failures.arn] },
      ],
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
      memoryMb: 256,
      logRetentionDays: args.logRetentionDays,
      tags,
    },
    opts,
  );
  const eventSource = new aws.lambda.EventSourceMapping(
    `${name}-source`,
    {
      eventSourceArn: stream.arn,
      functionName: consumer.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      maximumBatchingWindowInSeconds: BATCHING_WINDOW_SECONDS,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      maximumRecordAgeInSeconds: RECORD_AGE_SECONDS,
      functionResponseTypes: ["ReportBatchItemFailures"],
      destinationConfig: { onFailure: { destinationArn: failures.arn } },
      tags,
    },
    opts,
  );
  const watched = { ...args, consumer, batchingWindowSeconds: BATCHING_WINDOW_SECONDS };
  return { stream, consumer, failureQueue: failures, eventSource, alarms: alarms(name, watched, opts) };
}
