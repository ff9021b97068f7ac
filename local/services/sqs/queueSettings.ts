import type { QueueAttributes } from "./sqs";

/** The longest that a message is hidden after a receive, for a queue or a call. Source: Amazon SQS API Reference, "SetQueueAttributes". */
export const MAX_VISIBILITY_SECONDS = 43_200;
/** The longest delay of a message, by its queue or its own. Source: the same. */
export const MAX_DELAY_SECONDS = 900;
/** The longest that a receive waits for messages. Source: the same. */
export const MAX_WAIT_SECONDS = 20;

/** A queue's attributes as its work needs them. */
export interface QueueSettings {
  readonly visibilityMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly maxBytes: number;
  readonly waitSeconds: number;
  readonly redrive: Redrive | undefined;
  readonly deduplicatesByContent: boolean;
  /** A deduplication id counts within its group alone, instead of in the whole queue. */
  readonly deduplicatesByGroup: boolean;
}

/** The place for messages that were received too often. */
export interface Redrive {
  readonly targetArn: string;
  readonly maxReceives: number;
}

/** Attributes that a queue has when nobody sets them. Source: Amazon SQS API Reference, "CreateQueue". */
export const DEFAULT_ATTRIBUTES: QueueAttributes = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

/** Those that a FIFO queue has besides. */
export const DEFAULT_FIFO_ATTRIBUTES: QueueAttributes = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

/** Reads attributes that were found sound. */
export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const number = (name: string) => Number(attributes[name] ?? DEFAULT_ATTRIBUTES[name]);
  return {
    visibilityMs: number("VisibilityTimeout") * 1000,
    delayMs: number("DelaySeconds") * 1000,
    retentionMs: number("MessageRetentionPeriod") * 1000,
    maxBytes: number("MaximumMessageSize"),
    waitSeconds: number("ReceiveMessageWaitTimeSeconds"),
    redrive: redriveOf(attributes),
    deduplicatesByContent: attributes.ContentBasedDeduplication === "true",
    deduplicatesByGroup: attributes.DeduplicationScope === "messageGroup",
  };
}

function redriveOf({ RedrivePolicy }: QueueAttributes): Redrive | undefined {
  if (!RedrivePolicy) return undefined;
  const policy = JSON.parse(RedrivePolicy) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { targetArn: policy.deadLetterTargetArn, maxReceives: Number(policy.maxReceiveCount) };
}
