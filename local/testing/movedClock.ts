import { type Clock, systemClock, type Timer } from "../base/clock";

/** A span of time, the sum of its parts. */
export interface Duration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

interface Pending extends Timer {
  readonly at: number;
  ring(): void;
}

const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000, milliseconds: 1 } as const;

/** A clock that goes as this machine's does, and that a test moves on. */
export class MovedClock implements Clock {
  readonly #pending = new Set<Pending>();
  #ahead = 0;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  after(delayMs: number, callback: () => void): Timer {
    const ring = () => {
      timer.cancel();
      callback();
    };
    const own = systemClock.after(delayMs, ring);
    const cancel = () => {
      own.cancel();
      this.#pending.delete(timer);
    };
    const timer: Pending = { at: this.now() + delayMs, ring, cancel };
    this.#pending.add(timer);
    return timer;
  }

  /**
   * Moves on. What falls due meanwhile is done in the order of its time, at its time, and what follows from it in the span is done as well.
   *
   * @throws RangeError for a span that goes back, or is no number
   */
  async advance(span: Duration): Promise<void> {
    const ms = millisecondsOf(span);
    const target = this.now() + ms;
    for (let next = this.#next(target); next !== undefined; next = this.#next(target)) {
      this.#ahead += Math.max(0, next.at - this.now());
      next.ring();
      // Whoever was woken goes on before the next one rings.
      await new Promise(setImmediate);
    }
    this.#ahead += Math.max(0, target - this.now());
  }

  #next(until: number): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.#pending) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
    return first;
  }
}

function millisecondsOf(span: Duration): number {
  const known: Readonly<Record<string, number>> = UNITS;
  const parts = Object.entries(span).map(([unit, count]) => (known[unit] ?? Number.NaN) * count);
  const sum = parts.reduce((total, part) => total + part, 0);
  if (parts.every((part) => part >= 0)) return sum;
  throw new RangeError(
    `advance takes a span such as { minutes: 5 }, of ${Object.keys(UNITS).join(", ")}, none below 0, got ${JSON.stringify(span)}`,
  );
}
