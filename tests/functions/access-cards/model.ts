import { type CardEvent, impossibilityOf } from "../../../functions/access-cards/event";
import { AREAS, NOON } from "./offices";

interface Heard {
  at: number;
  event: CardEvent;
  /** Presence: true where the holder is inside after it. */
  inside?: boolean;
}

/** The answer that an entry should get. */
export type Expected = { decision: "granted" } | { decision: "denied"; reason: string };

export interface ModelRules {
  antiPassback: "hard" | "soft";
  forgiveMissingExitAfterMinutes?: number;
}

/**
 * A model of cards, the plain way: everything that was ever heard is kept, and asked for its latest whenever somebody wants to know.
 */
export class Model {
  private readonly heard: Heard[] = [];

  constructor(private readonly rules: ModelRules) {}

  hear(event: CardEvent): void {
    const changesNothing = event.type === "denied" || event.type === "command-refused";
    if (changesNothing || impossibilityOf(event) !== undefined) return;
    const isPlace = event.type === "entered" || (event.type === "card-registered" && event.area !== undefined);
    this.heard.push({
      at: Math.min(event.occurred_at, event.recorded_at),
      event,
      ...(isPlace && { inside: true }),
      ...(event.type === "left" && { inside: false }),
    });
  }

  enter(card: string, gate: string, now: number): Expected {
    const area = Object.keys(AREAS).find((name) => AREAS[name]?.gates.includes(gate));
    if (area === undefined) return { decision: "denied", reason: "unknown-gate" };
    const status = this.status(card);
    if (status === undefined) return { decision: "denied", reason: "unknown-card" };
    if (status === "blocked") return { decision: "denied", reason: "card-blocked" };
    const place = this.place(card);
    const forgiven = (this.rules.forgiveMissingExitAfterMinutes ?? Number.POSITIVE_INFINITY) * 60_000;
    const isHeld = place?.inside === true && this.rules.antiPassback === "hard" && now - place.at < forgiven;
    if (isHeld) return { decision: "denied", reason: "already-inside" };
    const max = AREAS[area]?.maxOccupancy ?? Number.POSITIVE_INFINITY;
    const others = this.inside(area).filter((other) => other !== card);
    const isThere = this.inside(area).includes(card);
    if (!isThere && others.length >= max) return { decision: "denied", reason: "area-full" };
    return { decision: "granted" };
  }

  status(card: string): "active" | "blocked" | undefined {
    const latest = this.latest(card, ({ event }) => /^card-/.test(event.type));
    if (latest === undefined) return undefined;
    return latest.event.type === "card-blocked" ? "blocked" : "active";
  }

  place(card: string): Heard | undefined {
    return this.latest(card, ({ inside }) => inside !== undefined);
  }

  cards(): string[] {
    return [...new Set(this.heard.map(({ event }) => event.card_id))].sort();
  }

  inside(area: string): string[] {
    return this.cards().filter((card) => {
      const place = this.place(card);
      return place?.inside === true && place.event.area === area;
    });
  }

  /** The card items of the table, as far as events decide them. */
  items(): Record<string, unknown>[] {
    return this.cards().map((card) => {
      const place = this.place(card);
      const status = this.latest(card, ({ event }) => /^card-/.test(event.type));
      const registration = this.latest(card, ({ event }) => event.type === "card-registered");
      return defined({
        pk: `card#${card}`,
        card_id: card,
        status: this.status(card),
        status_at: status?.at,
        status_event: status?.event.id,
        inside: place?.inside,
        area: place?.inside === true ? place.event.area : undefined,
        gate_id: place?.event.gate_id,
        presence_at: place?.at,
        presence_event: place?.event.id,
        employee_id: registration?.event.employee_id,
        holder: registration?.event.holder,
        registered_at: registration?.at,
        listed: registration === undefined ? undefined : "card",
      });
    });
  }

  private latest(card: string, isMeant: (heard: Heard) => boolean): Heard | undefined {
    const all = this.heard.filter((heard) => heard.event.card_id === card && isMeant(heard));
    return all
      .sort((a, b) => a.at - b.at || Number(a.inside) - Number(b.inside) || (a.event.id < b.event.id ? -1 : 1))
      .at(-1);
  }
}

/** Picks the attributes of an item that events decide. */
export function decided(item: Record<string, unknown>): Record<string, unknown> {
  const { outbox: _, request_id: __, presence_replay: ___, expires_at: ____, ...rest } = item;
  return rest;
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Marks an event as one that the archive sends again. */
export function replayed(event: CardEvent): CardEvent {
  return { ...event, replay: { id: "replay-1", at: NOON } };
}
