/** The queues of a system, as its outputs name them. */
export interface RedriveQueues {
  queueUrl: string;
  deadLetterQueueUrl: string;
}

/**
 * @param system its name among the outputs, such as `"webhooks"`
 * @throws Error where the system has no dead-letter queue that dead letters could come back from
 */
export function queuesOf(system: string, outputs: object): RedriveQueues {
  const { queueUrl, deadLetterQueueUrl } = outputs as Record<string, unknown>;
  if (typeof queueUrl === "string" && typeof deadLetterQueueUrl === "string") return { queueUrl, deadLetterQueueUrl };
  const known = Object.keys(outputs).join(", ") || "nothing";
  throw new Error(
    `the outputs of ${system} must have queueUrl and deadLetterQueueUrl for a redrive (there are: ${known})`,
  );
}

/** The region of a deployed queue, from its URL; `undefined` for a URL that does not name one. */
export function regionOf(queueUrl: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\//.exec(queueUrl)?.[1];
}
