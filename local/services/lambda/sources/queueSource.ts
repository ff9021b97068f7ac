import { backoffMs, wait } from "../../../base/wait";
import type { QueueMessage } from "../../sqs/sqs";
import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec, QueueSourceSpec } from "../lambda";
import { invokeWithBatch, maybeDuplicate } from "./batchInvocation";
import { batchVerdict } from "./batchResponse";
import type { Poller, SourceDependencies } from "./poller";
import { compileMessageFilter, toEventRecord } from "./queueMessage";
import { describe, SourceAccess } from "./sourceAccess";

export interface QueueSourceOptions {
  spec: EventSourceSpec;
  source: QueueSourceSpec;
  runner(): FunctionRunner;
}

/** Pollers that AWS starts a mapping with. Source: "Configuring scaling behavior for SQS event source mappings". */
const POLLERS = 5;
/** SQS's limits: messages of one receive, seconds of one long poll. */
const MAX_RECEIVE = 10;
const MAX_WAIT_SECONDS = 20;
const MAX_EVENT_BYTES = 6_291_456 - 1024;
const RECHECK_MS = 5000;

/**
 * Polls an SQS queue and deletes what the function processed. What it did not process stays invisible until the queue's
 * visibility timeout has passed, and moves to the dead-letter queue by the queue's own rules.
 * Source: "Using Lambda with Amazon SQS", "Handling errors for an SQS event source in Lambda".
 */
export class QueueSource implements Poller {
  readonly #stopping = new AbortController();
  readonly #pollers: Promise<void>[];
  readonly #matches: (message: QueueMessage) => boolean;
  readonly #access: SourceAccess;

  constructor(
    private readonly deps: SourceDependencies,
    private readonly options: QueueSourceOptions,
  ) {
    this.#access = new SourceAccess(deps, options.spec, options.runner);
    const filters = options.spec.filterPatterns.map(compileMessageFilter);
    this.#matches = (message) => filters.length === 0 || filters.some((filter) => filter(message));
    const count = Math.min(POLLERS, options.source.maximumConcurrency ?? POLLERS);
    this.#pollers = Array.from({ length: count }, () => this.#poll());
  }

  async stop(options: { abandon: boolean }): Promise<void> {
    this.#stopping.abort();
    if (!options.abandon) {
      await Promise.all(this.#pollers);
    }
  }

  async #poll(): Promise<void> {
    const { clock, report } = this.deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (!this.#access.mayRead()) {
        await wait(clock, RECHECK_MS, signal);
        continue;
      }
      try {
        const messages = await this.#gather();
        await this.#deliver(messages);
      } catch (error) {
        if (!signal.aborted) {
          report.warn(this.options.spec.label, `could not poll its queue, tries again: ${describe(error)}`);
          await wait(clock, RECHECK_MS, signal);
        }
      }
    }
  }

  /** One receive without a batching window; with one, as many as fit until the batch is full or the window closes. */
  async #gather(): Promise<QueueMessage[]> {
    const { spec } = this.options;
    const { clock } = this.deps;
    const gathered: QueueMessage[] = [];
    let bytes = 0;
    let closesAt = Number.POSITIVE_INFINITY;
    while (!this.#stopping.signal.aborted && gathered.length < spec.batchSize && bytes < MAX_EVENT_BYTES / 2) {
      const secondsLeft = Math.ceil((closesAt - clock.now()) / 1000);
      const received = await this.#receive(spec.batchSize - gathered.length, Math.min(MAX_WAIT_SECONDS, secondsLeft));
      if (gathered.length === 0) {
        if (received.length === 0) {
          break;
        }
        closesAt = clock.now() + spec.maximumBatchingWindowSeconds * 1000;
      }
      gathered.push(...received);
      bytes = gathered.reduce((sum, message) => sum + Buffer.byteLength(message.body), 0);
      if (clock.now() >= closesAt) {
        break;
      }
    }
    if (this.#stopping.signal.aborted) {
      // Nobody will process these: another receiver should not have to wait for the visibility timeout.
      const { sqs } = this.deps;
      await Promise.all(gathered.map((message) => sqs.changeVisibility(spec.eventSourceArn, message.receiptHandle, 0)));
      return [];
    }
    return gathered;
  }

  async #receive(max: number, waitSeconds: number): Promise<readonly QueueMessage[]> {
    const { signal } = this.#stopping;
    const options = { max: Math.min(MAX_RECEIVE, max), waitSeconds: Math.max(0, waitSeconds), signal };
    return this.deps.sqs.receive(this.options.spec.eventSourceArn, options);
  }

  async #deliver(messages: readonly QueueMessage[]): Promise<void> {
    const wanted = messages.filter(this.#matches);
    // Messages that the filter drops are gone for good, as on AWS.
    await this.#delete(messages.filter((message) => !wanted.includes(message)));
    if (wanted.length > 0) {
      const done = await this.#invoke(wanted);
      await this.#delete(done);
    }
  }

  /** @returns the messages that the function processed */
  async #invoke(messages: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    const { spec, runner } = this.options;
    const { clock, sqs } = this.deps;
    const { signal } = this.#stopping;
    const event = { Records: messages.map((message) => toEventRecord(message, spec.eventSourceArn)) };
    const { VisibilityTimeout } = await sqs.attributes(spec.eventSourceArn);
    // A throttled batch is offered again for as long as the function could still end before the messages reappear.
    const spareMs = (Number(VisibilityTimeout) - runner().currentSpec.timeoutSeconds) * 1000;
    const giveUpAt = clock.now() + spareMs;
    for (let attempt = 1; ; attempt += 1) {
      const result = await invokeWithBatch(this.deps, runner(), event);
      if (result.ok) {
        const ids = messages.map((message) => message.messageId);
        const verdict = spec.reportBatchItemFailures ? batchVerdict(result.payload, ids) : { kind: "success" as const };
        if (verdict.kind === "success") {
          await maybeDuplicate(this.deps, runner(), event);
          return messages;
        }
        return verdict.kind === "failure" ? [] : messages.filter((message) => !verdict.failed.has(message.messageId));
      }
      const delayMs = backoffMs(attempt);
      if (result.kind !== "throttled" || signal.aborted || clock.now() + delayMs > giveUpAt) {
        return [];
      }
      await wait(clock, delayMs, signal);
    }
  }

  async #delete(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length > 0) {
      const handles = messages.map((message) => message.receiptHandle);
      await this.deps.sqs.deleteMessages(this.options.spec.eventSourceArn, handles);
    }
  }
}
