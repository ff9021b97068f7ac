import type { Clock } from "../../local/base/clock";
import { backoffMs, type Patience } from "./patience";
import { pause } from "./poll";

/** The outcome of one try to post an event. */
export type Attempt =
  | { kind: "accepted"; eventId: string }
  /** The API will not take it, however often it is sent. */
  | { kind: "refused"; reason: string }
  /** Worth another try. `stored`: whether the event may be stored all the same, as after an answer that got lost. */
  | { kind: "again"; reason: string; stored: "no" | "perhaps" };

/** The final outcome of one send. */
export type Outcome =
  | { kind: "accepted"; eventId: string }
  | { kind: "refused"; reason: string }
  /** Given up on, without knowing whether the event is stored. */
  | { kind: "unknown"; reason: string };

/** Tries and waits: about 45 s, which outlives a cold start, a restart, a freeze of 20 s, or a burst of throttling. */
const MAX_ATTEMPTS = 24;

/**
 * Posts one event until it is accepted or refused. Every send carries an `Idempotency-Key`, so that a repeated try stores
 * nothing twice.
 * @param patience of the whole run
 * @throws Error when the run has lost it
 */
export async function deliver(
  clock: Clock,
  patience: Patience,
  attempt: () => Promise<Attempt>,
): Promise<Outcome & { attempts: number }> {
  let perhapsStored = false;
  for (let attempts = 1; ; attempts++) {
    const result = await attempt();
    if (result.kind !== "again") {
      patience.heard();
      return { ...result, attempts };
    }
    patience.spend(result.reason);
    perhapsStored ||= result.stored === "perhaps";
    if (attempts === MAX_ATTEMPTS) {
      return { kind: perhapsStored ? "unknown" : "refused", reason: result.reason, attempts };
    }
    await pause(clock, backoffMs(attempts));
  }
}
