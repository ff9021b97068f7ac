import type { Metrics } from "../cloudwatch/metrics";
import type { ClusterSpec } from "./ecs";
import type { ServiceScheduler } from "./serviceScheduler";

type Counts = Pick<ServiceScheduler, "desired" | "running" | "pending">;

const GAUGES: Readonly<Record<string, (counts: Counts) => number>> = {
  DesiredTaskCount: ({ desired }) => desired,
  RunningTaskCount: ({ running }) => running,
  PendingTaskCount: ({ pending }) => pending,
};

/**
 * A service's task counts as Container Insights publishes them; nothing where its cluster has it off, nor while no task runs.
 * Source: CloudWatch User Guide, "Amazon ECS Container Insights metrics"; Amazon ECS Developer Guide, "Container Insights considerations".
 *
 * @returns takes the metrics away
 */
export function insightsGauges(
  metrics: Pick<Metrics, "gauge">,
  serviceName: string,
  cluster: () => ClusterSpec,
  counts: Counts,
): () => void {
  const dimensions = { ClusterName: cluster().name, ServiceName: serviceName };
  const gauges = Object.entries(GAUGES).map(([metricName, read]) =>
    metrics.gauge({ namespace: "ECS/ContainerInsights", metricName, dimensions, unit: "Count" }, () =>
      cluster().containerInsights && counts.running > 0 ? read(counts) : undefined,
    ),
  );
  return () => {
    for (const gauge of gauges) gauge.remove();
  };
}
