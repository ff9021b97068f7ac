import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { isTransient } from "../shared/awsErrors";
import { type Attributes, attribute, attributes, type CardUpdate, cardUpdate } from "./cardAttributes";
import {
  areaKey,
  CARD_TABLE_KEY,
  cardKey,
  DECISION_DAYS,
  decisionKey,
  EXPIRY_ATTRIBUTE,
  OUTBOX_ATTRIBUTE,
} from "./cardItem";
import type { CardEvent } from "./event";
import { type Card, movement } from "./presence";

/** The outcome of a write: done, or what stood in its way; `conflict`: somebody else was at it just now, and nothing is known. */
export type EntryWrite =
  | { kind: "written" }
  /** The card is not what the write took it for. */
  | { kind: "card"; item: Attributes | undefined }
  | { kind: "area-full" }
  /** This request has been answered before. */
  | { kind: "decided"; item: Attributes }
  | { kind: "conflict"; error: unknown };

export interface EntryPlan {
  event: CardEvent;
  /** The card as it was seen; absent where it is taken for an active one that is outside. */
  seen?: Card;
  /** Areas whose occupancy counts, with their maxima. */
  limits: ReadonlyMap<string, number>;
  /** The request's own id, by which it may come again. */
  isRepeatable: boolean;
}

/**
 * Lets a card in: the card, its area's occupancy and the answer to the request change together or not at all. Most entries are one
 * UpdateItem; a transaction it is where the area has a maximum, or where the request may come again.
 * @throws what the SDK throws on faults that no repeat cures
 */
export async function writeEntry(dynamo: DynamoDBClient, table: string, plan: EntryPlan): Promise<EntryWrite> {
  const { event, seen, limits, isRepeatable } = plan;
  const card = { TableName: table, ...entryUpdate(plan), ...ALL_OLD };
  const moved = movement(seen ?? {}, { inside: true, ...(event.area !== undefined && { area: event.area }) });
  const areas = [...moved].filter(([area]) => limits.has(area));
  if (!isRepeatable && areas.length === 0) return writeAlone(dynamo, card);

  const items: [EntryPart, TransactWriteItem][] = [
    ["card", { Update: card }],
    ...areas.map(([area, by]): [EntryPart, TransactWriteItem] => [
      "area",
      { Update: areaUpdate(table, area, by, limits.get(area)) },
    ]),
    ...(isRepeatable
      ? [["decision", { Put: decisionPut(table, event, { decision: "granted" }) }] as [EntryPart, TransactWriteItem]]
      : []),
  ];
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: items.map(([, item]) => item) }));
    return { kind: "written" };
  } catch (error) {
    return obstacleOf(
      error,
      items.map(([part]) => part),
    );
  }
}

/** Writes down a denial, with the event that tells of it; the first answer to a request stays. */
export async function writeDenial(dynamo: DynamoDBClient, table: string, event: CardEvent): Promise<EntryWrite> {
  const put = decisionPut(table, event, { decision: "denied", [OUTBOX_ATTRIBUTE]: JSON.stringify(event) });
  try {
    await dynamo.send(new PutItemCommand(put));
    return { kind: "written" };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: "decided", item: error.Item ?? {} };
    if (isTransient(error)) return { kind: "conflict", error };
    throw error;
  }
}

type EntryPart = "card" | "area" | "decision";

const ALL_OLD = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

function entryUpdate({ event, seen }: EntryPlan): CardUpdate {
  const after = {
    inside: true,
    area: event.area,
    gate_id: event.gate_id,
    presence_at: event.occurred_at,
    presence_event: event.id,
  };
  const others = { request_id: event.request_id, [OUTBOX_ATTRIBUTE]: JSON.stringify(event) };
  if (seen !== undefined) {
    const { presence_replay: _, ...card } = seen;
    return cardUpdate(seen, { ...card, ...after } as Card, others);
  }
  const values = { ...after, ...others };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  const removed = [
    "presence_replay",
    ...Object.keys(values).filter((name) => values[name as keyof typeof values] === undefined),
  ];
  return {
    Key: { [CARD_TABLE_KEY]: { S: cardKey(event.card_id) } },
    UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")} REMOVE ${removed.map((name) => `#${name}`).join(", ")}`,
    ConditionExpression:
      "#status = :active AND (attribute_not_exists(#inside) OR #inside = :outside) AND " +
      "(attribute_not_exists(#presence_at) OR #presence_at < :presence_at)",
    ExpressionAttributeNames: Object.fromEntries(
      [...Object.keys(values), "status", "presence_replay"].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, attribute(value as string | number | boolean)])),
      ":active": { S: "active" },
      ":outside": { BOOL: false },
    },
  };
}

/** @param max absent where somebody leaves */
function areaUpdate(table: string, area: string, by: number, max: number | undefined) {
  const values: Record<string, AttributeValue> = { ":by": { N: String(by) } };
  const isHeld = by > 0 && max !== undefined;
  if (isHeld) values[":max"] = { N: String(max) };
  return {
    TableName: table,
    Key: { [CARD_TABLE_KEY]: { S: areaKey(area) } },
    UpdateExpression: "ADD occupied :by",
    ...(isHeld && { ConditionExpression: "attribute_not_exists(occupied) OR occupied < :max" }),
    ExpressionAttributeValues: values,
  };
}

function decisionPut(table: string, event: CardEvent, others: Readonly<Record<string, string>>) {
  return {
    TableName: table,
    Item: {
      [CARD_TABLE_KEY]: { S: decisionKey(event.id) },
      ...attributes({
        event_id: event.id,
        occurred_at: event.occurred_at,
        area: event.area,
        reason: event.reason,
        [EXPIRY_ATTRIBUTE]: Math.ceil(event.recorded_at / 1000) + DECISION_DAYS * 86_400,
        ...others,
      }),
    },
    ConditionExpression: `attribute_not_exists(${CARD_TABLE_KEY})`,
    ...ALL_OLD,
  };
}

async function writeAlone(
  dynamo: DynamoDBClient,
  card: CardUpdate & { TableName: string; ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
): Promise<EntryWrite> {
  try {
    await dynamo.send(new UpdateItemCommand(card));
    return { kind: "written" };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: "card", item: error.Item };
    if (isTransient(error)) return { kind: "conflict", error };
    throw error;
  }
}

/** The first answer to a request counts most, then the card: an area is full for those only who may come in. */
function obstacleOf(error: unknown, parts: readonly EntryPart[]): EntryWrite {
  if (!(error instanceof TransactionCanceledException)) {
    if (isTransient(error)) return { kind: "conflict", error };
    throw error;
  }
  const reasons = error.CancellationReasons ?? [];
  const failed = (part: EntryPart) =>
    reasons.find(({ Code }, index) => parts[index] === part && Code === "ConditionalCheckFailed");
  const decision = failed("decision");
  if (decision !== undefined) return { kind: "decided", item: decision.Item ?? {} };
  const card = failed("card");
  if (card !== undefined) return { kind: "card", item: card.Item };
  if (failed("area") !== undefined) return { kind: "area-full" };
  if (reasons.some(({ Code }) => Code === "ValidationError")) throw error;
  return { kind: "conflict", error };
}
