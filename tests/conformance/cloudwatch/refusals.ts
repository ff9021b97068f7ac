import type { Calls } from "../calls";
import { measured } from "../measured";
import type { Table } from "../table";

const BACKLOG = {
  ...{ AlarmName: "backlog", Namespace: "Shop", MetricName: "Waiting", Statistic: "Sum", Period: 60 },
  ...{ EvaluationPeriods: 1, Threshold: 30, ComparisonOperator: "GreaterThanThreshold" },
};
const put = (changes: object): Calls => ({ calls: [["PutMetricAlarm", { ...BACKLOG, ...changes }]] });
const onMetrics = (...Metrics: readonly object[]): Calls =>
  put({ Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined, Metrics });
const metric = (Id: string, more: object = {}) => ({
  ...{ Id, MetricStat: { Metric: { Namespace: "Shop", MetricName: "Waiting" }, Period: 60, Stat: "Sum" } },
  ...more,
});
const rows: readonly (readonly [behaviour: string, input: Calls, message: string, rule: string, commit: string])[] = [
  [
    "more than a day of short periods is refused",
    put({ EvaluationPeriods: 1441 }),
    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    "alarm-evaluation-window",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "more than a week of hours is refused",
    put({ Period: 3600, EvaluationPeriods: 169 }),
    "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
    "alarm-evaluation-window",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "a period that is no whole minute is refused",
    put({ Period: 45 }),
    "Period must be 10, 20, 30 or a multiple of 60",
    "alarm-period",
    "69f3a1322eb66d17edbb54230c9b66ac1e9cdb80",
  ],
  [
    "a period of one of several metrics that is no whole minute is refused",
    onMetrics({
      Id: "a",
      MetricStat: { Metric: { Namespace: "Shop", MetricName: "Waiting" }, Period: 45, Stat: "Sum" },
    }),
    "Period must be 10, 20, 30 or a multiple of 60",
    "alarm-period",
    "69f3a1322eb66d17edbb54230c9b66ac1e9cdb80",
  ],
  [
    "an alarm without a threshold is refused",
    put({ Threshold: undefined }),
    "PutMetricAlarm request should have valid Threshold parameter",
    "alarm-threshold",
    "cd014f23dc0ae850ad45bc827162023de6c67743",
  ],
  [
    "more datapoints than periods are refused",
    put({ EvaluationPeriods: 3, DatapointsToAlarm: 4 }),
    "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    "datapoints-evaluation",
    "e50fc133fdf483b3d2e853024181d8eb1b2861c8",
  ],
  [
    "a percentile beyond 100 is refused",
    put({ Statistic: undefined, ExtendedStatistic: "p101" }),
    "The value p101 for parameter ExtendedStatistic is not supported.",
    "extended-statistic",
    "9836d1143eac33fe154478ea37eac12f5cc17c68",
  ],
  [
    "two metrics that both return data are refused",
    onMetrics(metric("a"), metric("b")),
    "Exactly one element of the metrics list should return data.",
    "metric-query-returndata",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "metrics none of which returns data are refused",
    onMetrics(metric("a", { ReturnData: false })),
    "Exactly one element of the metrics list should return data.",
    "metric-query-returndata",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "a metric with an expression is refused",
    onMetrics(metric("a", { Expression: "1" })),
    "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified both.",
    "metric-query-exclusive",
    "e50fc133fdf483b3d2e853024181d8eb1b2861c8",
  ],
  [
    "eleven metrics are refused",
    onMetrics(
      { Id: "all", Expression: "SUM(METRICS())" },
      ...Array.from({ length: 11 }, (_, index) => metric(`m${index}`, { ReturnData: false })),
    ),
    "Too many metrics in alarm, maximum is 10",
    "alarm-metrics-max",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "an action of a service that takes none is refused",
    put({ AlarmActions: ["arn:aws:s3:::pf-bucket"] }),
    "Unsupported AWS vendor s3",
    "alarm-action-vendor",
    "6264a74be3f3a8546426a6bb596ebad9a738b14c",
  ],
  [
    "a namespace of other characters than ASCII is refused",
    put({ Namespace: "Läden" }),
    "Namespace must not contain Non-ASCII characters.",
    "metric-namespace-ascii",
    "a679b1b495fe6c43d9d3521954b73c04fad64ef3",
  ],
];

export const refusals: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "alarms that are refused",
  rows: rows.map(([behaviour, input, message, rule, commit]) => ({
    ...{ behaviour, input },
    answer: { error: "ValidationError", type: "ValidationException", message, status: 400 },
    source: measured("cloudwatch", `pf-cloudwatch-${rule}`, commit),
  })),
};
