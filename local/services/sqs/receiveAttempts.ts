import type { KeptMap } from "../../base/keptMaps";
import { WrittenMap } from "../../base/writtenMap";
import type { Message } from "./message";

interface Received {
  readonly id: string;
  readonly receive: number;
  readonly visibleAt: number;
}

/** The messages of a receive, as it left them. */
export interface Attempt {
  readonly at: number;
  readonly received: readonly Received[];
}

const INTERVAL_MS = 5 * 60 * 1000;

/**
 * Remembers the receives of a FIFO queue that have an id, so that one whose answer was lost can be made again: for five minutes, while none
 * of its messages was deleted, hidden for another time, or seen again.
 * Source: Amazon SQS API Reference, "ReceiveMessage", `ReceiveRequestAttemptId`.
 */
export class ReceiveAttempts {
  readonly #attempts: WrittenMap<Attempt>;
  readonly #find: (messageId: string) => Message | undefined;

  constructor(kept: KeptMap<Attempt>, find: (messageId: string) => Message | undefined) {
    this.#attempts = new WrittenMap(kept);
    this.#find = find;
  }

  /** The messages of an earlier receive with this id. */
  repeated(id: string, now: number): readonly Message[] | undefined {
    for (const [each, { at }] of this.#attempts) if (now - at >= INTERVAL_MS) this.#attempts.delete(each);
    const messages: Message[] = [];
    for (const { id: messageId, receive, visibleAt } of this.#attempts.get(id)?.received ?? []) {
      const message = this.#find(messageId);
      const isUnchanged =
        message?.hidden === "in flight" && message.receivesHere === receive && message.visibleAt === visibleAt;
      if (!isUnchanged) return undefined;
      messages.push(message);
    }
    return messages.length > 0 ? messages : undefined;
  }

  remember(id: string, messages: readonly Message[], now: number): void {
    const received = messages.map(({ content, receivesHere: receive, visibleAt }) => {
      return { id: content.id, receive, visibleAt };
    });
    this.#attempts.set(id, { at: this.#attempts.get(id)?.at ?? now, received });
  }
}
