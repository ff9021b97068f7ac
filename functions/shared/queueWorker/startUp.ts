import { type Backoff, fullJitter, type Random } from "../backoff";
import { type Clock, sleep } from "../clock";
import type { WorkerLog } from "./worker";

export interface StartUpDependencies {
  clock: Clock;
  random: Random;
  log: WorkerLog;
  /** Ends the attempts. */
  signal: AbortSignal;
}

const ATTEMPTS = 20;
const BACKOFF: Backoff = { firstMs: 1000, maxMs: 15_000 };

/**
 * Does what a worker needs before its first message: again and again, because a database may come up later than its clients, but
 * not for ever, because a mistake that nobody hears of would stay.
 * @throws the last attempt's error, or the signal's reason
 */
export async function startUp<T>(
  { clock, random, log, signal }: StartUpDependencies,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (failures === ATTEMPTS) throw error;
      const waitMs = fullJitter(BACKOFF, failures, random);
      log.warn("could not start yet", { error, retryInMs: Math.round(waitMs) });
      await sleep(clock, waitMs, signal);
    }
  }
}
