import type { Clock } from "../../base/clock";
import type { StoredMessage, StoredQueue } from "./fauxqs";

const RETENTION_CHECK_MS = 1000;

/** Receives after which a message that nobody deletes no longer counts for a standard queue's age. */
const REORDERED_RECEIVES = 3;

/**
 * Does for a queue what fauxqs leaves out: waking those who wait for it, and forgetting messages past their retention.
 *
 * A received message stays in the queue's `inflightMessages` with the deadline of its visibility timeout. `refresh` brings back those whose
 * deadline has passed; those who wait are woken at the next deadline, by the local cloud's clock.
 */
export class QueueLife {
  readonly queue: StoredQueue;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #retentionChecked = 0;
  #changes = 0;

  constructor(queue: StoredQueue, clock: Clock) {
    this.queue = queue;
    this.#clock = clock;
    // fauxqs wakes its own waiters, of which there are none here, at every message that becomes visible, also when another
    // queue moves one here as to its dead-letter queue. A delayed message counts too: it is a new moment to wake at.
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = (message) => {
      enqueue(message);
      this.wake();
    };
    queue.notifyWaiters = () => this.wake();
  }

  /** Counts what may have made a message visible: taken before a look at the queue, it tells whether the look is outdated. */
  get changes(): number {
    return this.#changes;
  }

  wake(): void {
    this.#changes++;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const each of waiting) each();
  }

  /** Resolves when a message may have become visible since `seen` changes, when `untilMs` (of the clock) has come, or when `signal` aborts. */
  changed(seen: number, untilMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || seen !== this.#changes) return Promise.resolve();
    const due = Math.min(untilMs, this.#nextVisible());
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = this.#clock.after(Math.max(0, due - this.#clock.now()), done);
      signal.addEventListener("abort", done, { once: true });
      this.#waiting.add(done);
    });
  }

  /** Brings the queue to the present: delays and visibility timeouts that ended, messages past their retention. */
  refresh(): void {
    this.queue.processTimers();
    const now = this.#clock.now();
    if (now - this.#retentionChecked < RETENTION_CHECK_MS) return;
    this.#retentionChecked = now;
    this.#dropExpired(now - Number(this.queue.attributes.MessageRetentionPeriod) * 1000);
  }

  depth(): { visible: number; notVisible: number; delayed: number; oldestAgeSeconds: number } {
    this.refresh();
    const visible = [...this.#lists("messages")].reduce((count, messages) => count + messages.length, 0);
    const delayed = [...this.#lists("delayed")].reduce((count, messages) => count + messages.length, 0);
    const oldest = this.#oldestSent();
    return {
      visible,
      notVisible: this.queue.inflightMessages.size,
      delayed,
      oldestAgeSeconds: oldest === undefined ? 0 : Math.max(0, Math.floor((this.#clock.now() - oldest) / 1000)),
    };
  }

  *#lists(kind: "messages" | "delayed"): Iterable<StoredMessage[]> {
    const { queue } = this;
    if (queue.isFifo()) yield* (kind === "messages" ? queue.fifoMessages : queue.fifoDelayed).values();
    else yield kind === "messages" ? queue.messages : queue.delayedMessages;
  }

  #nextVisible(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { visibilityDeadline } of this.queue.inflightMessages.values())
      next = Math.min(next, visibilityDeadline);
    for (const messages of this.#lists("delayed")) {
      for (const { delayUntil = next } of messages) next = Math.min(next, delayUntil);
    }
    return next;
  }

  /**
   * A message that was received three times without being deleted goes to the end of a standard queue, and the metric tells the age of
   * the first one that was not; a FIFO queue keeps its order (Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS").
   */
  #oldestSent(): number | undefined {
    let oldest: number | undefined;
    const isFifo = this.queue.isFifo();
    const see = ({ sentTimestamp, approximateReceiveCount }: StoredMessage) => {
      if (!isFifo && approximateReceiveCount >= REORDERED_RECEIVES) return;
      if (oldest === undefined || sentTimestamp < oldest) oldest = sentTimestamp;
    };
    for (const kind of ["messages", "delayed"] as const)
      for (const messages of this.#lists(kind)) messages.forEach(see);
    for (const { message } of this.queue.inflightMessages.values()) see(message);
    return oldest;
  }

  /** A message in flight keeps its receipt handle until it comes back, and is dropped then. */
  #dropExpired(sentBefore: number): void {
    for (const kind of ["messages", "delayed"] as const) {
      for (const messages of this.#lists(kind)) {
        let kept = 0;
        for (const message of messages) if (message.sentTimestamp > sentBefore) messages[kept++] = message;
        messages.length = kept;
      }
    }
  }
}
