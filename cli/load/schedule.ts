import type { Clock } from "../../local/base/clock";

/**
 * When each send is due.
 *
 * With a rate the load is *open-loop*: send n is due at `start + n / rate`, whether earlier ones have been answered or not,
 * and its latency counts from that moment. Counting from the moment it really left would hide the wait behind a slow
 * answer from exactly the sends that suffered from it (coordinated omission): a server that stalls for a second under 100
 * sends a second delays a hundred of them, not one.
 *
 * Without a rate the load is *closed-loop*: a send is due as soon as a worker is free, so there is no intended moment to
 * miss, and a slow system is simply asked less.
 */
export interface Schedule {
  /** Resolves, when send `index` may leave, to the moment it was due: milliseconds since the Unix epoch. */
  turn(index: number): Promise<number>;
}

/** @param ratePerSecond absent: closed loop */
export function createSchedule(clock: Clock, ratePerSecond?: number): Schedule {
  if (ratePerSecond === undefined) return { turn: async () => clock.now() };
  const startedAt = clock.now();
  return {
    turn(index) {
      const dueAt = startedAt + (index * 1000) / ratePerSecond;
      const waitMs = dueAt - clock.now();
      if (waitMs <= 0) return Promise.resolve(dueAt);
      return new Promise((resolve) => clock.after(waitMs, () => resolve(dueAt)));
    },
  };
}
