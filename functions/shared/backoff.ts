/** Delays that double, up to a longest one; milliseconds. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/** A number from 0 (included) to 1 (excluded), as `Math.random` gives. */
export type Random = () => number;

/**
 * Anything from nothing to the whole delay ("full jitter"; AWS Architecture Blog, "Exponential Backoff And Jitter"): the best spread
 * when many callers failed at the same moment.
 * @param failures so far, at least 1
 */
export function fullJitter({ firstMs, maxMs }: Backoff, failures: number, random: Random): number {
  return random() * Math.min(maxMs, firstMs * 2 ** (failures - 1));
}

/**
 * Half of the delay for certain, the other half at random ("equal jitter", same source): for a message that SQS counts the
 * receives of, because the least time that it takes to use them up is known then.
 * @param failures so far, at least 1
 */
export function equalJitter(backoff: Backoff, failures: number, random: Random): number {
  const halfMs = Math.min(backoff.maxMs, backoff.firstMs * 2 ** (failures - 1)) / 2;
  return halfMs + random() * halfMs;
}
