import type { Calls, Step } from "../calls";
import { ANY, type Table } from "../table";
import { apiReference, recorded } from "./sources";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:ops";
const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm";
const BACKLOG = {
  AlarmName: "backlog",
  Namespace: "Shop",
  MetricName: "Waiting",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 30,
  ComparisonOperator: "GreaterThanThreshold",
};
const put = (changes: object = {}): Step => ["PutMetricAlarm", { ...BACKLOG, ...changes }];
const backlog = put();
const describe: Step = ["DescribeAlarms", { AlarmNames: ["backlog"] }];
const waiting = (Value: number): Step => [
  "PutMetricData",
  { Namespace: "Shop", MetricData: [{ MetricName: "Waiting", Value }] },
];
const set = (StateValue: string): Step => [
  "SetAlarmState",
  { AlarmName: "backlog", StateValue, StateReason: "testing alarm" },
];
const minimal = {
  ...BACKLOG,
  ActionsEnabled: true,
  AlarmActions: [],
  AlarmArn: `${ARN}:backlog`,
  AlarmConfigurationUpdatedTimestamp: ANY,
  Dimensions: [],
  InsufficientDataActions: [],
  OKActions: [],
  StateReason: "Unchecked: Initial alarm creation",
  StateTransitionedTimestamp: ANY,
  StateUpdatedTimestamp: ANY,
  StateValue: "INSUFFICIENT_DATA",
};
const validation = (message: string) => ({
  ...{ error: "ValidationError", type: "ValidationException", message, status: 400 },
});

export const alarms: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "alarms through the API",
  rows: [
    {
      behaviour: "an alarm that says little has defaults",
      input: { calls: [backlog, describe] },
      answer: { CompositeAlarms: [], MetricAlarms: [minimal] },
      source: recorded("test_store_tags"),
    },
    {
      behaviour: "an alarm is described with its dimensions, actions and treatment of missing data",
      input: {
        calls: [
          put({
            AlarmDescription: "too many wait",
            AlarmActions: [TOPIC],
            OKActions: [TOPIC],
            Dimensions: [{ Name: "Queue", Value: "jobs" }],
            TreatMissingData: "ignore",
          }),
          describe,
        ],
        see: "MetricAlarms.0",
      },
      answer: {
        ...minimal,
        AlarmDescription: "too many wait",
        AlarmActions: [TOPIC],
        OKActions: [TOPIC],
        Dimensions: [{ Name: "Queue", Value: "jobs" }],
        TreatMissingData: "ignore",
      },
      source: recorded("test_put_metric_alarm"),
    },
    {
      behaviour: "an alarm on a percentile has an extended statistic",
      input: {
        calls: [put({ Statistic: undefined, ExtendedStatistic: "p99" }), describe],
        see: "MetricAlarms.*.ExtendedStatistic",
      },
      answer: ["p99"],
      source: apiReference("PutMetricAlarm"),
    },
    {
      behaviour: "an alarm on an expression has metrics instead of one",
      input: {
        calls: [
          [
            "PutMetricAlarm",
            {
              ...{ AlarmName: "ratio", EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
              Metrics: [
                { Id: "e", Expression: "m / 2" },
                {
                  Id: "m",
                  ReturnData: false,
                  MetricStat: { Metric: { Namespace: "Shop", MetricName: "Waiting" }, Period: 60, Stat: "Sum" },
                },
              ],
            },
          ],
          ["DescribeAlarms", { AlarmNames: ["ratio"] }],
        ],
        see: "MetricAlarms.0.Metrics",
      },
      answer: [
        { Id: "e", Expression: "m / 2", ReturnData: true },
        {
          Id: "m",
          ReturnData: false,
          MetricStat: {
            Metric: { Namespace: "Shop", MetricName: "Waiting", Dimensions: [] },
            Period: 60,
            Stat: "Sum",
          },
        },
      ],
      source: apiReference("PutMetricAlarm"),
    },
    {
      behaviour: "an alarm goes off when its metric crosses the threshold",
      input: { calls: [backlog, waiting(31), ["wait", 60], describe], see: "MetricAlarms.*.StateValue" },
      answer: ["ALARM"],
      source: recorded("test_put_metric_alarm"),
    },
    {
      behaviour: "an alarm does not go off at the threshold",
      input: { calls: [backlog, waiting(30), ["wait", 60], describe], see: "MetricAlarms.*.StateValue" },
      answer: ["OK"],
      source: apiReference("PutMetricAlarm"),
    },
    {
      behaviour: "an alarm of the same name takes the place of the one that is there, and keeps its state",
      input: {
        calls: [put({ AlarmDescription: "old", AlarmActions: [TOPIC] }), set("ALARM"), backlog, describe],
        see: "MetricAlarms.0",
      },
      answer: { ...minimal, StateReason: "testing alarm", StateValue: "ALARM" },
      source: apiReference("PutMetricAlarm"),
    },
    {
      behaviour: "alarms are found by the beginnings of their names",
      input: {
        calls: [backlog, put({ AlarmName: "errors" }), ["DescribeAlarms", { AlarmNamePrefix: "err" }]],
        see: "MetricAlarms.*.AlarmName",
      },
      answer: ["errors"],
      source: apiReference("DescribeAlarms"),
    },
    {
      behaviour: "alarms are found by their state",
      input: {
        calls: [backlog, put({ AlarmName: "errors" }), set("OK"), ["DescribeAlarms", { StateValue: "OK" }]],
        see: "MetricAlarms.*.AlarmName",
      },
      answer: ["backlog"],
      source: apiReference("DescribeAlarms"),
    },
    {
      behaviour: "a list of alarms has pages",
      input: {
        calls: [
          backlog,
          put({ AlarmName: "errors" }),
          ["DescribeAlarms", { MaxRecords: 1 }, "first"],
          ["DescribeAlarms", { MaxRecords: 1, NextToken: "$first.NextToken" }],
        ],
        see: "MetricAlarms.*.AlarmName",
      },
      answer: ["errors"],
      source: apiReference("DescribeAlarms"),
    },
    {
      behaviour: "the alarms of a metric are found",
      input: {
        calls: [
          backlog,
          put({ AlarmName: "other", MetricName: "Other" }),
          ["DescribeAlarmsForMetric", { Namespace: "Shop", MetricName: "Waiting" }],
        ],
        see: "MetricAlarms.*.AlarmName",
      },
      answer: ["backlog"],
      source: recorded("test_put_metric_alarm"),
    },
    {
      behaviour: "a state is set for a while",
      input: { calls: [backlog, set("ALARM"), describe], see: "MetricAlarms.0" },
      answer: { ...minimal, StateReason: "testing alarm", StateValue: "ALARM" },
      source: recorded("test_enable_disable_alarm_actions"),
    },
    {
      behaviour: "a state that was set goes with the next evaluation",
      input: { calls: [backlog, set("ALARM"), waiting(1), ["wait", 60], describe], see: "MetricAlarms.*.StateValue" },
      answer: ["OK"],
      source: apiReference("SetAlarmState"),
    },
    {
      behaviour: "a state that is none is refused",
      input: { calls: [backlog, set("INVALID")] },
      answer: validation(
        "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: " +
          "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
      ),
      source: recorded("test_set_alarm_invalid_input"),
    },
    {
      behaviour: "an alarm that is not there has no state to set",
      input: { calls: [set("ALARM")] },
      answer: { error: "ResourceNotFound", message: ANY, status: 404 },
      source: apiReference("SetAlarmState"),
    },
    {
      behaviour: "reason data that is no JSON is refused",
      input: {
        calls: [
          backlog,
          ["SetAlarmState", { AlarmName: "backlog", StateValue: "OK", StateReason: "r", StateReasonData: "{" }],
        ],
      },
      answer: { error: "InvalidFormat", type: "InvalidFormatFault", message: ANY, status: 400 },
      source: apiReference("SetAlarmState"),
    },
    {
      behaviour: "a change of state is in the history",
      input: {
        calls: [
          backlog,
          set("ALARM"),
          ["DescribeAlarmHistory", { AlarmName: "backlog", HistoryItemType: "StateUpdate" }],
        ],
      },
      answer: {
        AlarmHistoryItems: [
          {
            AlarmName: "backlog",
            AlarmType: "MetricAlarm",
            HistoryData: JSON.stringify({
              version: "1.0",
              oldState: { stateValue: "INSUFFICIENT_DATA", stateReason: "Unchecked: Initial alarm creation" },
              newState: { stateValue: "ALARM", stateReason: "testing alarm" },
            }),
            HistoryItemType: "StateUpdate",
            HistorySummary: "Alarm updated from INSUFFICIENT_DATA to ALARM",
            Timestamp: ANY,
          },
        ],
      },
      source: recorded("test_put_metric_alarm"),
    },
    {
      behaviour: "a change of state is an event",
      input: { calls: [backlog, set("ALARM"), ["Emitted", {}]], see: "events" },
      answer: [
        {
          source: "aws.cloudwatch",
          detailType: "CloudWatch Alarm State Change",
          resources: [`${ARN}:backlog`],
          detail: {
            alarmName: "backlog",
            state: { value: "ALARM", reason: "testing alarm", timestamp: "2026-03-01T12:00:00.000+0000" },
            previousState: {
              value: "INSUFFICIENT_DATA",
              reason: "Unchecked: Initial alarm creation",
              timestamp: "2026-03-01T12:00:00.000+0000",
            },
            configuration: {
              metrics: [
                {
                  id: ANY,
                  metricStat: {
                    metric: { namespace: "Shop", name: "Waiting", dimensions: {} },
                    period: 60,
                    stat: "Sum",
                  },
                  returnData: true,
                },
              ],
            },
          },
        },
      ],
      source: {
        title: "Alarm events and EventBridge (Amazon CloudWatch User Guide)",
        address:
          "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html#CloudWatch-Alarms-events",
      },
    },
    {
      behaviour: "the history begins with the newest",
      input: {
        calls: [backlog, ["wait", 1], set("ALARM"), ["wait", 1], set("OK"), ["DescribeAlarmHistory", {}]],
        see: "AlarmHistoryItems.*.HistoryItemType",
      },
      answer: ["StateUpdate", "StateUpdate", "ConfigurationUpdate"],
      source: apiReference("DescribeAlarmHistory"),
    },
    {
      behaviour: "actions are disabled, and stay with the alarm",
      input: {
        calls: [put({ AlarmActions: [TOPIC] }), ["DisableAlarmActions", { AlarmNames: ["backlog"] }], describe],
        see: "MetricAlarms.0",
      },
      answer: { ...minimal, ActionsEnabled: false, AlarmActions: [TOPIC] },
      source: recorded("test_enable_disable_alarm_actions"),
    },
    {
      behaviour: "actions are enabled again",
      input: {
        calls: [
          put({ AlarmActions: [TOPIC], ActionsEnabled: false }),
          ["EnableAlarmActions", { AlarmNames: ["backlog"] }],
          describe,
        ],
        see: "MetricAlarms.*.ActionsEnabled",
      },
      answer: [true],
      source: recorded("test_enable_disable_alarm_actions"),
    },
    {
      behaviour: "alarms are deleted, and names of none are passed over",
      input: { calls: [backlog, ["DeleteAlarms", { AlarmNames: ["absent", "backlog"] }], ["DescribeAlarms", {}]] },
      answer: { CompositeAlarms: [], MetricAlarms: [] },
      source: apiReference("DeleteAlarms"),
    },
    {
      behaviour: "an alarm has tags",
      input: {
        calls: [
          put({ Tags: [{ Key: "tag1", Value: "foo" }] }),
          ["TagResource", { ResourceARN: `${ARN}:backlog`, Tags: [{ Key: "tag2", Value: "bar" }] }],
          ["UntagResource", { ResourceARN: `${ARN}:backlog`, TagKeys: ["tag1"] }],
          ["ListTagsForResource", { ResourceARN: `${ARN}:backlog` }],
        ],
      },
      answer: { Tags: [{ Key: "tag2", Value: "bar" }] },
      source: recorded("test_store_tags"),
    },
    {
      behaviour: "an alarm may look at values of one unit",
      input: { calls: [put({ Unit: "Seconds" })] },
      answer: {},
      source: recorded("test_put_metric_alarm"),
      difference: {
        answer: {
          ...{ error: "InvalidParameterValue", type: "InvalidParameterValueException", status: 400 },
          message: "Unit is not supported locally: leave it out",
        },
        why: "values of a metric are kept without their units",
      },
    },
  ],
};
