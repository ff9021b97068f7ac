import { hasLoneSurrogate, parseJson, shortened } from "../shared/http/jsonText";
import type { Delivery } from "../shared/webhooks/delivery";
import { webhookDelivery } from "../shared/webhooks/webhookDelivery";
import type { JsonPointer } from "./jsonPointer";
import type { EntityOf } from "./ownCode";

/** Bytes of UTF-8; a DynamoDB partition key takes 2,048, an index entry of Postgres about 2,700. */
const LONGEST_ID_BYTES = 1024;

/** An entity's id, or why there is none that can be asked for. */
type Found = { entityId: string } | { fault: string };

/** Finds out which entity a webhook is about: a text that is not empty, or a whole number. */
export type FindEntity = (delivery: Delivery) => Found;

/** @param pointer where the id is in the body, which is JSON */
export function entityAt(pointer: JsonPointer): FindEntity {
  return ({ body }) => {
    let document: unknown;
    try {
      document = parseJson(body);
    } catch {
      return { fault: "the body is not JSON" };
    }
    return checked(pointer(document), "the body does not name its entity");
  };
}

/** Asks code of one's own. */
export function entityBy(entityOf: EntityOf): FindEntity {
  return (delivery) => {
    let value: unknown;
    try {
      value = entityOf(webhookDelivery(delivery));
    } catch (error) {
      return { fault: `entityOf threw ${shortened(error instanceof Error ? error.message : String(error))}` };
    }
    if (value instanceof Promise) {
      value.catch(() => undefined);
      return { fault: "entityOf must be synchronous, but it returned a promise" };
    }
    return checked(value, "entityOf names no entity");
  };
}

function checked(value: unknown, missing: string): Found {
  if (value === undefined || value === null) return { fault: missing };
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
