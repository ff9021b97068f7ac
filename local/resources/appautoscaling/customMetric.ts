import type { MetricExpression } from "../../services/cloudwatch/metricMath";

interface Dimension {
  name: string;
  value: string;
}

/** `customizedMetricSpecification`: one metric, or metric math in `metrics`. */
export interface CustomMetricInputs {
  namespace?: string;
  metricName?: string;
  statistic?: string;
  unit?: string;
  dimensions?: readonly Dimension[];
  metrics?: readonly {
    id: string;
    label?: string;
    expression?: string;
    returnData?: boolean;
    metricStat?: {
      stat: string;
      unit?: string;
      metric: { namespace: string; metricName: string; dimensions?: readonly Dimension[] };
    };
  }[];
}

/** Target tracking looks at metrics by the minute. */
const PERIOD_SECONDS = 60;

/** @throws Error for what is neither one metric nor metric math */
export function metricsOf(inputs: CustomMetricInputs): MetricExpression[] {
  const { namespace, metricName, statistic, dimensions = [], metrics = [] } = inputs;
  refuseUnit(inputs.unit);
  if (metrics.length === 0) {
    if (namespace === undefined || metricName === undefined || statistic === undefined) {
      throw new Error("customizedMetricSpecification must have namespace, metricName and statistic, or metrics");
    }
    const metric = { namespace, metricName, dimensions: mapped(dimensions), statistic, periodSeconds: PERIOD_SECONDS };
    return [{ id: "metric", returnData: true, metric }];
  }
  if (namespace !== undefined || metricName !== undefined || statistic !== undefined) {
    throw new Error("customizedMetricSpecification: one metric and metrics exclude each other");
  }
  // Where returnData is left out, AWS takes it for true.
  return metrics.map(({ id, label, expression, returnData = true, metricStat }) => {
    const entry = { id, returnData, ...(label !== undefined && { label }) };
    if ((expression === undefined) === (metricStat === undefined)) {
      throw new Error(`metrics "${id}": exactly one of expression and metricStat must be set`);
    }
    if (metricStat === undefined) return { ...entry, expression: expression ?? "" };
    const { metric, stat, unit } = metricStat;
    refuseUnit(unit);
    return {
      ...entry,
      metric: {
        namespace: metric.namespace,
        metricName: metric.metricName,
        dimensions: mapped(metric.dimensions ?? []),
        statistic: stat,
        periodSeconds: PERIOD_SECONDS,
      },
    };
  });
}

function mapped(dimensions: readonly Dimension[]): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ name, value }) => [name, value]));
}

function refuseUnit(unit: string | undefined): void {
  if (unit !== undefined)
    throw new Error(`unit must be left out locally, got "${unit}": metrics are kept without theirs`);
}
