import { type Clock, sleep } from "../clock";

/** Lets a process make calls at a rate, and stops it when it is told to wait. */
export interface RateLimit {
  /**
   * Waits for the next turn.
   * @throws the signal's reason, as soon as it aborts
   */
  take(signal: AbortSignal): Promise<void>;
  /** Gives nobody a turn before that many milliseconds have passed, whatever the rate. */
  pause(ms: number): void;
}

export interface RateLimitOptions {
  /** @default no limit */
  perSecond?: number | undefined;
  /** Turns that may be taken at once after a quiet time. @default those of a second, at least 1 */
  burst?: number;
}

/**
 * A token bucket, kept as the time at which it would be full (the generic cell rate algorithm, ITU-T I.371): one number, and no
 * timer that fills it.
 */
export function createRateLimit(
  clock: Clock,
  { perSecond, burst = Math.max(1, perSecond ?? 1) }: RateLimitOptions,
): RateLimit {
  const intervalMs = perSecond === undefined ? 0 : 1000 / perSecond;
  const burstMs = (burst - 1) * intervalMs;
  let fullAt = 0;
  let pausedUntil = 0;

  return {
    async take(signal) {
      fullAt = Math.max(fullAt, clock.now()) + intervalMs;
      let waitMs = Math.max(fullAt - intervalMs - burstMs, pausedUntil) - clock.now();
      while (waitMs > 0) {
        await sleep(clock, waitMs, signal);
        // A pause may have begun meanwhile.
        waitMs = pausedUntil - clock.now();
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
