import type { DeliveryStreamDescription, DeliveryStreamType, KeyType } from "@aws-sdk/client-firehose";
import type { OnWire } from "../../edge/wireTypes";
import type { DeliveryStream } from "./deliveryStream";
import type { DeliverySource } from "./firehose";

/** `"DirectPut"`, as the API calls it. */
export function typeOf(kind: DeliverySource["kind"]): DeliveryStreamType {
  return kind === "direct" ? "DirectPut" : "KinesisStreamAsSource";
}

/** Describes a stream as DescribeDeliveryStream does. Source: Amazon Data Firehose API Reference, DeliveryStreamDescription. */
export function description(stream: DeliveryStream): OnWire<DeliveryStreamDescription> {
  const { spec, version, createdAt, lastUpdate } = stream;
  const { source, destination, encryptionKey } = spec;
  const { bucketArn, roleArn, hints, compression, kmsKeyArn, logging } = destination;
  const s3 = {
    RoleARN: roleArn,
    BucketARN: bucketArn,
    BufferingHints: { SizeInMBs: hints.bytes / 1024 ** 2, IntervalInSeconds: hints.seconds },
    CompressionFormat: compression,
    EncryptionConfiguration:
      kmsKeyArn === undefined
        ? { NoEncryptionConfig: "NoEncryption" as const }
        : { KMSEncryptionConfig: { AWSKMSKeyARN: kmsKeyArn } },
    CloudWatchLoggingOptions: logging
      ? { Enabled: true, LogGroupName: logging.group, LogStreamName: logging.stream }
      : { Enabled: false },
  };
  return {
    DeliveryStreamName: spec.name,
    DeliveryStreamARN: spec.arn,
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamType: typeOf(source.kind),
    DeliveryStreamEncryptionConfiguration: encryptionKey
      ? {
          Status: "ENABLED",
          KeyType: encryptionKey.type as KeyType,
          ...(encryptionKey.arn && { KeyARN: encryptionKey.arn }),
        }
      : { Status: "DISABLED" },
    VersionId: String(version),
    CreateTimestamp: createdAt / 1000,
    ...(lastUpdate !== undefined && { LastUpdateTimestamp: lastUpdate / 1000 }),
    ...(source.kind === "kinesis" && {
      Source: {
        KinesisStreamSourceDescription: {
          KinesisStreamARN: source.streamArn,
          RoleARN: source.roleArn,
          DeliveryStartTimestamp: createdAt / 1000,
        },
      },
    }),
    Destinations: [
      {
        DestinationId: "destinationId-000000000001",
        S3DestinationDescription: s3,
        ExtendedS3DestinationDescription: {
          ...s3,
          DynamicPartitioningConfiguration: { Enabled: destination.dynamicPartitioning },
          CustomTimeZone: destination.timeZone,
        },
      },
    ],
    HasMoreDestinations: false,
  };
}
