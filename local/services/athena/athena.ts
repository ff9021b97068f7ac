import type { AwsService } from "../../edge/awsService";

/** How results are kept. */
export interface ResultEncryption {
  option: "SSE_S3" | "SSE_KMS";
  /** Id, ARN or alias; with `SSE_KMS` only. */
  kmsKey?: string | undefined;
}

export interface ResultLocation {
  /** `"s3://bucket/prefix/"` */
  outputLocation?: string | undefined;
  encryption?: ResultEncryption | undefined;
}

export interface WorkgroupSpec {
  name: string;
  description?: string | undefined;
  enabled: boolean;
  /** Its settings count, whatever a query says of its own. */
  enforced: boolean;
  publishesMetrics: boolean;
  /** Bytes that one query may read. */
  scanLimit?: number | undefined;
  result: ResultLocation;
}

export interface NamedQuery {
  id: string;
  name: string;
  description?: string | undefined;
  database: string;
  query: string;
  workgroup: string;
}

/** Athena: standard SQL on files of S3, answered by DuckDB. */
export interface Athena {
  readonly api: AwsService;
  /** Creates or changes. @throws AwsError for a key that is not there */
  putWorkgroup(workgroup: WorkgroupSpec): void;
  /** With its queries and their history. */
  deleteWorkgroup(name: string): Promise<void>;
  /** Tells if queries have been run or named in it, which keeps a workgroup on AWS from being deleted without force. */
  isUsed(workgroup: string): boolean;
  putNamedQuery(query: NamedQuery): void;
  deleteNamedQuery(id: string): void;
  /** Resolves when a query has come to its end. */
  settled(queryExecutionId: string): Promise<void>;
  /** Cancels what runs. */
  stop(): Promise<void>;
}
