import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { wait } from "../../base/wait";
import type { Services } from "../../services";
import type { FunctionRunner, Invocation } from "./functionRunner";
import { type EndedEvent, invocationRecord } from "./invocationRecord";
import type { EventInvokeConfig, FunctionSpec } from "./lambda";

/** Bytes of an asynchronous request. Source: "Lambda quotas", "Invocation payload". */
const MAX_EVENT_BYTES = 1_048_576;
/** Minutes before the retries of an event for which the function failed. */
const RETRY_MINUTES = [1, 2];
const MINUTE_MS = 60_000;
/** A throttled event is offered again after a second, then less and less often, for as long as Lambda keeps events. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * MINUTE_MS;
const MAX_AGE_MS = 6 * 60 * MINUTE_MS;

/** Settings of functions about their events. */
export interface EventSettings {
  of(functionArn: string): Omit<EventInvokeConfig, "functionArn"> | undefined;
  /** Sends a record to a destination. */
  send(spec: FunctionSpec, destinationArn: string, isSuccess: boolean, record: object): Promise<void>;
  /** Sends an event that is given up to the function's dead-letter queue or topic. */
  bury(spec: FunctionSpec, deadLetterArn: string, payload: unknown, last: Invocation): Promise<void>;
}

const NO_SETTINGS: EventSettings = { of: () => undefined, send: async () => {}, bury: async () => {} };

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
    private readonly settings: EventSettings = NO_SETTINGS,
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
    const { clock } = this.deps;
    const { signal } = this.#stopped;
    let { failures } = event;
    let throttleDelayMs = FIRST_DELAY_MS;
    while (!signal.aborted) {
      const last = await runner.invoke(event.payload);
      if (signal.aborted && !last.ok) return;
      const ended = { functionArn: event.functionArn, payload: event.payload, last, now: clock.now() };
      if (last.ok) {
        await this.#end(runner, id, { ...ended, condition: "Success", invocations: failures + 1 });
        return;
      }
      const { maximumRetryAttempts = RETRY_MINUTES.length, maximumEventAgeSeconds } =
        this.settings.of(event.functionArn) ?? {};
      const maximumAgeMs = maximumEventAgeSeconds === undefined ? MAX_AGE_MS : maximumEventAgeSeconds * 1000;
      let delayMs: number | undefined;
      if (last.kind === "throttled") {
        delayMs = throttleDelayMs;
        throttleDelayMs = Math.min(LONGEST_DELAY_MS, throttleDelayMs * 2);
      } else {
        const minutes = failures < maximumRetryAttempts ? RETRY_MINUTES[failures] : undefined;
        failures += 1;
        delayMs = minutes === undefined ? undefined : minutes * MINUTE_MS;
      }
      const isTooOld = clock.now() + (delayMs ?? 0) / this.timeScale > event.acceptedAt + maximumAgeMs / this.timeScale;
      if (delayMs === undefined || isTooOld) {
        const condition = delayMs === undefined ? "RetriesExhausted" : "EventAgeExceeded";
        await this.#end(runner, id, { ...ended, condition, invocations: failures });
        return;
      }
      if (failures > event.failures && this.#kept.entries().has(id)) this.#kept.set(id, { ...event, failures });
      await wait(clock, delayMs / this.timeScale, signal);
    }
  }

  /** Sends the record of an event that is done with, and forgets it: with a process that ends meanwhile it comes again. */
  async #end({ currentSpec }: FunctionRunner, id: string, ended: EndedEvent): Promise<void> {
    const { onSuccessArn, onFailureArn } = this.settings.of(ended.functionArn) ?? {};
    const isSuccess = ended.condition === "Success";
    const destinationArn = isSuccess ? onSuccessArn : onFailureArn;
    if (!isSuccess) this.#countDropped(currentSpec);
    const deadLetterArn = isSuccess ? undefined : currentSpec.deadLetterArn;
    if (destinationArn !== undefined) {
      await this.settings.send(currentSpec, destinationArn, isSuccess, invocationRecord(ended));
    }
    if (deadLetterArn !== undefined) await this.settings.bury(currentSpec, deadLetterArn, ended.payload, ended.last);
    if (destinationArn === undefined && deadLetterArn === undefined && !ended.last.ok) {
      const { last } = ended;
      const why = last.kind === "throttled" ? "it was throttled for too long" : last.error.errorMessage;
      this.deps.report.warn(currentSpec.label, `gives up an asynchronous event: ${why}`);
    }
    this.#kept.delete(id);
  }

  #countDropped({ name }: FunctionSpec): void {
    this.deps.metrics.put({
      namespace: "AWS/Lambda",
      metricName: "AsyncEventsDropped",
      dimensions: { FunctionName: name },
      value: 1,
    });
  }
}
