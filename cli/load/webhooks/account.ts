import type { Outcome } from "../deliver";
import type { PlannedWebhook } from "./plan";

/** Rows of this run in Postgres, by the number in their body. */
export type StoredRows = ReadonlyMap<number, number>;

/** The final account of a run. Whole numbers of requests or deliveries. */
export interface WebhookAccount {
  sent: number;
  /** Distinct deliveries that the API took, forgeries left out. */
  accepted: number;
  /** Requests that repeated a delivery. */
  repeated: number;
  /** Deliveries with a wrong signature that the API took: it cannot tell. */
  forged: number;
  refused: number;
  /** Requests that were given up on without knowing whether the queue has them. */
  unknown: number;
  /** Accepted deliveries that are in Postgres. */
  stored: number;
  /** Accepted, but not in Postgres. */
  lost: number;
  /** In Postgres more than once. */
  twice: number;
  /** Forged, and in Postgres all the same. */
  forgedStored: number;
  balances: boolean;
}

/** Keeps books on a run: what the API said of every request, against what Postgres holds in the end. */
export class WebhookLedger {
  private readonly accepted = new Set<number>();
  private readonly forged = new Set<number>();
  private readonly reasonCounts = new Map<string, number>();
  private sent = 0;
  private repeated = 0;
  private refused = 0;
  private unknown = 0;

  record({ number, isForged }: PlannedWebhook, outcome: Outcome): void {
    this.sent += 1;
    if (outcome.kind === "accepted") {
      const deliveries = isForged ? this.forged : this.accepted;
      if (deliveries.has(number)) this.repeated += 1;
      deliveries.add(number);
      return;
    }
    this[outcome.kind] += 1;
    this.reasonCounts.set(outcome.reason, (this.reasonCounts.get(outcome.reason) ?? 0) + 1);
  }

  /** Why requests failed, the commonest reason first. */
  get reasons(): readonly [reason: string, count: number][] {
    return [...this.reasonCounts].sort(([, a], [, b]) => b - a);
  }

  /** Deliveries that should come to be in Postgres. */
  get expected(): number {
    return this.accepted.size;
  }

  get requests(): number {
    return this.sent;
  }

  /** @param rows what Postgres holds of this run */
  account(rows: StoredRows): WebhookAccount {
    const { sent, repeated, refused, unknown } = this;
    const stored = [...this.accepted].filter((number) => rows.has(number)).length;
    const lost = this.accepted.size - stored;
    const twice = [...rows.values()].filter((count) => count > 1).length;
    const forgedStored = [...this.forged].filter((number) => rows.has(number)).length;
    return {
      sent,
      accepted: this.accepted.size,
      repeated,
      forged: this.forged.size,
      refused,
      unknown,
      stored,
      lost,
      twice,
      forgedStored,
      balances: lost === 0 && twice === 0 && forgedStored === 0 && unknown === 0,
    };
  }
}
