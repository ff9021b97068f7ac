/** Requests a second, and how many may come at once. */
export interface Limits {
  rateLimit: number;
  burstLimit: number;
}

/**
 * API Gateway's request throttling: a bucket that holds `burstLimit` tokens and gains `rateLimit` of them a second; each
 * request takes one ("Throttle requests to your HTTP APIs for better throughput in API Gateway").
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /** @param now milliseconds since the Unix epoch */
  constructor(
    readonly limits: Limits,
    now: number,
  ) {
    this.tokens = limits.burstLimit;
    this.filledAt = now;
  }

  /** Takes a token; false where there is none. */
  take(now: number): boolean {
    // A clock that was set back must not drain the bucket.
    const elapsedSeconds = Math.max(0, now - this.filledAt) / 1000;
    this.tokens = Math.min(this.limits.burstLimit, this.tokens + elapsedSeconds * this.limits.rateLimit);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** Takes a token from the bucket of this name. A changed limit starts a new bucket: it takes effect at once. */
export function takeFrom(buckets: Map<string, TokenBucket>, name: string, limits: Limits, now: number): boolean {
  let bucket = buckets.get(name);
  if (bucket?.limits.rateLimit !== limits.rateLimit || bucket.limits.burstLimit !== limits.burstLimit) {
    bucket = new TokenBucket(limits, now);
    buckets.set(name, bucket);
  }
  return bucket.take(now);
}
