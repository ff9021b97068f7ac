import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { StoredMessage, StoredQueue } from "./fauxqs";

interface Move {
  from: StoredQueue;
  to: StoredQueue;
  /** A call to SQS on `from`. */
  call(operation: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/** Seconds that a message is hidden while it is being moved. */
const VISIBILITY_TIMEOUT = 30;

/**
 * Moves visible messages, as redrive does: what arrives is a new message, with an id, an age and a count of receives of its own, and the
 * body, the attributes and the group of the old one. Deduplication, which would drop what was sent a moment ago, is not asked.
 *
 * @returns how many there were, `max` at most
 * @throws AwsError for a message that is too large for its destination; that one and those after it stay
 */
export async function moveMessages({ from, to, call, now }: Move, max: number): Promise<number> {
  const received = await call("ReceiveMessage", { MaxNumberOfMessages: max, VisibilityTimeout: VISIBILITY_TIMEOUT });
  const handles = ((received.Messages ?? []) as { ReceiptHandle: string }[]).map(({ ReceiptHandle }) => ReceiptHandle);
  for (const [index, ReceiptHandle] of handles.entries()) {
    const message = from.inflightMessages.get(ReceiptHandle)?.message;
    if (message === undefined) continue;
    try {
      checkSize(message, to);
    } catch (error) {
      for (const left of handles.slice(index)) {
        await call("ChangeMessageVisibility", { ReceiptHandle: left, VisibilityTimeout: 0 });
      }
      throw error;
    }
    to.enqueue(renewed(message, to, now));
    await call("DeleteMessage", { ReceiptHandle });
  }
  return handles.length;
}

function renewed(message: StoredMessage, to: StoredQueue, now: number): StoredMessage {
  const { approximateFirstReceiveTimestamp: _, delayUntil: __, sequenceNumber: ___, ...kept } = message;
  return {
    ...kept,
    messageId: randomUUID(),
    sentTimestamp: now,
    approximateReceiveCount: 0,
    ...(to.isFifo() && { sequenceNumber: to.nextSequenceNumber() }),
  };
}

/** Checks the size of the body alone, which is what differs between queues in practice. */
function checkSize({ body }: StoredMessage, to: StoredQueue): void {
  const most = Number(to.attributes.MaximumMessageSize);
  if (Buffer.byteLength(body) <= most) return;
  throw new AwsError(
    "InvalidParameterValue",
    `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
  );
}
