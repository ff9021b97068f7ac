import {
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { isTransient } from "../shared/awsErrors";
import { eventIdOfKey } from "../shared/eventId";
import { type Attributes, attributes, cardOf, cardUpdate, textOf } from "./cardAttributes";
import {
  CARD_TABLE_KEY,
  COMMAND_DAYS,
  cardKey,
  commandKey,
  EXPIRY_ATTRIBUTE,
  employeeKey,
  OUTBOX_ATTRIBUTE,
} from "./cardItem";
import type { Command, CommandRefusal } from "./command";
import { type CardEvent, ENVELOPE_VERSION } from "./event";
import { afterEvent, type Card } from "./presence";

/** `repeat`: it was carried out or refused before; `conflict`: something changed while it was looked at. */
export type CommandOutcome = "done" | "refused" | "repeat" | "conflict";

/** Items to write, or why not. */
type Plan = { items: TransactWriteItem[] } | { refusal: CommandRefusal };

/** Reads what a command is about, and writes what it does, with its outcome, or that it is refused. */
export async function carryOut(
  dynamo: DynamoDBClient,
  table: string,
  command: Command,
  now: number,
): Promise<CommandOutcome> {
  const read = async (key: string): Promise<Attributes | undefined> => {
    const Key = { [CARD_TABLE_KEY]: { S: key } };
    return (await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };
  if ((await read(commandKey(command.command_id))) !== undefined) return "repeat";
  const plan =
    command.command === "register"
      ? await planRegistration(table, read, command, now)
      : await planStatus(table, read, command, now);
  const items = "items" in plan ? plan.items : [];
  const outcome = outcomePut(table, command, now, "refusal" in plan ? plan.refusal : undefined);
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [outcome, ...items] }));
    return "items" in plan ? "done" : "refused";
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      const reasons = error.CancellationReasons ?? [];
      if (reasons.some(({ Code }) => Code === "ValidationError")) throw error;
      return "conflict";
    }
    if (isTransient(error)) return "conflict";
    throw error;
  }
}

type Read = (key: string) => Promise<Attributes | undefined>;

/** A card of an employee whose last one is blocked takes over where the holder is, so that nobody gets lost by a lost card. */
async function planRegistration(
  table: string,
  read: Read,
  command: Extract<Command, { command: "register" }>,
  now: number,
): Promise<Plan> {
  const { card_id, employee_id, holder } = command;
  const known = cardOf(await read(cardKey(card_id)));
  if (known?.registered_at !== undefined) return { refusal: "card-exists" };
  const pointer = await read(employeeKey(employee_id));
  const lastId = textOf(pointer, "card_id");
  const last = lastId === undefined ? undefined : cardOf(await read(cardKey(lastId)));
  if (last?.status === "active") return { refusal: "employee-has-card" };

  const place = last?.inside === true ? last : undefined;
  const latest = Math.max(
    known?.presence_at ?? 0,
    known?.status_at ?? 0,
    place?.presence_at ?? 0,
    last?.registered_at ?? 0,
  );
  const event: CardEvent = {
    ...eventOf(command, "card-registered", Math.max(Math.min(command.at, now), latest + 1)),
    employee_id,
    holder,
    ...(place?.area !== undefined && { area: place.area }),
    ...(place?.gate_id !== undefined && { gate_id: place.gate_id }),
  };
  const before = known ?? { card_id };
  const items = [
    cardItem(table, known, afterEvent(before, event), event),
    pointerItem(table, employee_id, card_id, event.occurred_at, lastId),
  ];
  if (last === undefined) return { items };
  const left = place === undefined ? undefined : replacedEvent(command, last, event.occurred_at);
  return {
    items: [...items, left === undefined ? pinned(table, last) : cardItem(table, last, afterEvent(last, left), left)],
  };
}

async function planStatus(table: string, read: Read, command: Command, now: number): Promise<Plan> {
  const card = cardOf(await read(cardKey(command.card_id)));
  if (card?.registered_at === undefined) return { refusal: "unknown-card" };
  const at = Math.min(command.at, now);
  if (at <= (card.status_at ?? 0)) return { refusal: "superseded" };
  const type = command.command === "block" ? "card-blocked" : "card-unblocked";
  const event: CardEvent = { ...eventOf(command, type, at), ...employeeOf(card) };
  const item = cardItem(table, card, afterEvent(card, event), event);
  if (command.command === "block" || card.employee_id === undefined) return { items: [item] };
  const pointer = await read(employeeKey(card.employee_id));
  if (textOf(pointer, "card_id") !== card.card_id) return { refusal: "card-replaced" };
  return { items: [item, ownCheck(table, card.employee_id, card.card_id)] };
}

/** @param at milliseconds since the Unix epoch */
function eventOf(command: Command, type: CardEvent["type"], at: number): CardEvent {
  return {
    id: eventIdOfKey("event", `command\n${type}\n${command.command_id}`),
    version: ENVELOPE_VERSION,
    type,
    occurred_at: at,
    recorded_at: at,
    card_id: command.card_id,
  };
}

/** The old card's holder is inside with the new one. */
function replacedEvent(command: Command, last: Card, at: number): CardEvent {
  return {
    ...eventOf(command, "left", at),
    card_id: last.card_id,
    ...employeeOf(last),
    ...(last.area !== undefined && { area: last.area }),
    reason: "card-replaced",
  };
}

function employeeOf(card: Card): { employee_id?: string } {
  return card.employee_id === undefined ? {} : { employee_id: card.employee_id };
}

function cardItem(table: string, before: Card | undefined, after: Card, event: CardEvent): TransactWriteItem {
  const others = { [OUTBOX_ATTRIBUTE]: JSON.stringify(event), [EXPIRY_ATTRIBUTE]: undefined };
  return { Update: { TableName: table, ...cardUpdate(before, after, others) } };
}

/** That nothing has happened to a card, though nothing is written to it. */
function pinned(table: string, card: Card): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { [CARD_TABLE_KEY]: { S: cardKey(card.card_id) } },
      ConditionExpression:
        `${card.status_event === undefined ? "attribute_not_exists(status_event)" : "status_event = :status"} AND ` +
        "(attribute_not_exists(inside) OR inside = :outside)",
      ExpressionAttributeValues: attributes({ ":status": card.status_event, ":outside": false }),
    },
  };
}

function pointerItem(
  table: string,
  employeeId: string,
  cardId: string,
  at: number,
  lastId: string | undefined,
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: { [CARD_TABLE_KEY]: { S: employeeKey(employeeId) } },
      UpdateExpression: "SET card_id = :card, registered_at = :at",
      ConditionExpression: lastId === undefined ? "attribute_not_exists(card_id)" : "card_id = :last",
      ExpressionAttributeValues: attributes({ ":card": cardId, ":at": at, ":last": lastId }),
    },
  };
}

function ownCheck(table: string, employeeId: string, cardId: string): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { [CARD_TABLE_KEY]: { S: employeeKey(employeeId) } },
      ConditionExpression: "card_id = :card",
      ExpressionAttributeValues: attributes({ ":card": cardId }),
    },
  };
}

/**
 * Writes the note by which a portal learns of a command: `outcome` is `done` or `refused`, then with a `reason`. A refusal is an event
 * too.
 */
function outcomePut(
  table: string,
  command: Command,
  now: number,
  reason: CommandRefusal | undefined,
): TransactWriteItem {
  const refused: CardEvent | undefined =
    reason === undefined ? undefined : { ...eventOf(command, "command-refused", now), reason, ...ownerOf(command) };
  return {
    Put: {
      TableName: table,
      Item: attributes({
        [CARD_TABLE_KEY]: commandKey(command.command_id),
        outcome: reason === undefined ? "done" : "refused",
        reason,
        card_id: command.card_id,
        by: command.by,
        at: command.at,
        [OUTBOX_ATTRIBUTE]: refused === undefined ? undefined : JSON.stringify(refused),
        [EXPIRY_ATTRIBUTE]: Math.ceil(now / 1000) + COMMAND_DAYS * 86_400,
      }),
      ConditionExpression: `attribute_not_exists(${CARD_TABLE_KEY})`,
    },
  };
}

function ownerOf(command: Command): { employee_id?: string } {
  return command.command === "register" ? { employee_id: command.employee_id } : {};
}
