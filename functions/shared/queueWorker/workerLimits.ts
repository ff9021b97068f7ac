import type { Backoff } from "../backoff";

export interface WorkerLimits {
  /** Messages in hand at once, at most. */
  concurrency: number;
  /** Messages asked for at once: 10 at most; 1 for a FIFO queue, see {@link createWorker}. */
  batchSize: number;
  /** Seconds that SQS hides a message in hand; extended every half of it. */
  visibilityTimeoutSeconds: number;
  /** Seconds that an empty receive waits; 20 at most. */
  waitSeconds: number;
  /** Milliseconds that a message may wait in hand for a service that is down. SQS allows 12 hours from the receive on. */
  holdMs: number;
  /** Milliseconds after {@link Worker.stop} at which everything still in hand is handed back: less than the stop timeout. */
  drainMs: number;
  /** Until a failed message may be received again; by the number of its receives. */
  backoff: Backoff;
}

export const DEFAULT_LIMITS: WorkerLimits = {
  concurrency: 50,
  batchSize: 10,
  visibilityTimeoutSeconds: 60,
  waitSeconds: 20,
  holdMs: 15 * 60_000,
  drainMs: 20_000,
  // Half of 10 + 20 + 40 + 80 s is certain: a message with five receives outlives a minute in which all of them fail.
  backoff: { firstMs: 10_000, maxMs: 15 * 60_000 },
};
