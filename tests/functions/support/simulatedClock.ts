import { setImmediate } from "node:timers/promises";
import type { Clock, Timer } from "../../../functions/shared/clock";

interface Pending {
  at: number;
  order: number;
  callback: () => void;
}

/** Time that passes from timer to timer, as fast as the code under test runs: an hour of waiting takes milliseconds. */
export class SimulatedClock implements Clock {
  readonly #pending = new Set<Pending>();
  #now: number;
  #order = 0;

  /** @param now milliseconds since the Unix epoch */
  constructor(now = Date.parse("2026-03-01T12:00:00.000Z")) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = { at: this.#now + delayMs, order: this.#order++, callback };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** Lets that many milliseconds pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#run(end, () => false);
    this.#now = end;
  }

  /**
   * Lets time pass until the condition holds.
   * @throws Error when it does not within `limitMs`, or when nothing is left that could make it hold
   */
  async until(condition: () => boolean, limitMs = 3_600_000): Promise<void> {
    await this.#run(this.#now + limitMs, condition);
    if (!condition()) throw new Error(`it does not come true within ${limitMs} ms: ${condition}`);
  }

  async #run(end: number, condition: () => boolean): Promise<void> {
    for (;;) {
      // Work that timers have set off runs as far as it gets without another timer.
      for (let turn = 0; turn < 3; turn++) await setImmediate();
      if (condition()) return;
      const [next] = [...this.#pending].sort((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined || next.at > end) return;
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
  }
}
