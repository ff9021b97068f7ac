import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createArchivist } from "../../functions/access-cards/archive/archivist";
import { createCounter } from "../../functions/access-cards/archive/counter";
import { EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import { createLedger } from "../../functions/access-cards/archive/ledger";
import type { EventArchive } from "../eventArchive";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { kinesisPermissions } from "../parts/lambda/streamSource";
import { failureQueue } from "../parts/queues/failureQueue";
import type { Context } from "./settings";

/** Seconds; Firehose waits five minutes for a transformation at most. */
const ARCHIVIST_TIMEOUT_SECONDS = 60;

/** Seconds to read the objects of a batch, of which each is the 64 MiB of a delivery's buffer at most. */
export const LEDGER_TIMEOUT_SECONDS = 20;

/** Objects at once: they come one by one, and what a lost call had in hand waits for its visibility timeout. */
const LEDGER_BATCH_SIZE = 2;

const COUNTER_TIMEOUT_SECONDS = 60;

/** Seconds that events wait to be counted with others: one write an hour and batch. */
export const COUNTER_WINDOW_SECONDS = 5;

/** 22 hours: the failure queue hears of a record while the stream, which keeps a day at least, still has it. */
const COUNTER_RECORD_AGE_SECONDS = 79_200;

/** Objects of one hour share an item of the ledger: more at a time would be in each other's way. */
const LEDGER_CONCURRENCY = 2;

/** Milliseconds to connect, and for the answer: the SDK by itself waits for ever on a connection that died in silence. */
const BOUNDED = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

const archivistHandler = () => createArchivist();

const ledgerHandler = ({ LEDGER_TABLE }: { LEDGER_TABLE: string }) =>
  createLedger({ dynamo: new DynamoDBClient(BOUNDED), s3: new S3Client(BOUNDED), ledgerTable: LEDGER_TABLE });

const counterHandler = ({ LEDGER_TABLE }: { LEDGER_TABLE: string }) =>
  createCounter({ dynamo: new DynamoDBClient(BOUNDED), ledgerTable: LEDGER_TABLE });

function shared({ key, memoryMb, logRetentionDays, tags }: Context) {
  return { keyArn: key.arn, memoryMb, logRetentionDays, tags };
}

/** Makes lines of events for both deliveries. */
export function archivist(context: Context): aws.lambda.Function {
  return inlineFunction(
    `${context.subject.name}-archivist`,
    {
      ...shared(context),
      environment: {},
      handler: archivistHandler,
      permissions: [],
      timeoutSeconds: ARCHIVIST_TIMEOUT_SECONDS,
      transform: context.transform.archivist,
    },
    context.opts,
  );
}

/** Enters new objects into the ledger. */
export function ledgerKeeper(
  context: Context,
  { bucket, ledger, ledgerQueue }: Pick<EventArchive, "bucket" | "ledger" | "ledgerQueue">,
): aws.lambda.Function {
  const { subject, opts, tags } = context;
  const keeper = inlineFunction(
    `${subject.name}-ledger-keeper`,
    {
      ...shared(context),
      environment: { LEDGER_TABLE: ledger.name },
      handler: ledgerHandler,
      permissions: [
        // A transaction needs the permissions of what it does.
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [ledger.arn] },
        { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/${EVENTS_PREFIX}*`] },
        // Without it S3 says "denied" of an object that is not there any more (S3 API reference, `GetObject`).
        { actions: ["s3:ListBucket"], resources: [bucket.arn] },
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          resources: [ledgerQueue.arn],
        },
      ],
      timeoutSeconds: LEDGER_TIMEOUT_SECONDS,
      transform: context.transform.ledgerKeeper,
    },
    opts,
  );
  new aws.lambda.EventSourceMapping(
    `${subject.name}-ledger-source`,
    {
      eventSourceArn: ledgerQueue.arn,
      functionName: keeper.arn,
      batchSize: LEDGER_BATCH_SIZE,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: LEDGER_CONCURRENCY },
      tags,
    },
    opts,
  );
  return keeper;
}

/** Counts what the stream brings, and the queue that hears of what could not be counted. */
export function counter(
  context: Context,
  ledger: aws.dynamodb.Table,
): { counter: aws.lambda.Function; counterFailures: aws.sqs.Queue } {
  const { subject, opts, stream, key, tags, transform } = context;
  const failures = failureQueue(
    `${subject.name}-counter-failures`,
    { keyArn: key.arn, tags, transform: transform.counterFailures },
    opts,
  );
  const made = inlineFunction(
    `${subject.name}-counter`,
    {
      ...shared(context),
      environment: { LEDGER_TABLE: ledger.name },
      handler: counterHandler,
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [ledger.arn] },
        ...kinesisPermissions(stream.arn),
        { actions: ["sqs:SendMessage"], resources: [failures.arn] },
        { actions: ["kms:GenerateDataKey"], resources: [key.arn] },
      ],
      timeoutSeconds: COUNTER_TIMEOUT_SECONDS,
      transform: transform.counter,
    },
    opts,
  );
  new aws.lambda.EventSourceMapping(
    `${subject.name}-counter-source`,
    {
      eventSourceArn: stream.arn,
      functionName: made.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: 1_000,
      maximumBatchingWindowInSeconds: COUNTER_WINDOW_SECONDS,
      // Marks need each shard's batches one at a time and in order.
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: COUNTER_RECORD_AGE_SECONDS,
      destinationConfig: { onFailure: { destinationArn: failures.arn } },
      tags,
    },
    opts,
  );
  return { counter: made, counterFailures: failures };
}
