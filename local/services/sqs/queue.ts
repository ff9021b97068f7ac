import type { Clock } from "../../base/clock";
import { Heap } from "../../base/heap";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { Deduplication } from "./deduplication";
import { GroupOrder } from "./groupOrder";
import { Message, type MessageContent } from "./message";
import { type MessageOrder, StandardOrder } from "./messageOrder";
import { QueueRecord } from "./queueRecord";
import { type QueueSettings, settingsOf } from "./queueSettings";
import { ReceiveAttempts } from "./receiveAttempts";
import type { QueueAttributes } from "./sqs";
import { WakeUps } from "./wakeUps";

/** Messages that may be in flight at a time. Source: Amazon SQS Developer Guide, "Amazon SQS message quotas". */
export const MAX_IN_FLIGHT = 120_000;

const RETENTION_CHECK_MS = 1000;
/**
 * Receives after which a message that nobody deletes goes to the back of a standard queue, and no longer counts for the queue's age.
 * Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 */
const RECEIVES_IN_FRONT = 3;
/** Entries of the timetable that nobody waits for any longer: as many are kept before it is tidied up. */
const MAX_STALE = 1000;
/** AWS's sequence numbers have 20 digits and grow in steps. */
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;
const SEQUENCE_STEP = 256n;

export interface QueueDepth {
  visible: number;
  notVisible: number;
  delayed: number;
  oldestAgeSeconds: number;
}

/**
 * A queue and its messages, which change through `put`, `take`, `hide`, `remove` and `purge`: each of them is written to the queue's
 * record, from which a queue of the same name goes on at the next start.
 *
 * No message has a timer. Messages that are hidden, delayed or in flight, stand in a timetable; whoever looks at the queue brings it to the
 * present first, and those who wait are woken at the timetable's next time.
 */
export class Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly wakeUps: WakeUps;
  readonly deduplication: Deduplication;
  readonly attempts: ReceiveAttempts;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number;
  readonly #clock: Clock;
  readonly #record: QueueRecord;
  readonly #order: MessageOrder;
  /** The oldest of this queue first. */
  readonly #messages = new Map<string, Message>();
  /** Hidden messages by the time at which they can be seen. */
  #timetable = new Heap<Message>();
  #stale = 0;
  #inFlight = 0;
  #delayed = 0;
  #arrivals = 0;
  /** No message is retained from an earlier time. */
  #oldestRetained = Number.POSITIVE_INFINITY;
  #retentionChecked = 0;
  #attributes: QueueAttributes = {};
  #settings: QueueSettings;

  constructor(
    { name, url, arn }: { name: string; url: string; arn: string },
    attributes: QueueAttributes,
    clock: Clock,
    kept: KeptMaps = noMaps,
  ) {
    this.name = name;
    this.url = url;
    this.arn = arn;
    this.isFifo = attributes.FifoQueue === "true";
    this.#clock = clock;
    this.#order = this.isFifo ? new GroupOrder() : new StandardOrder();
    this.#attributes = attributes;
    this.#settings = settingsOf(attributes);
    this.wakeUps = new WakeUps(clock);
    this.#record = new QueueRecord(kept, name);
    const facts = this.#record.facts(clock.now());
    this.createdAt = facts.createdAt;
    this.modifiedAt = clock.now();
    this.purgedAt = facts.purgedAt;
    this.#arrivals = facts.arrivals;
    this.deduplication = new Deduplication(this.#record.sent);
    for (const message of this.#record.messages(clock.now(), (order) => this.#sequenceNumber(order))) {
      if (!message.hidden && this.#isPutBack(message)) message.order = this.#arrivals++;
      this.#admit(message);
    }
    this.attempts = new ReceiveAttempts(this.#record.attempts, (id) => this.find(id));
  }

  /** As they were set. */
  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  /** Sets some attributes; an empty value takes one away. */
  setAttributes(changed: QueueAttributes): void {
    const all = Object.entries({ ...this.#attributes, ...changed }).filter(([, value]) => value !== "");
    const delayBefore = this.#settings.delayMs;
    this.#attributes = Object.fromEntries(all);
    this.#settings = settingsOf(this.#attributes);
    this.modifiedAt = this.#clock.now();
    if (this.isFifo && this.#settings.delayMs !== delayBefore) this.#delayAgain();
    this.wakeUps.wake();
  }

  /** Puts a message at the end of the queue. */
  put(content: MessageContent, delayMs: number, retainedFrom = this.#clock.now()): Message {
    const now = this.#clock.now();
    const order = this.#arrivals++;
    const sequenceNumber = this.#sequenceNumber(order);
    const message = new Message(content, { order, now, retainedFrom, visibleAt: now + delayMs, sequenceNumber });
    this.#record.added(message);
    this.#admit(message);
    this.wakeUps.wake();
    return message;
  }

  /**
   * Receives visible messages.
   * @param isDead decides of a message whether it was received too often, and goes elsewhere instead
   */
  take(max: number, visibilityMs: number, isDead: (message: Message) => boolean): Message[] {
    this.refresh();
    const now = this.#clock.now();
    const taken: Message[] = [];
    this.#order.take(Math.min(max, MAX_IN_FLIGHT - this.#inFlight), (message) => {
      if (isDead(message)) return false;
      message.receiveCount++;
      message.receivesHere++;
      message.receivedAt = now;
      message.firstReceivedAt ??= now;
      if (visibilityMs > 0) this.#hide(message, now + visibilityMs);
      this.#record.received(message, now + visibilityMs);
      taken.push(message);
      return true;
    });
    if (visibilityMs === 0) for (const message of taken) this.#offer(message);
    return taken;
  }

  find(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  /** Messages where they lie, the oldest of this queue first. */
  peek(from: number, limit: number): readonly Message[] {
    this.refresh();
    return [...this.#messages.values()].slice(from, from + limit);
  }

  /** Changes for how long a message in flight is hidden. */
  hide(message: Message, visibilityMs: number): void {
    const visibleAt = this.#clock.now() + visibilityMs;
    this.#stale++;
    if (visibilityMs > 0) {
      this.#timetable.push(visibleAt, message);
      message.visibleAt = visibleAt;
    } else this.#show(message);
    this.#record.received(message, visibleAt);
    this.#tidy();
    this.wakeUps.wake();
  }

  remove(message: Message): void {
    this.#messages.delete(message.content.id);
    this.#record.removed(message);
    message.isGone = true;
    if (message.hidden) {
      this.#count(message, -1);
      this.#stale++;
      this.#tidy();
    }
    this.#order.removed(message);
    // In a FIFO queue, the group's next messages may be received now.
    if (this.isFifo) this.wakeUps.wake();
  }

  /** Removes every message; what was sent is remembered for its duplicates. */
  purge(): void {
    for (const message of this.#messages.values()) message.isGone = true;
    this.#messages.clear();
    this.#timetable = new Heap();
    this.#order.clear();
    this.#stale = 0;
    this.#inFlight = 0;
    this.#delayed = 0;
    this.#oldestRetained = Number.POSITIVE_INFINITY;
    this.purgedAt = this.#clock.now();
    this.#record.purged(this.purgedAt);
  }

  /** Deletes what is kept of it. */
  forget(): void {
    this.#record.forget();
  }

  /** Brings the queue to the present: delays and visibility timeouts that ended, messages past their retention. */
  refresh(): void {
    const now = this.#clock.now();
    for (let at = this.#timetable.firstKey; at !== undefined && at <= now; at = this.#timetable.firstKey) {
      const message = this.#timetable.pop() as Message;
      if (isDue(at, message)) this.#show(message);
      else this.#stale--;
    }
    if (now - this.#retentionChecked >= RETENTION_CHECK_MS) this.#dropExpired(now);
  }

  /** The time at which the next message can be seen. */
  nextVisible(): number {
    for (;;) {
      const { firstKey: at, first } = this.#timetable;
      if (at === undefined || first === undefined) return Number.POSITIVE_INFINITY;
      if (isDue(at, first)) return at;
      this.#timetable.pop();
      this.#stale--;
    }
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  depth(): QueueDepth {
    this.refresh();
    const oldest = this.#oldest();
    const age = oldest === undefined ? 0 : this.#clock.now() - oldest.enqueuedAt;
    return {
      visible: this.#messages.size - this.#inFlight - this.#delayed,
      notVisible: this.#inFlight,
      delayed: this.#delayed,
      oldestAgeSeconds: Math.max(0, Math.floor(age / 1000)),
    };
  }

  #sequenceNumber(order: number): string | undefined {
    return this.isFifo ? String(FIRST_SEQUENCE_NUMBER + BigInt(order) * SEQUENCE_STEP) : undefined;
  }

  #admit(message: Message): void {
    this.#messages.set(message.content.id, message);
    this.#oldestRetained = Math.min(this.#oldestRetained, message.retainedFrom);
    if (message.hidden) {
      this.#count(message, 1);
      this.#timetable.push(message.visibleAt, message);
    }
    this.#order.added(message);
  }

  #oldest(): Message | undefined {
    for (const message of this.#messages.values()) if (!this.#isPutBack(message)) return message;
    return undefined;
  }

  #isPutBack({ receivesHere }: Message): boolean {
    return !this.isFifo && receivesHere >= RECEIVES_IN_FRONT;
  }

  #hide(message: Message, until: number): void {
    message.hidden = "in flight";
    message.visibleAt = until;
    this.#inFlight++;
    this.#timetable.push(until, message);
  }

  #show(message: Message): void {
    this.#count(message, -1);
    message.hidden = undefined;
    this.#offer(message);
  }

  #offer(message: Message): void {
    if (this.#isPutBack(message)) message.order = this.#arrivals++;
    this.#order.shown(message);
  }

  #count({ hidden }: Message, by: number): void {
    if (hidden === "in flight") this.#inFlight += by;
    else this.#delayed += by;
  }

  /** Drops what the timetable holds of messages that were deleted, or hidden for longer: their bodies would stay in memory. */
  #tidy(): void {
    if (this.#stale < MAX_STALE || this.#stale * 2 < this.#timetable.size) return;
    this.#timetable.keep(isDue);
    this.#stale = 0;
  }

  /** A FIFO queue's delay holds for messages that are delayed already, too. Source: Developer Guide, "Amazon SQS delay queues". */
  #delayAgain(): void {
    for (const message of this.#messages.values()) {
      if (message.hidden !== "delayed") continue;
      message.visibleAt = message.enqueuedAt + this.#settings.delayMs;
      this.#stale++;
      this.#timetable.push(message.visibleAt, message);
    }
  }

  /** A message in flight keeps its receipt handle until it comes back, and is dropped then. */
  #dropExpired(now: number): void {
    this.#retentionChecked = now;
    const expired = now - this.#settings.retentionMs;
    if (this.#oldestRetained > expired) return;
    this.#oldestRetained = Number.POSITIVE_INFINITY;
    for (const message of this.#messages.values()) {
      if (message.retainedFrom <= expired && message.hidden !== "in flight") this.remove(message);
      else this.#oldestRetained = Math.min(this.#oldestRetained, message.retainedFrom);
    }
  }
}

/** Tells whether an entry of the timetable is a message's latest. */
function isDue(at: number, message: Message): boolean {
  return !message.isGone && message.hidden !== undefined && message.visibleAt === at;
}
