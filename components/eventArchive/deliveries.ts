import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ERRORS_PREFIX, EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { EventArchive } from "../eventArchive";
import { transformed } from "../parts/arguments/transform";
import { type Allow, policyDocument, trustPolicy } from "../parts/iam/policies";
import type { Context } from "./settings";

/** MiB that are buffered for an object; with dynamic partitioning 64 is the least (Firehose API reference, `BufferingHints`). */
const BUFFER_MB = 64;

/** Seconds that events wait to be transformed together, Firehose's default: who wants them in the archive sooner gets them sooner. */
const LONGEST_WAIT_SECONDS = 60;

type Children = Pick<EventArchive, "bucket" | "archivist">;

/** Archives what comes by the stream. */
export function streamDelivery(context: Context, children: Children): aws.kinesis.FirehoseDeliveryStream {
  const { stream, key } = context;
  return delivery(context, "delivery", children, {
    permissions: [
      {
        actions: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        resources: [stream.arn],
      },
      { actions: ["kms:Decrypt"], resources: [key.arn] },
    ],
    source: (roleArn) => ({ kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn } }),
  });
}

/** Archives what is put into it. */
export function directDelivery(context: Context, children: Children): aws.kinesis.FirehoseDeliveryStream {
  return delivery(context, "direct", children, {
    permissions: [],
    source: () => ({
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: context.key.arn },
    }),
  });
}

function delivery(
  context: Context,
  role: "delivery" | "direct",
  { bucket, archivist }: Children,
  kind: {
    permissions: readonly Allow[];
    source: (roleArn: pulumi.Output<string>) => Partial<aws.kinesis.FirehoseDeliveryStreamArgs>;
  },
): aws.kinesis.FirehoseDeliveryStream {
  const { subject, key, bufferSeconds, logRetentionDays, tags, transform, opts } = context;
  const name = `${subject.name}-${role}`;
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    { retentionInDays: logRetentionDays, kmsKeyId: key.arn, tags },
    opts,
  );
  const logStream = new aws.cloudwatch.LogStream(`${name}-log-stream`, { logGroupName: logGroup.name }, opts);
  const firehose = new aws.iam.Role(
    `${name}-role`,
    { assumeRolePolicy: trustPolicy("firehose.amazonaws.com"), tags },
    opts,
  );
  const statements = [...permissions(bucket, archivist, key, logGroup), ...kind.permissions];
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: firehose.name, policy: policyDocument(statements) },
    opts,
  );
  return new aws.kinesis.FirehoseDeliveryStream(
    name,
    transformed(transform.delivery, {
      destination: "extended_s3",
      ...kind.source(firehose.arn),
      extendedS3Configuration: {
        roleArn: firehose.arn,
        bucketArn: bucket.arn,
        // An event is where it belongs, by when it happened, however late it comes.
        prefix: `${EVENTS_PREFIX}date=!{partitionKeyFromLambda:date}/hour=!{partitionKeyFromLambda:hour}/`,
        errorOutputPrefix: `${ERRORS_PREFIX}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        dynamicPartitioningConfiguration: { enabled: true },
        bufferingInterval: bufferSeconds,
        bufferingSize: BUFFER_MB,
        compressionFormat: "GZIP",
        kmsKeyArn: key.arn,
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: "Lambda",
              parameters: pulumi
                .output(bufferSeconds)
                .apply((seconds) => [
                  { parameterName: "LambdaArn", parameterValue: pulumi.interpolate`${archivist.arn}:$LATEST` },
                  ...(seconds < LONGEST_WAIT_SECONDS
                    ? [{ parameterName: "BufferIntervalInSeconds", parameterValue: String(seconds) }]
                    : []),
                ]),
            },
          ],
        },
        cloudwatchLoggingOptions: { enabled: true, logGroupName: logGroup.name, logStreamName: logStream.name },
      },
      tags,
    }),
    { ...opts, dependsOn: [policy] },
  );
}

/** Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination". */
function permissions(
  bucket: aws.s3.Bucket,
  archivist: aws.lambda.Function,
  key: aws.kms.Key,
  logGroup: aws.cloudwatch.LogGroup,
): readonly Allow[] {
  return [
    {
      actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resources: [bucket.arn],
    },
    {
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      resources: [
        pulumi.interpolate`${bucket.arn}/${EVENTS_PREFIX}*`,
        pulumi.interpolate`${bucket.arn}/${ERRORS_PREFIX}*`,
      ],
    },
    { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.arn] },
    {
      actions: ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"],
      resources: [archivist.arn, pulumi.interpolate`${archivist.arn}:$LATEST`],
    },
    { actions: ["logs:PutLogEvents"], resources: [pulumi.interpolate`${logGroup.arn}:*`] },
  ];
}
