import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { Inventory } from "../../base/inventory";
import type { Caller } from "../../edge/streamingService";
import type { Permission } from "../../iam/iam";
import type { Kms } from "../kms/kms";
import type { Bucket } from "./bucket";
import type { BucketEncryption, LifecycleRule, ObjectOwnership, PublicAccessBlock, Versioning } from "./bucketSettings";
import type { NotificationConfiguration, Notifications } from "./notifications";
import type { ObjectFiles } from "./objectFiles";

/** One call that reads, its path and query taken apart. */
export interface ReadCall {
  caller: Caller;
  request: Pick<IncomingMessage, "headers">;
  method: string;
  /** Empty for the one call that is about no bucket. */
  bucketName: string;
  /** Absent in calls about a bucket. */
  key?: string | undefined;
  query: URLSearchParams;
}

/** Any call of S3's API. */
export interface S3Call extends ReadCall {
  request: IncomingMessage;
}

export interface S3Reply {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** The root element, and what is in it. */
  document?: readonly [root: string, content: Readonly<Record<string, unknown>>];
  stream?: Readable;
}

/** The ways in which a call makes, changes and deletes a bucket: those of the service itself, `S3`. */
export interface BucketControl {
  createBucket(name: string): { arn: string };
  deleteBucket(name: string, force: boolean): Promise<void>;
  setEncryption(bucket: string, encryption: BucketEncryption | undefined): void;
  setLifecycle(bucket: string, rules: readonly LifecycleRule[] | undefined): void;
  setNotifications(bucket: string, configuration: NotificationConfiguration): Promise<void>;
  setObjectOwnership(bucket: string, ownership: ObjectOwnership | undefined): void;
  setPolicy(bucket: string, policy: string | undefined): void;
  setPublicAccessBlock(bucket: string, block: PublicAccessBlock | undefined): void;
  setVersioning(bucket: string, versioning: Versioning): void;
}

/** The store that operations work on. */
export interface Store {
  clock: Clock;
  kms: Pick<Kms, "keyArn">;
  files: ObjectFiles;
  notifications: Pick<Notifications, "happened" | "of">;
  buckets: ReadonlyMap<string, Bucket>;
  inventory: Inventory;
  control(): BucketControl;
  /** @throws AwsError `NoSuchBucket` */
  bucketOf(name: string): Bucket;
}

/** One operation of the API: it authorises itself before it does anything. */
export type S3Operation = (call: S3Call, store: Store) => Promise<S3Reply>;

export function header(call: ReadCall, name: string): string | undefined {
  const value = call.request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** A permission on an object; its bucket's policy speaks too. */
export function onObject(bucket: Bucket, key: string, action: string): Permission {
  return { action, resource: `${bucket.arn}/${key}`, policyResource: bucket.arn };
}

/** The key of a call that is routed by having one. */
export function keyOf({ key }: ReadCall): string {
  if (key === undefined) throw new AwsError("InvalidRequest", "the request names no object");
  return key;
}

/** A whole number out of a query. @throws AwsError `InvalidArgument` */
export function integer({ query }: S3Call, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 2 ** 31 - 1) return Math.min(value, max);
  throw new AwsError("InvalidArgument", `Provided ${name} not an integer or within integer range`);
}
