import type { Principal } from "../../iam/iam";
import type { ObjectVersion } from "./bucketContent";

/** Events that S3 tells of: AWS's names without `s3:`. Nothing here restores objects or works lifecycle rules. */
export const EVENT_TYPES = [
  "ObjectCreated:Put",
  "ObjectCreated:Post",
  "ObjectCreated:Copy",
  "ObjectCreated:CompleteMultipartUpload",
  "ObjectRemoved:Delete",
  "ObjectRemoved:DeleteMarkerCreated",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Somebody who is told of events in a bucket. */
export interface NotificationTarget {
  id: string;
  kind: "topic" | "queue" | "function";
  arn: string;
  /** As programs write them: `"s3:ObjectCreated:*"`. */
  events: readonly string[];
  /** Beginning and end of the keys; empty for any. */
  prefix: string;
  suffix: string;
}

export interface NotificationConfiguration {
  targets: readonly NotificationTarget[];
  /** Every event goes to EventBridge's default bus, too. */
  eventBridge: boolean;
}

/** Something that has happened to an object. */
export interface ObjectEvent {
  type: EventType;
  version: Pick<ObjectVersion, "key" | "versionId" | "etag" | "size">;
  principal: Principal;
}

/** S3's event notifications. */
export interface Notifications {
  /**
   * Takes the place of what the bucket had; sends `s3:TestEvent` to topics and queues.
   * @throws AwsError `InvalidArgument` for a destination that does not let S3 in, and for filters that overlap
   */
  configure(bucket: { name: string; arn: string }, configuration: NotificationConfiguration): Promise<void>;
  /** The notifications of a bucket. */
  of(bucketName: string): NotificationConfiguration;
  /** Forgets a bucket that is gone. */
  remove(bucketName: string): void;
  /** Tells whoever wants to hear of it; nobody waits. */
  happened(bucket: { name: string; arn: string }, event: ObjectEvent): void;
  /** Resolves once nothing is under way to a destination. */
  delivered(): Promise<void>;
}

/** For a cloud in which nobody listens. */
export const noNotifications: Notifications = {
  configure: async () => {},
  of: () => ({ targets: [], eventBridge: false }),
  remove() {},
  happened() {},
  delivered: async () => {},
};
