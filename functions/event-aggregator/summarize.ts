import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Any value that JSON can write. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An event as it was posted, parsed. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** The contribution of one event to one summary: a count of one, and a number to each field that it names. */
export interface Contribution {
  /** Becomes `SummaryID`: 1 to 2,048 bytes of UTF-8. */
  key: string;
  /** Exact decimal sums by field name: `{ amount: 0.1 }` three times is 0.3. */
  add?: Record<string, number>;
  /** The least of all that ever came, by field name: `{ lowest: price }`. */
  min?: Record<string, number>;
  /** The greatest of all that ever came, by field name: `{ highest: price }`. */
  max?: Record<string, number>;
}

/**
 * Tells which summary an event belongs to, or which ones, each with a key of its own; `undefined`, or none, leaves the event out.
 * Synchronous, and pure: an event that is delivered again must get the same answer, because that is how a repeat is recognised.
 */
export type Summarize = (event: JsonObject) => Contribution | readonly Contribution[] | undefined;

/** DynamoDB's limit on a partition key, in bytes of UTF-8 (Amazon DynamoDB Developer Guide, "Quotas: partition keys"). */
export const MAX_KEY_BYTES = 2048;

/**
 * Groups events by their content and counts them. The key is the event's canonical JSON (RFC 8785), so that white space and the
 * order of names do not matter; `sha256:<hex>` of it when that is longer than {@link MAX_KEY_BYTES}.
 */
export const summarizeByContent = (event: JsonObject): Contribution => {
  const key = canonicalJson(event);
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return { key };
  return { key: `sha256:${createHash("sha256").update(key).digest("hex")}` };
};

/** JSON in the canonical form of RFC 8785: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`JSON has no form for a value of type ${typeof value}`);
  return text;
}
