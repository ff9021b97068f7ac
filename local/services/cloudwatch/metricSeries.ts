/** How long a metric is remembered, in milliseconds: three hours, as CloudWatch remembers values by the second. */
export const METRIC_RETENTION_MS = 3 * 60 * 60 * 1000;

/** Values of one second. */
interface Second {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** How often each value came, rounded to three significant digits: percentiles are that exact, at bounded memory. */
  rounded: Map<number, number>;
}

/** The values of one metric, second by second. */
export class MetricSeries {
  readonly #seconds = new Map<number, Second>();

  /**
   * @param timestamp milliseconds since the Unix epoch, of the value
   * @param now the same, of this moment: what has become too old is forgotten
   */
  add(value: number, timestamp: number, now: number): void {
    const oldest = secondOf(now - METRIC_RETENTION_MS);
    const second = secondOf(timestamp);
    if (!Number.isFinite(value) || second < oldest) return;
    const known = this.#seconds.get(second);
    const values = known ?? { count: 0, sum: 0, min: Infinity, max: -Infinity, rounded: new Map<number, number>() };
    values.count += 1;
    values.sum += value;
    values.min = Math.min(values.min, value);
    values.max = Math.max(values.max, value);
    const rounded = isShort(value) ? value : Number(value.toPrecision(3));
    values.rounded.set(rounded, (values.rounded.get(rounded) ?? 0) + 1);
    if (known) return;
    this.#seconds.set(second, values);
    for (const key of this.#seconds.keys()) {
      // Seconds come in order but for stragglers, which go with the next sweep.
      if (key >= oldest) break;
      this.#seconds.delete(key);
    }
  }

  /** `undefined` where no value is in the period. @throws RangeError for a statistic that {@link isStatistic} refuses */
  statistic(name: string, from: number, to: number): number | undefined {
    const values = this.#between(Math.ceil(from / 1000), Math.ceil(to / 1000));
    if (values.length === 0) return undefined;
    const count = total(values, ({ count }) => count);
    switch (name) {
      case "SampleCount":
        return count;
      case "Sum":
        return total(values, ({ sum }) => sum);
      case "Average":
        return total(values, ({ sum }) => sum) / count;
      case "Minimum":
        return Math.min(...values.map(({ min }) => min));
      case "Maximum":
        return Math.max(...values.map(({ max }) => max));
      default:
        return percentile(values, percentileRank(name), count);
    }
  }

  /** Second by second where these are fewer: a chart asks for a hundred short periods of a long memory. */
  #between(first: number, end: number): Second[] {
    if (end - first > this.#seconds.size) {
      return [...this.#seconds].filter(([second]) => second >= first && second < end).map(([, values]) => values);
    }
    return Array.from({ length: Math.max(0, end - first) }, (_, index) => this.#seconds.get(first + index)).filter(
      (values) => values !== undefined,
    );
  }
}

/** Whole numbers of three digits are what they are rounded to. */
function isShort(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1000;
}

const SIMPLE_STATISTICS: ReadonlySet<string> = new Set(["SampleCount", "Sum", "Average", "Minimum", "Maximum"]);

/** The statistics that the local cloud computes: the simple ones, and percentiles such as `"p99"` or `"p99.9"`. */
export function isStatistic(name: string): boolean {
  return SIMPLE_STATISTICS.has(name) || !Number.isNaN(rankOf(name));
}

/** Whole seconds since the Unix epoch. */
export function secondOf(timestamp: number): number {
  return Math.floor(timestamp / 1000);
}

function percentileRank(name: string): number {
  const rank = rankOf(name);
  if (Number.isNaN(rank)) {
    throw new RangeError(
      `the statistic "${name}" is not supported locally: use ${[...SIMPLE_STATISTICS].join(", ")} or p0 to p100`,
    );
  }
  return rank;
}

function rankOf(name: string): number {
  const [, digits = "x"] = name.match(/^p(\d{1,3}(?:\.\d{1,10})?)$/) ?? [];
  const rank = Number(digits);
  return rank <= 100 ? rank : Number.NaN;
}

function percentile(seconds: readonly Second[], rank: number, count: number): number {
  const merged = new Map<number, number>();
  for (const { rounded } of seconds) {
    for (const [value, times] of rounded) merged.set(value, (merged.get(value) ?? 0) + times);
  }
  const ascending = [...merged].sort(([a], [b]) => a - b);
  let left = Math.max(1, Math.ceil((rank / 100) * count));
  for (const [value, times] of ascending) {
    left -= times;
    if (left <= 0) return value;
  }
  return ascending.at(-1)?.[0] ?? Number.NaN;
}

function total(seconds: readonly Second[], part: (second: Second) => number): number {
  return seconds.reduce((sum, second) => sum + part(second), 0);
}
