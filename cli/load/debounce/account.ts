import type { Outcome } from "../deliver";

/** One change of an entity, and the webhook that told of it. Milliseconds since the Unix epoch. */
export interface SentChange {
  entityId: string;
  change: number;
  /** When its webhook left for the first time. */
  sentAt: number;
}

/** The requests for one entity, as the API that knows the entities counts them: see `POST /entities/requests`. */
export interface EntityRequests {
  entityId: string;
  answered: readonly { at: number; change: number }[];
  failed: number;
}

export interface DebounceTimes {
  /** Milliseconds without a change after which an entity may be asked for. */
  quietMs: number;
  /** Milliseconds after the first change at which it may be asked for all the same. */
  maxWaitMs: number;
}

/** The final account of a run: whole numbers. */
export interface DebounceAccount {
  entities: number;
  /** Webhooks, one a change. */
  sent: number;
  accepted: number;
  refused: number;
  /** Webhooks that were given up on without knowing whether the queue has them. */
  unknown: number;
  /** Entities whose last accepted change is in Postgres. */
  current: number;
  /** Entities whose last accepted change is not. */
  lost: number;
  /** State requests that the API answered. */
  requests: number;
  /** State requests that the API failed. */
  failedRequests: number;
  /** Webhooks that cost no state request of their own. */
  saved: number;
  /** Entities that were asked for exactly once. */
  once: number;
  /** Requests beyond an entity's first, after a further change. */
  further: number;
  /** Requests beyond an entity's first that brought nothing new. */
  repeated: number;
  /** Requests before their entity was quiet for long enough, or had waited for long enough. */
  early: number;
  /** Milliseconds: the longest that the run itself left an entity alone between two changes. */
  longestPauseMs: number;
  balances: boolean;
}

/** How far the clocks of two machines that keep their time may differ. */
const CLOCKS_DIFFER_MS = 20;

/** Keeps books on a run: what was sent for each entity, against what was asked for and what Postgres holds in the end. */
export class DebounceLedger {
  private readonly sentTimes = new Map<string, number[]>();
  private readonly lastAccepted = new Map<string, number>();
  private readonly reasonCounts = new Map<string, number>();
  private accepted = 0;
  private refused = 0;
  private unknown = 0;
  requests = 0;

  record({ entityId, change, sentAt }: SentChange, outcome: Outcome): void {
    this.requests += 1;
    const times = this.sentTimes.get(entityId) ?? [];
    this.sentTimes.set(entityId, times);
    if (outcome.kind === "accepted") {
      this.accepted += 1;
      times.push(sentAt);
      this.lastAccepted.set(entityId, Math.max(change, this.lastAccepted.get(entityId) ?? 0));
      return;
    }
    this[outcome.kind] += 1;
    this.reasonCounts.set(outcome.reason, (this.reasonCounts.get(outcome.reason) ?? 0) + 1);
  }

  /** Why webhooks failed, the commonest reason first. */
  get reasons(): readonly [reason: string, count: number][] {
    return [...this.reasonCounts].sort(([, a], [, b]) => b - a);
  }

  get entityIds(): string[] {
    return [...this.sentTimes.keys()];
  }

  /** Entities whose last accepted change, or a later one, is what Postgres holds. */
  current(stored: ReadonlyMap<string, number>): number {
    return [...this.lastAccepted].filter(([entityId, change]) => (stored.get(entityId) ?? -1) >= change).length;
  }

  /** Entities of which a change was accepted: what Postgres is to hold. */
  get expected(): number {
    return this.lastAccepted.size;
  }

  /**
   * @param stored the last change of each entity that Postgres holds
   * @param toleratesDeaths a processor that dies between request and write makes another ask again, and one asks early while a change
   * is still with a handler that has died: either is one request more, and nothing lost ("Whose clock" in docs/debounce.md)
   */
  account(
    stored: ReadonlyMap<string, number>,
    asked: readonly EntityRequests[],
    times: DebounceTimes,
    toleratesDeaths: boolean,
  ): DebounceAccount {
    const { accepted, refused, unknown } = this;
    const current = this.current(stored);
    const lost = this.expected - current;
    const requests = sum(asked.map(({ answered }) => answered.length));
    const repeated = sum(asked.map(({ answered }) => answered.filter(isRepeat).length));
    const early = sum(asked.map((entity) => this.earlyOf(entity, times)));
    return {
      entities: this.sentTimes.size,
      sent: this.requests,
      accepted,
      refused,
      unknown,
      current,
      lost,
      requests,
      failedRequests: sum(asked.map(({ failed }) => failed)),
      saved: accepted - requests,
      once: asked.filter(({ answered }) => answered.length === 1).length,
      further: sum(asked.map(({ answered }) => Math.max(0, answered.length - 1))) - repeated,
      repeated,
      early,
      longestPauseMs: Math.max(0, ...[...this.sentTimes.values()].map(longestPause)),
      balances: lost === 0 && unknown === 0 && (toleratesDeaths || early + repeated === 0),
    };
  }

  private earlyOf({ entityId, answered }: EntityRequests, { quietMs, maxWaitMs }: DebounceTimes): number {
    const sent = [...(this.sentTimes.get(entityId) ?? [])].sort((a, b) => a - b);
    let formerAt = Number.NEGATIVE_INFINITY;
    return answered.filter(({ at }) => {
      const last = sent.findLast((sentAt) => sentAt <= at);
      const first = sent.find((sentAt) => sentAt > formerAt && sentAt <= at);
      formerAt = at;
      // Nothing new was sent: a repeat, which is counted as such.
      if (last === undefined || first === undefined) return false;
      return at - last < quietMs - CLOCKS_DIFFER_MS && at - first < maxWaitMs - CLOCKS_DIFFER_MS;
    }).length;
  }
}

function isRepeat({ change }: { change: number }, index: number, all: readonly { change: number }[]): boolean {
  return index > 0 && all[index - 1]?.change === change;
}

function longestPause(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.reduce((longest, at, index) => Math.max(longest, at - (sorted[index - 1] ?? at)), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
