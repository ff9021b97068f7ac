import { systemClock } from "../../local/base/clock";

/** Milliseconds between two looks, at least. */
const PAUSE_MS = 50;
/** Times what a look takes: looking without a pause takes the processor from what is waited for. */
const LOOKS_A_PAUSE = 3;

/**
 * Looks until it is so; a test's own time limit ends the wait. For what happens in other processes, in real time.
 *
 * @param isSo by default: that something is found
 * @returns what the last look found
 */
export async function until<T>(
  look: () => T | Promise<T>,
  isSo: (found: T) => boolean = Boolean,
): Promise<NonNullable<T>> {
  for (;;) {
    const lookedAt = systemClock.now();
    const found = await look();
    if (isSo(found)) return found as NonNullable<T>;
    const pauseMs = Math.max(PAUSE_MS, LOOKS_A_PAUSE * (systemClock.now() - lookedAt));
    await new Promise<void>((resolve) => systemClock.after(pauseMs, resolve));
  }
}
