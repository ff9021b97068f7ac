import { AwsError } from "../../base/awsError";
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

/**
 * Events that nobody waits for: Lambda keeps each until the function has taken it, and tries twice more where the function failed.
 * Source: AWS Lambda Developer Guide, "Understanding retry behavior in Lambda" and "How Lambda handles errors and retries with
 * asynchronous invocation".
 *
 * Known difference from AWS: no event arrives twice by itself.
 *
 * @param timeScale divides all delays
 */
export class AsyncInvocations {
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    private readonly deps: Pick<Services, "clock" | "metrics" | "report">,
    private readonly timeScale: number,
  ) {}

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
    const invocation = this.#run(runner, payload).finally(() => this.#underWay.delete(invocation));
    this.#underWay.add(invocation);
  }

  /** Lets no event go on; resolves once what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#underWay);
  }

  async #run(runner: FunctionRunner, payload: unknown): Promise<void> {
    const { clock, report } = this.deps;
    const { signal } = this.#stopped;
    const until = clock.now() + MAX_AGE_MS / this.timeScale;
    const retries = [...RETRY_MINUTES];
    let throttleDelayMs = FIRST_DELAY_MS;
    while (!signal.aborted) {
      const result = await runner.invoke(payload);
      if (result.ok || signal.aborted) return;
      let delayMs: number | undefined;
      if (result.kind === "throttled") {
        delayMs = throttleDelayMs;
        throttleDelayMs = Math.min(LONGEST_DELAY_MS, throttleDelayMs * 2);
      } else {
        const minutes = retries.shift();
        delayMs = minutes === undefined ? undefined : minutes * MINUTE_MS;
      }
      if (delayMs === undefined || clock.now() + delayMs / this.timeScale > until) {
        const why = result.kind === "throttled" ? "it was throttled for too long" : result.error.errorMessage;
        report.warn(runner.currentSpec.label, `gives up an asynchronous event: ${why}`);
        this.#countDropped(runner);
        return;
      }
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
