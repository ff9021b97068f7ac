import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec } from "../lambda";
import { invokeWithBatch, maybeDuplicate } from "./batchInvocation";
import { batchVerdict } from "./batchResponse";
import type { SourceDependencies } from "./poller";
import { arrivalOf, type SourceRecord, sequenceNumberOf } from "./sourceRecord";
import type { OpenWindow } from "./streamPosition";

/** How one delivery of a batch went. `throttled`: it did not reach the function, so it is no attempt. */
export type DeliveryOutcome =
  | { kind: "success" }
  /** Records from this index on are to be delivered again; above 0. */
  | { kind: "partial"; from: number; requestId: string }
  | { kind: "failure"; requestId: string; functionError: boolean }
  | { kind: "throttled" };

export interface Delivery {
  spec: EventSourceSpec;
  runner: FunctionRunner;
  shardId: string;
  records: readonly SourceRecord[];
  window?: OpenWindow;
  /** The last invocation of the window; `early` because its state has grown too large. */
  final?: { early: boolean };
}

/**
 * Invokes the function with records of one shard, once. On success the window's state is what the function returned.
 * Source: "Using Lambda with DynamoDB", "Using Lambda with Kinesis", "Implementing stateful DynamoDB stream processing in Lambda".
 */
export async function deliver(deps: SourceDependencies, delivery: Delivery): Promise<DeliveryOutcome> {
  const { spec, runner, records, window } = delivery;
  const event = toEvent(delivery);
  const last = records.at(-1);
  if (last !== undefined) {
    deps.metrics.put({
      namespace: "AWS/Lambda",
      metricName: "IteratorAge",
      dimensions: { FunctionName: runner.currentSpec.name },
      value: Math.max(0, deps.clock.now() - arrivalOf(last) * 1000),
      unit: "Milliseconds",
    });
  }

  const result = await invokeWithBatch(deps, runner, event);
  if (!result.ok) {
    return result.kind === "throttled"
      ? { kind: "throttled" }
      : { kind: "failure", requestId: result.requestId, functionError: true };
  }
  const failure = { kind: "failure", requestId: result.requestId, functionError: false } as const;
  if (window !== undefined && !hasState(result.payload)) {
    return failure;
  }
  const sequenceNumbers = records.map(sequenceNumberOf);
  const verdict = spec.reportBatchItemFailures
    ? batchVerdict(result.payload, sequenceNumbers)
    : { kind: "success" as const };
  if (verdict.kind === "failure") {
    return failure;
  }
  if (verdict.kind === "partial") {
    // Lowest in the shard's order: what comes before it counts as done.
    const from = sequenceNumbers.findIndex((sequenceNumber) => verdict.failed.has(sequenceNumber));
    if (from === 0) {
      return failure;
    }
    keepState(window, result.payload);
    return { kind: "partial", from, requestId: result.requestId };
  }
  await maybeDuplicate(deps, runner, event);
  keepState(window, result.payload);
  return { kind: "success" };
}

function toEvent({ spec, runner, shardId, records, window, final }: Delivery): Record<string, unknown> {
  const { roleArn } = runner.currentSpec;
  const Records = records.map((record) => ("kinesis" in record ? { ...record, invokeIdentityArn: roleArn } : record));
  if (window === undefined) {
    return { Records };
  }
  return {
    Records,
    window: { start: windowTime(window.start), end: windowTime(window.end) },
    state: window.state,
    shardId,
    eventSourceARN: spec.eventSourceArn,
    isFinalInvokeForWindow: final !== undefined,
    isWindowTerminatedEarly: final?.early ?? false,
  };
}

function windowTime(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

function hasState(payload: unknown): payload is { state: unknown } {
  return typeof payload === "object" && payload !== null && "state" in payload && payload.state !== undefined;
}

function keepState(window: OpenWindow | undefined, payload: unknown): void {
  if (window !== undefined && hasState(payload)) {
    window.state = payload.state;
  }
}
