import { type Limits, type TokenBucket, takeFrom } from "../../http/tokenBucket";
import { periodStart, type Quota } from "./quotaPeriod";

interface Used {
  buckets: Map<string, TokenBucket>;
  /** Milliseconds since the Unix epoch. */
  periodStart: number;
  /** Requests since then. */
  count: number;
}

/** Counts what each key has used of its plans. It is kept apart from the plans, so that a changed plan forgets nothing. */
export class Usage {
  readonly #used = new Map<string, Map<string, Used>>();

  /** @param place of a limit that is for one method only; otherwise `""` */
  takeToken(planId: string, keyId: string, place: string, limits: Limits, now: number): boolean {
    return takeFrom(this.#of(planId, keyId).buckets, place, limits, now);
  }

  takeQuota(planId: string, keyId: string, quota: Quota, now: number): boolean {
    const used = this.#of(planId, keyId);
    const start = periodStart(quota, now);
    if (used.periodStart !== start) Object.assign(used, { periodStart: start, count: 0 });
    if (used.count >= quota.limit) return false;
    used.count += 1;
    return true;
  }

  forget(planId: string): void {
    this.#used.delete(planId);
  }

  #of(planId: string, keyId: string): Used {
    const keys = this.#used.get(planId) ?? new Map<string, Used>();
    this.#used.set(planId, keys);
    const used = keys.get(keyId) ?? { buckets: new Map(), periodStart: Number.NaN, count: 0 };
    keys.set(keyId, used);
    return used;
  }
}
