import type { LogEvent } from "./logEvent";

/** Events that one group keeps at most; older ones make room. */
const MAX_EVENTS = 20_000;
const MAX_BYTES = 32 * 1024 * 1024;

export interface StoredEvent extends LogEvent {
  stream: string;
  /** The time at which it was written, in milliseconds since the Unix epoch. */
  ingestedAt: number;
}

/** An event, and its place in its group for as long as that lives. */
export interface PlacedEvent extends StoredEvent {
  readonly position: number;
}

export interface EventQuery {
  /** Events of this stream only. */
  readonly stream?: string;
  /** The first position that is looked at. @default 0 */
  readonly from?: number;
  /** Milliseconds since the Unix epoch: from (included) to (excluded). */
  readonly since?: number;
  readonly until?: number;
  /** Looks no further than to this many. */
  readonly limit?: number;
}

/** Stands in the place of an event whose stream was deleted, so that positions stay: no time is before it or after it. */
const GONE: StoredEvent = { timestamp: Number.NaN, message: "", stream: "", ingestedAt: Number.NaN };

/** The newest events of one log group, within a bound of number and bytes. */
export class LogStore {
  readonly #events: StoredEvent[] = [];
  /** Index of the oldest event that counts: what lies before is cut off now and then, not one by one. */
  #first = 0;
  #bytes = 0;
  /** Events that have been cut off: with an index, it is the position of an event for as long as the group lives. */
  #cutOff = 0;
  #readEarlier: (() => readonly StoredEvent[]) | undefined;

  /** @param earlier reads what there was before, which happens when somebody first looks */
  constructor(earlier: () => readonly StoredEvent[] = () => []) {
    this.#readEarlier = earlier;
  }

  get bytes(): number {
    this.#look();
    return this.#bytes;
  }

  append(event: StoredEvent): void {
    this.#events.push(event);
    this.#bytes += Buffer.byteLength(event.message);
    while (this.#bytes > MAX_BYTES || this.#events.length - this.#first > MAX_EVENTS) {
      this.#bytes -= Buffer.byteLength(this.#events[this.#first]?.message ?? "");
      this.#first += 1;
    }
    if (this.#first > MAX_EVENTS) {
      this.#events.splice(0, this.#first);
      this.#cutOff += this.#first;
      this.#first = 0;
    }
  }

  /** No position was told yet: what comes before changes none. */
  #look(): void {
    const earlier = this.#readEarlier?.() ?? [];
    this.#readEarlier = undefined;
    if (earlier.length > 0) {
      const since = this.#events.splice(this.#first);
      this.#events.length = 0;
      [this.#first, this.#bytes] = [0, 0];
      for (const event of [...earlier, ...since]) this.append(event);
    }
  }

  /** The newest `limit` events that are not older than `since` (milliseconds since the Unix epoch), oldest first. */
  newest(limit: number, since: number): readonly StoredEvent[] {
    this.#look();
    const events = this.#events.slice(this.#first).filter(({ timestamp }) => timestamp >= since);
    return events.slice(Math.max(0, events.length - limit));
  }

  /** Tells if a stream has events that are still kept. */
  hasStream(stream: string): boolean {
    this.#look();
    return this.#events.slice(this.#first).some((event) => event.stream === stream);
  }

  /** Takes the events of a stream away. */
  deleteStream(stream: string): void {
    this.#look();
    for (let index = this.#first; index < this.#events.length; index++) {
      const event = this.#events[index];
      if (event?.stream !== stream) continue;
      this.#bytes -= Buffer.byteLength(event.message);
      this.#events[index] = GONE;
    }
  }

  /** Events in the order in which they were written. */
  find({ stream, from = 0, since = -Infinity, until = Infinity, limit = Infinity }: EventQuery = {}): PlacedEvent[] {
    const found: PlacedEvent[] = [];
    this.#look();
    let index = Math.max(this.#first, from - this.#cutOff);
    for (; index < this.#events.length && found.length < limit; index++) {
      const event = this.#events[index];
      if (event === undefined || !(event.timestamp >= since && event.timestamp < until)) continue;
      if (stream === undefined || event.stream === stream) found.push({ ...event, position: index + this.#cutOff });
    }
    return found;
  }
}
