import type { Clock } from "../clock";

/** How much of its room a worker has in use, over time. */
export interface BusyShare {
  /** So many are in hand from now on. */
  inHand(count: number): void;
  /** Percent of the room that was in use since the last call, on average. */
  take(): number;
}

/** @param room how many may be in hand at once */
export function createBusyShare(clock: Clock, room: number): BusyShare {
  let since = clock.now();
  let changedAt = since;
  let count = 0;
  /** Items times milliseconds. */
  let used = 0;
  const add = () => {
    const now = clock.now();
    used += count * (now - changedAt);
    changedAt = now;
  };
  return {
    inHand(next) {
      add();
      count = next;
    },
    take() {
      add();
      const elapsedMs = changedAt - since;
      const share = elapsedMs === 0 ? count / room : used / (elapsedMs * room);
      since = changedAt;
      used = 0;
      return Math.min(100, share * 100);
    },
  };
}
