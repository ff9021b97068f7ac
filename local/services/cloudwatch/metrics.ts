import type { Clock, Timer } from "../../base/clock";
import { type KeptLines, noLines } from "../logs/keptLines";
import { KeptMetrics } from "./keptMetrics";
import { METRIC_RETENTION_MS, MetricSeries, type StatisticSet, secondOf } from "./metricSeries";

export interface Datum {
  namespace: string;
  metricName: string;
  /** `{ FunctionName: "..." }`; a metric is its namespace, name and exact set of dimensions. Nobody changes the object afterwards. */
  dimensions: Readonly<Record<string, string>>;
  value: number;
  unit?: string;
  /** Milliseconds since the Unix epoch; now where absent. */
  timestamp?: number;
}

/** A metric by its name. */
export type MetricName = Pick<Datum, "namespace" | "metricName" | "dimensions">;

export interface MetricQuery {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  /** `"Average"`, `"Sum"`, `"Minimum"`, `"Maximum"`, `"SampleCount"` or `"p99"` and the like. */
  statistic: string;
  /** Milliseconds since the Unix epoch: from (included) to (excluded). */
  from: number;
  to: number;
}

/** CloudWatch metrics, in memory, bounded in age. */
export interface Metrics {
  /** @param times how often the value came. @default 1 */
  put(datum: Datum, times?: number): void;
  /** Adds values of which only statistics are known. */
  putSet(datum: Omit<Datum, "value"> & { set: StatisticSet }): void;
  /** A value that is read once a minute (queue depth, task count), instead of being put at every change. */
  gauge(metric: Omit<Datum, "value" | "timestamp">, read: () => number | undefined): { remove(): void };
  /** `undefined` where there is no datum in the period: AWS's missing data. */
  statistic(query: MetricQuery): number | undefined;
  /** Every metric that has had a value, in the order of their first ones. */
  list(): readonly MetricName[];
  /** The unit of a metric's last value that had one. */
  unit(metric: MetricName): string | undefined;
  /** Reads no gauge any more. */
  stop(): void;
}

interface Gauge {
  read: () => number | undefined;
  /** Milliseconds since the Unix epoch: every minute that ended by then, and since the gauge exists, has its value. */
  sampledUntil: number;
  /** The second of the last reading, since the Unix epoch. */
  lastSecond?: number;
}

const MINUTE_MS = 60_000;

/**
 * Keeps three hours by the second, as CloudWatch keeps high-resolution metrics. A gauge gives a value at the end of every
 * minute, as SQS and Container Insights do, and one more when somebody asks for a period that is running, at most once a
 * second: an alarm on a gauge has data in all of its periods, as long as these are whole minutes.
 * Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS" (intervals of one minute).
 *
 * @param options `timeScale` divides the minute of the gauges as it divides the periods of alarms, down to a second.
 * @default 1
 * @param lines where values outlive a stop, by the minute; not under a time scale, whose periods are shorter than that
 */
export function createMetrics(
  { clock }: { clock: Clock },
  { timeScale = 1 }: { timeScale?: number } = {},
  lines: KeptLines = noLines,
): Metrics {
  const intervalMs = Math.max(1000, Math.round(MINUTE_MS / timeScale));
  const series = new Map<string, MetricSeries>();
  const gauges = new Map<string, Set<Gauge>>();
  const heldDimensions = new WeakMap<Datum["dimensions"], Map<string, MetricSeries>>();
  let timer: Timer | undefined;

  const seriesNamed = (key: string): MetricSeries => {
    const known = series.get(key) ?? new MetricSeries();
    series.set(key, known);
    return known;
  };
  const kept = lines === noLines || timeScale !== 1 ? undefined : new KeptMetrics(lines, clock, series, seriesNamed);
  const add = (key: string, value: number, timestamp: number): void =>
    seriesNamed(key).add(value, timestamp, clock.now());
  /** Found at once for dimensions that a service holds on to: the key of a metric costs more than adding a value to it. */
  const seriesOf = (datum: MetricName): MetricSeries => {
    const { namespace, metricName, dimensions } = datum;
    const byName = heldDimensions.get(dimensions) ?? new Map<string, MetricSeries>();
    const name = `${namespace} ${metricName}`;
    const held = byName.get(name);
    if (held !== undefined) return held;
    const known = seriesNamed(keyOf(datum));
    byName.set(name, known);
    heldDimensions.set(dimensions, byName);
    return known;
  };
  /** Gives the minutes that have ended since the last time their value, however late the timer or the question comes. */
  const sample = (key: string): void => {
    const now = clock.now();
    const end = now - (now % intervalMs);
    for (const gauge of gauges.get(key) ?? []) {
      if (gauge.sampledUntil >= end) continue;
      const from = Math.max(gauge.sampledUntil, now - METRIC_RETENTION_MS);
      gauge.sampledUntil = end;
      const value = gauge.read();
      if (value === undefined) continue;
      // More than one has ended where the process stood still (a laptop asleep), and so did its values.
      for (let minute = from - (from % intervalMs) + intervalMs; minute <= end; minute += intervalMs) {
        add(key, value, minute - 1);
      }
    }
  };
  const readRunning = (key: string, { from, to }: MetricQuery): void => {
    const now = clock.now();
    if (now < from || now >= to) return;
    const second = secondOf(now);
    for (const gauge of gauges.get(key) ?? []) {
      if (gauge.lastSecond === second) continue;
      gauge.lastSecond = second;
      const value = gauge.read();
      if (value !== undefined) add(key, value, now);
    }
  };
  const schedule = (): Timer =>
    clock.after(intervalMs - (clock.now() % intervalMs), () => {
      timer = schedule();
      for (const key of gauges.keys()) sample(key);
    });
  const stop = (): void => {
    gauges.clear();
    timer?.cancel();
    timer = undefined;
  };

  return {
    put(datum, times) {
      const ofMetric = seriesOf(datum);
      const now = clock.now();
      ofMetric.add(datum.value, datum.timestamp ?? now, now, times);
      ofMetric.unit = datum.unit ?? ofMetric.unit;
    },
    putSet({ set, ...datum }) {
      const ofMetric = seriesOf(datum);
      ofMetric.addSet(set, datum.timestamp ?? clock.now(), clock.now());
      ofMetric.unit = datum.unit ?? ofMetric.unit;
    },
    gauge(metric, read) {
      const key = keyOf(metric);
      const gauge: Gauge = { read, sampledUntil: clock.now() };
      const sameMetric = gauges.get(key) ?? new Set();
      gauges.set(key, sameMetric.add(gauge));
      const ofMetric = seriesNamed(key);
      ofMetric.unit = metric.unit ?? ofMetric.unit;
      timer ??= schedule();
      return {
        remove() {
          if (!sameMetric.delete(gauge) || sameMetric.size > 0) return;
          if (gauges.get(key) === sameMetric) gauges.delete(key);
          if (gauges.size === 0) stop();
        },
      };
    },
    statistic(query) {
      kept?.read();
      const key = keyOf(query);
      sample(key);
      readRunning(key, query);
      return series.get(key)?.statistic(query.statistic, query.from, query.to);
    },
    list() {
      kept?.read();
      return [...series].filter(([, { isEmpty }]) => !isEmpty).map(([key]) => metricOf(key));
    },
    unit: (metric) => series.get(keyOf(metric))?.unit,
    stop() {
      kept?.stop();
      stop();
    },
  };
}

function keyOf({ namespace, metricName, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, sorted]);
}

function metricOf(key: string): MetricName {
  const [namespace, metricName, dimensions] = JSON.parse(key) as [string, string, [string, string][]];
  return { namespace, metricName, dimensions: Object.fromEntries(dimensions) };
}
