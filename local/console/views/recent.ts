import type { Services } from "../../services";
import type { MetricName } from "../../services/cloudwatch/metrics";

/** The time over which pages count what happened lately. */
export const RECENT_MS = 15 * 60_000;

/** A statistic of a metric over the last quarter of an hour; nothing where it had no value. */
export function measured(
  { clock, metrics }: Pick<Services, "clock" | "metrics">,
  metric: MetricName,
  statistic: string,
): number | undefined {
  const to = clock.now() + 1000;
  return metrics.statistic({ ...metric, statistic, from: to - RECENT_MS, to });
}
