import type { Message, MessageContent } from "./message";
import type { Queue } from "./queue";

/**
 * Moves a message to the dead-letter queue, where it was received as often as its queue allows. It keeps its id, its attributes and its
 * count of receives. Its age counts on in a standard queue, and anew in a FIFO queue.
 * Source: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
 *
 * @returns whether it was moved
 */
export function isDeadLetter(message: Message, from: Queue, queueOf: (arn: string) => Queue | undefined): boolean {
  const { redrive } = from.settings;
  if (redrive === undefined || message.receivesHere < redrive.maxReceives) return false;
  const target = queueOf(redrive.targetArn);
  if (target === undefined) return false;
  from.remove(message);
  const content: MessageContent = {
    ...message.content,
    receiveCount: message.receiveCount,
    deadLetterSource: from.arn,
    ...(message.firstReceivedAt !== undefined && { firstReceivedAt: message.firstReceivedAt }),
  };
  target.put(content, 0, target.isFifo ? undefined : message.retainedFrom);
  return true;
}
