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
  /** Some of its values are known by their statistics only, so that there is no percentile of them. */
  hasUnknown: boolean;
}

/** Values of which only statistics are known. */
export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** The values of a period, as far as statistics need them. */
export interface ValuesTogether extends StatisticSet {
  /** How often each value came, rounded. */
  readonly rounded: readonly (readonly [value: number, times: number])[];
  readonly hasUnknown: boolean;
}

/** The values of one metric, second by second. */
export class MetricSeries {
  readonly #seconds = new Map<number, Second>();
  /** The unit of the last value that had one. */
  unit: string | undefined;

  get isEmpty(): boolean {
    return this.#seconds.size === 0;
  }

  /**
   * @param timestamp milliseconds since the Unix epoch, of the value
   * @param now the same, of this moment: what has become too old is forgotten
   * @param times how often the value came
   */
  add(value: number, timestamp: number, now: number, times = 1): void {
    const values = this.#at({ count: times, sum: value * times, min: value, max: value }, timestamp, now);
    if (values === undefined) return;
    const rounded = isShort(value) ? value : Number(value.toPrecision(3));
    values.rounded.set(rounded, (values.rounded.get(rounded) ?? 0) + times);
  }

  /** Adds values that are known by their statistics. A percentile of them is there only where all are the same. */
  addSet(set: StatisticSet, timestamp: number, now: number): void {
    if (set.min === set.max) this.add(set.min, timestamp, now, set.count);
    else {
      const values = this.#at(set, timestamp, now);
      if (values !== undefined) values.hasUnknown = true;
    }
  }

  /** Adds values of another period, which count at the timestamp. */
  addTogether({ rounded, hasUnknown, ...set }: ValuesTogether, timestamp: number, now: number): void {
    const values = this.#at(set, timestamp, now);
    if (values === undefined) return;
    values.hasUnknown ||= hasUnknown;
    for (const [value, times] of rounded) values.rounded.set(value, (values.rounded.get(value) ?? 0) + times);
  }

  /** All values of a period; `undefined` where it has none. */
  together(from: number, to: number): ValuesTogether | undefined {
    const values = this.#between(Math.ceil(from / 1000), Math.ceil(to / 1000));
    if (values.length === 0) return undefined;
    return {
      ...{ count: total(values, ({ count }) => count), sum: total(values, ({ sum }) => sum) },
      ...{ min: Math.min(...values.map(({ min }) => min)), max: Math.max(...values.map(({ max }) => max)) },
      rounded: [...merged(values)],
      hasUnknown: values.some(({ hasUnknown }) => hasUnknown),
    };
  }

  /** The second of a timestamp with more values in it; nothing where it is too old. */
  #at({ count, sum, min, max }: StatisticSet, timestamp: number, now: number): Second | undefined {
    const oldest = secondOf(now - METRIC_RETENTION_MS);
    const second = secondOf(timestamp);
    if (!Number.isFinite(sum) || second < oldest) return undefined;
    const known = this.#seconds.get(second);
    const values = known ?? emptySecond();
    values.count += count;
    values.sum += sum;
    values.min = Math.min(values.min, min);
    values.max = Math.max(values.max, max);
    if (known) return values;
    this.#seconds.set(second, values);
    for (const key of this.#seconds.keys()) {
      // Seconds come in order but for stragglers, which go with the next sweep.
      if (key >= oldest) break;
      this.#seconds.delete(key);
    }
    return values;
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

function emptySecond(): Second {
  return { count: 0, sum: 0, min: Infinity, max: -Infinity, rounded: new Map(), hasUnknown: false };
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

function percentile(seconds: readonly Second[], rank: number, count: number): number | undefined {
  if (seconds.some(({ hasUnknown }) => hasUnknown)) return undefined;
  const ascending = [...merged(seconds)].sort(([a], [b]) => a - b);
  let left = Math.max(1, Math.ceil((rank / 100) * count));
  for (const [value, times] of ascending) {
    left -= times;
    if (left <= 0) return value;
  }
  return ascending.at(-1)?.[0] ?? Number.NaN;
}

/** How often each value came in all of them. */
function merged(seconds: readonly Second[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const { rounded } of seconds) {
    for (const [value, count] of rounded) times.set(value, (times.get(value) ?? 0) + count);
  }
  return times;
}

function total(seconds: readonly Second[], part: (second: Second) => number): number {
  return seconds.reduce((sum, second) => sum + part(second), 0);
}
