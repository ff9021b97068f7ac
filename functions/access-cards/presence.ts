import type { CardStatus } from "./cardItem";
import type { CardEvent } from "./event";

/** A card as events have left it. Every part of it is that of the latest event that speaks of it, in whatever order they came. */
export interface Card {
  card_id: string;
  employee_id?: string;
  holder?: string;
  registered_at?: number;
  status?: CardStatus;
  status_at?: number;
  status_event?: string;
  inside?: boolean;
  /** Where its holder is; absent when outside. */
  area?: string;
  /** The gate that its holder went through last. */
  gate_id?: string;
  presence_at?: number;
  presence_event?: string;
  /** A replay's id, where its holder's place was not heard of but replayed: gates have counted that before. */
  presence_replay?: string;
}

/**
 * When an event counts as having happened, in milliseconds since the Unix epoch. A gate whose clock is ahead cannot have seen what was
 * to come; if its word were taken, a card's later exits would look old for as long as the clock is ahead.
 */
export function timeOf({ occurred_at, recorded_at }: Pick<CardEvent, "occurred_at" | "recorded_at">): number {
  return Math.min(occurred_at, recorded_at);
}

/**
 * The card after an event; the very same object where the event is known, or older than what is known.
 *
 * The outcome does not depend on the order in which events come, nor on how often: of each part of a card, the greatest event by time
 * wins. Of an entry and an exit in the same millisecond the entry does: such an exit ended the visit before. What else happens in one
 * millisecond is ordered by ids, for there must be an order.
 */
export function afterEvent(card: Card, event: CardEvent): Card {
  switch (event.type) {
    case "entered":
      return withPresence(card, event, true);
    case "left":
      return withPresence(card, event, false);
    case "card-registered":
      return registered(card, event);
    case "card-blocked":
      return withStatus(card, event, "blocked");
    case "card-unblocked":
      return withStatus(card, event, "active");
    case "denied":
    case "command-refused":
      return card;
  }
}

/** Those who are inside more than before, or fewer, by area. */
export function movement(before: Pick<Card, "inside" | "area">, after: Pick<Card, "inside" | "area">) {
  const change = new Map<string, number>();
  const from = before.inside === true ? before.area : undefined;
  const to = after.inside === true ? after.area : undefined;
  if (from === to) return change;
  if (from !== undefined) change.set(from, -1);
  if (to !== undefined) change.set(to, 1);
  return change;
}

function withPresence(card: Card, event: CardEvent, inside: boolean): Card {
  const at = timeOf(event);
  if (!isLaterPresence(card, { at, inside, id: event.id })) return card;
  const { area: _, presence_replay: __, gate_id: ___, ...rest } = card;
  return {
    ...rest,
    inside,
    presence_at: at,
    presence_event: event.id,
    ...(inside && event.area !== undefined && { area: event.area }),
    ...(event.gate_id !== undefined && { gate_id: event.gate_id }),
    ...(event.replay !== undefined && { presence_replay: event.replay.id }),
  };
}

function isLaterPresence(card: Card, { at, inside, id }: { at: number; inside: boolean; id: string }): boolean {
  if (card.presence_at === undefined || at > card.presence_at) return true;
  if (at < card.presence_at) return false;
  if (inside !== card.inside) return inside;
  return id > (card.presence_event ?? "");
}

/** A registration makes a card active; one with an area takes over the place of a blocked card of the same employee. */
function registered(card: Card, event: CardEvent): Card {
  const at = timeOf(event);
  const withPlace = event.area === undefined ? card : withPresence(card, event, true);
  const active = withStatus(withPlace, event, "active");
  if (card.registered_at !== undefined && card.registered_at >= at) return active;
  return {
    ...active,
    registered_at: at,
    ...(event.employee_id !== undefined && { employee_id: event.employee_id }),
    ...(event.holder !== undefined && { holder: event.holder }),
  };
}

function withStatus(card: Card, event: CardEvent, status: CardStatus): Card {
  const at = timeOf(event);
  const isLater =
    card.status_at === undefined ||
    at > card.status_at ||
    (at === card.status_at && event.id > (card.status_event ?? ""));
  return isLater ? { ...card, status, status_at: at, status_event: event.id } : card;
}
