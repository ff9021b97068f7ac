import type { Calls, Step } from "../calls";
import { ANY, type Table } from "../table";
import { apiReference } from "./sources";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:ops";
const metric = (AlarmName: string): Step => [
  "PutMetricAlarm",
  {
    ...{ AlarmName, Namespace: "Shop", MetricName: AlarmName, Statistic: "Sum", Period: 60, EvaluationPeriods: 1 },
    ...{ Threshold: 0, ComparisonOperator: "GreaterThanThreshold" },
  },
];
const composite = (AlarmRule: string, more: object = {}): Step => [
  "PutCompositeAlarm",
  { AlarmName: "shop", AlarmRule, ...more },
];
const set = (AlarmName: string, StateValue: string): Step => [
  "SetAlarmState",
  { AlarmName, StateValue, StateReason: "testing" },
];
const describe: Step = ["DescribeAlarms", { AlarmTypes: ["CompositeAlarm"] }];
const PUT = apiReference("PutCompositeAlarm");
const stateAfter = (rule: string, ...steps: Step[]): Calls => ({
  calls: [metric("slow"), metric("failing"), composite(rule), ...steps, describe],
  see: "CompositeAlarms.*.StateValue",
});

export const compositeAlarms: Table<Calls> = {
  service: "Amazon CloudWatch",
  topic: "composite alarms",
  rows: [
    {
      behaviour: "a composite alarm is described with its rule and its actions",
      input: {
        calls: [metric("slow"), composite("ALARM(slow)", { AlarmActions: [TOPIC], AlarmDescription: "all" }), describe],
      },
      answer: {
        MetricAlarms: [],
        CompositeAlarms: [
          {
            ...{ AlarmName: "shop", AlarmArn: `${ARN}:shop`, AlarmRule: "ALARM(slow)", AlarmDescription: "all" },
            ...{ ActionsEnabled: true, AlarmActions: [TOPIC], OKActions: [], InsufficientDataActions: [] },
            ...{ StateValue: "OK", StateReason: ANY, StateUpdatedTimestamp: ANY, StateTransitionedTimestamp: ANY },
            AlarmConfigurationUpdatedTimestamp: ANY,
          },
        ],
      },
      source: PUT,
    },
    {
      behaviour: "who asks for no type gets metric alarms alone",
      input: {
        calls: [metric("slow"), composite("ALARM(slow)"), ["DescribeAlarms", {}]],
        see: "CompositeAlarms",
      },
      answer: [],
      source: apiReference("DescribeAlarms"),
    },
    {
      behaviour: "it is in ALARM while its rule holds",
      input: stateAfter("ALARM(slow) OR ALARM(failing)", set("slow", "ALARM")),
      answer: ["ALARM"],
      source: PUT,
    },
    {
      behaviour: "it is OK again once its rule does not hold",
      input: stateAfter("ALARM(slow)", set("slow", "ALARM"), set("slow", "OK")),
      answer: ["OK"],
      source: PUT,
    },
    {
      behaviour: "AND asks for both, and NOT for the contrary",
      input: stateAfter("ALARM(slow) AND NOT OK(failing)", set("slow", "ALARM"), set("failing", "OK")),
      answer: ["OK"],
      source: PUT,
    },
    {
      behaviour: "alarms are named by their names, quoted or not, or by their ARNs",
      input: stateAfter(`ALARM("slow") AND ALARM(${ARN}:slow)`, set("slow", "ALARM")),
      answer: ["ALARM"],
      source: PUT,
    },
    {
      behaviour: "TRUE and FALSE are rules as well",
      input: stateAfter("TRUE AND NOT FALSE"),
      answer: ["ALARM"],
      source: PUT,
    },
    {
      behaviour: "a state that is set holds until an alarm of the rule changes",
      input: stateAfter("ALARM(slow)", set("shop", "ALARM"), set("slow", "OK")),
      answer: ["OK"],
      source: apiReference("SetAlarmState"),
    },
    {
      behaviour: "deleting it leaves its alarms",
      input: {
        calls: [
          metric("slow"),
          composite("ALARM(slow)"),
          ["DeleteAlarms", { AlarmNames: ["shop"] }],
          ["DescribeAlarms", { AlarmTypes: ["CompositeAlarm", "MetricAlarm"] }],
        ],
        see: "MetricAlarms.*.AlarmName",
      },
      answer: ["slow"],
      source: apiReference("DeleteAlarms"),
    },
    {
      behaviour: "one call deletes one composite alarm at most",
      input: {
        calls: [
          metric("slow"),
          composite("ALARM(slow)"),
          composite("ALARM(slow)", { AlarmName: "other" }),
          ["DeleteAlarms", { AlarmNames: ["shop", "other"] }],
        ],
      },
      answer: { error: "ValidationError", type: "ValidationException", message: ANY, status: 400 },
      source: apiReference("DeleteAlarms"),
    },
  ],
};
