import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { AcceptedRecord } from "./records";

/** A record as it is kept: its bytes are base64. */
type KeptRecord = Omit<AcceptedRecord, "data"> & { readonly data: string };

/** Bytes that one stream holds on to, in this process's memory; AWS keeps a day's worth. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** The records that a delivery stream has accepted and not delivered, and how far it has read its source. Both outlive the process. */
export class HeldRecords {
  /** Iterators by shard, or `"ended"`. */
  readonly positions: KeptMap<string>;
  readonly #kept: KeptMap<KeptRecord>;
  /** The oldest first. */
  readonly #held = new Set<AcceptedRecord>();
  #bytes = 0;
  #roomMade: (() => void)[] = [];

  constructor(maps: KeptMaps, streamName: string) {
    this.positions = maps.map(`${streamName}/positions`);
    this.#kept = maps.map(`${streamName}/records`);
  }

  get oldest(): AcceptedRecord | undefined {
    const [oldest] = this.#held;
    return oldest;
  }

  get hasRoom(): boolean {
    return this.#bytes < MAX_HELD_BYTES;
  }

  /** Resolves when there is room, or the signal aborts. */
  async room(signal: AbortSignal): Promise<void> {
    if (this.hasRoom || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#roomMade.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Takes on what an earlier process left. @returns it, the oldest first */
  takeOver(): readonly AcceptedRecord[] {
    const records = [...this.#kept.entries().values()].map((record) => ({
      ...record,
      data: Buffer.from(record.data, "base64"),
    }));
    for (const record of records) this.#hold(record);
    return records;
  }

  add(records: readonly AcceptedRecord[]): void {
    for (const record of records) {
      this.#hold(record);
      this.#kept.set(record.id, { ...record, data: record.data.toString("base64") });
    }
  }

  /** Lets go of what is delivered. */
  release(records: readonly AcceptedRecord[]): void {
    for (const record of records) {
      this.#bytes -= record.data.length;
      this.#held.delete(record);
      this.#kept.delete(record.id);
    }
    if (!this.hasRoom) return;
    for (const made of this.#roomMade.splice(0)) made();
  }

  /** Deletes what is kept. */
  forget(): void {
    this.#kept.clear();
    this.positions.clear();
  }

  #hold(record: AcceptedRecord): void {
    this.#bytes += record.data.length;
    this.#held.add(record);
  }
}
