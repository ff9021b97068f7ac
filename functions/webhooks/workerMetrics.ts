import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Clock } from "../shared/clock";

/** Seconds between two lines: finer than CloudWatch's minute, and still few lines at a thousand messages a second. */
const PUBLISH_EVERY_MS = 10_000;
/** Values that a metric may have in one line (CloudWatch User Guide, "Specification: Embedded metric format"). */
const MAX_VALUES = 100;

/** A worker's measurements, as metrics in embedded metric format on standard output. */
export interface WorkerMetrics {
  count(name: "Processed" | "Duplicates" | "Failed" | "HandedBack" | "SignatureRejected"): void;
  apiLatency(ms: number): void;
  inHand(count: number): void;
  /** Publishes what there is. */
  publish(): void;
  /** Publishes for the last time. */
  stop(): void;
}

/**
 * Gathers, and publishes every ten seconds: counts, the most messages that were in hand, and latencies (a random hundred of them, so
 * that percentiles stay true). Counts of nothing are published, too: they are how a graph tells "none" from "no worker".
 *
 * @param serviceName the metrics' dimension `service`
 */
export function createWorkerMetrics(
  clock: Clock,
  random: () => number,
  { serviceName, namespace }: { serviceName: string; namespace: string },
): WorkerMetrics {
  const metrics = new Metrics({ serviceName, namespace });
  const noCounts = () => ({ Processed: 0, Duplicates: 0, Failed: 0, HandedBack: 0, SignatureRejected: 0 });
  let counts = noCounts();
  let latencies: number[] = [];
  let latenciesSeen = 0;
  let inHand = 0;
  let mostInHand = 0;

  const publish = () => {
    for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, "Count", value);
    metrics.addMetric("InHand", "Count", mostInHand);
    for (const ms of latencies) metrics.addMetric("ApiLatency", "Milliseconds", ms);
    metrics.publishStoredMetrics();
    counts = noCounts();
    latencies = [];
    latenciesSeen = 0;
    mostInHand = inHand;
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
    count(name) {
      counts[name] += 1;
    },
    apiLatency(ms) {
      latenciesSeen += 1;
      // Powertools publishes by itself at the hundredth value, so one stays free.
      if (latencies.length < MAX_VALUES - 1) latencies.push(ms);
      else {
        const place = Math.floor(random() * latenciesSeen);
        if (place < latencies.length) latencies[place] = ms;
      }
    },
    inHand(count) {
      inHand = count;
      mostInHand = Math.max(mostInHand, count);
    },
    publish,
    stop() {
      timer.cancel();
      publish();
    },
  };
}
