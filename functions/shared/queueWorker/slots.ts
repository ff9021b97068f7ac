/** A number of things of which each is used by one at a time, such as connections. */
export interface Slots {
  /**
   * Waits for a free one, in the order of asking.
   * @returns gives it back; more than once is the same as once
   * @throws the signal's reason, as soon as it aborts
   */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const taken = () => {
    let isMine = true;
    return () => {
      if (isMine) release();
      isMine = false;
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return taken();
      }
      await new Promise<void>((resolve, reject) => {
        const abort = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener("abort", abort);
          resolve();
        };
        signal.addEventListener("abort", abort, { once: true });
        waiting.push(enter);
      });
      return taken();
    },
  };
}
