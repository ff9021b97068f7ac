/** One entry of `metrics` in an alarm or a scaling policy: a metric or an expression over other entries. */
export type MetricExpression = {
  id: string;
  returnData: boolean;
  label?: string;
} & (
  | {
      metric: {
        namespace: string;
        metricName: string;
        dimensions: Readonly<Record<string, string>>;
        statistic: string;
        periodSeconds: number;
      };
    }
  | { expression: string }
);
