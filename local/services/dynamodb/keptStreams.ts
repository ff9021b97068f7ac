import type { DataFolder } from "../../base/dataFolder";
import type { TableStream } from "./tableStream";

type Entry =
  | { table: string; stream: Omit<TableStream, "expiries"> & { expiries: readonly number[] } }
  | { table: string; expired: readonly number[] }
  | { table: string; stream: null };

/** The streams of tables, of which dynoxide keeps the records only: recorded, so that they have the same ARN at the next start. */
export class KeptStreams {
  readonly #streams = new Map<string, TableStream>();
  readonly #append: (entry: Entry) => void;

  constructor(data: DataFolder) {
    const journal = data.journal<Entry>("dynamodb", {
      replay: (entry) => this.#apply(entry),
      snapshot: () => [...this.#streams].map(([table, stream]) => opened(table, stream)),
    });
    this.#append = (entry) => {
      if (data.keeps) this.#apply(entry);
      journal.append(entry);
    };
  }

  /** The stream that a table had when the local cloud ended. */
  of(table: string): TableStream | undefined {
    return this.#streams.get(table);
  }

  opened(table: string, stream: TableStream): void {
    this.#append(opened(table, stream));
  }

  /** Records that DynamoDB itself deleted the items of these records. */
  expired(table: string, sequenceNumbers: readonly number[]): void {
    this.#append({ table, expired: sequenceNumbers });
  }

  closed(table: string): void {
    this.#append({ table, stream: null });
  }

  #apply(entry: Entry): void {
    if ("expired" in entry) for (const number of entry.expired) this.#streams.get(entry.table)?.expiries.add(number);
    else if (entry.stream === null) this.#streams.delete(entry.table);
    else this.#streams.set(entry.table, { ...entry.stream, expiries: new Set(entry.stream.expiries) });
  }
}

function opened(table: string, stream: TableStream): Entry {
  return { table, stream: { ...stream, expiries: [...stream.expiries] } };
}
