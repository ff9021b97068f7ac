import type { Clock } from "../../local/base/clock";

/**
 * Looks again and again, one look at a time.
 * @param pollMs between the end of one look and the next
 * @returns stops it, after the look that is under way
 */
export function poll(
  clock: Clock,
  pollMs: number,
  look: () => Promise<void>,
  onError: (error: Error) => void,
): () => Promise<void> {
  let stopped = false;
  const looking = (async () => {
    while (!stopped) {
      await look().catch(onError);
      await pause(clock, pollMs);
    }
  })();
  return async () => {
    stopped = true;
    await looking;
  };
}

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
