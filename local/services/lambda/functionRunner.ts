import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { OpenSpan } from "../../trace/openSpan";
import { Environment, type InvocationOutcome } from "./environment";
import { EnvironmentSlots } from "./environmentSlots";
import { environmentVariables } from "./environmentVariables";
import { InvocationLog, newLogStreamName } from "./invocationLog";
import { exitError, newTraceId, timeoutText, toResult } from "./invocationResult";
import { requireKey } from "./keyAccess";
import type { FunctionSpec, InvokeResult } from "./lambda";
import type { Processors } from "./processors";
import { beginInvocation, ended } from "./recordedInvocation";
import type { ErrorDocument } from "./runtime/messages";

export type RunnerDependencies = Pick<Services, "iam" | "logs" | "metrics" | "clock" | "report" | "edgeUrl"> &
  Partial<Pick<Services, "calls">>;

export interface RunnerOptions {
  /** Environments that one function may have on this host at a time. */
  environments: number;
  /** The same, once somebody has waited for an answer of the function. */
  awaitedEnvironments: number;
  processors: Processors;
  runtimeFile: string;
  sdkFolders: readonly string[];
}

/** An invocation's result, and the id that logs and failure documents know it by. */
export type Invocation = InvokeResult & { requestId: string };

interface InvokeOptions {
  killAfterMs?: number;
  awaited?: boolean;
  /** The call that asks for it, in the record of calls. */
  cause?: string | undefined;
}

interface WarmEnvironment {
  environment: Environment;
  spec: FunctionSpec;
  log: InvocationLog;
  /** Set until the first invocation has reported it. */
  initMs: number | undefined;
  stopIdling?: () => void;
}

/** Bytes of a synchronous request. Source: "Lambda quotas". */
const MAX_REQUEST_BYTES = 6_291_456;
/** Source: "Understanding the Lambda execution environment lifecycle", Init phase. */
const INIT_LIMIT_MS = 10_000;
/** AWS does not say how long it keeps an idle environment; minutes are common. */
const IDLE_LIMIT_MS = 5 * 60_000;

/**
 * One function's environments. Reserved concurrency throttles as on AWS. The machine's own limit makes an invocation
 * *wait* instead, which is the one deliberate difference: a laptop has two processors where AWS has a region.
 */
export class FunctionRunner {
  #idle: WarmEnvironment[] = [];
  readonly #alive = new Set<Environment>();
  readonly #slots: EnvironmentSlots;
  #inFlight = 0;
  #stopped = false;
  /** A caller has waited for an answer: an API's client, and not only a queue or a stream. */
  #isAwaited = false;
  #lastDurationMs = 50;
  readonly #dimensions: Readonly<Record<string, string>>;

  constructor(
    private spec: FunctionSpec,
    private readonly deps: RunnerDependencies,
    private readonly options: RunnerOptions,
  ) {
    const limit = () => (this.#isAwaited ? options.awaitedEnvironments : options.environments);
    this.#dimensions = { FunctionName: spec.name };
    this.#slots = new EnvironmentSlots(deps.clock, options.processors, limit);
  }

  get currentSpec(): FunctionSpec {
    return this.spec;
  }

  /** How long the latest invocation took: what "in the middle of the next one" can be reckoned from. */
  get lastDurationMs(): number {
    return this.#lastDurationMs;
  }

  /** Invocations in progress go on in the environment they have; every later one runs with the new configuration. */
  update(spec: FunctionSpec): void {
    if (!isDeepStrictEqual(spec, this.spec)) {
      this.spec = spec;
      this.#endIdle();
    }
  }

  /**
   * @param payload any JSON value
   * @param options.killAfterMs ends the environment this long after the function started; the answer of a function that
   *   is faster is lost, as when an environment dies just before it answers
   * @param options.awaited somebody waits for the answer: environments of functions for which nobody ever did yield to the others
   * @throws AwsError `RequestTooLargeException` above 6 MB
   */
  async invoke(payload: unknown, options: InvokeOptions = {}): Promise<Invocation> {
    const open = beginInvocation(this.deps.calls, this.spec, payload, options.cause);
    if (open === undefined) return this.#invoke(payload, options);
    return open.run(async () => ended(open, await this.#invoke(payload, options, open)));
  }

  async #invoke(payload: unknown, options: InvokeOptions, open?: OpenSpan): Promise<Invocation> {
    const requestId = randomUUID();
    this.#isAwaited ||= options.awaited ?? false;
    const event = JSON.stringify(payload) ?? "null";
    open?.sent(event);
    const size = Buffer.byteLength(event);
    if (size > MAX_REQUEST_BYTES) {
      throw new AwsError(
        "RequestTooLargeException",
        `${size} byte payload is too large for the RequestResponse invocation type (limit ${MAX_REQUEST_BYTES} bytes)`,
        413,
      );
    }

    const { reservedConcurrency = -1 } = this.spec;
    if (reservedConcurrency >= 0 && this.#inFlight >= reservedConcurrency) {
      this.#count("Throttles", 1);
      return { ok: false, kind: "throttled", requestId };
    }
    this.#inFlight += 1;
    this.#count("ConcurrentExecutions", this.#inFlight);
    try {
      await this.#slots.acquire();
      try {
        const result = await this.#run(requestId, event, options.killAfterMs, open?.span.id);
        this.#count("Invocations", 1);
        this.#count("Errors", result.ok ? 0 : 1);
        return { ...result, requestId };
      } finally {
        this.#slots.release();
      }
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Ends every environment at once; what runs in one fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#slots.stop();
    this.#endIdle();
    await Promise.all([...this.#alive].map((environment) => environment.kill()));
  }

  async #run(
    requestId: string,
    event: string,
    killAfterMs: number | undefined,
    span: string | undefined,
  ): Promise<InvokeResult> {
    if (this.#stopped) {
      return { ok: false, kind: "function", error: exitError(requestId, "the function was deleted") };
    }
    const acquired = this.#idle.pop() ?? (await this.#coldStart(requestId));
    if ("failed" in acquired) {
      return { ok: false, kind: "function", error: acquired.failed };
    }
    acquired.stopIdling?.();
    const { environment, spec, log } = acquired;
    const { clock } = this.deps;

    log.start(requestId);
    const startedAt = clock.now();
    const limitMs = spec.timeoutSeconds * 1000;
    const outcome = await this.#withDeadline(environment, limitMs, killAfterMs, {
      requestId,
      event,
      remainingMs: limitMs,
      functionArn: spec.arn,
      traceId: newTraceId(startedAt, span),
    });
    const durationMs = clock.now() - startedAt;
    this.#lastDurationMs = durationMs;
    this.#count("Duration", durationMs, "Milliseconds");

    const result = toResult(outcome, requestId, spec);
    const timedOut = outcome === "timeout";
    const died = timedOut || outcome.kind === "death";
    if (timedOut) {
      log.failure(`${new Date(clock.now()).toISOString()} ${requestId} ${timeoutText(spec)}`);
    } else if (died && !result.ok && result.kind === "function") {
      log.failure(`${result.error.errorMessage}\n${result.error.errorType}`);
    }
    log.report({
      requestId,
      durationMs: timedOut ? limitMs : durationMs,
      ...(acquired.initMs !== undefined && { initMs: acquired.initMs }),
      ...(!died && { maxMemoryBytes: outcome.maxMemoryBytes }),
      status: timedOut ? "timeout" : result.ok ? "success" : "error",
      ...(!result.ok && result.kind === "function" && { errorType: result.error.errorType }),
    });
    acquired.initMs = undefined;

    if (died || (outcome.kind === "error" && outcome.fatal)) {
      await environment.kill();
    } else {
      this.#keepWarm(acquired);
    }
    return result;
  }

  /** Races the invocation with the function's timeout and with a kill from outside. */
  async #withDeadline(
    environment: Environment,
    limitMs: number,
    killAfterMs: number | undefined,
    request: Parameters<Environment["invoke"]>[0],
  ): Promise<InvocationOutcome | "timeout"> {
    const { clock } = this.deps;
    const running = environment.invoke(request);
    const { promise: timeout, cancel } = this.#after(limitMs);
    const killer = killAfterMs === undefined ? undefined : clock.after(killAfterMs, () => void environment.kill());

    const outcome = await Promise.race([running, timeout]);
    cancel();
    killer?.cancel();
    return killAfterMs === undefined || outcome === "timeout" ? outcome : environment.kill();
  }

  async #coldStart(requestId: string): Promise<WarmEnvironment | { failed: ErrorDocument }> {
    const first = await this.#start(INIT_LIMIT_MS);
    if (first.outcome !== "timeout") {
      return first.outcome === "ready" ? first.warm : this.#initFailed(requestId, first.warm.log, first.outcome);
    }
    // An overlong Init is tried once more within the invocation, under the function's own timeout.
    first.warm.log.failure(`INIT_REPORT Init Duration: ${INIT_LIMIT_MS}.00 ms\tPhase: init\tStatus: timeout`);
    const second = await this.#start(this.spec.timeoutSeconds * 1000);
    if (second.outcome === "ready") {
      return second.warm;
    }
    const error =
      second.outcome === "timeout"
        ? { errorType: "Sandbox.Timedout", errorMessage: `RequestId: ${requestId} Error: ${timeoutText(this.spec)}` }
        : second.outcome;
    return this.#initFailed(requestId, second.warm.log, error);
  }

  #initFailed(requestId: string, log: InvocationLog, error: ErrorDocument): { failed: ErrorDocument } {
    log.failure(`${error.errorMessage}\n${error.errorType}`);
    log.report({ requestId, durationMs: 0, status: "error", errorType: error.errorType });
    return { failed: error };
  }

  async #start(limitMs: number): Promise<{ outcome: "ready" | "timeout" | ErrorDocument; warm: WarmEnvironment }> {
    const { iam, clock, edgeUrl } = this.deps;
    const { spec } = this;
    const streamName = newLogStreamName(clock.now());
    const { principal, credentials } = iam.assumeRole(spec.roleArn, spec.name, "lambda.amazonaws.com");
    requireKey(iam, principal, spec);
    const log = new InvocationLog(this.deps, spec, principal, streamName);
    const startedAt = clock.now();
    const environment = new Environment({
      spec,
      runtimeFile: this.options.runtimeFile,
      sdkFolders: this.options.sdkFolders,
      yields: !this.#isAwaited,
      variables: environmentVariables(spec, streamName, credentials, edgeUrl),
      onLine: (text) => log.line(text),
    });
    this.#alive.add(environment);
    let isReady = false;
    void environment.ended.then(() => {
      this.#alive.delete(environment);
      this.#slots.environmentEnded(isReady);
      this.#idle = this.#idle.filter((idle) => idle.environment !== environment);
    });

    const { promise: timeout, cancel } = this.#after(limitMs);
    const outcome = await Promise.race([environment.ready, timeout]);
    cancel();
    const warm: WarmEnvironment = { environment, spec, log, initMs: clock.now() - startedAt };
    if (outcome !== "timeout" && outcome.kind === "ready") {
      isReady = true;
      this.#slots.environmentReady();
      return { outcome: "ready", warm };
    }
    await environment.kill();
    if (outcome === "timeout") {
      return { outcome, warm };
    }
    return { outcome: outcome.kind === "death" ? exitError(undefined, outcome.reason) : outcome.error, warm };
  }

  #after(delayMs: number): { promise: Promise<"timeout">; cancel(): void } {
    let cancel = () => {};
    const promise = new Promise<"timeout">((resolve) => {
      const timer = this.deps.clock.after(delayMs, () => resolve("timeout"));
      cancel = () => timer.cancel();
    });
    return { promise, cancel };
  }

  #keepWarm(warm: WarmEnvironment): void {
    if (this.#stopped || warm.spec !== this.spec) {
      void warm.environment.kill();
      return;
    }
    const timer = this.deps.clock.after(IDLE_LIMIT_MS, () => {
      this.#idle = this.#idle.filter((idle) => idle !== warm);
      void warm.environment.kill();
    });
    warm.stopIdling = () => timer.cancel();
    this.#idle.push(warm);
  }

  #endIdle(): void {
    for (const { environment, stopIdling } of this.#idle) {
      stopIdling?.();
      void environment.kill();
    }
    this.#idle = [];
  }

  #count(metricName: string, value: number, unit = "Count"): void {
    this.deps.metrics.put({ namespace: "AWS/Lambda", metricName, dimensions: this.#dimensions, value, unit });
  }
}
