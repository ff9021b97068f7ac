import type { Clock, Timer } from "../../base/clock";
import type { Processors } from "./processors";

/** How often those who wait are looked at. */
const LOOK_MS = 50;
/** A whole processor must have been idle for another environment to be of use: those that wait for each other leave halves of them. */
const ENOUGH_IDLE = 1;
/** So long without the end of any invocation, and those that run may be waiting for those that wait. */
const STUCK_MS = 1_000;

/**
 * The right to run invocations of one function, each in an environment of its own.
 *
 * On AWS every invocation that finds no free environment starts one, on processors of its own. Here environments share the processors of
 * this machine, where more of them than can run only take turns, each slow to start and slow to warm up. So there are as
 * many as there are processors, and more only while processors are idle (the function waits for something) or nothing gets done; until
 * then invocations wait for each other.
 */
export class EnvironmentSlots {
  /** Slots that are there; whoever gets one that has no environment starts it. */
  #slots = 0;
  #busy = 0;
  /** Environments that have started and not ended. */
  #ready = 0;
  /** When the last invocation ended, or the first of those that wait began to, in milliseconds since the Unix epoch. */
  #quietSince = 0;
  readonly #waiting: (() => void)[] = [];
  #timer: Timer | undefined;

  /** @param limit slots that there may be at this moment */
  constructor(
    private readonly clock: Clock,
    private readonly processors: Processors,
    private readonly limit: () => number,
  ) {}

  async acquire(): Promise<void> {
    if (this.#busy < this.#slots || this.#grow()) {
      this.#busy += 1;
      return;
    }
    this.#look();
    if (this.#waiting.length === 0) this.#quietSince = this.clock.now();
    // The slot is handed over by whoever releases it, so that nobody overtakes.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    this.#quietSince = this.clock.now();
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }

  environmentReady(): void {
    this.#ready += 1;
  }

  /** The next environment is started only if there is work for it. @param wasReady it had started before it ended */
  environmentEnded(wasReady: boolean): void {
    if (wasReady) this.#ready -= 1;
    this.#slots = Math.max(this.#busy, this.#slots - 1);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #grow(): boolean {
    if (!this.#mayGrow()) return false;
    this.#slots += 1;
    return true;
  }

  #mayGrow(): boolean {
    const { processors, clock } = this;
    if (this.#slots >= this.limit()) return false;
    const starting = this.#slots - this.#ready;
    if (starting <= 0 && this.#slots < processors.count) return true;
    if (starting < processors.count && processors.idle() >= ENOUGH_IDLE) return true;
    return starting <= 0 && clock.now() - this.#quietSince >= STUCK_MS;
  }

  /** Looks again and again whether one more may run, as long as somebody waits. */
  #look(): void {
    this.#timer ??= this.clock.after(LOOK_MS, () => {
      this.#timer = undefined;
      if (this.#waiting.length === 0) return;
      if (this.#grow()) {
        this.#busy += 1;
        // A start takes longer than a turn: it is for the one that would wait longest.
        this.#waiting.pop()?.();
      }
      this.#look();
    });
  }
}
