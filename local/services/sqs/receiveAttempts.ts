import type { Message } from "./message";

interface Attempt {
  readonly at: number;
  readonly received: readonly { readonly message: Message; readonly receive: number; readonly visibleAt: number }[];
}

const INTERVAL_MS = 5 * 60 * 1000;

/**
 * Remembers the receives of a FIFO queue that have an id, so that one whose answer was lost can be made again: for five minutes, while none
 * of its messages was deleted, hidden for another time, or seen again.
 * Source: Amazon SQS API Reference, "ReceiveMessage", `ReceiveRequestAttemptId`.
 */
export class ReceiveAttempts {
  readonly #attempts = new Map<string, Attempt>();

  /** The messages of an earlier receive with this id. */
  repeated(id: string, now: number): readonly Message[] | undefined {
    for (const [each, { at }] of this.#attempts) if (now - at >= INTERVAL_MS) this.#attempts.delete(each);
    const attempt = this.#attempts.get(id);
    const isUnchanged = attempt?.received.every(({ message, receive, visibleAt }) => {
      const isInFlight = message.hidden === "in flight" && !message.isGone;
      return isInFlight && message.receivesHere === receive && message.visibleAt === visibleAt;
    });
    return isUnchanged ? attempt?.received.map(({ message }) => message) : undefined;
  }

  remember(id: string, messages: readonly Message[], now: number): void {
    const received = messages.map((message) => {
      return { message, receive: message.receivesHere, visibleAt: message.visibleAt };
    });
    this.#attempts.set(id, { at: this.#attempts.get(id)?.at ?? now, received });
  }
}
