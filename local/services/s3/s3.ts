import type { Readable } from "node:stream";
import type { Caller, StreamingService } from "../../edge/streamingService";
import type { Permission, Principal } from "../../iam/iam";
import type { BucketEncryption, LifecycleRule, ObjectOwnership, PublicAccessBlock, Versioning } from "./bucketSettings";
import type { NotificationConfiguration } from "./notifications";
import type { S3Reply } from "./s3Call";

/** An object that a service of the local cloud, or a resource of the program, writes. */
export interface NewObject {
  bucket: string;
  key: string;
  body: Buffer;
  /** Headers that a reader gets back, in small letters: `content-type`, `x-amz-meta-...`. */
  headers?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
  /** As the bucket has it where absent. */
  encryption?: BucketEncryption;
}

/** An object of a list. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since the Unix epoch. */
  lastModified: number;
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
  /** `undefined` takes it away. @throws AwsError `NoSuchBucket` */
  setPublicAccessBlock(bucket: string, block: PublicAccessBlock | undefined): void;
  /** `undefined` takes the setting away. @throws AwsError `NoSuchBucket` */
  setObjectOwnership(bucket: string, ownership: ObjectOwnership | undefined): void;
  /** Takes the place of the bucket's rules, which are not run. @throws AwsError `NoSuchBucket`, or for rules that S3 refuses */
  setLifecycle(bucket: string, rules: readonly LifecycleRule[] | undefined): void;
  /**
   * Takes the place of the bucket's event notifications.
   * @throws AwsError `NoSuchBucket`, or `InvalidArgument` where a destination does not let S3 in
   */
  setNotifications(bucket: string, configuration: NotificationConfiguration): Promise<void>;
  /** `undefined` brings S3's own keys back. @throws AwsError `NoSuchBucket`, `KMS.NotFoundException`, `InvalidArgument` */
  setEncryption(bucket: string, encryption: BucketEncryption | undefined): void;
  /**
   * Writes an object as far as the principal may, its key's policy included.
   * @param permissions what it must be allowed beside `s3:PutObject`
   * @throws AwsError `NoSuchBucket`, `AccessDenied`
   */
  putObject(
    principal: Principal,
    object: NewObject,
    permissions?: readonly Permission[],
  ): Promise<{ etag: string; versionId: string }>;
  /**
   * Reads an object for a service of the local cloud, as far as the caller may.
   * @param headers in small letters: `range`, `if-none-match`, ...
   * @throws AwsError `NoSuchBucket`, `NoSuchKey`, `AccessDenied`, `InvalidRange`
   */
  readObject(
    caller: Caller,
    object: { bucket: string; key: string; method: "GET" | "HEAD"; headers: Readonly<Record<string, string>> },
  ): Promise<S3Reply>;
  /** Lists what is below a prefix now, in S3's order, as far as the principal may list it. @throws AwsError `NoSuchBucket`, `AccessDenied` */
  listObjects(principal: Principal, bucket: string, prefix: string): readonly ListedObject[];
  /** The bytes of an object, as far as the principal may read it. @throws AwsError `NoSuchBucket`, `NoSuchKey`, `AccessDenied` */
  openObject(principal: Principal, bucket: string, key: string): Readable;
  /** Takes all versions of an object away for good. */
  deleteObject(principal: Principal, bucket: string, key: string): Promise<void>;
  /** @throws AwsError `NoSuchBucket` */
  arnOf(bucket: string): string;
}
