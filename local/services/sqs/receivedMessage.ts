import { md5OfAttributes } from "./attributeDigest";
import type { Message, MessageAttributes } from "./message";
import { receiptHandle } from "./receiptHandle";
import type { PeekedMessage, QueueMessage } from "./sqs";
import { sqsError } from "./sqsErrors";

/** A message as ReceiveMessage answers it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: MessageAttributes;
}

/** The attributes that a receive asks for. */
export interface WantedAttributes {
  /** SQS's own, or `All`. */
  readonly system: readonly string[];
  /** The sender's: names, `All`, `.*` or prefixes that end with `.*`. */
  readonly user: readonly string[];
}

type SystemAttribute = (message: Message) => string | undefined;

const SYSTEM_ATTRIBUTES: Readonly<Record<string, SystemAttribute>> = {
  SenderId: ({ content }) => content.senderId,
  SentTimestamp: ({ content }) => `${content.sentAt}`,
  ApproximateReceiveCount: ({ receiveCount }) => `${receiveCount}`,
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => `${firstReceivedAt}`,
  SequenceNumber: ({ sequenceNumber }) => sequenceNumber,
  MessageDeduplicationId: ({ content }) => content.deduplicationId,
  MessageGroupId: ({ content }) => content.group,
  AWSTraceHeader: ({ content }) => content.traceHeader,
  DeadLetterQueueSourceArn: ({ content }) => content.deadLetterSource,
};

/** @throws AwsError `InvalidAttributeName` */
export function checkSystemNames(names: readonly string[]): void {
  const unknown = names.find((name) => name !== "All" && !Object.hasOwn(SYSTEM_ATTRIBUTES, name));
  if (unknown !== undefined) throw sqsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
}

/** Answers a message that was just received. */
export function receivedMessage(
  queueName: string,
  message: Message,
  { system, user }: WantedAttributes,
): ReceivedMessage {
  const { content } = message;
  const attributes = systemAttributes(message, system);
  return {
    MessageId: content.id,
    ReceiptHandle: handleOf(queueName, message),
    MD5OfBody: content.md5OfBody,
    Body: content.body,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...userAttributes(message, user),
  };
}

/** Shows a message that nobody receives. */
export function peekedMessage({ content, hidden, visibleAt, receiveCount }: Message): PeekedMessage {
  return {
    messageId: content.id,
    body: content.body,
    attributes: content.attributes ?? {},
    state: hidden ?? "visible",
    ...(hidden !== undefined && { visibleAt }),
    sentAt: content.sentAt,
    receiveCount,
    ...(content.group !== undefined && { group: content.group }),
  };
}

/** The same for what reads queues in this process. */
export function queueMessage(queueName: string, message: Message): QueueMessage {
  const { content } = message;
  return {
    messageId: content.id,
    receiptHandle: handleOf(queueName, message),
    body: content.body,
    attributes: systemAttributes(message, ["All"]),
    messageAttributes: Object.fromEntries(
      Object.entries(content.attributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        },
      ]),
    ),
    md5OfBody: content.md5OfBody,
    ...(content.md5OfAttributes !== undefined && { md5OfMessageAttributes: content.md5OfAttributes }),
  };
}

function handleOf(queueName: string, { content: { id: messageId }, receivesHere: receive }: Message): string {
  return receiptHandle({ queueName, messageId, receive });
}

function systemAttributes(message: Message, names: readonly string[]): Record<string, string> {
  const wanted = names.includes("All") ? Object.keys(SYSTEM_ATTRIBUTES) : names;
  const attributes: Record<string, string> = {};
  for (const name of wanted) {
    const value = SYSTEM_ATTRIBUTES[name]?.(message);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** Source: Amazon SQS API Reference, "ReceiveMessage", `MessageAttributeNames`. */
function userAttributes(
  { content: { attributes, md5OfAttributes: ofAll } }: Message,
  names: readonly string[],
): Pick<ReceivedMessage, "MessageAttributes" | "MD5OfMessageAttributes"> {
  if (attributes === undefined || ofAll === undefined || names.length === 0) return {};
  const all = Object.entries(attributes);
  const wanted = all.filter(([name]) => names.some((pattern) => isWanted(name, pattern)));
  if (wanted.length === 0) return {};
  const some = Object.fromEntries(wanted);
  return {
    MessageAttributes: some,
    MD5OfMessageAttributes: wanted.length === all.length ? ofAll : md5OfAttributes(some),
  };
}

function isWanted(name: string, pattern: string): boolean {
  if (pattern === "All" || pattern === "*") return true;
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}
