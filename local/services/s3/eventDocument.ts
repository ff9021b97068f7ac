import { randomBytes } from "node:crypto";
import { ACCOUNT_ID, REGION } from "../../base/arn";
import type { Principal } from "../../iam/iam";
import { uniqueId } from "../../iam/uniqueId";
import type { ServiceEvent } from "../events/events";
import { NULL_VERSION } from "./bucket";
import type { ObjectEvent } from "./notifications";

/** The facts of one event, the same in every copy of it. */
export interface EventFacts {
  bucket: { name: string; arn: string };
  event: ObjectEvent;
  /** Milliseconds since the Unix epoch. */
  time: number;
  /** Hexadecimal, of one length: a later event of a key has a greater one. */
  sequencer: string;
  requestId: string;
}

export function factsOf(bucket: EventFacts["bucket"], event: ObjectEvent, time: number, sequence: number): EventFacts {
  return { bucket, event, time, sequencer: sequencerOf(sequence), requestId: newRequestId() };
}

/**
 * Writes the document that a destination reads.
 * Source: Amazon S3 User Guide, "Event message structure", version 2.1.
 *
 * @param configurationId of the notification that this is for
 */
export function eventDocument({ bucket, event, time, sequencer, requestId }: EventFacts, configurationId: string) {
  const { type, version, principal } = event;
  const isRemoval = type.startsWith("ObjectRemoved:");
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: REGION,
        eventTime: new Date(time).toISOString(),
        eventName: type,
        userIdentity: { principalId: principalId(principal) },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": requestId },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId,
          bucket: { name: bucket.name, ownerIdentity: { principalId: ACCOUNT_ID }, arn: bucket.arn },
          object: {
            key: encodedKey(version.key),
            ...(!isRemoval && { size: version.size, eTag: bareEtag(version.etag) }),
            ...(version.versionId !== NULL_VERSION && { versionId: version.versionId }),
            sequencer,
          },
        },
      },
    ],
  };
}

/** Source: Amazon S3 User Guide, "Event message structure", test message. */
export function testEvent(bucketName: string, time: number) {
  const requestId = newRequestId();
  return {
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(time).toISOString(),
    Bucket: bucketName,
    RequestId: requestId,
    HostId: requestId,
  };
}

const REASONS: Readonly<Partial<Record<ObjectEvent["type"], string>>> = {
  "ObjectCreated:Put": "PutObject",
  "ObjectCreated:Copy": "CopyObject",
  "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
};

/** Source: Amazon S3 User Guide, "EventBridge event message structure". Its keys are not encoded. */
export function bridgeEvent({ bucket, event, sequencer, requestId }: EventFacts): ServiceEvent {
  const { type, version } = event;
  const isRemoval = type.startsWith("ObjectRemoved:");
  return {
    source: "aws.s3",
    detailType: isRemoval ? "Object Deleted" : "Object Created",
    resources: [bucket.arn],
    detail: {
      version: "0",
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        ...(!isRemoval && { size: version.size, etag: bareEtag(version.etag) }),
        ...(version.versionId !== NULL_VERSION && { "version-id": version.versionId }),
        sequencer,
      },
      "request-id": requestId,
      requester: ACCOUNT_ID,
      "source-ip-address": "127.0.0.1",
      reason: REASONS[type] ?? "DeleteObject",
      ...(isRemoval && {
        "deletion-type": type === "ObjectRemoved:Delete" ? "Permanently Deleted" : "Delete Marker Created",
      }),
    },
  };
}

/** As `java.net.URLEncoder` writes it, with slashes as they are: `"date=1/a b"` is `"date%3D1/a+b"`. */
function encodedKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

function bareEtag(etag: string): string {
  return etag.replaceAll('"', "");
}

function principalId(principal: Principal): string {
  switch (principal.kind) {
    case "role":
      return `AWS:${uniqueId("AROA", principal.roleArn)}:${principal.arn.split("/").at(-1)}`;
    case "operator":
      return `AWS:${uniqueId("AIDA", principal.arn)}`;
    default:
      return "Anonymous";
  }
}

function sequencerOf(sequence: number): string {
  return sequence.toString(16).toUpperCase().padStart(18, "0");
}

function newRequestId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}
