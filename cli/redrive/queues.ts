import { ListDeadLetterSourceQueuesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** The queues of a system that dead letters come back from and go to, as its outputs name them. */
export interface RedriveQueues {
  queueUrl: string;
  deadLetterQueueUrl: string;
}

/** A queue of what failed, and the way on which it comes back. */
export type FailureQueue =
  /** SQS moves them: the queue is another one's dead-letter queue. */
  | { name: "dead-letters"; by: "move"; url: string; queueUrl: string }
  /** As before, where SQS knows whose dead-letter queue it is. What a function gave up of a stream is in queues like that, and cannot be moved. */
  | { name: string; by: "source"; url: string }
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
  const { failureQueueUrls = {} } = outputs as { failureQueueUrls?: Readonly<Record<string, string>> };
  const queues: FailureQueue[] = [
    ...(queueUrl && deadLetters ? [{ name: "dead-letters", by: "move", url: deadLetters, queueUrl } as const] : []),
    ...(queueUrl && quarantine ? [{ name: "quarantine", by: "send", url: quarantine, queueUrl } as const] : []),
    ...(endpoint && failures
      ? [{ name: "failures", by: "post", url: failures, endpoint, auth: text("apiAuth") } as const]
      : []),
    ...Object.entries(failureQueueUrls).map(([name, url]) => ({ name, by: "source", url }) as const),
  ];
  if (queues.length > 0) return queues;
  const known = Object.keys(outputs).join(", ") || "nothing";
  throw new Error(
    `the outputs of ${system} must have queueUrl and deadLetterQueueUrl, apiEndpoint and failureQueueUrl, or failureQueueUrls, for a redrive (there are: ${known})`,
  );
}

/**
 * The queue that is meant.
 * @param name absent: the first, which is that of the dead letters where there is one; not where there are several of one kind
 * @throws Error that lists the queues of the system
 */
export function chosenQueue(system: string, queues: readonly FailureQueue[], name: string | undefined): FailureQueue {
  const [first] = queues;
  const isOneOfMany = first?.by === "source" && queues.length > 1;
  const chosen = name === undefined ? (isOneOfMany ? undefined : first) : queues.find((queue) => queue.name === name);
  if (chosen !== undefined) return chosen;
  const names = queues.map((queue) => queue.name).join(", ");
  throw new Error(
    name === undefined
      ? `${system} has several queues of what failed: name one of ${names}`
      : `${system} has no queue ${JSON.stringify(name)} to redrive: it has ${names}`,
  );
}

/**
 * The queue whose dead letters a queue holds (Amazon SQS API Reference, `ListDeadLetterSourceQueues`).
 * @throws Error where it is nobody's dead-letter queue, for functions put there what they gave up; and where it is that of several queues
 */
export async function sourceOf(sqs: SQSClient, { name, url }: { name: string; url: string }): Promise<string> {
  const { queueUrls: [source, ...others] = [] } = await sqs.send(
    new ListDeadLetterSourceQueuesCommand({ QueueUrl: url }),
  );
  if (others.length > 0) {
    throw new Error(
      `${name} holds dead letters of several queues (${[source, ...others].join(", ")}), and one would get those of the others: ` +
        "the SQS console's redrive to source queues sends each back to its own",
    );
  }
  if (source !== undefined) return source;
  throw new Error(
    `${name} is no queue's dead-letter queue: its messages tell what a function gave up, and where in its stream that is. ` +
      "Mend the cause; what is archived can be sent again by replay",
  );
}

/** The region of a deployed queue, from its URL; `undefined` for a URL that does not name one. */
export function regionOf(queueUrl: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\//.exec(queueUrl)?.[1];
}
