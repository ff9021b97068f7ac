import type { AwsService } from "../../edge/awsService";

export type StreamViewType = "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";

/** Provisioned throughput, in units a second. It is described and not limited. */
export interface Capacity {
  read: number;
  write: number;
}

export interface TableSpec {
  name: string;
  /** Absent for a table that is paid for by request. */
  capacity?: Capacity;
  /** ARN of the key of one's own that the table is encrypted with. */
  keyArn?: string;
  attributeDefinitions: readonly { name: string; type: "S" | "N" | "B" }[];
  hashKey: string;
  rangeKey?: string;
  globalSecondaryIndexes: readonly {
    name: string;
    hashKey: string;
    rangeKey?: string;
    projectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
    nonKeyAttributes?: readonly string[];
    /** @default the table's */
    capacity?: Capacity;
  }[];
  /** Fixed at creation, as on AWS; they share the table's hash key. */
  localSecondaryIndexes?: readonly {
    name: string;
    rangeKey: string;
    projectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
    nonKeyAttributes?: readonly string[];
  }[];
  streamViewType?: StreamViewType;
  /** Attribute that holds epoch seconds after which an item may be deleted. */
  ttlAttribute?: string;
  deletionProtection: boolean;
}

/** A record as Lambda receives it: ARNs, region and times in AWS's form. */
export interface StreamRecord {
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventVersion: string;
  eventSource: "aws:dynamodb";
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    Keys: Record<string, unknown>;
    NewImage?: Record<string, unknown>;
    OldImage?: Record<string, unknown>;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  /** Present when DynamoDB itself deleted an expired item. */
  userIdentity?: { type: "Service"; principalId: "dynamodb.amazonaws.com" };
}

/** Reads a table's stream for event sources; permissions are the caller's affair. */
export interface StreamReader {
  /** Shards in parent-before-child order. */
  shards(streamArn: string): Promise<readonly { shardId: string; parentShardId?: string; closed: boolean }[]>;
  iterator(
    streamArn: string,
    shardId: string,
    position: "TRIM_HORIZON" | "LATEST" | { after: string },
  ): Promise<string>;
  /** No records means that there are none yet. `nextIterator` is absent at the end of a closed shard. */
  records(iterator: string, limit: number): Promise<{ records: readonly StreamRecord[]; nextIterator?: string }>;
  /**
   * Resolves at the next write to the stream's table (or when `signal` aborts), so that a poller need not spin. Ask before
   * reading: a write between an empty read and the question would be missed.
   */
  written(streamArn: string, signal: AbortSignal): Promise<void>;
}

/** DynamoDB and its streams: the API behind the edge, and what resource handlers and event sources need. */
export interface DynamoDb {
  readonly api: AwsService;
  createTable(spec: TableSpec): Promise<{ arn: string; streamArn?: string }>;
  updateTable(spec: TableSpec): Promise<{ arn: string; streamArn?: string }>;
  /** @throws AwsError `ValidationException` when deletion protection is on */
  deleteTable(name: string): Promise<void>;
  readonly streams: StreamReader;
  stop(): Promise<void>;
}
