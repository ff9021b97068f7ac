import { type AttributeValue, type DynamoDBClient, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PENDING, PENDING_INDEX, reasonsOf } from "./entry";
import type { Reason } from "./judge";
import type { FieldRule } from "./rules";

export type Item = Readonly<Record<string, AttributeValue>>;

/** An entry as callers see it: its fields by name, and when it was stored (ISO 8601). */
export interface StoredEntry {
  id: string;
  stored_at: string;
  [field: string]: string;
}

/** An entry that waits for a person, without what would let anybody decide about it. */
export interface PendingEntry {
  id: string;
  fields: Record<string, string>;
  reasons: Reason[];
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601; absent until somebody has been asked. */
  expires_at?: string;
  /** Absent until somebody has decided: the workflow has not yet caught up with it. */
  decision?: string;
}

/** The attributes of an entry that waits, besides its fields. */
const PENDING_ATTRIBUTES = ["id", "reasons", "created_at", "expires_at", "decision"];

/** Reads in a row that may bring nothing, before a page goes out short: a table may hold more that is not stored than is. */
const MOST_READS = 10;

/** One page of what is stored, in no particular order. `next` is the id to go on after; absent at the end. */
export async function readStored(
  dynamo: DynamoDBClient,
  table: string,
  rules: readonly FieldRule[],
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ entries: StoredEntry[]; next?: string }> {
  const entries: StoredEntry[] = [];
  let last = after;
  for (let reads = 0; reads < MOST_READS && entries.length < limit; reads += 1) {
    const page = await dynamo.send(
      new ScanCommand({
        TableName: table,
        // An entry that has been answered with 201 must be there.
        ConsistentRead: true,
        Limit: limit - entries.length,
        FilterExpression: "#status = :stored",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":stored": { S: "stored" } },
        ...(last !== undefined && { ExclusiveStartKey: { id: { S: last } } }),
      }),
    );
    entries.push(...(page.Items ?? []).map((item) => storedEntry(rules, item)));
    last = page.LastEvaluatedKey?.id?.S;
    if (last === undefined) return { entries };
  }
  return { entries, ...(last !== undefined && { next: last }) };
}

/** Reads the entries that wait for a person, the oldest first, which expire first; `more` where there are others. */
export async function readPending(
  dynamo: DynamoDBClient,
  table: string,
  rules: readonly FieldRule[],
  limit: number,
): Promise<{ pending: PendingEntry[]; more: boolean }> {
  const attributes = [...rules.map(({ name }) => name), ...PENDING_ATTRIBUTES];
  const page = await dynamo.send(
    new QueryCommand({
      TableName: table,
      IndexName: PENDING_INDEX,
      KeyConditionExpression: "#pending = :pending",
      // Not the task token, with which anybody could decide.
      ProjectionExpression: attributes.map((_, index) => `#a${index}`).join(", "),
      ExpressionAttributeNames: {
        "#pending": "pending",
        ...Object.fromEntries(attributes.map((attribute, index) => [`#a${index}`, attribute])),
      },
      ExpressionAttributeValues: { ":pending": { S: PENDING } },
      Limit: limit,
    }),
  );
  const pending = (page.Items ?? []).map((item) => pendingEntry(rules, item));
  return { pending, more: page.LastEvaluatedKey !== undefined };
}

function storedEntry(rules: readonly FieldRule[], item: Item): StoredEntry {
  return { id: item.id?.S ?? "", ...fieldsOf(rules, item), stored_at: item.stored_at?.S ?? "" };
}

function pendingEntry(rules: readonly FieldRule[], item: Item): PendingEntry {
  return {
    id: item.id?.S ?? "",
    fields: fieldsOf(rules, item),
    reasons: reasonsOf(item),
    created_at: item.created_at?.S ?? "",
    ...(item.expires_at?.S !== undefined && { expires_at: item.expires_at.S }),
    ...(item.decision?.S !== undefined && { decision: item.decision.S }),
  };
}

/** The fields of an item, by the rules that there are now. */
export function fieldsOf(rules: readonly FieldRule[], item: Item): Record<string, string> {
  return Object.fromEntries(rules.map(({ name }) => [name, item[name]?.S ?? ""]));
}
