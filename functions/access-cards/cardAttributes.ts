import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { CARD_TABLE_KEY, cardKey, LISTED } from "./cardItem";
import type { Card } from "./presence";

export type Attributes = Record<string, AttributeValue>;

type Value = string | number | boolean;

/** Texts, numbers and truth values as DynamoDB has them; what is `undefined` is left out. */
export function attributes(values: Readonly<Record<string, Value | undefined>>): Attributes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, attribute(value)]])),
  );
}

export function attribute(value: Value): AttributeValue {
  if (typeof value === "string") return { S: value };
  return typeof value === "number" ? { N: String(value) } : { BOOL: value };
}

/** Reads one text of an item that {@link attributes} made. */
export function textOf(item: Attributes | undefined, name: string): string | undefined {
  return item?.[name]?.S;
}

export function numberOf(item: Attributes | undefined, name: string): number | undefined {
  const text = item?.[name]?.N;
  return text === undefined ? undefined : Number(text);
}

/** The attributes that events decide, of which the others of the item know nothing. */
export const CARD_ATTRIBUTES = [
  "card_id",
  "employee_id",
  "holder",
  "registered_at",
  "status",
  "status_at",
  "status_event",
  "inside",
  "area",
  "gate_id",
  "presence_at",
  "presence_event",
  "presence_replay",
] as const satisfies readonly (keyof Card)[];

/** A card as its item says; `undefined` where there is no item. */
export function cardOf(item: Attributes | undefined): Card | undefined {
  if (item === undefined) return undefined;
  const values: Partial<Record<keyof Card, Value>> = {};
  for (const name of CARD_ATTRIBUTES) {
    const { S, N, BOOL } = item[name] ?? ({} as Record<string, undefined>);
    const value = N === undefined ? (S ?? BOOL) : Number(N);
    if (value !== undefined) values[name] = value;
  }
  return values as unknown as Card;
}

/** A condition or an update in DynamoDB's own language. */
export interface CardUpdate {
  Key: Attributes;
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Attributes;
}

/**
 * The update that makes one card of another, on condition that nothing has happened to it since: every change of a card has an event
 * of its own, in `presence_event` or `status_event`.
 * @param others further attributes to set, or with `undefined` to remove
 */
export function cardUpdate(
  before: Card | undefined,
  after: Card,
  others: Readonly<Record<string, Value | undefined>> = {},
): CardUpdate {
  const wanted: Record<string, Value | undefined> = {
    ...Object.fromEntries(CARD_ATTRIBUTES.map((name) => [name, after[name]])),
    listed: after.registered_at === undefined ? undefined : LISTED,
    ...others,
  };
  const known: Record<string, Value | undefined> = before === undefined ? {} : { ...before };
  const isKnown = (name: string) => (CARD_ATTRIBUTES as readonly string[]).includes(name);
  const changed = Object.keys(wanted).filter((name) => !isKnown(name) || wanted[name] !== known[name]);
  const set = changed.filter((name) => wanted[name] !== undefined);
  const removed = changed.filter((name) => wanted[name] === undefined);
  const pins = ["presence_event", "status_event", "registered_at"] as const;
  const pinned = pins.filter((name) => before?.[name] !== undefined);
  return {
    Key: { [CARD_TABLE_KEY]: { S: cardKey(after.card_id) } },
    UpdateExpression: [
      set.length === 0 ? "" : `SET ${set.map((name) => `#${name} = :${name}`).join(", ")}`,
      removed.length === 0 ? "" : `REMOVE ${removed.map((name) => `#${name}`).join(", ")}`,
    ]
      .join(" ")
      .trim(),
    ConditionExpression: pins
      .map((name) => (pinned.includes(name) ? `#${name} = :seen_${name}` : `attribute_not_exists(#${name})`))
      .join(" AND "),
    ExpressionAttributeNames: Object.fromEntries([...changed, ...pins].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries([
      ...set.map((name) => [`:${name}`, attribute(wanted[name] as Value)]),
      ...pinned.map((name) => [`:seen_${name}`, attribute(before?.[name] as Value)]),
    ]),
  };
}
