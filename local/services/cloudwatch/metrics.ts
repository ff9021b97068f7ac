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
