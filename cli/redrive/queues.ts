/** The queues of a system that dead letters come back from and go to, as its outputs name them. */
export interface RedriveQueues {
  queueUrl: string;
  deadLetterQueueUrl: string;
}

/** A queue of what failed, and the way on which it comes back. */
export type FailureQueue =
  /** SQS moves them: the queue is another one's dead-letter queue. */
  | { name: "dead-letters"; by: "move"; url: string; queueUrl: string }
  /** Each is sent to the queue again: nothing but a sender of its own ever put it aside. */
  | { name: "quarantine"; by: "send"; url: string; queueUrl: string }
  /** Each holds an event, which is posted again under its own id. */
  | { name: "failures"; by: "post"; url: string; endpoint: string; auth: string | undefined };

/**
 * Finds the queues of a system whose messages can come back.
 * @param system its name among the outputs, such as `"webhooks"`
 * @throws Error where there is none
 */
export function failureQueuesOf(system: string, outputs: object): FailureQueue[] {
  const text = (name: string) => {
    const value = (outputs as Record<string, unknown>)[name];
    return typeof value === "string" ? value : undefined;
  };
  const [queueUrl, deadLetters, quarantine, failures, endpoint] = [
    text("queueUrl"),
    text("deadLetterQueueUrl"),
    text("quarantineQueueUrl"),
    text("failureQueueUrl"),
    text("apiEndpoint"),
  ];
  const queues: FailureQueue[] = [
    ...(queueUrl && deadLetters ? [{ name: "dead-letters", by: "move", url: deadLetters, queueUrl } as const] : []),
    ...(queueUrl && quarantine ? [{ name: "quarantine", by: "send", url: quarantine, queueUrl } as const] : []),
    ...(endpoint && failures
      ? [{ name: "failures", by: "post", url: failures, endpoint, auth: text("apiAuth") } as const]
      : []),
  ];
  if (queues.length > 0) return queues;
  const known = Object.keys(outputs).join(", ") || "nothing";
  throw new Error(
    `the outputs of ${system} must have queueUrl and deadLetterQueueUrl, or apiEndpoint and failureQueueUrl, for a redrive (there are: ${known})`,
  );
}

/**
 * The queue that is meant.
 * @param name absent: the first, which is that of the dead letters where there is one
 * @throws Error that lists the queues of the system
 */
export function chosenQueue(system: string, queues: readonly FailureQueue[], name: string | undefined): FailureQueue {
  const [first] = queues;
  const chosen = name === undefined ? first : queues.find((queue) => queue.name === name);
  if (chosen !== undefined) return chosen;
  throw new Error(
    `${system} has no queue ${JSON.stringify(name)} to redrive: it has ${queues.map((queue) => queue.name).join(", ")}`,
  );
}

/** The region of a deployed queue, from its URL; `undefined` for a URL that does not name one. */
export function regionOf(queueUrl: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\//.exec(queueUrl)?.[1];
}
