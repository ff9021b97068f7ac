import type { Clock, Timer } from "../../local/base/clock";

/** A clock that stands still until a test moves it. */
export class HeldClock implements Clock {
  readonly #pending = new Set<{ at: number; callback: () => void }>();
  #now: number;

  /** @param now milliseconds since the Unix epoch */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = { at: this.#now + delayMs, callback };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** Timers that are neither due nor cancelled. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Moves on, and calls back what falls due, in order of time. */
  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.#pending].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.#pending.delete(timer);
      timer.callback();
    }
  }
}
