import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { OUTBOX_ATTRIBUTE } from "./cardItem";
import type { CardEvent } from "./event";

type Image = Readonly<Record<string, AttributeValue>> | undefined;

/**
 * The event that a change of the card table is to publish; `undefined` where it publishes nothing: exits and replays are events already
 * when they change a card, and what expires is none.
 *
 * An entry that was let in at the first try has not looked at its card, so it learns here whose it is.
 */
export function publishedEvent({ dynamodb }: DynamoDBRecord): CardEvent | undefined {
  const now = dynamodb?.NewImage as Image;
  const before = dynamodb?.OldImage as Image;
  const text = now?.[OUTBOX_ATTRIBUTE]?.S;
  if (text === undefined || text === before?.[OUTBOX_ATTRIBUTE]?.S) return undefined;
  const event = JSON.parse(text) as CardEvent;
  const employee = now?.employee_id?.S;
  return event.employee_id !== undefined || employee === undefined ? event : { ...event, employee_id: employee };
}
