import type { Clock } from "../../local/base/clock";
import type { Attempt } from "../load/deliver";
import { pause } from "../load/poll";
import type { LocalAccess } from "../localAccess";

const LOOK_MS = 200;
const PATIENCE_SECONDS = 60;

/** A system that runs here. */
export interface ShownSystem {
  /** Its outputs. */
  outputs: object;
  /** The way into the local cloud. */
  access: LocalAccess;
}

export interface TourDependencies {
  print(line: string): void;
  clock: Clock;
}

/** Takes a person through one event of a system, step by step. */
export class Tour {
  readonly clock: Clock;
  #step = 0;

  constructor(private readonly deps: TourDependencies) {
    this.clock = deps.clock;
  }

  /** Says what happens now. */
  step(text: string): void {
    this.#step += 1;
    this.deps.print(`${this.#step}. ${text}`);
  }

  /** Says what came of it. */
  tell(...lines: readonly string[]): void {
    for (const line of lines) this.deps.print(`   ${line}`);
  }

  /** @throws Error where the system did not take what was sent */
  accepted(attempt: Attempt): void {
    if (attempt.kind !== "accepted") throw new Error(`it was not taken: ${attempt.reason}`);
  }

  /**
   * Waits until there is something to see, and says how long that took.
   * @throws Error after a minute, or the seconds given
   */
  async until<Seen>(
    awaited: string,
    look: () => Promise<Seen | undefined>,
    patienceSeconds = PATIENCE_SECONDS,
  ): Promise<Seen> {
    const { clock } = this.deps;
    const from = clock.now();
    for (;;) {
      const seen = await look();
      const seconds = (clock.now() - from) / 1000;
      if (seen !== undefined) {
        this.tell(`${awaited}, after ${seconds.toFixed(1)} s`);
        return seen;
      }
      if (seconds > patienceSeconds) {
        throw new Error(`not seen within ${patienceSeconds} s: ${awaited}; see what the local cloud says`);
      }
      await pause(clock, LOOK_MS);
    }
  }
}

/** An id that no other tour has. */
export function tourId(clock: Clock): string {
  return `tour-${clock.now().toString(36)}`;
}
