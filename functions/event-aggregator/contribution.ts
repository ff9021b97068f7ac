import { Big } from "big.js";
import { isMarkName } from "../shared/exactlyOnce/mark";
import { hasLoneSurrogate } from "../shared/http/jsonText";
import { type JsonObject, MAX_KEY_BYTES, type Summarize } from "./summarize";

/** Attributes of a summary that `add` cannot name. */
const RESERVED_FIELDS = ["SummaryID", "ItemCount", "UpdatedAt"];

/** Fields that one event may add to; one summary may come to have more. */
export const MAX_FIELDS_PER_EVENT = 20;

/** Bytes of UTF-8 in a field's name. */
const MAX_FIELD_NAME_BYTES = 128;

/** Decimal places that sums carry: with numbers up to 2^53, ten billion of them stay within DynamoDB's 38 digits. */
const DECIMAL_PLACES = 12;

/** A contribution that was checked, with its numbers as decimals. */
export interface CheckedContribution {
  key: string;
  add: Record<string, string>;
}

/**
 * Asks the callback about an event, and checks its answer.
 * @throws what the callback throws, and TypeError or RangeError that name what is wrong with its answer
 */
export function contributionOf(summarize: Summarize, event: JsonObject): CheckedContribution | undefined {
  // The callback is the user's code: its type promises what nothing has checked.
  const answer: unknown = summarize(event);
  if (answer === undefined) return undefined;
  if (typeof answer !== "object" || answer === null) {
    throw new TypeError(`summarize must return { key, add? } or undefined, got ${describe(answer)}`);
  }
  if (typeof (answer as { then?: unknown }).then === "function") {
    // Its failure is nobody's any more, and must not end the process.
    Promise.resolve(answer).catch(() => undefined);
    throw new TypeError(
      "summarize must be synchronous, but it returned a promise; do what needs waiting before the event is posted",
    );
  }
  const { key, add } = answer as { key?: unknown; add?: unknown };
  return { key: checkKey(key), add: checkAdd(add) };
}

function checkKey(key: unknown): string {
  if (typeof key !== "string") throw new TypeError(`summarize must return a string as key, got ${describe(key)}`);
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > MAX_KEY_BYTES) {
    throw new RangeError(`summarize must return a key of 1 to ${MAX_KEY_BYTES} bytes, got ${bytes}`);
  }
  if (hasLoneSurrogate(key))
    throw new RangeError("summarize returned a key with half a surrogate pair, which cannot be stored");
  return key;
}

function checkAdd(add: unknown): Record<string, string> {
  if (add === undefined) return {};
  if (typeof add !== "object" || add === null || Array.isArray(add)) {
    throw new TypeError(`summarize must return an object as add, got ${describe(add)}`);
  }
  const fields = Object.entries(add);
  if (fields.length > MAX_FIELDS_PER_EVENT) {
    throw new RangeError(`summarize may add to ${MAX_FIELDS_PER_EVENT} fields for one event, got ${fields.length}`);
  }
  return Object.fromEntries(fields.map(([name, value]) => [checkFieldName(name), checkNumber(name, value)]));
}

function checkFieldName(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > MAX_FIELD_NAME_BYTES || hasLoneSurrogate(name)) {
    throw new RangeError(`A field of add must have a name of 1 to ${MAX_FIELD_NAME_BYTES} bytes, got ${bytes}`);
  }
  if (RESERVED_FIELDS.includes(name) || isMarkName(name)) {
    throw new RangeError(`The field "${name}" of add is reserved; choose another name`);
  }
  // The SDK reads such an attribute as `undefined`: nobody would ever see the sum.
  if (name === "__proto__")
    throw new RangeError(`The field "__proto__" of add cannot be read back; choose another name`);
  return name;
}

/**
 * Rounds to {@link DECIMAL_PLACES}, which takes off the noise of binary arithmetic (0.1 + 0.2), but refuses a number that would lose more than
 * a billionth of itself.
 */
function checkNumber(name: string, value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`The field "${name}" of add must be a finite number, got ${describe(value)}`);
  }
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`The field "${name}" of add must be within ±${Number.MAX_SAFE_INTEGER}, got ${value}`);
  }
  const exact = new Big(value);
  const rounded = exact.round(DECIMAL_PLACES);
  if (rounded.minus(exact).abs().gt(exact.abs().times(1e-9))) {
    throw new RangeError(
      `The field "${name}" of add may have ${DECIMAL_PLACES} decimal places, got ${value}; scale it or round it`,
    );
  }
  // Adding to a plain zero turns a negative zero into it.
  return rounded.eq(0) ? "0" : rounded.toFixed();
}

function describe(value: unknown): string {
  if (typeof value === "string") return "a string";
  if (typeof value === "object") return value === null ? "null" : "an object";
  return String(value);
}
