import type { Clock } from "./clock";

/**
 * A clock that starts with another one and goes `timeScale` times as fast: at 60, an hourly schedule is due every minute. Its delays
 * are its own, too.
 */
export function fastClock(clock: Clock, timeScale: number): Clock {
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * timeScale,
    after: (delayMs, callback) => clock.after(delayMs / timeScale, callback),
  };
}
