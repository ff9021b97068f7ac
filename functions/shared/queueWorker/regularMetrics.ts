import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Clock } from "../clock";

/** Milliseconds between two lines: finer than CloudWatch's minute, and few lines however much there is to count. */
const PUBLISH_EVERY_MS = 10_000;

/** A value that is looked up when it is published. */
export interface Gauge {
  unit: "Count" | "Percent" | "Seconds";
  value(): number;
}

/** A worker's measurements, as metrics in embedded metric format on standard output. */
export interface RegularMetrics<Count extends string> {
  count(name: Count, by?: number): void;
  /** Publishes what there is. */
  publish(): void;
  /** Publishes for the last time. */
  stop(): void;
}

export interface RegularMetricsOptions<Count extends string> {
  clock: Clock;
  /** The metrics' dimension `service`. */
  serviceName: string;
  namespace: string;
  counts: readonly Count[];
  gauges: Readonly<Record<string, Gauge>>;
}

/** Publishes every ten seconds. Counts of nothing are published, too: they are how a graph tells "none" from "no worker". */
export function createRegularMetrics<Count extends string>(
  options: RegularMetricsOptions<Count>,
): RegularMetrics<Count> {
  const { clock, serviceName, namespace, gauges } = options;
  const metrics = new Metrics({ serviceName, namespace });
  const counts = new Map<Count, number>(options.counts.map((name) => [name, 0]));

  const publish = () => {
    for (const [name, value] of counts) {
      metrics.addMetric(name, "Count", value);
      counts.set(name, 0);
    }
    for (const [name, { unit, value }] of Object.entries(gauges)) metrics.addMetric(name, unit, value());
    metrics.publishStoredMetrics();
  };
  const publishRegularly = () => {
    timer = clock.after(PUBLISH_EVERY_MS, () => {
      publish();
      publishRegularly();
    });
  };
  let timer = { cancel() {} };
  publishRegularly();

  return {
    count(name, by = 1) {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    publish,
    stop() {
      timer.cancel();
      publish();
    },
  };
}
