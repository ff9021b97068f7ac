import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ERRORS_PREFIX, EVENTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { type Allow, accountOf, policyDocument, trustPolicy } from "../parts/iam/policies";
import type { Settings } from "./settings";

/** MiB that are buffered for an object; with dynamic partitioning 64 is the least (Firehose API reference, `BufferingHints`). */
const BUFFER_MB = 64;

type DeliveryArgs = Settings & { bucket: aws.s3.Bucket; archivist: aws.lambda.Function };

/** Archives what comes by the stream. */
export function streamDelivery(
  name: string,
  args: DeliveryArgs,
  opts: ChildOptions,
): aws.kinesis.FirehoseDeliveryStream {
  const { stream, key } = args;
  const source: Source = {
    permissions: [
      {
        actions: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        resources: [stream.arn],
      },
      { actions: ["kms:Decrypt"], resources: [key.arn] },
    ],
    options: (roleArn) => ({ kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn } }),
  };
  return delivery(name, { ...args, source }, opts);
}

/** Archives what is put into it. */
export function directDelivery(
  name: string,
  args: DeliveryArgs,
  opts: ChildOptions,
): aws.kinesis.FirehoseDeliveryStream {
  const source: Source = {
    permissions: [],
    options: () => ({
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: args.key.arn },
    }),
  };
  return delivery(name, { ...args, source }, opts);
}

/** The way events come into a delivery, and what Firehose may do for that. */
interface Source {
  permissions: readonly Allow[];
  options: (roleArn: pulumi.Output<string>) => Partial<aws.kinesis.FirehoseDeliveryStreamArgs>;
}

function delivery(
  name: string,
  args: DeliveryArgs & { source: Source },
  opts: ChildOptions,
): aws.kinesis.FirehoseDeliveryStream {
  const { source, bucket, archivist, key, bufferSeconds, logRetentionDays, tags, transform } = args;
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    { retentionInDays: logRetentionDays, kmsKeyId: key.arn, tags },
    opts,
  );
  const logStream = new aws.cloudwatch.LogStream(`${name}-log-stream`, { logGroupName: logGroup.name }, opts);
  const firehose = new aws.iam.Role(
    `${name}-role`,
    {
      // Firehose names the account in its own way (CloudWatch Logs User Guide, "Step 1: Create a Firehose delivery stream").
      assumeRolePolicy: trustPolicy("firehose.amazonaws.com", {
        StringEquals: { "sts:ExternalId": logGroup.arn.apply(accountOf) },
      }),
      tags,
    },
    opts,
  );
  const statements = [...permissions(bucket, archivist, key, logGroup), ...source.permissions];
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: firehose.name, policy: policyDocument(statements) },
    opts,
  );
  return new aws.kinesis.FirehoseDeliveryStream(
    name,
    transformed(transform.delivery, {
      destination: "extended_s3",
      ...source.options(firehose.arn),
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
              parameters: [
                { parameterName: "LambdaArn", parameterValue: pulumi.interpolate`${archivist.arn}:$LATEST` },
              ],
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
