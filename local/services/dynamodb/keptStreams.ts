import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { TableStream } from "./tableStream";

/** The streams of tables, of which dynoxide keeps the records only: recorded, so that they have the same ARN at the next start. */
export class KeptStreams {
  readonly #streams: KeptMap<Omit<TableStream, "expiries">>;

  constructor(private readonly maps: KeptMaps) {
    this.#streams = maps.map("streams");
  }

  /** The stream that a table had when the local cloud ended. */
  of(table: string): TableStream | undefined {
    const stream = this.#streams.entries().get(table);
    return stream && { ...stream, expiries: new Set([...this.#expiriesOf(table).entries().keys()].map(Number)) };
  }

  opened(table: string, { expiries, ...stream }: TableStream): void {
    this.closed(table);
    this.#streams.set(table, stream);
    this.expired(table, [...expiries]);
  }

  /** Records that DynamoDB itself deleted the items of these records. */
  expired(table: string, sequenceNumbers: readonly number[]): void {
    for (const number of sequenceNumbers) this.#expiriesOf(table).set(`${number}`, true);
  }

  closed(table: string): void {
    this.#streams.delete(table);
    this.#expiriesOf(table).clear();
  }

  #expiriesOf(table: string): KeptMap<true> {
    return this.maps.map(`${table}/expiries`);
  }
}
