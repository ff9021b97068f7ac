import { AwsError } from "../../base/awsError";

const MAX_ATTRIBUTES = 10;
const MAX_NAME_LENGTH = 256;
const NAME = /^(?!\.)(?!.*\.\.)(?!.*\.$)[A-Za-z0-9_.-]+$/;
const RESERVED_NAME = /^(aws|amazon)\./i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;

/**
 * Checks message attributes as SQS does, an empty value above all: it is refused, not stored.
 * Source: Amazon SQS Developer Guide, "Amazon SQS message attributes"; the messages are SQS's own.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkMessageAttributes(attributes: unknown): void {
  if (attributes === undefined || attributes === null) return;
  if (typeof attributes !== "object") throw refused("MessageAttributes must be a map of attributes by name.");
  const entries = Object.entries(attributes as Record<string, unknown>);
  if (entries.length > MAX_ATTRIBUTES) {
    throw refused(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  }
  for (const [name, value] of entries) checkAttribute(name, value);
}

interface FailedEntry {
  Id: string;
  SenderFault: true;
  Code: string;
  Message: string;
}

/** Parts the entries of a batch whose attributes SQS refuses from the others. */
export function withValidAttributes(entries: unknown): { entries: unknown[]; failed: FailedEntry[] } {
  const valid: unknown[] = [];
  const failed: FailedEntry[] = [];
  for (const entry of Array.isArray(entries) ? (entries as Record<string, unknown>[]) : []) {
    try {
      checkMessageAttributes(entry.MessageAttributes);
      valid.push(entry);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: String(entry.Id), SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { entries: valid, failed };
}

function checkAttribute(name: string, value: unknown): void {
  if (!NAME.test(name) || RESERVED_NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw refused(
      `Message (user) attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, and must not begin with AWS. or Amazon.`,
    );
  }
  const { DataType, StringValue, BinaryValue } = (value ?? {}) as Record<string, unknown>;
  if (typeof DataType !== "string" || DataType === "") {
    throw refused(`Message (user) attribute '${name}' must contain a non-empty message attribute type.`);
  }
  const [, kind] = TYPE.exec(DataType) ?? [];
  if (kind === undefined) {
    throw refused(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const given = kind === "Binary" ? BinaryValue : StringValue;
  if (typeof given !== "string" || given === "") {
    throw refused(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  }
}

function refused(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
