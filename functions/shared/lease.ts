import type { Clock, Timer } from "./clock";

/** Why work on a record ends: it may be somebody else's by now. */
export class LeaseLost extends Error {
  override name = "LeaseLost";

  constructor() {
    super("the lease of the record could not be kept: another processor takes it");
  }
}

export interface LeaseDependencies {
  clock: Clock;
  leaseMs: number;
  /** When the lease ends, in milliseconds since the Unix epoch. */
  leaseUntil: number;
  /** @returns when the longer lease ends; `undefined` where the record is no longer this owner's */
  renew(): Promise<number | undefined>;
  onFailure(error: unknown): void;
}

/** A lease that is kept for as long as the work on a record takes. */
export interface Lease {
  /** Aborts with {@link LeaseLost}, before anybody else may claim the record. */
  readonly lost: AbortSignal;
  /** Tells whether the lease holds now, by the clock: a process that was paused learns late of timers. */
  holds(): boolean;
  stop(): void;
}

/** The share of the lease that is left when the work ends: for clocks that differ, and for a request under way. */
const MARGIN = 0.1;

/** Renews at a third of the lease, so that two renewals may fail. */
export function keepLease({ clock, leaseMs, renew, onFailure, ...granted }: LeaseDependencies): Lease {
  const lost = new AbortController();
  let { leaseUntil } = granted;
  let stopped = false;
  let renewal: Timer | undefined;
  let end: Timer | undefined;

  const holds = () => !lost.signal.aborted && clock.now() < leaseUntil - leaseMs * MARGIN;
  const lose = () => {
    stop();
    lost.abort(new LeaseLost());
  };
  const stop = () => {
    stopped = true;
    renewal?.cancel();
    end?.cancel();
  };
  const keepUntil = (until: number) => {
    leaseUntil = until;
    end?.cancel();
    end = clock.after(Math.max(0, leaseUntil - leaseMs * MARGIN - clock.now()), lose);
  };
  const renewIn = (delayMs: number) => {
    renewal = clock.after(delayMs, () => {
      renew().then(
        (until) => {
          if (stopped) return;
          if (until === undefined) return lose();
          keepUntil(until);
          renewIn(leaseMs / 3);
        },
        (error: unknown) => {
          if (stopped) return;
          onFailure(error);
          renewIn(leaseMs / 8);
        },
      );
    });
  };

  keepUntil(leaseUntil);
  renewIn(leaseMs / 3);
  return { lost: lost.signal, holds, stop };
}
