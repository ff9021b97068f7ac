import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";

export interface EventArchiveArgs extends CommonArgs {
  /** The source of events of high volume. */
  stream: aws.kinesis.Stream;
  /**
   * Encrypts all that the archive keeps and sends. Its policy must let CloudWatch Logs, `"s3.amazonaws.com"` (notifications) and
   * `"sns.amazonaws.com"` (delivery to an encrypted queue) use it: see `customerKey`.
   */
  key: aws.kms.Key;
  /**
   * Days after which events move to Glacier Instant Retrieval, where they cost a fifth to keep and stay as fast to query, but more to
   * read; at least 30 pay off, since S3 bills that class for 90 days at least.
   * @default 90
   */
  archiveDays?: pulumi.Input<number>;
  /**
   * MiB that one query may read, at least 10; Athena ends one that wants more (Athena User Guide, "Configure per-query data usage
   * controls"). At 5 dollars a terabyte, 10,240 are 5 cents.
   * @default 10240
   */
  scanLimitMb?: pulumi.Input<number>;
  /**
   * Seconds that events may wait for others of their hour until they are written as one object: 60 to 900. A query sees them that late,
   * and up to a minute later, for they also wait to be made lines. More seconds make fewer and larger objects, which are cheaper to write
   * and faster to query. Firehose refuses less than 60 with dynamic partitioning; `npm start -- --time-scale 12` makes 5 of
   * them.
   * @default 300
   */
  bufferSeconds?: pulumi.Input<number>;
  /**
   * Refuses to delete the ledger and a bucket that holds anything, even as part of a replacement.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /**
   * MiB of each function; 128 to 10,240.
   * @default 512
   */
  memoryMb?: pulumi.Input<number>;
  /** The last word on the arguments of the children. */
  transform?: {
    bucket?: Transform<aws.s3.BucketArgs>;
    /** Applied to both deliveries. */
    delivery?: Transform<aws.kinesis.FirehoseDeliveryStreamArgs>;
    eventTable?: Transform<aws.glue.CatalogTableArgs>;
    workgroup?: Transform<aws.athena.WorkgroupArgs>;
    ledger?: Transform<aws.dynamodb.TableArgs>;
    ledgerQueue?: Transform<aws.sqs.QueueArgs>;
    ledgerDeadLetters?: Transform<aws.sqs.QueueArgs>;
    counterFailures?: Transform<aws.sqs.QueueArgs>;
    archivist?: Transform<aws.lambda.FunctionArgs>;
    ledgerKeeper?: Transform<aws.lambda.FunctionArgs>;
    counter?: Transform<aws.lambda.FunctionArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
