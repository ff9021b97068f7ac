import type { KeptMap } from "../../base/keptMaps";

/** A message as its duplicates are answered. */
export interface Original {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

const INTERVAL_MS = 5 * 60 * 1000;
const SWEEP_MS = 1000;

/**
 * Remembers for five minutes what was sent to a FIFO queue, also when that is deleted or purged meanwhile.
 * Source: Amazon SQS Developer Guide, "Using the message deduplication ID in Amazon SQS".
 */
export class Deduplication {
  /** The oldest first. */
  readonly #sent: Map<string, Original>;
  readonly #kept: KeptMap<Original>;
  #sweptAt = 0;

  constructor(kept: KeptMap<Original>) {
    this.#sent = new Map([...kept.entries()].sort(([, a], [, b]) => a.at - b.at));
    this.#kept = kept;
  }

  originalOf(key: string, now: number): Original | undefined {
    this.#forget(now);
    const original = this.#sent.get(key);
    return original !== undefined && now - original.at < INTERVAL_MS ? original : undefined;
  }

  remember(key: string, { messageId, sequenceNumber }: Omit<Original, "at">, now: number): void {
    this.#sent.delete(key);
    const original = { messageId, sequenceNumber, at: now };
    this.#sent.set(key, original);
    this.#kept.set(key, original);
  }

  #forget(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [key, { at }] of this.#sent) {
      if (now - at < INTERVAL_MS) return;
      this.#sent.delete(key);
      this.#kept.delete(key);
    }
  }
}
