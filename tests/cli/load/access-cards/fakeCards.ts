import type { Holdings } from "../../../../cli/load/access-cards/account";
import type { Decision } from "../../../../cli/load/access-cards/books";
import type { Person } from "../../../../cli/load/access-cards/plan";
import type { AccessCardsSystem } from "../../../../cli/load/access-cards/system";
import type { Attempt } from "../../../../cli/load/deliver";
import type { Clock } from "../../../../local/base/clock";

export interface Misbehaviour {
  /** Grants every nth entry without keeping that somebody is inside. */
  forgetEvery?: number;
  /** Lets everybody in. */
  letsAllIn?: boolean;
  /** Archives every nth event never. */
  loseEvery?: number;
  /** Counts every nth event twice as produced. */
  countTwiceEvery?: number;
  /** Refuses every nth exit. */
  refuseExitEvery?: number;
  /** Takes every nth entry without an answer. */
  cutEvery?: number;
  /** An exit counts whenever it happened. */
  believesOldExits?: boolean;
  /** Commands that come to nothing. */
  ignoreCommands?: boolean;
  /** Messages that have failed. */
  failed?: number;
}

interface Card {
  blocked: boolean;
  area?: string;
  at: number;
  request?: { id: string; decision: Decision };
}

const AREAS = {
  hq: { gates: ["hq-1", "hq-2", "hq-3"] },
  lab: { gates: ["lab-1", "lab-2"] },
  vault: { gates: ["vault-1"], maxOccupancy: 3 },
} as const;

/** A system of access cards in memory, which does, or does not do, its job. */
export class FakeCards implements AccessCardsSystem {
  readonly areas = AREAS;
  private readonly cards = new Map<string, Card>();
  private readonly denied = new Map<string, Decision>();
  private readonly events = new Map<string, string>();
  private readonly seen = new Set<string>();
  private readonly produced: string[] = [];
  private serial = 0;
  private calls = 0;
  private hasBegun = false;

  constructor(
    private readonly clock: Clock,
    private readonly faults: Misbehaviour = {},
  ) {}

  readonly gates = {
    enter: async (
      gateId: string,
      cardId: string,
      requestId: string,
      onDecision: (decision: Decision) => void,
    ): Promise<Attempt> => {
      const decision = this.decide(gateId, cardId, requestId);
      if (this.strikes(this.faults.cutEvery)) return { kind: "again", reason: "cut", stored: "perhaps" };
      onDecision(decision);
      return { kind: "accepted", eventId: decision.event_id };
    },
    exit: async (_gateId: string, cardId: string, requestId: string, occurredAt?: number): Promise<Attempt> => {
      if (this.strikes(this.faults.refuseExitEvery)) return { kind: "refused", reason: "503" };
      const card = this.cards.get(cardId);
      const at = occurredAt ?? this.now();
      this.publish(requestId, "left");
      if (card?.area !== undefined && (this.faults.believesOldExits || at > card.at)) {
        delete card.area;
        card.at = at;
      }
      return { kind: "accepted", eventId: requestId };
    },
  };

  async command(kind: "register" | "block", people: readonly Person[]): Promise<ReadonlySet<string>> {
    if (this.faults.ignoreCommands) return new Set();
    for (const { cardId } of people) {
      this.publish(`command-${this.serial++}`, kind === "register" ? "card-registered" : "card-blocked");
      this.cards.set(cardId, { blocked: kind === "block", at: 0 });
    }
    return new Set(people.map(({ cardId }) => cardId));
  }

  async isInside(cardId: string): Promise<boolean> {
    return this.cards.get(cardId)?.area !== undefined;
  }

  async inside(): Promise<ReadonlyMap<string, string>> {
    return new Map([...this.cards].flatMap(([id, { area }]) => (area === undefined ? [] : [[id, area] as const])));
  }

  async holdings(): Promise<Holdings> {
    const inside = await this.inside();
    const occupancy: Record<string, number> = {};
    for (const area of inside.values()) occupancy[area] = (occupancy[area] ?? 0) + 1;
    const failed = this.hasBegun ? (this.faults.failed ?? 0) : 0;
    this.hasBegun = true;
    return { inside, occupancy, produced: countsOf(this.produced), archived: await this.queried(), failed };
  }

  async queried(): Promise<Record<string, number>> {
    return countsOf([...this.events.values()]);
  }

  private decide(gateId: string, cardId: string, requestId: string): Decision {
    const card = this.cards.get(cardId);
    const told = card?.request?.id === requestId ? card.request.decision : this.denied.get(requestId);
    if (told !== undefined) return told;
    const area = Object.entries(AREAS).find(([, { gates }]) => gates.some((gate) => gate === gateId))?.[0];
    const reason = this.faults.letsAllIn ? undefined : this.reasonAgainst(card, area);
    const at = this.now();
    const event_id = `event-${this.serial++}`;
    this.publish(event_id, reason === undefined ? "entered" : "denied");
    if (reason !== undefined) {
      const denial: Decision = { decision: "denied", reason, event_id, occurred_at: at };
      this.denied.set(requestId, denial);
      return denial;
    }
    const decision: Decision = { decision: "granted", event_id, occurred_at: at, ...(area !== undefined && { area }) };
    if (card !== undefined && area !== undefined) {
      card.at = at;
      card.request = { id: requestId, decision };
      if (!this.strikes(this.faults.forgetEvery)) card.area = area;
    }
    return decision;
  }

  private reasonAgainst(card: Card | undefined, area: string | undefined): string | undefined {
    if (area === undefined) return "unknown-gate";
    if (card === undefined) return "unknown-card";
    if (card.blocked) return "card-blocked";
    if (card.area !== undefined) return "already-inside";
    const inside = [...this.cards.values()].filter((other) => other.area === area).length;
    return area === "vault" && inside >= AREAS.vault.maxOccupancy ? "area-full" : undefined;
  }

  private publish(id: string, type: string): void {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    this.produced.push(type);
    if (this.strikes(this.faults.countTwiceEvery)) this.produced.push(type);
    if (!this.strikes(this.faults.loseEvery)) this.events.set(id, type);
  }

  /** No two things happen at one time. */
  private now(): number {
    return this.clock.now() + this.serial++;
  }

  private strikes(every: number | undefined): boolean {
    if (every === undefined) return false;
    this.calls += 1;
    return this.calls % every === 0;
  }
}

function countsOf(types: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of types) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
