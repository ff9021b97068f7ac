import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { AcceptedRecord } from "./records";

/** A record as it is kept: its bytes are base64. */
type KeptRecord = Omit<AcceptedRecord, "data"> & { readonly data: string };

/** Writes down what a delivery stream has accepted and not delivered, and how far it has read its source. */
export class KeptDelivery {
  /** Iterators by shard, or `"ended"`. */
  readonly positions: KeptMap<string>;
  readonly #records: KeptMap<KeptRecord>;

  constructor(maps: KeptMaps, streamName: string) {
    this.positions = maps.map(`${streamName}/positions`);
    this.#records = maps.map(`${streamName}/records`);
  }

  /** The records that an earlier process left, the oldest first. */
  records(): readonly AcceptedRecord[] {
    return [...this.#records.entries().values()].map((record) => ({
      ...record,
      data: Buffer.from(record.data, "base64"),
    }));
  }

  accepted(record: AcceptedRecord): void {
    this.#records.set(record.id, { ...record, data: record.data.toString("base64") });
  }

  delivered(records: readonly AcceptedRecord[]): void {
    for (const { id } of records) this.#records.delete(id);
  }

  /** The stream is deleted, with all that is known of it. */
  forget(): void {
    this.#records.clear();
    this.positions.clear();
  }
}
