import { AwsError } from "../../base/awsError";
import { jsonIn } from "../../base/jsonIn";
import type { MessageAttribute, Publication, SubscriptionProtocol } from "./sns";

/** Bytes of a message with its attributes, and of all messages of one batch. Source: "Amazon SNS endpoints and quotas". */
export const MAX_BYTES = 262_144;
const MAX_SUBJECT_LENGTH = 100;
const MAX_NAME_LENGTH = 256;
const ID = /^[!-~]{1,128}$/;
const TYPE = /^(String|String\.Array|Number|Binary)(\..+)?$/;

/** A message attribute as a request has it. */
interface GivenAttribute {
  DataType?: unknown;
  StringValue?: unknown;
  BinaryValue?: unknown;
}

/** The parameters of `Publish`, or an entry of `PublishBatch`. */
interface GivenPublication {
  readonly Message?: unknown;
  readonly Subject?: unknown;
  readonly MessageStructure?: unknown;
  readonly MessageAttributes?: Readonly<Record<string, GivenAttribute>> | undefined;
  readonly MessageGroupId?: unknown;
  readonly MessageDeduplicationId?: unknown;
}

/**
 * Reads the parameters of `Publish`, or of one entry of `PublishBatch`.
 * @throws AwsError `InvalidParameter` or `InvalidParameterValue`, for what SNS refuses, and for what is not honoured here
 */
export function readPublication(params: GivenPublication): Publication {
  const { Message: message, Subject: subject, MessageStructure: structure } = params;
  const group = idOf("MessageGroupId", params.MessageGroupId);
  const deduplicationId = idOf("MessageDeduplicationId", params.MessageDeduplicationId);
  if (structure !== undefined && structure !== "json") throw invalid("MessageStructure");
  const attributes = Object.fromEntries(Object.entries(params.MessageAttributes ?? {}).map(readAttribute));
  const publication: Publication = {
    message: typeof message === "string" ? message : "",
    ...(typeof subject === "string" && { subject }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(structure === "json" && { structure }),
    ...(group !== undefined && { group }),
    ...(deduplicationId !== undefined && { deduplicationId }),
  };
  checkPublication(publication);
  return publication;
}

/** @throws AwsError as SNS answers (API reference, "Publish") */
export function checkPublication(publication: Publication): void {
  const { message, subject, structure } = publication;
  if (message === "") throw invalid("Empty message");
  if (sizeOf(publication) > MAX_BYTES) throw invalid("Message too long");
  if (subject !== undefined && !isSubject(subject)) throw invalid("Subject");
  if (structure === "json") messageFor(publication, "email");
}

/** UTF-8 bytes of what counts towards the limit. */
export function sizeOf({ message, attributes = {} }: Publication): number {
  const texts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  return [message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Picks the text for a subscriber of a protocol. @throws AwsError `InvalidParameter` where a structured message says nothing for it */
export function messageFor({ message, structure }: Publication, protocol: SubscriptionProtocol): string {
  if (structure === undefined) return message;
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  const { default: fallback, ...special } = (texts ?? {}) as Record<string, unknown>;
  if (typeof fallback !== "string") throw invalid("Message Structure - No default entry in JSON message body");
  const text = special[protocol];
  return typeof text === "string" ? text : fallback;
}

/** @throws AwsError `InvalidParameter` for an id with other characters than SQS's */
function idOf(parameter: string, id: unknown): string | undefined {
  if (id === undefined) return undefined;
  if (typeof id === "string" && ID.test(id)) return id;
  throw invalid(
    `${parameter} Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
  );
}

function readAttribute([name, given]: [string, GivenAttribute | undefined]): [string, MessageAttribute] {
  const { DataType: type, StringValue: text, BinaryValue: binary } = given ?? {};
  checkName(name);
  if (typeof type !== "string" || !TYPE.test(type)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = type.startsWith("Binary") ? binary : text;
  if (typeof value !== "string" || value === "") {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (type.startsWith("Number") && !Number.isFinite(Number(value))) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
  if (type === "String.Array" && listOf(value) === undefined) {
    throw invalidValue(
      `The message attribute '${name}' must be a list of texts, numbers, true, false or null, as JSON.`,
    );
  }
  return [name, { type, value }];
}

/** @throws AwsError in SNS's words (Developer Guide, "Amazon SNS message attributes") */
function checkName(name: string): void {
  if (name === "") throw invalidValue("The message attribute has no name.");
  if (name.length > MAX_NAME_LENGTH) {
    throw invalidValue("Length of message attribute name must be less than 256 bytes.");
  }
  if (name.startsWith(".")) throw invalidValue("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith(".")) throw invalidValue("Invalid message attribute name ending with character '.' was found.");
  const [wrong] = name.match(/[^\w.-]/u) ?? [];
  if (wrong !== undefined) {
    const code = `#x${(wrong.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
    throw invalidValue(
      `Invalid non-alphanumeric character '${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.includes("..")) throw invalidValue("Message attribute name can not have successive '.' character.");
}

/** The elements of a `String.Array`. */
export function listOf(text: string): readonly unknown[] | undefined {
  const list = jsonIn(text);
  return Array.isArray(list) && list.every((element) => element === null || typeof element !== "object")
    ? list
    : undefined;
}

/** "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long." */
function isSubject(subject: string): boolean {
  return subject !== "" && subject.length <= MAX_SUBJECT_LENGTH && !/\p{Cc}/u.test(subject);
}

export function invalid(what: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
}

function invalidValue(message: string): AwsError {
  return new AwsError("ParameterValueInvalid", message);
}
