import type { Clock } from "../../base/clock";
import { isDeadLetter } from "./deadLetters";
import type { Message } from "./message";
import { MAX_IN_FLIGHT, type Queue } from "./queue";
import { queueArn, queueNameOf } from "./queueAddress";
import { sourcesOf } from "./redrive";
import { sqsError, unknownQueue } from "./sqsErrors";

/** Time after a deletion for which a queue's name is not free. Source: Amazon SQS API Reference, "CreateQueue". */
const NAME_FREE_MS = 60_000;

export interface ReceiveOptions {
  readonly max: number;
  /** @default the queue's own */
  readonly visibilityMs?: number;
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  /** The name of the attempt at a FIFO queue: one that was made before has the same messages again. */
  readonly attemptId?: string;
}

/** Every queue, and the ways in which messages come out of them. */
export class Queues {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Queue>();
  /** Times of deletions. */
  readonly #deletedAt = new Map<string, number>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(queue: Queue): void {
    this.#queues.set(queue.arn, queue);
  }

  remove(queue: Queue): void {
    this.#queues.delete(queue.arn);
    this.#deletedAt.set(queue.arn, this.#clock.now());
    queue.wakeUps.wake();
  }

  /** Tells whether a queue of this name was deleted so lately that SQS makes no other yet. */
  wasDeletedLately(arn: string): boolean {
    const at = this.#deletedAt.get(arn);
    return at !== undefined && this.#clock.now() - at < NAME_FREE_MS;
  }

  find(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  /** @throws AwsError `QueueDoesNotExist` */
  of(arn: string): Queue {
    const queue = this.#queues.get(arn);
    if (queue === undefined) throw unknownQueue();
    return queue;
  }

  /** @throws AwsError `QueueDoesNotExist` */
  at(url: string): Queue {
    return this.of(queueArn(queueNameOf(url)));
  }

  all(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** The queues whose dead-letter queue this is. */
  sourcesOf(arn: string): readonly Queue[] {
    return sourcesOf(arn, this.all());
  }

  /** Receives what is visible now, or what the same attempt had received. */
  #attempt(
    queue: Queue,
    { max, visibilityMs = queue.settings.visibilityMs, attemptId }: ReceiveOptions,
  ): readonly Message[] {
    if (attemptId === undefined || !queue.isFifo) return this.take(queue, max, visibilityMs);
    queue.refresh();
    const now = this.#clock.now();
    const repeated = queue.attempts.repeated(attemptId, now);
    if (repeated) for (const message of repeated) queue.hide(message, visibilityMs);
    const messages = repeated ?? this.take(queue, max, visibilityMs);
    if (messages.length > 0) queue.attempts.remember(attemptId, messages, now);
    return messages;
  }

  /** Receives what is visible now. */
  take(queue: Queue, max: number, visibilityMs = queue.settings.visibilityMs): Message[] {
    return queue.take(max, visibilityMs, (message) => isDeadLetter(message, queue, (arn) => this.find(arn)));
  }

  /**
   * Receives messages, and waits for the first one.
   * @throws AwsError `QueueDoesNotExist` where it is deleted meanwhile; `OverLimit`
   */
  async receive({ arn }: Queue, options: ReceiveOptions): Promise<readonly Message[]> {
    const { waitSeconds, signal } = options;
    const until = this.#clock.now() + waitSeconds * 1000;
    for (;;) {
      if (this.#isStopped || signal.aborted) return [];
      const queue = this.of(arn);
      const { changes } = queue.wakeUps;
      const messages = this.#attempt(queue, options);
      if (messages.length > 0) return messages;
      if (waitSeconds === 0 && !queue.isFifo && queue.inFlight >= MAX_IN_FLIGHT) throw overLimit();
      if (this.#clock.now() >= until) return [];
      await queue.wakeUps.changed(changes, Math.min(until, queue.nextVisible()), signal);
    }
  }

  /** Ends every wait. */
  stop(): void {
    this.#isStopped = true;
    for (const { wakeUps } of this.#queues.values()) wakeUps.wake();
  }
}

/** A standard queue tells those who do not wait; a FIFO queue tells nobody. Source: Developer Guide, "Amazon SQS message quotas". */
function overLimit(): Error {
  return sqsError("OverLimit", `Too many messages in flight: a queue has at most ${MAX_IN_FLIGHT} of them.`);
}
