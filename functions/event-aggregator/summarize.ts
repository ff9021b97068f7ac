/** Any value that JSON can write. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An event as it was posted, parsed. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** What one event contributes: to the summary `key` a count of one, and to each field of `add` a number. */
export interface Contribution {
  /** Becomes `SummaryID`: 1 to 2,048 bytes of UTF-8. */
  key: string;
  /** Exact decimal sums by field name: `{ amount: 0.1 }` three times is 0.3. */
  add?: Record<string, number>;
}

/** Tells which summary an event belongs to; `undefined` leaves the event out. Synchronous, and without side effects. */
export type Summarize = (event: JsonObject) => Contribution | undefined;

/** Groups events by their content, and counts them. */
export const summarizeByContent: Summarize = (event) => ({ key: JSON.stringify(event) });
