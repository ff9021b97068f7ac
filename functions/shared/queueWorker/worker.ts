import { setMaxListeners } from "node:events";
import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { type Backoff, equalJitter, fullJitter, type Random } from "../backoff";
import { type Clock, sleep } from "../clock";
import type { Intake } from "./breaker";
import { HandBack, type Handle, HeldTooLong } from "./message";
import type { WorkerLimits } from "./workerLimits";
import { createWorkQueue, type WorkQueue } from "./workQueue";

export interface WorkerLog {
  info(text: string, ...details: Record<string, unknown>[]): void;
  warn(text: string, ...details: Record<string, unknown>[]): void;
}

export interface WorkerDependencies {
  sqs: SQSClient;
  queueUrl: string;
  handle: Handle;
  clock: Clock;
  random: Random;
  log: WorkerLog;
  limits: WorkerLimits;
  /** Limits on how many messages are taken. */
  intakes?: readonly Intake[];
  observer?: {
    /** The number of messages in hand has changed. */
    inHand?(count: number): void;
    settled?(outcome: "processed" | "failed" | "handedBack"): void;
    /** SQS answered a receive, with or without messages. */
    received?(receive: AnsweredReceive): void;
  };
}

/** SQS's answer to a receive. */
export interface AnsweredReceive {
  /** Messages that it brought. */
  count: number;
  /** When it was sent, in milliseconds since the Unix epoch. */
  startedAt: number;
  /** Other receives that are still under way. */
  othersUnderWay: number;
}

export interface Worker {
  readonly inHand: number;
  /** Takes and processes messages until {@link stop}, and resolves once nothing is in hand. */
  run(): Promise<void>;
  /** Takes no more messages; finishes what is in hand, or hands it back in time. */
  stop(): void;
}

/** Slots that are not enough for a whole batch are asked for when no more have become free in this time. */
const LINGER_MS = 10;
/**
 * Milliseconds from cutting off the receives under way to handing back what is in hand. SQS may take a moment to notice that nobody
 * waits for a receive any more; messages that became visible meanwhile would be its answer, and hidden until their timeout.
 */
const CUT_OFF_MS = 250;
const RECEIVE_BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000 };
const DELETE_ATTEMPTS = 4;
const DELETE_BACKOFF: Backoff = { firstMs: 200, maxMs: 2000 };

/**
 * Drains an SQS queue: many messages at once, each on its own. One that fails is hidden for longer and longer and so ends in the
 * dead-letter queue alone, while its neighbours go on.
 *
 * At least once: a message is deleted after it was processed, so one whose deletion is lost is processed again.
 *
 * A FIFO queue needs `batchSize` 1. SQS then keeps the order of a message group: it gives out no other message of a group while
 * one is in flight. In a batch the successors of a message that fails would have to go back with it, and use up their receives.
 */
export function createWorker(deps: WorkerDependencies): Worker {
  return new QueueWorker(deps);
}

interface InHand {
  message: Message;
  receiptHandle: string;
  receiveCount: number;
  takenAt: number;
  waits: AbortController;
  end: AbortController;
  /** The extension of visibility that is under way, if any. */
  extending: Promise<void>;
  stopExtending(): void;
  settled: boolean;
}

class QueueWorker implements Worker {
  readonly #deps: WorkerDependencies;
  readonly #queue: WorkQueue;
  readonly #inHand = new Set<InHand>();
  readonly #stopping = new AbortController();
  /** Since {@link stop}: until no receive is under way any more, as far as SQS knows. */
  #cutOff: Promise<void> = Promise.resolve();
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;
  /** Messages that receives under way may bring. */
  #expected = 0;
  #receives = 0;
  #receiveFailures = 0;
  /** The last receive brought much, so there is more: several receives at once are worth it. */
  #flowing = false;
  #lingering = false;

  constructor(deps: WorkerDependencies) {
    this.#deps = deps;
    // Every receive under way listens.
    setMaxListeners(0, this.#stopping.signal);
    this.#queue = createWorkQueue({ ...deps, ...deps.limits });
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    for (const intake of deps.intakes ?? []) intake.onMore(() => this.#takeMore());
  }

  get inHand(): number {
    return this.#inHand.size;
  }

  run(): Promise<void> {
    this.#takeMore();
    return this.#ended;
  }

  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#deps.log.info("stopping", { inHand: this.inHand });
    if (this.#receives > 0) this.#cutOff = new Promise((resolve) => this.#deps.clock.after(CUT_OFF_MS, resolve));
    this.#stopping.abort(new HandBack());
    for (const { waits } of this.#inHand) waits.abort(this.#stopping.signal.reason);
    const deadline = this.#deps.clock.after(this.#deps.limits.drainMs, () => {
      for (const entry of [...this.#inHand]) {
        entry.end.abort(this.#stopping.signal.reason);
        void this.#handBack(entry);
      }
    });
    void this.#ended.then(() => deadline.cancel());
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#stopping.signal.aborted && this.#inHand.size === 0 && this.#receives === 0) this.#end();
  }

  #takeMore(lingered = false): void {
    const { concurrency, batchSize } = this.#deps.limits;
    while (!this.#stopping.signal.aborted && (this.#receives === 0 || this.#flowing)) {
      const free = concurrency - this.#inHand.size - this.#expected;
      if (free <= 0) return;
      if (free < Math.min(batchSize, concurrency) && !lingered) {
        this.#linger();
        return;
      }
      const granted = (this.#deps.intakes ?? []).reduce(
        (wanted, intake) => intake.grant(wanted),
        Math.min(free, batchSize),
      );
      if (granted === 0) return;
      void this.#receive(granted);
    }
  }

  #linger(): void {
    if (this.#lingering) return;
    this.#lingering = true;
    this.#deps.clock.after(LINGER_MS, () => {
      this.#lingering = false;
      this.#takeMore(true);
    });
  }

  async #receive(count: number): Promise<void> {
    this.#expected += count;
    this.#receives += 1;
    const startedAt = this.#deps.clock.now();
    try {
      const messages = await this.#queue.receive(count, this.#stopping.signal);
      this.#receiveFailures = 0;
      this.#flowing = messages.length * 2 >= count && messages.length > 0;
      const othersUnderWay = this.#receives - 1;
      this.#deps.observer?.received?.({ count: messages.length, startedAt, othersUnderWay });
      for (const message of messages) this.#take(message);
    } catch (error) {
      if (!this.#stopping.signal.aborted) await this.#recover(error);
    } finally {
      this.#expected -= count;
      this.#receives -= 1;
      this.#takeMore();
      this.#endWhenIdle();
    }
  }

  async #recover(error: unknown): Promise<void> {
    const { clock, random, log } = this.#deps;
    this.#flowing = false;
    this.#receiveFailures += 1;
    const waitMs = fullJitter(RECEIVE_BACKOFF, this.#receiveFailures, random);
    log.warn("could not receive messages", { error, retryInMs: Math.round(waitMs) });
    await sleep(clock, waitMs, this.#stopping.signal).catch(() => undefined);
  }

  #take(message: Message): void {
    const entry: InHand = {
      message,
      receiptHandle: message.ReceiptHandle ?? "",
      receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
      takenAt: this.#deps.clock.now(),
      waits: new AbortController(),
      end: new AbortController(),
      extending: Promise.resolve(),
      stopExtending: () => undefined,
      settled: false,
    };
    this.#inHand.add(entry);
    this.#deps.observer?.inHand?.(this.inHand);
    if (this.#stopping.signal.aborted) void this.#handBack(entry);
    else void this.#process(entry);
  }

  async #process(entry: InHand): Promise<void> {
    this.#keepHidden(entry);
    const { receiveCount, waits, end } = entry;
    try {
      await this.#deps.handle(entry.message, { receiveCount, waitSignal: waits.signal, signal: end.signal });
    } catch (error) {
      await (error instanceof HandBack ? this.#handBack(entry) : this.#fail(entry, error));
      return;
    }
    await this.#settle(entry, "processed", () => this.#delete(entry));
  }

  async #fail(entry: InHand, error: unknown): Promise<void> {
    const hiddenMs = equalJitter(this.#deps.limits.backoff, entry.receiveCount, this.#deps.random);
    await this.#settle(entry, "failed", async () => {
      const { MessageId: messageId } = entry.message;
      this.#deps.log.warn("message failed", { messageId, receiveCount: entry.receiveCount, hiddenMs, error });
      await this.#queue.hide(entry.receiptHandle, hiddenMs / 1000);
    });
  }

  #handBack(entry: InHand): Promise<void> {
    return this.#settle(entry, "handedBack", async () => {
      await this.#cutOff;
      await this.#queue.hide(entry.receiptHandle, 0);
    });
  }

  /** Ends what this worker has to do with a message: once, whoever comes first. */
  async #settle(
    entry: InHand,
    outcome: "processed" | "failed" | "handedBack",
    tellQueue: () => Promise<void>,
  ): Promise<void> {
    if (entry.settled) return;
    entry.settled = true;
    entry.stopExtending();
    try {
      await entry.extending;
      await tellQueue();
    } catch (error) {
      // SQS shows the message again when its visibility timeout ends.
      const { MessageId: messageId } = entry.message;
      this.#deps.log.warn("could not tell SQS what became of a message", { messageId, outcome, error });
    }
    this.#inHand.delete(entry);
    this.#deps.observer?.settled?.(outcome);
    this.#deps.observer?.inHand?.(this.inHand);
    this.#takeMore();
    this.#endWhenIdle();
  }

  async #delete(entry: InHand): Promise<void> {
    const { clock, random } = this.#deps;
    for (let failures = 1; ; failures++) {
      try {
        return await this.#queue.delete(entry.receiptHandle);
      } catch (error) {
        if (failures === DELETE_ATTEMPTS) throw error;
        await sleep(clock, fullJitter(DELETE_BACKOFF, failures, random), entry.end.signal);
      }
    }
  }

  /** Extends the visibility timeout at half of it for as long as the message is in hand. */
  #keepHidden(entry: InHand): void {
    const { clock, limits, log } = this.#deps;
    const timeoutMs = limits.visibilityTimeoutSeconds * 1000;
    const extendIn = (delayMs: number) => {
      if (entry.settled) return;
      const timer = clock.after(delayMs, () => {
        const heldMs = clock.now() - entry.takenAt;
        if (heldMs >= limits.holdMs) entry.waits.abort(new HeldTooLong(heldMs));
        entry.extending = this.#queue.hide(entry.receiptHandle, limits.visibilityTimeoutSeconds).then(
          () => extendIn(timeoutMs / 2),
          (error: unknown) => {
            log.warn("could not extend the visibility of a message", { messageId: entry.message.MessageId, error });
            // Leaves time for more tries before SQS shows the message to another worker.
            extendIn(timeoutMs / 8);
          },
        );
      });
      entry.stopExtending = () => timer.cancel();
    };
    extendIn(timeoutMs / 2);
  }
}
