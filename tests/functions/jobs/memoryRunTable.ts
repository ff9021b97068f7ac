import type { Claim, RunTable } from "../../../functions/jobs/runTable";

/** The run table's promises, kept in memory. */
export class MemoryRunTable implements RunTable {
  readonly locks = new Map<string, { claim?: Claim; doneUntil?: number }>();
  readonly done = new Set<string>();
  /** Renewals and releases fail while it is set. */
  unreachable = false;

  async claim(lock: string, claim: Claim, now: number): ReturnType<RunTable["claim"]> {
    const entry = this.locks.get(lock) ?? {};
    if (entry.claim && entry.claim.leaseUntil >= now) return { claimed: false, holder: entry.claim };
    this.locks.set(lock, { ...entry, claim });
    return { claimed: true, ...(entry.doneUntil !== undefined && { doneUntil: entry.doneUntil }) };
  }

  async renew(lock: string, owner: string, leaseUntil: number): Promise<boolean> {
    if (this.unreachable) throw new Error("no answer");
    const entry = this.locks.get(lock);
    if (entry?.claim?.owner !== owner) return false;
    this.locks.set(lock, { ...entry, claim: { ...entry.claim, leaseUntil } });
    return true;
  }

  async release(lock: string, owner: string, doneUntil?: number): Promise<void> {
    if (this.unreachable) throw new Error("no answer");
    const entry = this.locks.get(lock);
    if (entry?.claim?.owner !== owner) return;
    const until = doneUntil ?? entry.doneUntil;
    this.locks.set(lock, until === undefined ? {} : { doneUntil: until });
  }

  async isDone(job: string, runTime: string): Promise<boolean> {
    return this.done.has(`${job}/${runTime}`);
  }

  async markDone(job: string, runTime: string): Promise<void> {
    this.done.add(`${job}/${runTime}`);
  }
}
