import { compileMetricMath, type MetricReference } from "../cloudwatch/metricMath";
import type { TargetTrackingSpec } from "./autoscaling";

/** The change that a policy asks for; `metric` is the newest value. */
export type Verdict = { kind: "out" | "in"; metric: number } | { kind: "stay" };

/** One target tracking policy with what it has seen of its metric. */
export interface TargetTracking {
  spec: TargetTrackingSpec;
  /** Takes in the minute that has just ended. */
  see(read: (metric: MetricReference) => number | undefined): void;
  verdict(): Verdict;
}

/** Minutes in a row that the alarms which Application Auto Scaling makes for a policy ask for. */
const OUT_MINUTES = 3;
const IN_MINUTES = 15;
/** Scaling in begins below this share of the target, so that capacity does not swing. */
const IN_SHARE = 0.9;

/**
 * Follows a metric as the two alarms of a target tracking policy do: above the target for 3 of 3 minutes scales out, below 90 % of it for
 * 15 of 15 scales in, and a minute without data begins the count anew ("does not perform scaling when the specified metric has
 * insufficient data").
 *
 * @throws RangeError for metric math that is wrong
 */
export function createTargetTracking(spec: TargetTrackingSpec): TargetTracking {
  const math = compileMetricMath(spec.metrics);
  /** The newest last. */
  let values: number[] = [];
  const lastAll = (count: number, passes: (value: number) => boolean): boolean =>
    values.length >= count && values.slice(-count).every(passes);
  return {
    spec,
    see(read) {
      const value = math.value(read);
      values = value === undefined ? [] : [...values.slice(1 - IN_MINUTES), value];
    },
    verdict() {
      const metric = values.at(-1) ?? 0;
      if (lastAll(OUT_MINUTES, (value) => value > spec.target)) return { kind: "out", metric };
      if (lastAll(IN_MINUTES, (value) => value < spec.target * IN_SHARE)) return { kind: "in", metric };
      return { kind: "stay" };
    },
  };
}
