import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createArchivist } from "../../functions/access-cards/archive/archivist";
import { createCounter } from "../../functions/access-cards/archive/counter";
import { EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import { createLedger } from "../../functions/access-cards/archive/ledger";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { boundedTo } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { kinesisPermissions } from "../parts/lambda/streamSource";
import type { Settings } from "./settings";

/** Seconds; Firehose waits five minutes for a transformation at most. */
const ARCHIVIST_TIMEOUT_SECONDS = 60;

/** Seconds to read the objects of a batch, of which each is the 64 MiB of a delivery's buffer at most. */
export const LEDGER_TIMEOUT_SECONDS = 20;

const COUNTER_TIMEOUT_SECONDS = 60;

/** Bounds of requests to DynamoDB and S3. */
const BOUNDED = boundedTo(5_000);

const archivistHandler = () => createArchivist();

const ledgerHandler = ({ LEDGER_TABLE }: { LEDGER_TABLE: string }) =>
  createLedger({ dynamo: new DynamoDBClient(BOUNDED), s3: new S3Client(BOUNDED), ledgerTable: LEDGER_TABLE });

const counterHandler = ({ LEDGER_TABLE }: { LEDGER_TABLE: string }) =>
  createCounter({ dynamo: new DynamoDBClient(BOUNDED), ledgerTable: LEDGER_TABLE });

function shared({ key, memoryMb, logRetentionDays, tags }: Settings) {
  return { keyArn: key.arn, memoryMb, logRetentionDays, tags };
}

/** Makes lines of events for both deliveries. */
export function archivist(name: string, settings: Settings, opts: ChildOptions): aws.lambda.Function {
  return inlineFunction(
    name,
    {
      ...shared(settings),
      environment: {},
      handler: archivistHandler,
      permissions: [],
      timeoutSeconds: ARCHIVIST_TIMEOUT_SECONDS,
      transform: settings.transform.archivist,
    },
    opts,
  );
}

/** Enters new objects into the ledger. */
export function ledgerKeeper(
  name: string,
  args: Settings & { bucket: aws.s3.Bucket; ledger: aws.dynamodb.Table; queue: aws.sqs.Queue },
  opts: ChildOptions,
): aws.lambda.Function {
  const { bucket, ledger, queue } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { LEDGER_TABLE: ledger.name },
      handler: ledgerHandler,
      permissions: [
        // A transaction needs the permissions of what it does.
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [ledger.arn] },
        { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/${EVENTS_PREFIX}*`] },
        // Without it S3 says "denied" of an object that is not there any more (S3 API reference, `GetObject`).
        { actions: ["s3:ListBucket"], resources: [bucket.arn] },
        { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], resources: [queue.arn] },
      ],
      timeoutSeconds: LEDGER_TIMEOUT_SECONDS,
      transform: args.transform.ledgerKeeper,
    },
    opts,
  );
}

/** Counts what the stream brings. */
export function counter(
  name: string,
  args: Settings & { ledger: aws.dynamodb.Table; failures: aws.sqs.Queue },
  opts: ChildOptions,
): aws.lambda.Function {
  const { ledger, failures, stream, key } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { LEDGER_TABLE: ledger.name },
      handler: counterHandler,
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [ledger.arn] },
        ...kinesisPermissions(stream.arn),
        { actions: ["sqs:SendMessage"], resources: [failures.arn] },
        { actions: ["kms:GenerateDataKey"], resources: [key.arn] },
      ],
      timeoutSeconds: COUNTER_TIMEOUT_SECONDS,
      transform: args.transform.counter,
    },
    opts,
  );
}
