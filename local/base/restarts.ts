import type { Clock } from "./clock";

/** How long to wait before a start, by how many ends there were of late: the first start comes at once. */
const DELAYS_MS = [0, 200, 1000, 3000, 5000] as const;
/** An end that is longer ago has nothing to do with the next one. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Says when a process that ended by itself is started again: a little later each time, and not for ever. */
export class Restarts {
  #ends: number[] = [];

  constructor(private readonly clock: Clock) {}

  /**
   * Takes note of an end, or of a start that failed.
   * @returns how long to wait before the next start, in milliseconds; `undefined` after six ends within a minute
   */
  ended(): number | undefined {
    const now = this.clock.now();
    // A clock that was set back makes ends of the future: they are as old as nobody knows.
    this.#ends = this.#ends.filter((end) => end <= now && now - end < FORGOTTEN_AFTER_MS);
    this.#ends.push(now);
    return DELAYS_MS[this.#ends.length - 1];
  }
}

/** The words for a process that is not started again. */
export const GIVEN_UP =
  "It ended six times within a minute, and is not started again: stop the local cloud, and start it anew";
