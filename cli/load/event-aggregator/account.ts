import type { Outcome } from "../deliver";
import type { PlannedSend } from "./plan";

/** `SummaryID` to `ItemCount`. */
export type Counts = ReadonlyMap<string, number>;

/** The final account of a run. Whole numbers of sends or events. */
export interface Account {
  sent: number;
  /** Distinct events that the API took: distinct `eventId`s. */
  accepted: number;
  /** Sends that repeated an earlier one and got its `eventId`. */
  repeated: number;
  refused: number;
  /** Sends that were given up on without knowing whether the event is stored. */
  unknown: number;
  /** By how much the summaries of this run's contents grew. */
  summarised: number;
  /** Accepted, but in no summary. */
  lost: number;
  /** In a summary more often than accepted. */
  overCounted: number;
  /** Idempotency keys that got more than one `eventId`: repeats that were stored as new events. */
  splitKeys: number;
  /** By how much the failure queue grew; 0 where nobody looked. */
  failed: number;
  /** Every send was taken, and every accepted event is in its summary exactly once. */
  balances: boolean;
}

/** Keeps books on a run: what the API said of every send, against what the summaries say in the end. */
export class Ledger {
  private readonly eventIdsByKey = new Map<string, Set<string>>();
  private readonly eventIdsBySummary = new Map<string, Set<string>>();
  private readonly reasonCounts = new Map<string, number>();
  private sent = 0;
  private refused = 0;
  private unknown = 0;

  /**
   * @param before the summaries before the run: a stack that was in use has counts already
   * @param summaryIdOf the `SummaryID` of a content
   */
  constructor(
    private readonly before: Counts,
    private readonly summaryIdOf: (content: number) => string,
  ) {}

  record(send: PlannedSend, outcome: Outcome): void {
    this.sent += 1;
    if (outcome.kind === "accepted") {
      add(this.eventIdsByKey, send.idempotencyKey, outcome.eventId);
      add(this.eventIdsBySummary, this.summaryIdOf(send.content), outcome.eventId);
      return;
    }
    this[outcome.kind] += 1;
    this.reasonCounts.set(outcome.reason, (this.reasonCounts.get(outcome.reason) ?? 0) + 1);
  }

  /** Why sends failed, the commonest reason first. */
  get reasons(): readonly [reason: string, count: number][] {
    return [...this.reasonCounts].sort(([, a], [, b]) => b - a);
  }

  /**
   * @param now the summaries as they are
   * @param failed by how much the failure queue grew
   */
  account(now: Counts, failed = 0): Account {
    let accepted = 0;
    let summarised = 0;
    let lost = 0;
    let overCounted = 0;
    for (const [summaryId, eventIds] of this.eventIdsBySummary) {
      const growth = (now.get(summaryId) ?? 0) - (this.before.get(summaryId) ?? 0);
      accepted += eventIds.size;
      summarised += growth;
      lost += Math.max(0, eventIds.size - growth);
      overCounted += Math.max(0, growth - eventIds.size);
    }
    const splitKeys = [...this.eventIdsByKey.values()].filter((eventIds) => eventIds.size > 1).length;
    const { sent, refused, unknown } = this;
    return {
      sent,
      accepted,
      repeated: sent - refused - unknown - accepted,
      refused,
      unknown,
      summarised,
      lost,
      overCounted,
      splitKeys,
      failed,
      balances: lost === 0 && overCounted === 0 && splitKeys === 0 && unknown === 0 && refused === 0 && failed === 0,
    };
  }
}

function add(sets: Map<string, Set<string>>, name: string, member: string): void {
  const set = sets.get(name);
  if (set === undefined) sets.set(name, new Set([member]));
  else set.add(member);
}
