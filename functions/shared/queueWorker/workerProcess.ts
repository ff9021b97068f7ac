import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../clock";
import { createTelemetry } from "../telemetry";
import { heartbeatFileOf } from "./containerEntry";
import { keepHeartbeatFile } from "./heartbeatFile";
import type { WorkerLog } from "./worker";

/** A worker that has heard nothing of what it takes its work from for this long is not well, unless it waits on purpose. */
const SILENCE_MS = 120_000;
/** Exit comes in any case so long before ECS would kill the process. */
const EXIT_MARGIN_MS = 1000;

/**
 * The life of a worker's process: works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start or failed.
 * @param name of the service in logs and metrics, where the environment has no `POWERTOOLS_SERVICE_NAME`
 * @param run works until the signal aborts, and a while longer, to finish or hand back what is in hand
 */
export async function runWorkerProcess(
  name: string,
  run: (log: Logger, stopping: AbortSignal, serviceName: string) => Promise<void>,
): Promise<never> {
  const serviceName = process.env.POWERTOOLS_SERVICE_NAME ?? name;
  const { logger: log } = createTelemetry(serviceName);
  const stopping = new AbortController();
  const stopOn = (signal: NodeJS.Signals) => process.on(signal, () => stopping.abort(new Error(`got ${signal}`)));
  stopOn("SIGTERM");
  stopOn("SIGINT");
  try {
    await run(log, stopping.signal, serviceName);
    process.exit(0);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    log.error("the worker ends", { error });
    process.exit(1);
  }
}

/** Work that takes more and more until it is told to stop. */
export interface StoppableWork {
  readonly inHand: number;
  run(): Promise<void>;
  stop(): void;
}

export interface StopOptions {
  clock: Clock;
  log: Pick<Logger, "error">;
  /** Seconds between SIGTERM and SIGKILL. */
  stopTimeoutSeconds: number;
  /** Says what becomes of what is in hand when the time is over. */
  leftBehind: string;
}

/** Works until the signal aborts and all in hand is finished or handed back. What takes longer ends with the process, just before ECS kills it. */
export async function workUntil(
  stopping: AbortSignal,
  work: StoppableWork,
  { clock, log, stopTimeoutSeconds, leftBehind }: StopOptions,
): Promise<void> {
  if (stopping.aborted) return;
  const stop = () => {
    work.stop();
    clock.after(stopTimeoutSeconds * 1000 - EXIT_MARGIN_MS, () => {
      log.error(leftBehind, { inHand: work.inHand });
      process.exit(1);
    });
  };
  stopping.addEventListener("abort", stop, { once: true });
  await work.run();
}

/** Tells a container's health check whether its worker is well: it hears of what it takes its work from, or has a reason not to. */
export interface WorkerHealth {
  /** Hears of an answer of the queue, or of whatever else work is taken from. */
  heard(): void;
  /** Says when silence is on purpose. @default always, as while a worker starts */
  waitsWhile(isWaiting: () => boolean): void;
  stop(): void;
}

/** @param name as `runContainer` has it */
export function keepWorkerHealth(name: string, { clock, log }: { clock: Clock; log: WorkerLog }): WorkerHealth {
  let wellUntil = clock.now() + SILENCE_MS;
  let isWaiting = () => true;
  const stop = keepHeartbeatFile({
    clock,
    log,
    file: heartbeatFileOf(name),
    isWell: () => isWaiting() || clock.now() < wellUntil,
  });
  return {
    heard() {
      wellUntil = clock.now() + SILENCE_MS;
    },
    waitsWhile(condition) {
      isWaiting = condition;
    },
    stop,
  };
}
