import type { AwsError } from "../../base/awsError";
import type { MessageAttributes } from "./message";
import { sqsError } from "./sqsErrors";

const MAX_ATTRIBUTES = 10;
const MAX_NAME_LENGTH = 256;
// Letters with diacritics are not documented, but AWS takes them.
const NAME = /^(?!\.)(?!.*\.\.)(?!.*\.$)[A-Za-z0-9_.\u00c0-\u017f-]+$/;
const RESERVED_NAME = /^(aws|amazon)\./i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MAX_DIGITS = 38;
const MIN_NUMBER = -(10 ** 128);
const MAX_NUMBER = 10 ** 126;
/** The one attribute of SQS's own that a sender may set. */
const TRACE_HEADER = "AWSTraceHeader";

/** Characters that neither a body nor a text of an attribute may have. Source: Amazon SQS API Reference, "SendMessage". */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that SQS names
const INVALID_CHARACTER = /[^\u{9}\u{A}\u{D}\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

export function hasInvalidCharacter(text: string): boolean {
  return INVALID_CHARACTER.test(text);
}

/**
 * Checks message attributes as SQS does, an empty value above all: it is refused, not stored.
 * Source: Amazon SQS Developer Guide, "Amazon SQS message metadata"; the messages are SQS's own.
 *
 * @returns them, or `undefined` where there are none
 * @throws AwsError `InvalidParameterValue`
 */
export function checkMessageAttributes(attributes: unknown): MessageAttributes | undefined {
  if (attributes === undefined || attributes === null) return undefined;
  if (typeof attributes !== "object") throw refused("MessageAttributes must be a map of attributes by name.");
  const entries = Object.entries(attributes as Record<string, unknown>);
  if (entries.length > MAX_ATTRIBUTES) {
    throw refused(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  }
  for (const [name, value] of entries) {
    checkName(name);
    checkValue(`Message (user) attribute '${name}'`, `message (user) attribute '${name}'`, value);
  }
  return entries.length > 0 ? (attributes as MessageAttributes) : undefined;
}

/**
 * Checks SQS's own attributes, of which a sender may set the trace header.
 * @returns its value, or `undefined` where it is not set
 * @throws AwsError `InvalidParameterValue`
 */
export function checkSystemAttributes(attributes: unknown): string | undefined {
  if (attributes === undefined || attributes === null) return undefined;
  for (const [name, value] of Object.entries(
    attributes as Record<string, { DataType?: string; StringValue?: string }>,
  )) {
    if (name !== TRACE_HEADER) {
      throw refused(`Message system attribute name '${name}' is invalid: only ${TRACE_HEADER} may be set.`);
    }
    checkValue(`Message (system) attribute '${name}'`, `message (system) attribute '${name}'`, value);
    if (value.DataType !== "String") throw refused(`Message (system) attribute '${name}' must be of type 'String'.`);
    return value.StringValue;
  }
  return undefined;
}

function checkName(name: string): void {
  if (NAME.test(name) && !RESERVED_NAME.test(name) && name.length <= MAX_NAME_LENGTH) return;
  throw refused(
    `Message (user) attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, and must not begin with AWS. or Amazon.`,
  );
}

function checkValue(attribute: string, inSentence: string, value: unknown): void {
  const { DataType, StringValue, BinaryValue, StringListValues, BinaryListValues } = (value ?? {}) as Record<
    string,
    unknown
  >;
  if (hasEntries(StringListValues) || hasEntries(BinaryListValues)) {
    throw sqsError("UnsupportedOperation", "Message attribute list values in SendMessage operation are not supported.");
  }
  if (typeof DataType !== "string" || DataType === "") {
    throw refused(`${attribute} must contain a non-empty message attribute type.`);
  }
  const [, kind] = TYPE.exec(DataType) ?? [];
  if (kind === undefined || DataType.length > MAX_NAME_LENGTH) {
    throw refused(
      `The type of ${inSentence} is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const given = kind === "Binary" ? BinaryValue : StringValue;
  if (typeof given !== "string" || given === "") {
    throw refused(`${attribute} must contain a non-empty value of type '${kind}'.`);
  }
  if (![StringValue, BinaryValue].every((text) => text === undefined || typeof text === "string")) {
    throw refused(`${attribute} contains a value that is no text.`);
  }
  if (kind === "Number" && !isNumber(given)) throw refused(`Can't cast the value of ${inSentence} to a number.`);
  if (kind === "String" && hasInvalidCharacter(given)) {
    throw refused(`${attribute} contains characters that are not allowed in a value of type 'String'.`);
  }
}

function hasEntries(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** A number has 38 digits at most, from -10^128 to 10^126. */
function isNumber(text: string): boolean {
  const [mantissa = ""] = text.split(/e/i);
  const value = Number(text);
  return (
    NUMBER.test(text) &&
    mantissa.replace(/\D/g, "").replace(/^0+/, "").length <= MAX_DIGITS &&
    value >= MIN_NUMBER &&
    value <= MAX_NUMBER
  );
}

function refused(message: string): AwsError {
  return sqsError("InvalidParameterValue", message);
}
