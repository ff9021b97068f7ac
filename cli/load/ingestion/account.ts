import type { IngestionAnswer } from "./api";
import { KINDS, type Kind, type PlannedEntry } from "./plan";

/** The final account of a run. Whole numbers of requests or entries. */
export interface IngestionAccount {
  sent: number;
  /** Requests whose answer was what it had to be: status, reasons, and nothing else. */
  right: number;
  wrong: number;
  /** Requests that were given up on. */
  unanswered: number;
  /** Answers with 5xx, those that a later try made good included. */
  serverErrors: number;
  /** Entries that had to be stored. */
  valid: number;
  storedOnce: number;
  lost: number;
  /** Stored more than once. */
  twice: number;
  /** Stored, though they had to wait or to be refused. */
  stray: number;
  balances: boolean;
}

/** Keeps books on a run: every answer against what it had to be, and the list against what was valid. */
export class IngestionLedger {
  readonly kinds = new Map<Kind, { sent: number; right: number }>();
  private readonly faults = new Map<string, number>();
  private readonly names = new Set<string>();
  private readonly counts = { sent: 0, right: 0, wrong: 0, unanswered: 0, serverErrors: 0 };

  answered(entry: PlannedEntry, answer: IngestionAnswer, attempts: number): void {
    const fault = faultOf(entry, answer, attempts);
    this.note(entry, fault === undefined);
    if (fault === undefined) this.counts.right += 1;
    else {
      this.counts.wrong += 1;
      this.complain(`${entry.kind}: ${fault}`);
    }
  }

  givenUp(entry: PlannedEntry, reason: string): void {
    this.note(entry, false);
    this.counts.unanswered += 1;
    this.complain(`${entry.kind}: ${reason}`);
  }

  sawServerError(answer: IngestionAnswer): void {
    this.counts.serverErrors += 1;
    this.complain(`${answer.status} ${answer.text.slice(0, 120)}`);
  }

  /** Everything that went wrong, the commonest first. */
  get complaints(): readonly [fault: string, count: number][] {
    return [...this.faults].sort(([, a], [, b]) => b - a);
  }

  /**
   * @param stored how often each name is in the list
   * @param runId by which the names of this run are told
   */
  account(stored: ReadonlyMap<string, number>, runId: string): IngestionAccount {
    const times = [...this.names].map((name) => stored.get(name) ?? 0);
    const stray = [...stored.keys()].filter((name) => name.startsWith(`${runId} `) && !this.names.has(name)).length;
    const { sent, right, wrong, unanswered, serverErrors } = this.counts;
    const lost = times.filter((count) => count === 0).length;
    const twice = times.filter((count) => count > 1).length;
    return {
      ...{ sent, right, wrong, unanswered, serverErrors },
      valid: times.length,
      storedOnce: times.length - lost - twice,
      ...{ lost, twice, stray },
      balances: right === sent && serverErrors + lost + twice + stray === 0,
    };
  }

  private note({ kind, userName }: PlannedEntry, isRight: boolean): void {
    this.counts.sent += 1;
    if (userName !== undefined) this.names.add(userName);
    const { sent, right } = this.kinds.get(kind) ?? { sent: 0, right: 0 };
    this.kinds.set(kind, { sent: sent + 1, right: right + Number(isRight) });
  }

  private complain(fault: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }
}

/** Says what is wrong with an answer; `undefined` where nothing is. */
function faultOf({ kind, expected }: PlannedEntry, { status, contentType, text }: IngestionAnswer, attempts: number) {
  // A try whose answer got lost has stored the entry: the next one finds it there.
  const isRepeat = status === 200 && expected.status === 201 && attempts > 1;
  if (status !== expected.status && !isRepeat) return `answered ${status}, not ${expected.status}`;
  const type = status < 400 ? "application/json" : "application/problem+json";
  if (contentType !== type) return `answered with the content type ${contentType}`;
  const { reasons = [] } = JSON.parse(text) as { reasons?: { field: string }[] };
  const named = reasons.map(({ field }) => field).sort();
  const wrong = [...KINDS[kind].wrong].sort();
  return JSON.stringify(named) === JSON.stringify(wrong)
    ? undefined
    : `named ${named.join(", ") || "no field"}, not ${wrong.join(", ") || "none"}`;
}
