import { hasLoneSurrogate, parseJson } from "../shared/http/jsonText";
import type { JsonPointer } from "./jsonPointer";

/** Bytes of UTF-8; a DynamoDB partition key takes 2,048, an index entry of Postgres about 2,700. */
const LONGEST_ID_BYTES = 1024;

/**
 * Finds out which entity a webhook is about: a text that is not empty, or a whole number.
 * @param pointer where the id is in the body
 * @returns its id, or why there is none that can be asked for
 */
export function findEntityId(body: string, pointer: JsonPointer): { entityId: string } | { fault: string } {
  let document: unknown;
  try {
    document = parseJson(body);
  } catch {
    return { fault: "the body is not JSON" };
  }
  const value = pointer(document);
  if (value === undefined || value === null) return { fault: "the body does not name its entity" };
  const entityId = textOf(value);
  if (entityId === undefined) return { fault: "the entity's id is neither a text nor a whole number" };
  const fault = faultOf(entityId);
  return fault === undefined ? { entityId } : { fault };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  // Beyond the safe integers two ids may read as the same number.
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined;
}

function faultOf(entityId: string): string | undefined {
  if (entityId === "") return "the entity's id is empty";
  // In a URL they are steps of the path, encoded or not (WHATWG URL Standard, "double-dot URL path segment").
  if (entityId === "." || entityId === "..") return `the entity's id is ${JSON.stringify(entityId)}`;
  if (Buffer.byteLength(entityId) > LONGEST_ID_BYTES) return `the entity's id has more than ${LONGEST_ID_BYTES} bytes`;
  // Postgres holds no text with it.
  if (entityId.includes("\0")) return "the entity's id holds a zero character";
  return hasLoneSurrogate(entityId) ? "the entity's id holds half a surrogate pair" : undefined;
}
