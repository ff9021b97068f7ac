import type { Queue } from "./queue";
import {
  DEFAULT_ATTRIBUTES,
  DEFAULT_FIFO_ATTRIBUTES,
  MAX_DELAY_SECONDS,
  MAX_VISIBILITY_SECONDS,
  MAX_WAIT_SECONDS,
} from "./queueSettings";
import type { QueueAttributes } from "./sqs";
import { sqsError } from "./sqsErrors";

/** Ranges of attributes. Source: Amazon SQS API Reference, "SetQueueAttributes". */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  VisibilityTimeout: [0, MAX_VISIBILITY_SECONDS],
  DelaySeconds: [0, MAX_DELAY_SECONDS],
  ReceiveMessageWaitTimeSeconds: [0, MAX_WAIT_SECONDS],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["true", "false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoQueue: ["true", "false"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
  SqsManagedSseEnabled: ["true", "false"],
};
const TEXTS = ["KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy"];
/** Attributes of FIFO queues, and whether SQS says that when they are set on others. */
const FIFO_ONLY: Readonly<Record<string, boolean>> = {
  ContentBasedDeduplication: false,
  DeduplicationScope: true,
  FifoQueue: false,
  FifoThroughputLimit: true,
};

/** Attributes that SQS counts, and nobody sets. */
const COUNTED: Readonly<Record<string, (queue: Queue) => string>> = {
  QueueArn: ({ arn }) => arn,
  CreatedTimestamp: ({ createdAt }) => seconds(createdAt),
  LastModifiedTimestamp: ({ modifiedAt }) => seconds(modifiedAt),
  ApproximateNumberOfMessages: (queue) => `${queue.depth().visible}`,
  ApproximateNumberOfMessagesNotVisible: (queue) => `${queue.depth().notVisible}`,
  ApproximateNumberOfMessagesDelayed: (queue) => `${queue.depth().delayed}`,
};

/** All attributes of a new queue. */
export function newAttributes(given: QueueAttributes): QueueAttributes {
  const isFifo = given.FifoQueue === "true";
  const all = { ...DEFAULT_ATTRIBUTES, ...(isFifo && DEFAULT_FIFO_ATTRIBUTES), ...withoutSqsKey(given) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** Says what else changes with some attributes: a key of one's own takes the place of SQS's. */
export function withoutSqsKey(given: QueueAttributes): QueueAttributes {
  return given.KmsMasterKeyId ? { SqsManagedSseEnabled: "false", ...given } : given;
}

/**
 * Checks attributes as SQS does when they are set. An empty value takes one away.
 * @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue`
 */
export function checkAttributes(isFifo: boolean, given: QueueAttributes): void {
  for (const [name, value] of Object.entries(given)) {
    if (!isKnown(name)) throw unknownAttribute(name);
    if (!isFifo && Object.hasOwn(FIFO_ONLY, name)) {
      if (!FIFO_ONLY[name]) throw unknownAttribute(name);
      throw sqsError("InvalidAttributeName", `You can specify the ${name} only when FifoQueue is set to true.`);
    }
    if (value !== "") checkValue(name, value);
  }
  if (isFifo && given.FifoQueue === "false") throw invalid("FifoQueue", "Modifying queue type is not supported.");
  if (given.KmsMasterKeyId && given.SqsManagedSseEnabled === "true") {
    throw sqsError(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  }
}

/**
 * Answers some attributes of a queue, or `All`.
 * @throws AwsError `InvalidAttributeName`
 */
export function attributesOf(queue: Queue, names: readonly string[]): Record<string, string> {
  const unknown = names.find((name) => name !== "All" && !isKnown(name) && !Object.hasOwn(COUNTED, name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const wanted = names.includes("All") ? [...Object.keys(queue.attributes), ...Object.keys(COUNTED)] : names;
  const attributes: Record<string, string> = {};
  for (const name of wanted) {
    const value = COUNTED[name]?.(queue) ?? queue.attributes[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

function checkValue(name: string, value: string): void {
  const [least = 0, most = 0] = RANGES[name] ?? [];
  if (RANGES[name] && !(/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most)) {
    throw invalid(name, `Must be between ${least} and ${most}.`);
  }
  const choices = CHOICES[name];
  if (choices && !choices.includes(value)) throw invalid(name, `Must be one of ${choices.join(", ")}.`);
}

function isKnown(name: string): boolean {
  return Object.hasOwn(RANGES, name) || Object.hasOwn(CHOICES, name) || TEXTS.includes(name);
}

function invalid(name: string, reason: string): Error {
  return sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}. Reason: ${reason}`);
}

function unknownAttribute(name: string): Error {
  return sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

function seconds(milliseconds: number): string {
  return `${Math.floor(milliseconds / 1000)}`;
}
