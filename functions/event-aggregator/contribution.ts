import { Big } from "big.js";
import { isMarkName } from "../shared/exactlyOnce/mark";
import { hasLoneSurrogate, shortened } from "../shared/http/jsonText";
import { type JsonObject, MAX_KEY_BYTES, type Summarize } from "./summarize";

/** Attributes of a summary that no contribution can name. */
const RESERVED_FIELDS = ["SummaryID", "ItemCount", "UpdatedAt"];

/** Fields of one contribution; a summary may come to have more. */
export const MAX_FIELDS_PER_CONTRIBUTION = 20;

/** Summaries that one event may belong to: each is a write. */
const MAX_CONTRIBUTIONS = 10;

/** Bytes of UTF-8 in a field's name. */
const MAX_FIELD_NAME_BYTES = 128;

/** Decimal places that sums carry: with numbers up to 2^53, ten billion of them stay within DynamoDB's 38 digits. */
const DECIMAL_PLACES = 12;

/** A contribution that was checked, with its numbers as decimals. */
export interface CheckedContribution {
  key: string;
  add: Record<string, string>;
  min?: Record<string, string>;
  max?: Record<string, string>;
}

/**
 * Asks the callback about an event, and checks its answer.
 * @returns none for an event that it leaves out
 * @throws what the callback throws, and TypeError or RangeError that name what is wrong with its answer
 */
export function contributionsOf(summarize: Summarize, event: JsonObject): CheckedContribution[] {
  // The callback is the user's code: its type promises what nothing has checked.
  const answer: unknown = summarize(event);
  if (answer === undefined) return [];
  const contributions = (Array.isArray(answer) ? (answer as unknown[]) : [answer]).map(checkContribution);
  if (contributions.length > MAX_CONTRIBUTIONS) {
    throw new RangeError(
      `summarize may return ${MAX_CONTRIBUTIONS} contributions for one event, got ${contributions.length}`,
    );
  }
  const keys = contributions.map(({ key }) => key);
  const repeated = keys.find((key, index) => keys.indexOf(key) < index);
  if (repeated !== undefined) {
    throw new RangeError(
      `summarize returned two contributions with the key ${JSON.stringify(shortened(repeated))}: put their fields into one`,
    );
  }
  return contributions;
}

function checkContribution(answer: unknown): CheckedContribution {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new TypeError(
      `summarize must return { key, add?, min?, max? }, a list of them, or undefined, got ${describe(answer)}`,
    );
  }
  if (typeof (answer as { then?: unknown }).then === "function") {
    // Its failure is nobody's any more, and must not end the process.
    Promise.resolve(answer).catch(() => undefined);
    throw new TypeError(
      "summarize must be synchronous, but it returned a promise; do what needs waiting before the event is posted",
    );
  }
  const { key, add, min, max } = answer as Record<"key" | "add" | "min" | "max", unknown>;
  const checked = {
    key: checkKey(key),
    add: checkFields("add", add),
    ...(min !== undefined && { min: checkFields("min", min) }),
    ...(max !== undefined && { max: checkFields("max", max) }),
  };
  const names = [checked.add, checked.min, checked.max].flatMap((fields) => Object.keys(fields ?? {}));
  if (names.length > MAX_FIELDS_PER_CONTRIBUTION) {
    throw new RangeError(
      `summarize may name ${MAX_FIELDS_PER_CONTRIBUTION} fields in one contribution, got ${names.length}`,
    );
  }
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw new RangeError(`The field "${repeated}" is in two of add, min and max; choose another name for one of them`);
  }
  return checked;
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

function checkFields(part: Part, fields: unknown): Record<string, string> {
  if (fields === undefined) return {};
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new TypeError(`summarize must return an object as ${part}, got ${describe(fields)}`);
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [checkFieldName(part, name), checkNumber(part, name, value)]),
  );
}

/** The parts of a contribution that have fields. */
type Part = "add" | "min" | "max";

function checkFieldName(part: Part, name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > MAX_FIELD_NAME_BYTES || hasLoneSurrogate(name)) {
    throw new RangeError(`A field of ${part} must have a name of 1 to ${MAX_FIELD_NAME_BYTES} bytes, got ${bytes}`);
  }
  if (RESERVED_FIELDS.includes(name) || isMarkName(name)) {
    throw new RangeError(`The field "${name}" of ${part} is reserved; choose another name`);
  }
  // The SDK reads such an attribute as `undefined`: nobody would ever see the sum.
  if (name === "__proto__")
    throw new RangeError(`The field "__proto__" of ${part} cannot be read back; choose another name`);
  return name;
}

/**
 * Rounds to {@link DECIMAL_PLACES}, which takes off the noise of binary arithmetic (0.1 + 0.2), but refuses a number that would lose more than
 * a billionth of itself.
 */
function checkNumber(part: Part, name: string, value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`The field "${name}" of ${part} must be a finite number, got ${describe(value)}`);
  }
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`The field "${name}" of ${part} must be within ±${Number.MAX_SAFE_INTEGER}, got ${value}`);
  }
  const exact = new Big(value);
  const rounded = exact.round(DECIMAL_PLACES);
  if (rounded.minus(exact).abs().gt(exact.abs().times(1e-9))) {
    throw new RangeError(
      `The field "${name}" of ${part} may have ${DECIMAL_PLACES} decimal places, got ${value}; scale it or round it`,
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
