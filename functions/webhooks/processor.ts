import type { Pool } from "pg";
import type { Clock } from "../shared/clock";
import type { CodeLog } from "../shared/ownCode/codeLog";
import type { Breaker } from "../shared/queueWorker/breaker";
import type { MessageContext } from "../shared/queueWorker/message";
import type { RetryOptions } from "../shared/queueWorker/retry";
import type { Delivery } from "../shared/webhooks/delivery";
import type { DeliveryStore } from "./deliveryStore";
import type { WorkerMetrics } from "./workerMetrics";

/** A way to process deliveries. */
export interface Processor {
  /**
   * Does what a delivery is there for, and writes down that it is processed.
   * @returns `false` for one that was processed before
   */
  process(delivery: Delivery, context: MessageContext): Promise<boolean>;
  /** Tell if what it calls is down, besides Postgres. */
  breakers: readonly Breaker[];
}

/** The parts of a worker that a processor is made of. */
export interface ProcessorTools {
  pool: Pick<Pool, "connect">;
  /** Connections that the pool has at most. */
  poolSize: number;
  store: DeliveryStore;
  clock: Clock;
  log: CodeLog;
  metrics: Pick<WorkerMetrics, "apiLatency">;
  /** Makes the breaker of a service, whose outages are logged by its name. */
  breakerOf(service: string): Breaker;
  /** Retries of calls of a service, within the time of a delivery. */
  retrying(breaker: Breaker): RetryOptions;
  /** Retries of statements. */
  databaseRetry: RetryOptions;
  /** Milliseconds that one delivery may take. */
  timeoutMs: number;
}

/** Makes the processor of a worker. */
export type MakeProcessor = (tools: ProcessorTools) => Processor;
