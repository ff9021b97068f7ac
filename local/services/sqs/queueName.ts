import { sqsError } from "./sqsErrors";

export const MAX_QUEUE_NAME = 80;
export const FIFO_SUFFIX = ".fifo";

/**
 * Checks the name of a new queue. Source: Amazon SQS API Reference, "CreateQueue"; the words are those of recorded answers.
 * @throws AwsError `InvalidParameterValue`
 */
export function checkQueueName(name: string, isFifo: boolean): void {
  const stem = isFifo && name.endsWith(FIFO_SUFFIX) ? name.slice(0, -FIFO_SUFFIX.length) : name;
  const isSound = /^[\w-]+$/.test(stem) && name.length <= MAX_QUEUE_NAME && isFifo === (stem !== name);
  if (isSound) return;
  throw sqsError(
    "InvalidParameterValue",
    isFifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
