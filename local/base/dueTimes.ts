import type { Clock, Timer } from "./clock";

/** Longest that a timer waits: a machine that was asleep must not learn of it days later, and Node's own timers end at 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

/** Serves the times of a schedule as they come, in order: a timer may be late, and a held clock may jump. */
export class DueTimes {
  #timer: Timer | undefined;

  /**
   * @param next the first time that has not been served, in milliseconds since the Unix epoch; `undefined` where there is none
   * @param serve has the time count as served
   */
  constructor(
    private readonly clock: Clock,
    private readonly next: () => number | undefined,
    private readonly serve: (due: number) => void,
  ) {}

  /** Waits for the next time. */
  start(): void {
    this.stop();
    const due = this.next();
    if (due === undefined) return;
    const waitMs = Math.min(Math.max(0, due - this.clock.now()), LONGEST_WAIT_MS);
    this.#timer = this.clock.after(waitMs, () => this.#serveAll());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #serveAll(): void {
    const now = this.clock.now();
    for (let due = this.next(); due !== undefined && due <= now; due = this.next()) this.serve(due);
    this.start();
  }
}
