import type {
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
  MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import type { OnWire } from "../../edge/wireTypes";
import type { AlarmStatus } from "../../services/cloudwatch/alarms";
import { alarmSettings, alarmStanding } from "./alarmSettings";
import {
  ALARM,
  type CloudWatchOperation,
  type CloudWatchParts,
  checkSupported,
  dimensionsOf,
  onAlarms,
  paged,
} from "./cloudWatchOperation";
import { describedComposite } from "./compositeAlarms";

const SUPPORTED: ReadonlySet<string> = new Set([
  ...["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "ActionPrefix", "MaxRecords", "NextToken"],
]);

export const describeAlarms: CloudWatchOperation<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput> = {
  parameters: { AlarmNames: "list?", AlarmNamePrefix: "text?", AlarmTypes: "list?", MaxRecords: "number?" },
  // A call for all alarms needs all of them.
  permissions: ({ AlarmNames = [] }) =>
    AlarmNames.length > 0
      ? onAlarms("cloudwatch:DescribeAlarms", AlarmNames)
      : [{ action: "cloudwatch:DescribeAlarms", resource: "*" }],
  run(given, parts) {
    checkSupported(given, SUPPORTED);
    const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types, StateValue: state, ActionPrefix } = given;
    const isAsked = (alarm: { spec: { name: string }; state: string }) =>
      (names === undefined || names.includes(alarm.spec.name)) &&
      (prefix === undefined || alarm.spec.name.startsWith(prefix)) &&
      (state === undefined || alarm.state === state);
    // "If you omit this parameter, only metric alarms are returned, even if composite alarms exist" (API Reference, AlarmTypes).
    const { alarms, compositeAlarms } = parts;
    const ofType = (type: "MetricAlarm" | "CompositeAlarm") => (types ?? ["MetricAlarm"]).includes(type);
    const metric = ofType("MetricAlarm") ? alarms.list().filter(isAsked) : [];
    const composite = ofType("CompositeAlarm") ? compositeAlarms.list().filter(isAsked) : [];
    const found = [
      ...metric.map((alarm) => ({ metric: described(alarm, parts) })),
      ...composite.map((alarm) => ({ composite: describedComposite(alarm, parts) })),
    ].filter((alarm) => {
      const actions = actionsOf("metric" in alarm ? alarm.metric : alarm.composite);
      return ActionPrefix === undefined || actions.some((each) => each.startsWith(ActionPrefix));
    });
    const { items, next } = paged(found, given.NextToken, given.MaxRecords);
    return {
      MetricAlarms: items.flatMap((item) => ("metric" in item ? [item.metric] : [])),
      CompositeAlarms: items.flatMap((item) => ("composite" in item ? [item.composite] : [])),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

export const describeAlarmsForMetric: CloudWatchOperation<
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput
> = {
  parameters: { MetricName: "text", Namespace: "text", Dimensions: "list?", Period: "number?" },
  permissions: () => [{ action: "cloudwatch:DescribeAlarmsForMetric", resource: "*" }],
  run({ MetricName, Namespace, Dimensions, Period, Statistic, ExtendedStatistic }, parts) {
    const wanted = dimensionsOf(Dimensions);
    const statistic = Statistic ?? ExtendedStatistic;
    const found = parts.alarms
      .list()
      .filter(
        ({ spec }) =>
          !("metrics" in spec) &&
          spec.namespace === Namespace &&
          spec.metricName === MetricName &&
          isSame(spec.dimensions, wanted) &&
          (Period === undefined || spec.periodSeconds === Period) &&
          (statistic === undefined || spec.statistic === statistic),
      );
    return { MetricAlarms: found.map((alarm) => described(alarm, parts)) };
  },
};

/** The newest first, unless told otherwise. */
export const describeAlarmHistory: CloudWatchOperation<
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmHistoryCommandOutput
> = {
  parameters: { AlarmName: "text?", StartDate: "number?", EndDate: "number?", MaxRecords: "number?" },
  permissions: ({ AlarmName }) =>
    onAlarms("cloudwatch:DescribeAlarmHistory", AlarmName === undefined ? [] : [AlarmName]),
  run({ AlarmName, HistoryItemType, StartDate, EndDate, ScanBy, ...page }, { alarms }) {
    const found = alarms
      .history()
      .filter(
        ({ at, name, type }) =>
          (AlarmName === undefined || name === AlarmName) &&
          (HistoryItemType === undefined || type === HistoryItemType) &&
          at >= (StartDate ?? 0) * 1000 &&
          at <= (EndDate ?? Infinity) * 1000,
      );
    const inOrder = ScanBy === "TimestampAscending" ? found : [...found].reverse();
    const { items, next } = paged(inOrder, page.NextToken, page.MaxRecords);
    return {
      AlarmHistoryItems: items.map(({ at, name, type, summary, data }) => ({
        AlarmName: name,
        AlarmType: "MetricAlarm" as const,
        Timestamp: at / 1000,
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: data,
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

function described(status: AlarmStatus, { resources }: CloudWatchParts): OnWire<MetricAlarm> {
  const made = resources.find(ALARM, status.spec.name);
  return { ...(made && alarmSettings(made)), ...alarmStanding(status) };
}

function actionsOf({
  AlarmActions,
  OKActions,
  InsufficientDataActions,
}: Pick<OnWire<MetricAlarm>, "AlarmActions" | "OKActions" | "InsufficientDataActions">): readonly string[] {
  return [AlarmActions, OKActions, InsufficientDataActions].flatMap((actions) => (actions ?? []) as readonly string[]);
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
