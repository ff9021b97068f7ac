import type { Areas, Person } from "./plan";

/** The API's answer to an entry. */
export interface Decision {
  decision: "granted" | "denied";
  reason?: string;
  event_id: string;
  /** Milliseconds since the Unix epoch. */
  occurred_at: number;
  area?: string;
}

/** The books of a run: what was sent and answered, and what must be everywhere else because of it. */
export class Books {
  /** Areas in which people must be in the end, by card. */
  readonly inside = new Map<string, string>();
  readonly counts = { entries: 0, exits: 0, refusedEntries: 0, refusedExits: 0, unknown: 0, commands: 0 };
  /** By event id: an event that is answered twice is one. */
  private readonly granted = new Set<string>();
  private readonly denied = new Map<string, string>();
  private readonly exits = new Set<string>();
  private readonly registered = new Set<string>();
  private readonly blocked = new Set<string>();
  /** Pairs of simultaneous entries with one card, and those of which exactly one was granted. */
  readonly pairs = { all: 0, right: 0 };
  private readonly faults = new Map<string, number>();

  constructor(readonly areas: Areas) {}

  decided(decision: Decision): void {
    if (decision.decision === "granted") this.granted.add(decision.event_id);
    else this.denied.set(decision.event_id, decision.reason ?? "without a reason");
  }

  entered({ cardId, area }: Person): void {
    this.inside.set(cardId, area);
  }

  /** @param requestId which is the event's id */
  left({ cardId }: Person, requestId: string): void {
    this.exits.add(requestId);
    this.inside.delete(cardId);
  }

  /** An exit that was taken, and must not change where its holder is. */
  leftLongAgo(requestId: string): void {
    this.exits.add(requestId);
  }

  commanded(kind: "register" | "block", cardId: string): void {
    (kind === "register" ? this.registered : this.blocked).add(cardId);
  }

  /** Something was not as it has to be. */
  complain(fault: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }

  /** Everything that was not as it has to be, the commonest first. */
  get complaints(): readonly [fault: string, count: number][] {
    return [...this.faults].sort(([, a], [, b]) => b - a);
  }

  get denials(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const reason of this.denied.values()) counts[reason] = (counts[reason] ?? 0) + 1;
    return counts;
  }

  /** Distinct events that this run has made, by type; types of which there is none are absent. */
  get events(): Readonly<Record<string, number>> {
    const counts = {
      "card-registered": this.registered.size,
      "card-blocked": this.blocked.size,
      entered: this.granted.size,
      denied: this.denied.size,
      left: this.exits.size,
    };
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  }
}
