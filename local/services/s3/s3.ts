import type { StreamingService } from "../../edge/streamingService";

export type Versioning = "Disabled" | "Enabled" | "Suspended";

/** What S3 refuses for a bucket, whatever its policy says (Amazon S3 User Guide, "Blocking public access"). */
export interface PublicAccessBlock {
  blockPublicPolicy: boolean;
}

/** S3: buckets and objects below `.sluice/s3/`. */
export interface S3 {
  readonly api: StreamingService;
  /** @throws AwsError `BucketAlreadyOwnedByYou` */
  createBucket(name: string): { arn: string };
  /**
   * @param force deletes what is in it first
   * @throws AwsError `BucketNotEmpty`
   */
  deleteBucket(name: string, force: boolean): Promise<void>;
  /** @throws AwsError `NoSuchBucket` */
  setVersioning(bucket: string, versioning: Versioning): void;
  /**
   * The bucket's one policy; `undefined` takes it away.
   * @throws AwsError `MalformedPolicy`, `NoSuchBucket`, or `AccessDenied` for a public policy where those are blocked
   */
  setPolicy(bucket: string, policy: string | undefined): void;
  /** @throws AwsError `NoSuchBucket` */
  setPublicAccessBlock(bucket: string, block: PublicAccessBlock): void;
  /** @throws AwsError `NoSuchBucket` */
  arnOf(bucket: string): string;
}
