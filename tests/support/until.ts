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

/** Turns of the event loop in which what happens in this process alone has happened. */
const TURNS = 100;
const SHORT_PAUSE_MS = 5;

/**
 * Waits until it is so, turn by turn of the event loop at first: what happens in this process needs no more. What other processes do takes
 * longer, and looking without a pause would take the processor from them.
 */
export async function soon(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    await new Promise<void>((resolve) => {
      if (turn < TURNS) setImmediate(resolve);
      else systemClock.after(SHORT_PAUSE_MS, resolve);
    });
  }
}
