import type { AwsService } from "../../edge/awsService";

export interface StreamSpec {
  name: string;
  /** Open shards; an on-demand stream has some too. */
  shardCount: number;
  retentionHours: number;
  onDemand: boolean;
  /** The key that its records are encrypted with, as it was named; not encrypted where absent. */
  keyId?: string;
}

/** A record as Lambda receives it, but for the role that reads. */
export interface KinesisRecord {
  eventSource: "aws:kinesis";
  eventVersion: "1.0";
  /** `"<shard id>:<sequence number>"` */
  eventID: string;
  eventName: "aws:kinesis:record";
  awsRegion: string;
  eventSourceARN: string;
  kinesis: {
    kinesisSchemaVersion: "1.0";
    partitionKey: string;
    sequenceNumber: string;
    /** Base64. */
    data: string;
    /** Epoch seconds. */
    approximateArrivalTimestamp: number;
  };
}

/** Reads a stream for event sources; permissions are the caller's affair, and reads take no share of a shard's limits. */
export interface KinesisReader {
  /** Parents come before their children. */
  shards(
    streamArn: string,
  ): Promise<readonly { shardId: string; parentShardIds: readonly string[]; closed: boolean }[]>;
  iterator(
    streamArn: string,
    shardId: string,
    position: "TRIM_HORIZON" | "LATEST" | { after: string },
  ): Promise<string>;
  /** No records means that there are none yet. `nextIterator` is absent at the end of a closed shard. */
  records(iterator: string, limit: number): Promise<{ records: readonly KinesisRecord[]; nextIterator?: string }>;
  /** Resolves at the next write to the stream, or when `signal` aborts. Ask before reading. */
  written(streamArn: string, signal: AbortSignal): Promise<void>;
}

/** Kinesis Data Streams: the API behind the edge, and what resource handlers and event sources need. */
export interface Kinesis {
  readonly api: AwsService;
  /** @throws AwsError `ResourceInUseException` where there is one of this name */
  createStream(spec: StreamSpec): { arn: string };
  /** Another number of shards closes all there are and opens as many others, their children. */
  updateStream(spec: StreamSpec): void;
  deleteStream(name: string): void;
  readonly reader: KinesisReader;
}
