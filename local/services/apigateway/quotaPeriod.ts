export const QUOTA_PERIODS = ["DAY", "WEEK", "MONTH"] as const;

export interface Quota {
  /** Requests in a period. */
  limit: number;
  period: (typeof QUOTA_PERIODS)[number];
  /**
   * The day on which a period begins: of a week, 0 is Sunday; of a month, 0 is its first; of a day, always 0.
   * Source: API Gateway API Reference, "QuotaSettings".
   */
  offset: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The Unix epoch was a Thursday. */
const EPOCH_WEEKDAY = 4;

/**
 * When the period began that holds a moment, in UTC.
 * @param now milliseconds since the Unix epoch
 */
export function periodStart({ period, offset }: Quota, now: number): number {
  const today = Math.floor(now / DAY_MS);
  if (period === "DAY") return today * DAY_MS;
  if (period === "WEEK") {
    const weekday = (today + EPOCH_WEEKDAY) % 7;
    return (today - ((weekday - offset + 7) % 7)) * DAY_MS;
  }
  const date = new Date(now);
  const months = date.getUTCDate() > offset ? date.getUTCMonth() : date.getUTCMonth() - 1;
  return Date.UTC(date.getUTCFullYear(), months, 1 + offset);
}

/** Says what is wrong with a quota; `undefined` where nothing is. */
export function quotaProblem({ limit, period, offset }: Quota): string | undefined {
  if (!QUOTA_PERIODS.includes(period)) return `period must be ${QUOTA_PERIODS.join(", ")}, got "${period}"`;
  if (!Number.isInteger(limit) || limit < 1) return `limit must be a whole number from 1, got ${limit}`;
  const most = { DAY: 0, WEEK: 6, MONTH: 27 }[period];
  if (!Number.isInteger(offset) || offset < 0 || offset > most) {
    return `offset must be ${most === 0 ? "0" : `from 0 to ${most}`} with the period ${period}, got ${offset}`;
  }
  return undefined;
}
