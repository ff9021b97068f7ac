import type { Clock } from "../shared/clock";
import type { DueRecord } from "./trackingTable";

/** The entities whose states should have been there by now, as far as a processor knows. */
export interface Overdue {
  /** A look at the index found these. */
  saw(records: readonly DueRecord[]): void;
  took(entityId: string, since: number): void;
  settled(entityId: string): void;
  /** It is tried again after so many milliseconds: by whichever processor, which then knows of it. */
  failed(entityId: string, retryInMs: number): void;
  /** Seconds for which the oldest has been due; 0 where none is. */
  oldestSeconds(): number;
}

/** A retry begins a moment after it is due: remembered for so much longer, an entity that fails does not seem well in between. */
const GRACE_MS = 5000;

/**
 * The index cannot tell how long an entity has been failing: a claim and a retry are due in the future. So those that a processor has
 * in hand, or had when they failed, count besides those that it saw.
 */
export function createOverdue(clock: Clock): Overdue {
  const known = new Map<string, { since: number; until: number }>();
  let oldestSeen: number | undefined;

  return {
    saw(records) {
      oldestSeen = records.length === 0 ? undefined : Math.min(...records.map(({ since }) => since));
    },
    took(entityId, since) {
      known.set(entityId, { since, until: Number.POSITIVE_INFINITY });
    },
    settled: (entityId) => void known.delete(entityId),
    failed(entityId, retryInMs) {
      const entry = known.get(entityId);
      if (entry !== undefined) entry.until = clock.now() + retryInMs + GRACE_MS;
    },
    oldestSeconds() {
      const now = clock.now();
      for (const [entityId, { until }] of known) if (until <= now) known.delete(entityId);
      const oldest = Math.min(oldestSeen ?? now, ...[...known.values()].map(({ since }) => since));
      return Math.max(0, (now - oldest) / 1000);
    },
  };
}
