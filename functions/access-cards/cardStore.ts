import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { isTransient } from "../shared/awsErrors";
import { type Attributes, cardOf, cardUpdate } from "./cardAttributes";
import { areaKey, CARD_TABLE_KEY, cardKey, EXPIRY_ATTRIBUTE, employeeKey } from "./cardItem";
import type { Card } from "./presence";

/** A card before and after some events. */
export interface CardChange {
  /** Absent where the table has no such card. */
  before?: Card;
  after: Card;
}

/** The outcome of a write: `lost` is one that somebody else's write made void, so that the card has to be read again. */
export type StoreOutcome = "written" | "lost" | { error: unknown };

/** Keys that DynamoDB reads in one request (API reference, "BatchGetItem"). */
const MAX_KEYS = 100;

/** Days that a card stays of which an exit was heard, but no registration: longer than a gate's report may be late. */
const UNREGISTERED_DAYS = 8;

/**
 * Reads cards as they are now.
 * @returns those that DynamoDB read, with `undefined` for those it does not have; those it had no time for are left out
 */
export async function readCards(
  dynamo: DynamoDBClient,
  table: string,
  cardIds: readonly string[],
): Promise<Map<string, Card | undefined>> {
  const chunks = chunksOf(cardIds, MAX_KEYS);
  const read = await Promise.all(
    chunks.map(async (ids) => {
      const Keys = ids.map((id) => ({ [CARD_TABLE_KEY]: { S: cardKey(id) } }));
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      const items = new Map((Responses?.[table] ?? []).map((item) => [keyOf(item), item]));
      const unread = new Set((UnprocessedKeys?.[table]?.Keys ?? []).map(keyOf));
      return ids.filter((id) => !unread.has(cardKey(id))).map((id) => [id, cardOf(items.get(cardKey(id)))] as const);
    }),
  );
  return new Map(read.flat());
}

/** Writes a card that changes no area's occupancy, unless something has happened to it. */
export async function writeCard(
  dynamo: DynamoDBClient,
  table: string,
  change: CardChange,
  now: number,
): Promise<StoreOutcome> {
  try {
    await dynamo.send(new UpdateItemCommand({ TableName: table, ...updateOf(change, now) }));
    return "written";
  } catch (error) {
    return error instanceof ConditionalCheckFailedException ? "lost" : { error };
  }
}

/**
 * Writes cards and what they change in the occupancy of areas, all or nothing: one update an area, however many cards, so that a flood
 * of exits leaves room for others at the area's item.
 * @param occupancy by area, what to add
 * @returns an outcome a card; cards that were not the cause of a failure are lost too, for they are not written
 */
export async function writeTogether(
  dynamo: DynamoDBClient,
  table: string,
  changes: readonly CardChange[],
  occupancy: ReadonlyMap<string, number>,
  now: number,
): Promise<StoreOutcome> {
  const cards = changes.map((change) => ({ Update: { TableName: table, ...updateOf(change, now) } }));
  const areas = [...occupancy]
    .filter(([, by]) => by !== 0)
    .map(([area, by]) => ({
      Update: {
        TableName: table,
        Key: { [CARD_TABLE_KEY]: { S: areaKey(area) } },
        UpdateExpression: "ADD occupied :by",
        ExpressionAttributeValues: { ":by": { N: String(by) } },
      },
    }));
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...cards, ...areas] }));
    return "written";
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) return { error };
    const isBroken = error.CancellationReasons?.some(({ Code }) => Code === "ValidationError") ?? false;
    return isBroken ? { error } : "lost";
  }
}

/** Notes which card an employee was given last; an older one changes nothing. */
export async function writeEmployee(
  dynamo: DynamoDBClient,
  table: string,
  { card_id, employee_id, registered_at }: Card,
): Promise<StoreOutcome> {
  if (employee_id === undefined || registered_at === undefined) return "written";
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { [CARD_TABLE_KEY]: { S: employeeKey(employee_id) } },
        UpdateExpression: "SET card_id = :card, registered_at = :at",
        ConditionExpression: "attribute_not_exists(registered_at) OR registered_at < :at",
        ExpressionAttributeValues: { ":card": { S: card_id }, ":at": { N: String(registered_at) } },
      }),
    );
    return "written";
  } catch (error) {
    return error instanceof ConditionalCheckFailedException ? "written" : { error };
  }
}

/** Tells whether an outcome is worth another try at once. */
export function isRetriable(outcome: StoreOutcome): boolean {
  return outcome === "lost" || (typeof outcome === "object" && isTransient(outcome.error));
}

export function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

function updateOf({ before, after }: CardChange, now: number) {
  // The area counts the card's holder: such a card may not go without a word.
  const isStranger = after.registered_at === undefined && after.inside !== true;
  const expiry = isStranger ? Math.ceil(now / 1000) + UNREGISTERED_DAYS * 86_400 : undefined;
  return cardUpdate(before, after, { [EXPIRY_ATTRIBUTE]: expiry });
}

function keyOf(item: Attributes): string {
  return item[CARD_TABLE_KEY]?.S ?? "";
}
