import type { Clock } from "../../../local/base/clock";

/** A clock on which every delay is over at once, and time moves by as much. */
export function eagerClock(): Clock {
  let time = 1_700_000_000_000;
  return {
    now: () => time,
    after(delayMs, callback) {
      const handle = setImmediate(() => {
        time += delayMs;
        callback();
      });
      return { cancel: () => clearImmediate(handle) };
    },
  };
}
