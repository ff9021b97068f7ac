import type { Calls, Step } from "../calls";
import { ANY, type Table } from "../table";
import { apiReference, recorded, validated } from "./sources";

const NOON = new Date("2026-03-01T12:00:00Z");
const AFTER = new Date("2026-03-01T12:10:00Z");
const put = (...MetricData: readonly object[]): Step => [
  "PutMetricData",
  { Namespace: "Shop", MetricData: MetricData.map((datum) => ({ MetricName: "Waiting", ...datum })) },
];
const statistics = (changes: object = {}): Step => [
  "GetMetricStatistics",
  {
    ...{ Namespace: "Shop", MetricName: "Waiting", StartTime: NOON, EndTime: AFTER, Period: 60 },
    Statistics: ["SampleCount", "Sum", "Maximum"],
    ...changes,
  },
];
const query = (Id: string, Stat: string, more: object = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: "Shop", MetricName: "Waiting" }, Period: 60, Stat },
  ...more,
});
const data = (MetricDataQueries: readonly object[], more: object = {}): Step => [
  "GetMetricData",
  { MetricDataQueries, StartTime: NOON, EndTime: AFTER, ...more },
];
const invalid = (error: string, message: string) => ({ error, type: `${error}Exception`, message, status: 400 });

export const metrics: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "metrics through the API",
  rows: [
    {
      behaviour: "values come as often as their counts say",
      input: { calls: [put({ Values: [1, 10], Counts: [2, 4], Unit: "Count" }), statistics()] },
      answer: {
        Datapoints: [{ Maximum: 10, SampleCount: 6, Sum: 42, Timestamp: ANY, Unit: "Count" }],
        Label: "Waiting",
      },
      source: recorded("test_put_metric_data_values_list"),
    },
    {
      behaviour: "a value without a unit has the unit None",
      input: { calls: [put({ Value: 5 }), statistics()], see: "Datapoints.*.Unit" },
      answer: ["None"],
      source: apiReference("MetricDatum"),
    },
    {
      behaviour: "statistics are put instead of values",
      input: {
        calls: [
          put({ Value: 11 }, { StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } }),
          statistics({ Statistics: ["SampleCount", "Sum", "Minimum", "Maximum", "Average"] }),
        ],
      },
      answer: {
        Datapoints: [{ Average: 6, Maximum: 11, Minimum: 1, SampleCount: 11, Sum: 66, Timestamp: ANY, Unit: "None" }],
        Label: "Waiting",
      },
      source: validated("test_get_metric_data_stats"),
    },
    {
      behaviour: "there is no percentile of values that are known by their statistics",
      input: {
        calls: [
          put({ StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } }),
          statistics({ Statistics: undefined, ExtendedStatistics: ["p90"] }),
        ],
        see: "Datapoints.*.ExtendedStatistics",
      },
      answer: [{}],
      source: {
        title: "Percentiles (Amazon CloudWatch User Guide)",
        address: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles",
      },
    },
    {
      behaviour: "a percentile is an extended statistic",
      input: {
        calls: [put({ Values: [1, 2, 3, 4] }), statistics({ Statistics: undefined, ExtendedStatistics: ["p50"] })],
        see: "Datapoints.*.ExtendedStatistics.p50",
      },
      answer: [2],
      source: apiReference("GetMetricStatistics"),
    },
    {
      behaviour: "a period without values is left out",
      input: {
        calls: [
          put({ Value: 1, Timestamp: NOON }, { Value: 2, Timestamp: new Date("2026-03-01T12:05:00Z") }),
          statistics({ Statistics: ["Sum"] }),
        ],
        see: "Datapoints.*.Sum",
      },
      answer: [1, 2],
      source: apiReference("GetMetricStatistics"),
    },
    {
      behaviour: "a metric with other dimensions is another metric",
      input: {
        calls: [put({ Value: 1, Dimensions: [{ Name: "Queue", Value: "jobs" }] }), statistics()],
        see: "Datapoints",
      },
      answer: [],
      source: validated("test_get_metric_data_with_dimensions"),
    },
    {
      behaviour: "a value beside values is refused",
      input: { calls: [put({ Value: 1.5, Values: [1, 10] })] },
      answer: invalid(
        "InvalidParameterCombination",
        "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.",
      ),
      source: validated("test_put_metric_data_validation"),
    },
    {
      behaviour: "a value beside statistics is refused",
      input: {
        calls: [put({ Value: 1.5, StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } })],
      },
      answer: invalid(
        "InvalidParameterCombination",
        "The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both.",
      ),
      source: validated("test_put_metric_data_validation"),
    },
    {
      behaviour: "values beside statistics are taken",
      input: {
        calls: [put({ Values: [1, 10], StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } })],
      },
      answer: {},
      source: validated("test_put_metric_data_validation"),
    },
    {
      behaviour: "counts are as many as values",
      input: { calls: [put({ Values: [1, 10], Counts: [2, 4, 5] })] },
      answer: invalid(
        "InvalidParameterValue",
        "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
      ),
      source: validated("test_put_metric_data_validation"),
    },
    {
      behaviour: "AWS's own namespaces are not a program's to use",
      input: { calls: [["PutMetricData", { Namespace: "AWS/SQS", MetricData: [{ MetricName: "m", Value: 1 }] }]] },
      answer: { ...invalid("InvalidParameterValue", ""), message: ANY },
      source: apiReference("PutMetricData"),
    },
    {
      behaviour: "a value of more than two weeks ago is refused",
      input: { calls: [put({ Value: 1, Timestamp: new Date("2026-02-14T12:00:00Z") })] },
      answer: { ...invalid("InvalidParameterValue", ""), message: ANY },
      source: apiReference("PutMetricData"),
    },
    {
      behaviour: "data of several statistics are read at once",
      input: { calls: [put({ Values: [1, 10] }), data([query("sum", "Sum"), query("most", "Maximum")])] },
      answer: {
        Messages: [],
        MetricDataResults: [
          { Id: "sum", Label: "Waiting", StatusCode: "Complete", Timestamps: [ANY], Values: [11] },
          { Id: "most", Label: "Waiting", StatusCode: "Complete", Timestamps: [ANY], Values: [10] },
        ],
      },
      source: recorded("test_aws_sqs_metrics_created"),
    },
    {
      behaviour: "an expression is evaluated, and a query that returns nothing is not shown",
      input: {
        calls: [
          put({ Value: 10 }),
          data([query("m", "Sum", { ReturnData: false }), { Id: "half", Expression: "m / 2", Label: "Half" }]),
        ],
        see: "MetricDataResults",
      },
      answer: [{ Id: "half", Label: "Half", StatusCode: "Complete", Timestamps: [ANY], Values: [5] }],
      source: apiReference("GetMetricData"),
    },
    {
      behaviour: "the newest values come first",
      input: {
        calls: [put({ Value: 1 }), ["wait", 60], put({ Value: 2 }), data([query("m", "Sum")])],
        see: "MetricDataResults.*.Values",
      },
      answer: [[2, 1]],
      source: apiReference("GetMetricData"),
    },
    {
      behaviour: "the oldest values come first where that is asked for",
      input: {
        calls: [
          put({ Value: 1 }),
          ["wait", 60],
          put({ Value: 2 }),
          data([query("m", "Sum")], { ScanBy: "TimestampAscending" }),
        ],
        see: "MetricDataResults.*.Values",
      },
      answer: [[1, 2]],
      source: apiReference("GetMetricData"),
    },
    {
      behaviour: "a metric without data has no values",
      input: { calls: [data([query("m", "Sum")])], see: "MetricDataResults" },
      answer: [{ Id: "m", Label: "Waiting", StatusCode: "Complete", Timestamps: [], Values: [] }],
      source: validated("test_get_metric_data"),
    },
    {
      behaviour: "metrics are listed by a dimension",
      input: {
        calls: [
          put(
            { Value: 1, Dimensions: [{ Name: "Queue", Value: "jobs" }] },
            { Value: 1, Dimensions: [{ Name: "Queue", Value: "mails" }] },
            { Value: 1 },
          ),
          ["ListMetrics", { Namespace: "Shop", Dimensions: [{ Name: "Queue", Value: "jobs" }] }],
        ],
      },
      answer: {
        Metrics: [{ Namespace: "Shop", MetricName: "Waiting", Dimensions: [{ Name: "Queue", Value: "jobs" }] }],
      },
      source: apiReference("ListMetrics"),
    },
    {
      behaviour: "a dimension without a value stands for all of its values",
      input: {
        calls: [
          put(
            { Value: 1, Dimensions: [{ Name: "Queue", Value: "jobs" }] },
            { Value: 1, Dimensions: [{ Name: "Queue", Value: "mails" }] },
            { Value: 1 },
          ),
          ["ListMetrics", { Namespace: "Shop", Dimensions: [{ Name: "Queue" }] }],
        ],
        see: "Metrics.*.Dimensions.0.Value",
      },
      answer: ["jobs", "mails"],
      source: apiReference("ListMetrics"),
    },
  ],
};

export const compressed: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "compressed requests",
  rows: [
    {
      behaviour: "a request of more than 10 KB may be compressed",
      input: {
        calls: [
          put(...Array.from({ length: 500 }, (_, index) => ({ Value: index, Unit: "Count" }))),
          statistics({ Statistics: ["SampleCount"] }),
        ],
        see: "Datapoints.*.SampleCount",
      },
      answer: [500],
      source: {
        title: "Request compression (AWS SDKs and Tools Reference Guide)",
        address: "https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html",
      },
    },
  ],
};

const BODY = JSON.stringify({ widgets: [{ type: "text", width: 6, height: 2, properties: { markdown: "hello" } }] });
const board: Step = ["PutDashboard", { DashboardName: "shop", DashboardBody: BODY }];

export const dashboards: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "dashboards through the API",
  rows: [
    {
      behaviour: "a dashboard is put",
      input: { calls: [board] },
      answer: { DashboardValidationMessages: [] },
      source: apiReference("PutDashboard"),
    },
    {
      behaviour: "a dashboard has the body that it was put with",
      input: { calls: [board, ["GetDashboard", { DashboardName: "shop" }]] },
      answer: {
        DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/shop",
        DashboardBody: BODY,
        DashboardName: "shop",
      },
      source: recorded("test_dashboard_lifecycle"),
    },
    {
      behaviour: "a dashboard of the same name takes the place of the one that is there",
      input: {
        calls: [
          ["PutDashboard", { DashboardName: "shop", DashboardBody: '{"widgets":[]}' }],
          board,
          ["ListDashboards", {}],
        ],
      },
      answer: {
        DashboardEntries: [
          {
            DashboardName: "shop",
            DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/shop",
            LastModified: ANY,
            Size: BODY.length,
          },
        ],
      },
      source: apiReference("PutDashboard"),
    },
    {
      behaviour: "dashboards are listed by the beginnings of their names",
      input: {
        calls: [
          board,
          ["PutDashboard", { DashboardName: "other", DashboardBody: BODY }],
          ["ListDashboards", { DashboardNamePrefix: "sh" }],
        ],
        see: "DashboardEntries.*.DashboardName",
      },
      answer: ["shop"],
      source: recorded("test_dashboard_lifecycle"),
    },
    {
      behaviour: "a body that is no dashboard is refused",
      input: { calls: [["PutDashboard", { DashboardName: "shop", DashboardBody: "{" }]] },
      answer: {
        ...{ error: "InvalidParameterInput", type: "DashboardInvalidInputError", message: ANY, status: 400 },
      },
      source: apiReference("PutDashboard"),
    },
    {
      behaviour: "a name with other characters is refused",
      input: { calls: [["PutDashboard", { DashboardName: "shop:invalid", DashboardBody: BODY }]] },
      answer: {
        ...{ error: "InvalidParameterInput", type: "DashboardInvalidInputError", message: ANY, status: 400 },
      },
      source: validated("test_invalid_dashboard_name"),
    },
    {
      behaviour: "a dashboard that is not there is not found",
      input: { calls: [["GetDashboard", { DashboardName: "absent" }]] },
      answer: { error: "ResourceNotFound", type: "DashboardNotFoundError", message: ANY, status: 404 },
      source: apiReference("GetDashboard"),
    },
    {
      behaviour: "deleted dashboards are not listed",
      input: { calls: [board, ["DeleteDashboards", { DashboardNames: ["shop"] }], ["ListDashboards", {}]] },
      answer: { DashboardEntries: [] },
      source: recorded("test_dashboard_lifecycle"),
    },
  ],
};
