import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { Original } from "./deduplication";
import { Message, type MessageContent } from "./message";
import type { Attempt } from "./receiveAttempts";

/** The part of a message that is written once, when it comes into its queue. */
interface KeptMessage {
  readonly content: MessageContent;
  readonly order: number;
  readonly enqueuedAt: number;
  readonly retainedFrom: number;
  readonly visibleAt: number;
}

/** The part that each receive changes: small, so that no body is written twice. */
type KeptReceive = readonly [
  receiveCount: number,
  receivesHere: number,
  firstReceivedAt: number,
  receivedAt: number,
  visibleAt: number,
];

/** Orders that are reserved at a time. A start skips what is left of them, so that no sequence number is given twice. */
const RESERVED = 1000;

/** Writes down what a queue holds, and reads it back at the next start. Attributes are the program's to say. */
export class QueueRecord {
  /** Messages that were sent, for their duplicates. */
  readonly sent: KeptMap<Original>;
  /** Receives that can be made again. */
  readonly attempts: KeptMap<Attempt>;
  readonly #messages: KeptMap<KeptMessage>;
  readonly #receives: KeptMap<KeptReceive>;
  readonly #facts: KeptMap<number>;
  #reserved = 0;

  constructor(maps: KeptMaps, queueName: string) {
    this.sent = maps.map(`${queueName}/sent`);
    this.attempts = maps.map(`${queueName}/attempts`);
    this.#messages = maps.map(`${queueName}/messages`);
    this.#receives = maps.map(`${queueName}/receives`);
    this.#facts = maps.map(`${queueName}/facts`);
  }

  /** The messages that an earlier process left, in their order. */
  messages(now: number, sequenceNumberOf: (order: number) => string | undefined): readonly Message[] {
    const receives = this.#receives.entries();
    return [...this.#messages.entries()]
      .map(([id, kept]) => restored(kept, receives.get(id), now, sequenceNumberOf(kept.order)))
      .sort((a, b) => a.order - b.order);
  }

  /** Facts of the queue itself; the first process decides when it was created. */
  facts(now: number): { createdAt: number; purgedAt: number; arrivals: number } {
    const { createdAt, purgedAt = Number.NEGATIVE_INFINITY, arrivals = 0 } = Object.fromEntries(this.#facts.entries());
    if (createdAt === undefined) this.#facts.set("createdAt", now);
    this.#reserved = arrivals;
    return { createdAt: createdAt ?? now, purgedAt, arrivals };
  }

  added({ content, order, enqueuedAt, retainedFrom, visibleAt }: Message): void {
    if (order >= this.#reserved) {
      this.#reserved = order + RESERVED;
      this.#facts.set("arrivals", this.#reserved);
    }
    this.#messages.set(content.id, { content, order, enqueuedAt, retainedFrom, visibleAt });
  }

  /** A message was received, or is hidden for another time. */
  received(message: Message, visibleAt: number): void {
    const { content, receiveCount, receivesHere, firstReceivedAt = 0, receivedAt } = message;
    this.#receives.set(content.id, [receiveCount, receivesHere, firstReceivedAt, receivedAt, visibleAt]);
  }

  removed({ content, receivesHere }: Message): void {
    this.#messages.delete(content.id);
    if (receivesHere > 0) this.#receives.delete(content.id);
  }

  purged(at: number): void {
    this.#messages.clear();
    this.#receives.clear();
    this.#facts.set("purgedAt", at);
  }

  /** The queue is deleted, with all that is known of it. */
  forget(): void {
    for (const map of [this.#messages, this.#receives, this.#facts, this.sent, this.attempts]) map.clear();
  }
}

function restored(
  { content, order, enqueuedAt, retainedFrom, visibleAt }: KeptMessage,
  receive: KeptReceive | undefined,
  now: number,
  sequenceNumber: string | undefined,
): Message {
  const message = new Message(content, { order, now: enqueuedAt, retainedFrom, visibleAt, sequenceNumber });
  if (receive !== undefined) {
    const [receiveCount, receivesHere, firstReceivedAt, receivedAt, until] = receive;
    Object.assign(message, { receiveCount, receivesHere, firstReceivedAt, receivedAt, visibleAt: until });
  }
  message.hidden = message.visibleAt <= now ? undefined : message.receivesHere > 0 ? "in flight" : "delayed";
  return message;
}
