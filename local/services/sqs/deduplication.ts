/** A message as its duplicates are answered. */
interface Original {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

const INTERVAL_MS = 5 * 60 * 1000;
const SWEEP_MS = 1000;

/**
 * Remembers for five minutes what was sent to a FIFO queue, also when that is deleted or purged meanwhile.
 * Source: Amazon SQS Developer Guide, "Using the message deduplication ID in Amazon SQS".
 */
export class Deduplication {
  /** The oldest first. */
  readonly #sent = new Map<string, Original & { at: number }>();
  #sweptAt = 0;

  originalOf(key: string, now: number): Original | undefined {
    this.#forget(now);
    const original = this.#sent.get(key);
    return original !== undefined && now - original.at < INTERVAL_MS ? original : undefined;
  }

  remember(key: string, { messageId, sequenceNumber }: Original, now: number): void {
    this.#sent.delete(key);
    this.#sent.set(key, { messageId, sequenceNumber, at: now });
  }

  #forget(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [key, { at }] of this.#sent) {
      if (now - at < INTERVAL_MS) return;
      this.#sent.delete(key);
    }
  }
}
