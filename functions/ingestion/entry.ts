import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fieldValue, type Judgement, type Reason, type Submission } from "./judge";
import type { FieldRule } from "./rules";

/**
 * - `stored`: valid, or approved
 * - `pending`: a person is to decide
 * - `rejected`, `expired`: not stored
 */
export type EntryStatus = "stored" | "pending" | "rejected" | "expired";

/** The partition key of the index of what is pending: one for all, because people work through it. */
export const PENDING = "pending";

/** The name of that index. */
export const PENDING_INDEX = "pending";

/** An entry to store, unless its id is taken. */
export interface NewEntry {
  id: string;
  /** The same for the same values. */
  fingerprint: string;
  /** The name of the execution that asks a person; used only where one is asked. */
  execution: string;
  /** As DynamoDB stores it. */
  item: Record<string, AttributeValue>;
}

/**
 * Identifies an entry, a repeat like the first: by its Idempotency-Key where the client sends one, otherwise by its values. A GET is
 * repeated by browsers, proxies and clients as they see fit (RFC 9110, section 9.2.2), so a repeat must come to the same id by itself.
 *
 * @param nowMs milliseconds since the Unix epoch
 */
export function newEntry(
  rules: readonly FieldRule[],
  { values, idempotencyKey, requestId }: Submission,
  { outcome, reasons }: Judgement,
  nowMs: number,
): NewEntry {
  const fields = rules.map(({ name }) => [name, fieldValue(values, name)] as const);
  const fingerprint = digest("values", JSON.stringify(fields));
  const id = idempotencyKey === undefined ? fingerprint : digest("key", idempotencyKey);
  const createdAt = new Date(nowMs).toISOString();
  const execution = `${id}-${nowMs}`;
  const status: EntryStatus = outcome === "waiting" ? "pending" : "stored";
  return {
    id,
    fingerprint,
    execution,
    item: {
      ...Object.fromEntries(fields.map(([name, value]) => [name, { S: value }])),
      id: { S: id },
      status: { S: status },
      fingerprint: { S: fingerprint },
      created_at: { S: createdAt },
      ...(requestId !== undefined && { request_id: { S: requestId } }),
      ...(status === "stored"
        ? { stored_at: { S: createdAt } }
        : { execution: { S: execution }, pending: { S: PENDING }, reasons: { S: JSON.stringify(reasons) } }),
    },
  };
}

/** The reasons for which an entry waits, as its item holds them. */
export function reasonsOf(item: Readonly<Record<string, AttributeValue>>): Reason[] {
  return JSON.parse(item.reasons?.S ?? "[]") as Reason[];
}

function digest(scope: string, text: string): string {
  return createHash("sha256").update(`${scope}\n${text}`).digest("hex").slice(0, 32);
}
