import type { Clock } from "./clock";

/**
 * Resolves after `delayMs`, or at once when the signal is aborted.
 * @param expose is handed a function that ends the wait early
 */
export function wait(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal,
  expose?: (end: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      timer.cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.after(delayMs, end);
    signal.addEventListener("abort", end);
    expose?.(end);
  });
}

/** Milliseconds before retry `retry` (1, 2, ...): AWS does not say how its back-off grows, only that there is one. */
export function backoffMs(retry: number): number {
  return Math.min(100 * 2 ** (retry - 1), 30_000);
}
