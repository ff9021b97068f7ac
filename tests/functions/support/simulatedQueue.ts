import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Clock, sleep } from "../../../functions/shared/clock";

interface Stored {
  id: string;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
  group: string | undefined;
  sentAt: number;
  visibleAt: number;
  receives: number;
  receiptHandle: string | undefined;
}

/** A queue in memory, on a clock of the test's: visibility, receive counts, redrive, long polling, message groups. */
export class SimulatedQueue {
  readonly deadLetters: Stored[] = [];
  /** Messages that `SendMessage` sent, to whatever queue: quarantine and the like. */
  readonly sent: { queueUrl: string; body: string; attributes: Record<string, MessageAttributeValue> }[] = [];
  /** Names and sizes of the requests. */
  readonly requests: { name: string; size: number }[] = [];
  /** How often a message was received before it was deleted, by body. */
  readonly receivesOfDeleted = new Map<string, number>();
  /** Throws in place of an answer. */
  fail: (name: string) => void = () => undefined;
  /** Milliseconds that every request takes. */
  latencyMs = 0;
  readonly #stored = new Map<string, Stored>();
  readonly #waiting = new Set<() => void>();
  #ids = 0;

  constructor(
    readonly clock: Clock,
    readonly maxReceiveCount = 5,
  ) {}

  readonly client = {
    send: async (command: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
      if (this.latencyMs > 0) await this.#delay(this.latencyMs, abortSignal);
      return this.#answer(command, abortSignal);
    },
  } as unknown as SQSClient;

  get size(): number {
    return this.#stored.size;
  }

  get inFlight(): number {
    return [...this.#stored.values()].filter(({ visibleAt }) => visibleAt > this.clock.now()).length;
  }

  /** The highest receive count of a message that is still there or has gone to the dead letters. */
  get mostReceives(): number {
    return Math.max(0, ...[...this.#stored.values(), ...this.deadLetters].map(({ receives }) => receives));
  }

  put(body: string, attributes: Record<string, string> = {}, group?: string): void {
    this.#ids += 1;
    this.#stored.set(`${this.#ids}`, {
      id: `${this.#ids}`,
      body,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
      ),
      group,
      sentAt: this.clock.now(),
      visibleAt: this.clock.now(),
      receives: 0,
      receiptHandle: undefined,
    });
    this.#wake();
  }

  async #answer(command: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    if (command instanceof ReceiveMessageCommand) {
      const { MaxNumberOfMessages = 1, WaitTimeSeconds = 0, VisibilityTimeout = 30 } = command.input;
      this.#note("ReceiveMessage", MaxNumberOfMessages);
      return { Messages: await this.#receive(MaxNumberOfMessages, WaitTimeSeconds, VisibilityTimeout, signal) };
    }
    if (command instanceof DeleteMessageBatchCommand) {
      this.#note("DeleteMessageBatch", command.input.Entries?.length ?? 0);
      return this.#each(command.input.Entries, (stored) => {
        this.receivesOfDeleted.set(stored.body, stored.receives);
        this.#stored.delete(stored.id);
        this.#wake();
      });
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      this.#note("ChangeMessageVisibilityBatch", command.input.Entries?.length ?? 0);
      return this.#each(command.input.Entries, (stored, { VisibilityTimeout = 0 }) => {
        stored.visibleAt = this.clock.now() + VisibilityTimeout * 1000;
        this.#wake();
      });
    }
    if (command instanceof SendMessageCommand) {
      this.#note("SendMessage", 1);
      const { QueueUrl = "", MessageBody = "", MessageAttributes = {} } = command.input;
      this.sent.push({ queueUrl: QueueUrl, body: MessageBody, attributes: MessageAttributes });
      return {};
    }
    throw new TypeError(`The simulated queue does not know ${String(command)}`);
  }

  #note(name: string, size: number): void {
    this.requests.push({ name, size });
    this.fail(name);
  }

  #each<E extends { Id: string | undefined; ReceiptHandle: string | undefined }>(
    entries: readonly E[] = [],
    act: (stored: Stored, entry: E) => void,
  ) {
    const Failed = entries.flatMap((entry) => {
      const stored = [...this.#stored.values()].find(({ receiptHandle }) => receiptHandle === entry.ReceiptHandle);
      if (stored === undefined) return [{ Id: entry.Id, Code: "ReceiptHandleIsInvalid" }];
      act(stored, entry);
      return [];
    });
    return { Failed };
  }

  async #receive(
    max: number,
    waitSeconds: number,
    visibilitySeconds: number,
    signal?: AbortSignal,
  ): Promise<Message[]> {
    const until = this.clock.now() + waitSeconds * 1000;
    for (;;) {
      if (signal?.aborted) throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
      const messages = this.#visible(max).map((stored) => this.#handOut(stored, visibilitySeconds));
      if (messages.length > 0 || this.clock.now() >= until) return messages;
      await this.#change(until, signal);
    }
  }

  #visible(max: number): Stored[] {
    const now = this.clock.now();
    const chosen: Stored[] = [];
    const locked = new Set<string>();
    for (const stored of this.#stored.values()) {
      if (chosen.length === max) break;
      const hidden = stored.visibleAt > now;
      if (stored.group !== undefined && locked.has(stored.group)) continue;
      if (stored.group !== undefined && hidden) locked.add(stored.group);
      if (hidden) continue;
      if (stored.receives >= this.maxReceiveCount) {
        this.#stored.delete(stored.id);
        this.deadLetters.push(stored);
        continue;
      }
      chosen.push(stored);
      // A group with a message in flight gives nothing else out, but one receive may take several in order.
    }
    return chosen;
  }

  #handOut(stored: Stored, visibilitySeconds: number): Message {
    stored.receives += 1;
    stored.visibleAt = this.clock.now() + visibilitySeconds * 1000;
    stored.receiptHandle = `${stored.id}/${stored.receives}`;
    return {
      MessageId: stored.id,
      ReceiptHandle: stored.receiptHandle,
      Body: stored.body,
      MessageAttributes: stored.attributes,
      Attributes: {
        ApproximateReceiveCount: `${stored.receives}`,
        SentTimestamp: `${stored.sentAt}`,
        ...(stored.group !== undefined && { MessageGroupId: stored.group }),
      },
    };
  }

  /** Resolves when a message may have become visible, or at `until`, or when the signal aborts. */
  #change(until: number, signal?: AbortSignal): Promise<void> {
    const hidden = [...this.#stored.values()].map(({ visibleAt }) => visibleAt).filter((at) => at > this.clock.now());
    const due = Math.min(until, ...hidden);
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        this.#waiting.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = this.clock.after(due - this.clock.now(), done);
      this.#waiting.add(done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  async #delay(ms: number, signal: AbortSignal = new AbortController().signal): Promise<void> {
    await sleep(this.clock, ms, signal).catch(() => {
      throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
    });
  }
}
