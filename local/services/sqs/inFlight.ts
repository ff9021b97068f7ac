import type { Message } from "./message";
import type { Queue } from "./queue";
import { MAX_VISIBILITY_SECONDS } from "./queueSettings";
import { invalidHandle, readReceiptHandle } from "./receiptHandle";
import { invalidValue, missingParameter } from "./sqsErrors";

/**
 * Deletes the message of a receipt handle. A standard queue takes every handle that it gave; a FIFO queue only the latest, before its
 * visibility timeout ends. A message that is gone already is no error.
 * Source: Amazon SQS API Reference, "DeleteMessage".
 *
 * @throws AwsError `ReceiptHandleIsInvalid`, or `InvalidParameterValue` for a handle that has expired
 */
export function deleteMessage(queue: Queue, handle: string | undefined): void {
  const { message, isLatest } = messageOf(queue, handle);
  if (message === undefined) return;
  if (queue.isFifo && !(isLatest && message.hidden === "in flight")) {
    throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
  }
  queue.remove(message);
}

/**
 * Changes for how long a message stays hidden: in all, 12 hours from its receive. Where it is visible again in a standard queue, nothing
 * happens.
 * Source: Amazon SQS API Reference, "ChangeMessageVisibility".
 *
 * @throws AwsError `ReceiptHandleIsInvalid`, or `InvalidParameterValue`
 */
export function changeVisibility(
  queue: Queue,
  handle: string | undefined,
  seconds: number | undefined,
  now: number,
): void {
  const { message, isLatest } = messageOf(queue, handle);
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  if (!(seconds >= 0))
    throw invalidValue("VisibilityTimeout", seconds, `Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`);
  const isHidden = message?.hidden === "in flight";
  if (message === undefined || (queue.isFifo && !(isLatest && isHidden))) {
    throw invalidValue(
      "ReceiptHandle",
      handle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  const since = isHidden ? message.receivedAt : now;
  if (now + seconds * 1000 - since > MAX_VISIBILITY_SECONDS * 1000) {
    throw invalidValue(
      "VisibilityTimeout",
      seconds,
      `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
    );
  }
  if (isHidden) queue.hide(message, seconds * 1000);
}

function messageOf(queue: Queue, handle: string | undefined): { message: Message | undefined; isLatest: boolean } {
  if (!handle) throw missingParameter("ReceiptHandle");
  const { messageId, receive } = readReceiptHandle(handle, queue.name);
  queue.refresh();
  const message = queue.find(messageId);
  if (message !== undefined && receive > message.receivesHere) throw invalidHandle(handle);
  return { message, isLatest: message?.receivesHere === receive };
}
