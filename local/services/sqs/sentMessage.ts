import { createHash, randomUUID } from "node:crypto";
import type { AwsError } from "../../base/awsError";
import { md5, md5OfAttributes, sizeOfAttributes } from "./attributeDigest";
import type { MessageContent } from "./message";
import { checkMessageAttributes, checkSystemAttributes, hasInvalidCharacter } from "./messageAttributes";
import type { Queue } from "./queue";
import { MAX_DELAY_SECONDS } from "./queueSettings";
import { invalidValue, missingParameter, sqsError } from "./sqsErrors";

/** A message as a call gives it, alone or as an entry of a batch. */
export interface SendParameters {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: object | undefined;
  readonly MessageSystemAttributes?: object | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

/** A message that was checked, all but its length. */
export interface SentMessage {
  readonly content: MessageContent;
  readonly delayMs: number;
}

/** SQS's answer to a message. */
export interface SendResult {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
  readonly SequenceNumber?: string;
}

const FIFO_ID = /^[!-~]{1,128}$/;
const NOT_OF_THIS_TYPE = "The request include parameter that is not valid for this queue type.";

/**
 * Checks a message as its queue does, all but its length, which {@link send} checks.
 * Source: Amazon SQS API Reference, "SendMessage"; the messages are SQS's own.
 *
 * @throws AwsError
 */
export function checkMessage(queue: Queue, given: SendParameters, senderId: string, now: number): SentMessage {
  const { MessageBody: body } = given;
  if (typeof body !== "string" || body === "") throw missingParameter("MessageBody");
  if (hasInvalidCharacter(body)) {
    throw sqsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  checkDelay(queue, given.DelaySeconds);
  const attributes = checkMessageAttributes(given.MessageAttributes);
  const traceHeader = checkSystemAttributes(given.MessageSystemAttributes);
  const fifo = queue.isFifo ? fifoPart(queue, given, body) : standardPart(given);
  return {
    content: {
      id: randomUUID(),
      body,
      md5OfBody: md5(body),
      senderId,
      size: Buffer.byteLength(body) + sizeOfAttributes(attributes ?? {}),
      sentAt: now,
      receiveCount: 0,
      ...fifo,
      ...(attributes && { attributes, md5OfAttributes: md5OfAttributes(attributes) }),
      ...(traceHeader !== undefined && { traceHeader, md5OfTraceHeader: md5OfTrace(traceHeader) }),
    },
    delayMs: given.DelaySeconds === undefined || queue.isFifo ? queue.settings.delayMs : given.DelaySeconds * 1000,
  };
}

/**
 * Puts a message into its queue, unless it is a duplicate: that is answered as the first one was.
 * @throws AwsError `InvalidParameterValue` for one that is too long
 */
export function send(queue: Queue, { content, delayMs }: SentMessage, now: number): SendResult {
  if (content.size > queue.settings.maxBytes) throw tooLong(queue.settings.maxBytes);
  const key = deduplicationKey(queue, content);
  const original = key === undefined ? undefined : queue.deduplication.originalOf(key, now);
  if (original) return answer(content, original);
  const { sequenceNumber } = queue.put(content, delayMs);
  const sent = { messageId: content.id, sequenceNumber };
  if (key !== undefined) queue.deduplication.remember(key, sent, now);
  return answer(content, sent);
}

/**
 * Checks what a message of a FIFO queue cannot do without. In a batch, it refuses the whole request.
 * @throws AwsError `MissingParameter`, or `InvalidParameterValue` for an id that is missing
 */
export function checkFifoIds(queue: Queue, { MessageGroupId, MessageDeduplicationId }: SendParameters): void {
  if (!queue.isFifo) return;
  if (!MessageGroupId) throw missingParameter("MessageGroupId");
  if (MessageDeduplicationId || queue.settings.deduplicatesByContent) return;
  throw sqsError(
    "InvalidParameterValue",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

export function tooLong(maxBytes: number): AwsError {
  return sqsError(
    "InvalidParameterValue",
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
  );
}

function checkDelay({ isFifo }: Queue, delay: unknown): void {
  if (delay === undefined) return;
  if (typeof delay !== "number" || !(delay >= 0 && delay <= MAX_DELAY_SECONDS)) {
    throw invalidValue("DelaySeconds", delay, `DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`);
  }
  if (isFifo && delay > 0) throw invalidValue("DelaySeconds", delay, NOT_OF_THIS_TYPE);
}

function fifoPart(queue: Queue, given: SendParameters, body: string): { group: string; deduplicationId: string } {
  checkFifoIds(queue, given);
  const { MessageGroupId: group = "", MessageDeduplicationId: id } = given;
  checkId("MessageGroupId", group);
  if (id) checkId("MessageDeduplicationId", id);
  return { group, deduplicationId: id || createHash("sha256").update(body).digest("hex") };
}

/** A group on a standard queue is for fair queues: it changes nothing here, and is given to those who receive. */
function standardPart({ MessageGroupId: group, MessageDeduplicationId: id }: SendParameters): { group?: string } {
  if (id) throw invalidValue("MessageDeduplicationId", id, NOT_OF_THIS_TYPE);
  if (!group) return {};
  checkId("MessageGroupId", group);
  return { group };
}

function checkId(parameter: string, id: unknown): void {
  if (typeof id === "string" && FIFO_ID.test(id)) return;
  throw invalidValue(
    parameter,
    id,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function deduplicationKey({ settings }: Queue, { group, deduplicationId }: MessageContent): string | undefined {
  if (deduplicationId === undefined) return undefined;
  return settings.deduplicatesByGroup ? `${group} ${deduplicationId}` : deduplicationId;
}

function answer(
  { md5OfBody, md5OfAttributes: ofAttributes, md5OfTraceHeader }: MessageContent,
  { messageId, sequenceNumber }: { messageId: string; sequenceNumber: string | undefined },
): SendResult {
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5OfBody,
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(md5OfTraceHeader !== undefined && { MD5OfMessageSystemAttributes: md5OfTraceHeader }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}

function md5OfTrace(StringValue: string): string {
  return md5OfAttributes({ AWSTraceHeader: { DataType: "String", StringValue } });
}
