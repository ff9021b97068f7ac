import { type CardEvent, type CardEventType, EVENT_TYPES, partitionOf } from "../event";

/**
 * Keys and attributes of the ledger. It holds, each under a key of its own:
 *
 * | key | item |
 * |---|---|
 * | `file#<object key>` | an object of events: `count`, `bytes`, `counts` by type, `etag`, `sequencer`, `hour` |
 * | `hour#<yyyy-MM-ddTHH>` | for each type what was archived of that hour and what was produced, and a mark for each shard that has been counted |
 */
export const LEDGER_KEY = "pk";
export const fileKey = (objectKey: string): string => `file#${objectKey}`;
export const hourKey = (hour: string): string => `hour#${hour}`;

/** Attribute of an hour: events of a type in the archive's objects, copies included. */
export const archivedAttribute = (type: CardEventType): string => `archived_${type}`;
/** Attribute of an hour: events of a type that were produced, copies included. */
export const producedAttribute = (type: CardEventType): string => `produced_${type}`;

export const CARD_EVENT_TYPES = Object.keys(EVENT_TYPES) as readonly CardEventType[];

/** Events by type; a type that is absent has none. */
export type TypeCounts = Partial<Record<CardEventType, number>>;

/** The hour that an event belongs to, by when it happened, in UTC: `"2026-11-21T09"`. */
export function hourOf(event: Pick<CardEvent, "occurred_at">): string {
  const { date, hour } = partitionOf(event);
  return `${date}T${hour}`;
}
