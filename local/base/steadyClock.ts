import { performance } from "node:perf_hooks";
import type { Clock } from "./clock";

/**
 * Keeps a clock from going back, as happens where the time of day is corrected: whoever waits for a moment would wait for an hour where
 * the clock goes back an hour. It is caught up with at half the speed of time, as network time is; forward, it is followed at once, for
 * that is what it looks like when a laptop wakes up.
 *
 * @param elapsed milliseconds since some moment, which go on evenly
 */
export function steadyClock(clock: Clock, elapsed: () => number = () => performance.now()): Clock {
  let latest = clock.now();
  let latestAt = elapsed();
  return {
    now() {
      const now = clock.now();
      const at = elapsed();
      latest = Math.max(now, latest + (at - latestAt) / 2);
      latestAt = at;
      return Math.floor(latest);
    },
    after: (delayMs, callback) => clock.after(delayMs, callback),
  };
}
