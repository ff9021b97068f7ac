import type { Clock } from "../../clock";
import { MetricSeries, secondOf } from "./metricSeries";

export interface Datum {
  namespace: string;
  metricName: string;
  /** `{ FunctionName: "..." }`; a metric is its namespace, name and exact set of dimensions. */
  dimensions: Readonly<Record<string, string>>;
  value: number;
  unit?: string;
  /** Milliseconds since the Unix epoch; now where absent. */
  timestamp?: number;
}

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
  put(datum: Datum): void;
  /** A value that is read when somebody asks (queue depth, iterator age), instead of being put at every change. */
  gauge(metric: Omit<Datum, "value" | "timestamp">, read: () => number | undefined): { remove(): void };
  /** `undefined` where there is no datum in the period: AWS's missing data. */
  statistic(query: MetricQuery): number | undefined;
}

interface Gauge {
  read: () => number | undefined;
  /** The second of the last reading, since the Unix epoch. */
  lastSecond?: number;
}

/** How late, in milliseconds, a reading of a period that has ended may come: timers are never on time. */
const LATE_MS = 500;

/**
 * Keeps three hours by the second, as CloudWatch keeps high-resolution metrics. A gauge is read at most once a second, when
 * somebody asks for a period that is running or has just ended, and its value counts as a datum of that period.
 */
export function createMetrics({ clock }: { clock: Clock }): Metrics {
  const series = new Map<string, MetricSeries>();
  const gauges = new Map<string, Set<Gauge>>();

  const add = (key: string, value: number, timestamp: number): void => {
    const known = series.get(key) ?? new MetricSeries();
    known.add(value, timestamp, clock.now());
    series.set(key, known);
  };
  const readGauges = (key: string, { from, to }: MetricQuery): void => {
    const now = clock.now();
    if (now < from || now > to + LATE_MS) return;
    const timestamp = Math.min(now, to - 1);
    const second = secondOf(timestamp);
    for (const gauge of gauges.get(key) ?? []) {
      if (gauge.lastSecond === second) continue;
      gauge.lastSecond = second;
      const value = gauge.read();
      if (value !== undefined) add(key, value, timestamp);
    }
  };

  return {
    put: (datum) => add(keyOf(datum), datum.value, datum.timestamp ?? clock.now()),
    gauge(metric, read) {
      const key = keyOf(metric);
      const gauge: Gauge = { read };
      const sameMetric = gauges.get(key) ?? new Set();
      gauges.set(key, sameMetric.add(gauge));
      return { remove: () => void sameMetric.delete(gauge) };
    },
    statistic(query) {
      const key = keyOf(query);
      readGauges(key, query);
      return series.get(key)?.statistic(query.statistic, query.from, query.to);
    },
  };
}

function keyOf({ namespace, metricName, dimensions }: Pick<Datum, "namespace" | "metricName" | "dimensions">): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, sorted]);
}
