import type { Clock } from "../../base/clock";
import { wait } from "../../base/wait";

/** AWS says that Firehose tries again for a day, and not how often. */
const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 60_000;

/** Waits between the tries of what must not get lost, and gives up when there is no time any more. */
export class RetryDelays {
  readonly #over = new AbortController();

  /** @param timeScale divides every wait */
  constructor(
    private readonly clock: Clock,
    private readonly timeScale: number,
  ) {}

  /** True once a failure is final. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  end(): void {
    this.#over.abort();
  }

  /** @param attempt the one that has failed, from 1 */
  afterFailure(attempt: number): Promise<void> {
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 10), LONGEST_DELAY_MS);
    return wait(this.clock, delayMs / this.timeScale, this.signal);
  }
}
