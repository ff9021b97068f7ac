import type { Clock } from "../../base/clock";

/** Wakes those who wait for a queue's messages. */
export class WakeUps {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts what may have made a message visible: taken before a look at the queue, it tells whether the look is outdated. */
  get changes(): number {
    return this.#changes;
  }

  wake(): void {
    this.#changes++;
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const each of waiting) each();
  }

  /** Resolves when a message may have become visible since `seen` changes, when `dueMs` (of the clock) has come, or when the signal aborts. */
  changed(seen: number, dueMs: number, signal: AbortSignal): Promise<void> {
    if (seen !== this.#changes || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = this.#clock.after(Math.max(0, dueMs - this.#clock.now()), done);
      signal.addEventListener("abort", done, { once: true });
      this.#waiting.add(done);
    });
  }
}
