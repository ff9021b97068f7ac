import type { AwsService } from "../../edge/awsService";
import type { PrefixPart } from "./prefix";

/** Where records come from: `PutRecord`, or a Kinesis stream that a role reads. */
export type DeliverySource = { kind: "direct" } | { kind: "kinesis"; streamArn: string; roleArn: string };

/** When a batch is full: whichever comes first. */
export interface BufferingHints {
  bytes: number;
  seconds: number;
}

/** A function that changes records, drops them, and says where they belong. */
export interface TransformSpec {
  /** As the program gave it, with or without `:$LATEST`: permissions are on this one. */
  lambdaArn: string;
  roleArn: string;
  retries: number;
  hints: BufferingHints;
}

export interface S3DestinationSpec {
  roleArn: string;
  bucketArn: string;
  /** Prefix of objects; it ends in the default's `yyyy/MM/dd/HH/` where the program has no expressions. */
  prefix: readonly PrefixPart[];
  /** Prefix of records that could not be processed. */
  errorPrefix: readonly PrefixPart[];
  /** IANA's name, for timestamps in prefixes. */
  timeZone: string;
  hints: BufferingHints;
  compression: "UNCOMPRESSED" | "GZIP";
  /** Extension of object names, with its full stop; the one of the compression where absent. */
  fileExtension?: string;
  kmsKeyArn?: string;
  /** Errors are logged there. */
  logging?: { group: string; stream: string };
  transform?: TransformSpec;
  /** Follows every record. */
  delimiter?: string;
  dynamicPartitioning: boolean;
}

export interface DeliveryStreamSpec {
  arn: string;
  name: string;
  /** Logical name, for messages. */
  label: string;
  source: DeliverySource;
  destination: S3DestinationSpec;
  /** Given back by DescribeDeliveryStream. */
  encryptionKey?: { type: string; arn?: string };
}

/** Amazon Data Firehose: the API behind the edge, and what the resource needs. */
export interface Firehose {
  readonly api: AwsService;
  /**
   * Resolves when the position in a Kinesis source is fixed, so that what is written from then on is delivered.
   * @throws AwsError `InvalidArgumentException` for a role that Firehose may not take on or that may not read the source,
   *   `ResourceInUseException` where there is one of this name
   */
  createStream(spec: DeliveryStreamSpec): Promise<void>;
  /** @returns the new version @throws AwsError as of `createStream` */
  updateStream(spec: DeliveryStreamSpec): Promise<number>;
  /** Delivers what was accepted, as far as it can at once. */
  deleteStream(name: string): Promise<void>;
  /** Delivers what was accepted without waiting for full buffers; for tests and for whoever reads an archive at once. */
  flush(name: string): Promise<void>;
  /** Delivers what was accepted, as far as it can at once; the rest is lost, or kept for the next start. */
  stop(): Promise<void>;
}
