import type { Catcher, Resilient, Retrier } from "./definition";
import { covers, type StateError } from "./stateError";

/** How often each retrier of a state was used since the state was entered. */
export class Retries {
  readonly #used: number[];

  /** @param used how often each was used by an earlier process */
  constructor(
    private readonly retriers: readonly Retrier[],
    used: readonly number[] = [],
  ) {
    this.#used = retriers.map((_, index) => used[index] ?? 0);
  }

  /** All retries so far: `$$.State.RetryCount`. */
  get count(): number {
    return this.#used.reduce((sum, used) => sum + used, 0);
  }

  /** The retries so far of each. */
  get used(): readonly number[] {
    return [...this.#used];
  }

  /**
   * Milliseconds to wait before the next try; `undefined` where the error is not to be retried (any more). The first retrier
   * that covers the error decides ("Amazon States Language", "Retrying after an error").
   */
  next(error: StateError, random: () => number): number | undefined {
    const index = this.retriers.findIndex(({ ErrorEquals }) => ErrorEquals.some((name) => covers(name, error)));
    const retrier = this.retriers[index];
    if (retrier === undefined) return undefined;
    const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds, JitterStrategy } = retrier;
    const used = this.#used[index] ?? 0;
    if (used >= MaxAttempts) return undefined;
    this.#used[index] = used + 1;
    const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    return 1000 * seconds * (JitterStrategy === "FULL" ? random() : 1);
  }
}

/** The first catcher that covers an error, and its place in the list. */
export function catcherOf({ Catch = [] }: Resilient, error: StateError): [catcher: Catcher, index: number] | undefined {
  const index = Catch.findIndex(({ ErrorEquals }) => ErrorEquals.some((name) => covers(name, error)));
  const catcher = Catch[index];
  return catcher === undefined ? undefined : [catcher, index];
}
