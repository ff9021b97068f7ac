import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { wait } from "../../base/wait";
import type { Services } from "../../services";
import type { FunctionRunner } from "./functionRunner";

/** Bytes of an asynchronous request. Source: "Lambda quotas", "Invocation payload". */
const MAX_EVENT_BYTES = 1_048_576;
/** Minutes before the retries of an event for which the function failed. */
const RETRY_MINUTES = [1, 2];
const MINUTE_MS = 60_000;
/** A throttled event is offered again after a second, then less and less often, for as long as Lambda keeps events. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * MINUTE_MS;
const MAX_AGE_MS = 6 * 60 * MINUTE_MS;

/** An event that was accepted and is not done with. */
interface AcceptedEvent {
  readonly functionArn: string;
  readonly payload: unknown;
  /** Milliseconds since the Unix epoch. */
  readonly acceptedAt: number;
  /** Tries for which the function failed. */
  readonly failures: number;
}

/**
 * Events that nobody waits for: Lambda keeps each until the function has taken it, and tries twice more where the function failed.
 * Source: AWS Lambda Developer Guide, "Understanding retry behavior in Lambda" and "How Lambda handles errors and retries with
 * asynchronous invocation".
 *
 * Known difference from AWS: no event arrives twice by itself.
 *
 * Events that were accepted and not done with go on at the next start, where they are kept: an event whose function was running may come twice.
 *
 * @param timeScale divides all delays
 */
export class AsyncInvocations {
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #kept: KeptMap<AcceptedEvent>;
  /** Left by an earlier process. */
  readonly #left: ReadonlyMap<string, AcceptedEvent>;

  constructor(
    private readonly deps: Pick<Services, "clock" | "metrics" | "report">,
    private readonly timeScale: number,
    maps: KeptMaps,
  ) {
    this.#kept = maps.map("events");
    this.#left = new Map(this.#kept.entries());
  }

  /** Goes on with what an earlier process had accepted, for functions that are there. */
  resume(runnerOf: (functionArn: string) => FunctionRunner | undefined): void {
    for (const [id, event] of this.#left) {
      const runner = runnerOf(event.functionArn);
      if (runner && this.#kept.entries().has(id)) this.#begin(runner, id, event);
    }
  }

  /** Drops the events of a function that is deleted. */
  forget(functionArn: string): void {
    for (const [id, event] of this.#kept.entries()) if (event.functionArn === functionArn) this.#kept.delete(id);
  }

  /** @throws AwsError `RequestTooLargeException` above 1 MB */
  start(runner: FunctionRunner, payload: unknown): void {
    const size = Buffer.byteLength(JSON.stringify(payload) ?? "null");
    if (size > MAX_EVENT_BYTES) {
      throw new AwsError(
        "RequestTooLargeException",
        `${size} byte payload is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`,
        413,
      );
    }
    const event = {
      ...{ functionArn: runner.currentSpec.arn, payload },
      ...{ acceptedAt: this.deps.clock.now(), failures: 0 },
    };
    const id = randomUUID();
    this.#kept.set(id, event);
    this.#begin(runner, id, event);
  }

  #begin(runner: FunctionRunner, id: string, event: AcceptedEvent): void {
    const invocation = this.#run(runner, id, event).finally(() => this.#underWay.delete(invocation));
    this.#underWay.add(invocation);
  }

  /** Lets no event go on; resolves once what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#underWay);
  }

  async #run(runner: FunctionRunner, id: string, event: AcceptedEvent): Promise<void> {
    const { clock, report } = this.deps;
    const { signal } = this.#stopped;
    const until = event.acceptedAt + MAX_AGE_MS / this.timeScale;
    let { failures } = event;
    let throttleDelayMs = FIRST_DELAY_MS;
    while (!signal.aborted) {
      const result = await runner.invoke(event.payload);
      if (result.ok) this.#kept.delete(id);
      if (result.ok || signal.aborted) return;
      let delayMs: number | undefined;
      if (result.kind === "throttled") {
        delayMs = throttleDelayMs;
        throttleDelayMs = Math.min(LONGEST_DELAY_MS, throttleDelayMs * 2);
      } else {
        const minutes = RETRY_MINUTES[failures++];
        delayMs = minutes === undefined ? undefined : minutes * MINUTE_MS;
      }
      if (delayMs === undefined || clock.now() + delayMs / this.timeScale > until) {
        const why = result.kind === "throttled" ? "it was throttled for too long" : result.error.errorMessage;
        report.warn(runner.currentSpec.label, `gives up an asynchronous event: ${why}`);
        this.#countDropped(runner);
        this.#kept.delete(id);
        return;
      }
      if (failures > event.failures && this.#kept.entries().has(id)) this.#kept.set(id, { ...event, failures });
      await wait(clock, delayMs / this.timeScale, signal);
    }
  }

  #countDropped({ currentSpec }: FunctionRunner): void {
    this.deps.metrics.put({
      namespace: "AWS/Lambda",
      metricName: "AsyncEventsDropped",
      dimensions: { FunctionName: currentSpec.name },
      value: 1,
    });
  }
}
