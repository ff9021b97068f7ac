import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Message, MessageContent } from "./message";
import type { Queue } from "./queue";
import { tooLong } from "./sentMessage";
import { unknownQueue } from "./sqsErrors";

/**
 * Moves a message, as redrive does: what arrives is a new message, with an id, an age and a count of receives of its own, and the
 * body, the attributes and the group of the old one. Deduplication, which would drop what was sent a moment ago, is not asked.
 *
 * @param destinationArn absent: the queue whose dead letter it is
 * @throws AwsError where it cannot go there; it stays where it is then
 */
export function moveMessage(
  message: Message,
  from: Queue,
  destinationArn: string | undefined,
  { queueOf, now }: { queueOf: (arn: string) => Queue | undefined; now: number },
): void {
  const to = destinationOf(message, destinationArn, queueOf);
  const { deadLetterSource: _, firstReceivedAt: __, ...kept } = message.content;
  if (kept.size > to.settings.maxBytes) throw tooLong(to.settings.maxBytes);
  const content: MessageContent = { ...kept, id: randomUUID(), sentAt: now, receiveCount: 0 };
  from.remove(message);
  to.put(content, 0);
}

function destinationOf(
  { content: { deadLetterSource } }: Message,
  destinationArn: string | undefined,
  queueOf: (arn: string) => Queue | undefined,
): Queue {
  const arn = destinationArn ?? deadLetterSource;
  if (arn === undefined) {
    // Source: Amazon SQS Developer Guide, "Troubleshooting dead-letter queue and DLQ redrive issues in Amazon SQS".
    throw new AwsError("CouldNotDetermineMessageSource", "The message was sent to the dead-letter queue itself.");
  }
  const queue = queueOf(arn);
  if (queue === undefined) throw unknownQueue();
  return queue;
}
