import { backoffMs, wait } from "../../../base/wait";
import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec, StreamSourceSpec } from "../lambda";
import { type DiscardedBatch, failureDocument } from "./failureDocument";
import type { SourceDependencies } from "./poller";
import { describe, executionPrincipal } from "./sourceAccess";
import { arrivalOf, type SourceRecord } from "./sourceRecord";
import { type DeliveryOutcome, deliver } from "./streamBatch";
import type { OpenWindow } from "./streamPosition";

export interface ShardDeliveryOptions {
  spec: EventSourceSpec;
  source: StreamSourceSpec;
  shardId: string;
  runner(): FunctionRunner;
  /** Called, in order, for the last of each run of records that are dealt with for good. */
  forget(record: SourceRecord): void;
}

/** Records that are delivered together. */
interface Segment {
  records: readonly SourceRecord[];
  /** Retries so far; a split costs none. */
  retries: number;
  invocations: number;
  last: DiscardedBatch["last"];
}

/**
 * A table's stream keeps records for 24 hours: beyond, even `-1` gives up. Source: "DynamoDB Streams", data retention. Kinesis drops
 * what is too old itself.
 */
const RETENTION_SECONDS = { "dynamodb-stream": 86_400, "kinesis-stream": Number.POSITIVE_INFINITY };

/**
 * Sees a batch through: delivers it, retries it, splits it, and gives up on what can't be delivered. Returns when every
 * record of it was processed or discarded, or the signal is aborted.
 *
 * Source: "Using Lambda with DynamoDB" (error handling), "Configuring partial batch response with DynamoDB and Lambda":
 * - a batch that fails is split in two halves where bisecting is on, which uses up no retry;
 * - a partial failure is retried from its first failed record on;
 * - when only the first record failed nothing was gained, so that counts as a failure of the whole batch;
 * - a throttled invocation never reached the function and is no attempt.
 */
export class ShardDelivery {
  constructor(
    private readonly deps: SourceDependencies,
    private readonly options: ShardDeliveryOptions,
  ) {}

  async deliver(records: readonly SourceRecord[], window: OpenWindow | undefined, signal: AbortSignal): Promise<void> {
    const segments: Segment[] = [{ records, retries: 0, invocations: 0, last: undefined }];
    let throttled = 0;
    for (let segment = segments.shift(); segment !== undefined && !signal.aborted; segment = segments.shift()) {
      const expired = this.#expiredCount(segment.records);
      if (expired > 0) {
        await this.#discard({ ...segment, records: segment.records.slice(0, expired) }, "RecordAgeExceeded");
        segments.unshift(...withRecords(segment, segment.records.slice(expired)));
        continue;
      }

      const outcome = await this.#attempt(segment.records, window);
      if (signal.aborted && outcome.kind !== "success" && outcome.kind !== "partial") {
        return;
      }
      if (outcome.kind === "throttled") {
        throttled += 1;
        segments.unshift(segment);
        await wait(this.deps.clock, backoffMs(throttled), signal);
        continue;
      }
      throttled = 0;
      segments.unshift(...(await this.#settle(segment, outcome, signal)));
    }
  }

  /** Ends a window: the function sees its state a last time. A final invocation that keeps failing is given up. */
  async finish(window: OpenWindow, early: boolean, signal: AbortSignal): Promise<void> {
    const { spec, source, shardId } = this.options;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const outcome = await this.#guarded((runner) =>
        deliver(this.deps, { spec, runner, shardId, records: [], window, final: { early } }),
      );
      if (outcome.kind === "success") {
        return;
      }
      if (outcome.kind !== "throttled" && this.#isExhausted(attempt - 1)) {
        this.deps.report.warn(
          spec.label,
          `gave up the final invocation of the window that ended at ${new Date(window.end).toISOString()}: it failed ` +
            `${attempt} times (maximumRetryAttempts is ${source.maximumRetryAttempts}), so the window's state is lost`,
        );
        return;
      }
      await wait(this.deps.clock, backoffMs(attempt), signal);
    }
  }

  /** @returns what remains to be delivered of the segment, in order */
  async #settle(
    segment: Segment,
    outcome: Exclude<DeliveryOutcome, { kind: "throttled" }>,
    signal: AbortSignal,
  ): Promise<Segment[]> {
    const { source } = this.options;
    if (outcome.kind === "success") {
      this.#forgetLast(segment.records);
      return [];
    }
    const functionError = outcome.kind === "failure" && outcome.functionError;
    const invoked: Segment = {
      ...segment,
      invocations: segment.invocations + 1,
      last: { requestId: outcome.requestId, functionError },
    };
    if (outcome.kind === "partial") {
      this.#forgetLast(segment.records.slice(0, outcome.from));
      const rest = segment.records.slice(outcome.from);
      // The checkpoint moved, so the count starts anew for what is a new batch; being split off is no retry.
      const remaining: Segment = { ...invoked, records: rest, retries: 0 };
      return source.bisectBatchOnFunctionError ? [remaining] : this.#retry(remaining, signal);
    }
    if (source.bisectBatchOnFunctionError && segment.records.length > 1) {
      const middle = Math.ceil(segment.records.length / 2);
      return [
        { ...invoked, records: segment.records.slice(0, middle) },
        { ...invoked, records: segment.records.slice(middle) },
      ];
    }
    return this.#retry(invoked, signal);
  }

  async #retry(segment: Segment, signal: AbortSignal): Promise<Segment[]> {
    if (this.#isExhausted(segment.retries)) {
      await this.#discard(segment, "RetryAttemptsExhausted");
      return [];
    }
    const retries = segment.retries + 1;
    await wait(this.deps.clock, backoffMs(retries), signal);
    return [{ ...segment, retries }];
  }

  #isExhausted(retries: number): boolean {
    const { maximumRetryAttempts } = this.options.source;
    return maximumRetryAttempts >= 0 && retries >= maximumRetryAttempts;
  }

  async #attempt(records: readonly SourceRecord[], window: OpenWindow | undefined): Promise<DeliveryOutcome> {
    const { spec, shardId } = this.options;
    return this.#guarded((runner) =>
      deliver(this.deps, { spec, runner, shardId, records, ...(window !== undefined && { window }) }),
    );
  }

  async #guarded(attempt: (runner: FunctionRunner) => Promise<DeliveryOutcome>): Promise<DeliveryOutcome> {
    let runner: FunctionRunner;
    try {
      runner = this.options.runner();
    } catch {
      // The function is gone, perhaps to be replaced: like a throttle, the batch has not reached it.
      return { kind: "throttled" };
    }
    return attempt(runner);
  }

  /** Records come in order of age, so the expired ones are at the front. */
  #expiredCount(records: readonly SourceRecord[]): number {
    const { kind, maximumRecordAgeSeconds } = this.options.source;
    const limit = maximumRecordAgeSeconds === -1 ? RETENTION_SECONDS[kind] : maximumRecordAgeSeconds;
    const oldest = this.deps.clock.now() / 1000 - limit;
    const fresh = records.findIndex((record) => arrivalOf(record) >= oldest);
    return fresh === -1 ? records.length : fresh;
  }

  async #discard(segment: Segment, condition: DiscardedBatch["condition"]): Promise<void> {
    const { spec, source, shardId } = this.options;
    if (source.onFailureArn !== undefined) {
      const document = failureDocument({
        functionArn: spec.functionArn,
        streamArn: spec.eventSourceArn,
        shardId,
        records: segment.records,
        condition,
        invocations: segment.invocations,
        last: segment.last,
        now: this.deps.clock.now(),
      });
      await this.#sendToDestination(source.onFailureArn, JSON.stringify(document));
    } else {
      this.deps.report.warn(
        spec.label,
        `lost ${segment.records.length} records (${condition}): the mapping has no on-failure destination`,
      );
    }
    this.#forgetLast(segment.records);
  }

  async #sendToDestination(destinationArn: string, body: string): Promise<void> {
    const { iam, sqs, report, metrics } = this.deps;
    const { currentSpec } = this.options.runner();
    try {
      iam.authorize(executionPrincipal(iam, currentSpec), [{ action: "sqs:SendMessage", resource: destinationArn }]);
      await sqs.send(destinationArn, body);
    } catch (error) {
      metrics.put({
        namespace: "AWS/Lambda",
        metricName: "DestinationDeliveryFailures",
        dimensions: { FunctionName: currentSpec.name },
        value: 1,
        unit: "Count",
      });
      report.warn(
        this.options.spec.label,
        `lost a failure document, as its destination ${destinationArn} did not take it: ` + `${describe(error)}`,
      );
    }
  }

  #forgetLast(records: readonly SourceRecord[]): void {
    const last = records.at(-1);
    if (last !== undefined) {
      this.options.forget(last);
    }
  }
}

function withRecords(segment: Segment, records: readonly SourceRecord[]): Segment[] {
  return records.length === 0 ? [] : [{ ...segment, records }];
}
