import type { MetricDataQuery, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { MadeResource } from "../../base/inventory";
import { lowerFirst } from "../../base/memberNames";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import type { AlarmStatus } from "../../services/cloudwatch/alarms";
import type { CompositeAlarmStatus } from "../../services/cloudwatch/compositeAlarms";
import { checkSupported, dimensionsOf, listed } from "./cloudWatchOperation";

/** Settings that the resource calls as the API does, but for the first letter. */
const SAME = [
  ...["AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "EvaluationPeriods"],
  ...["DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData"],
] as const;
const SUPPORTED: ReadonlySet<string> = new Set([
  ...SAME,
  ...[
    "AlarmName",
    "ActionsEnabled",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
    "Dimensions",
    "Metrics",
    "Tags",
  ],
]);

/** A metric or an expression of an alarm, as its resource has it. */
interface MetricQueryInputs {
  readonly id: string;
  readonly label?: string;
  readonly returnData?: boolean;
  readonly expression?: string;
  readonly period?: number;
  readonly metric?: {
    readonly namespace?: string;
    readonly metricName: string;
    readonly dimensions?: Readonly<Record<string, string>>;
    readonly period: number;
    readonly stat: string;
  };
}

/** The inputs of an alarm's resource. What a call does not give, has its default: a call replaces all of an alarm. */
export function alarmInputs(given: Given<PutMetricAlarmCommandInput>): Properties {
  checkSupported(given, SUPPORTED);
  const { Dimensions, Metrics } = given;
  return {
    ...Object.fromEntries(SAME.map((name) => [lowerFirst(name), given[name]])),
    ...actionInputs(given),
    dimensions: Dimensions && dimensionsOf(Dimensions),
    metricQueries: Metrics?.map(queryInputs),
  };
}

/** The inputs of an alarm's resource that say what it does, of either kind of alarm. */
export function actionInputs({
  ActionsEnabled,
  AlarmActions,
  OKActions,
  InsufficientDataActions,
}: Given<
  Pick<PutMetricAlarmCommandInput, "ActionsEnabled" | "AlarmActions" | "OKActions" | "InsufficientDataActions">
>): Properties {
  return {
    actionsEnabled: ActionsEnabled,
    alarmActions: AlarmActions,
    okActions: OKActions,
    insufficientDataActions: InsufficientDataActions,
  };
}

/** The actions of an alarm of either kind, as the API answers them. */
export function actionSettings(inputs: Properties) {
  const actions = (name: string) => (inputs[name] ?? []) as string[];
  return {
    ActionsEnabled: inputs.actionsEnabled !== false,
    AlarmActions: actions("alarmActions"),
    OKActions: actions("okActions"),
    InsufficientDataActions: actions("insufficientDataActions"),
  };
}

/** The state of an alarm of either kind, as the API answers it. */
export function alarmStanding({ spec, state, reason, since, changedAt }: AlarmStatus | CompositeAlarmStatus) {
  return {
    AlarmName: spec.name,
    AlarmArn: spec.arn,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: since / 1000,
    StateTransitionedTimestamp: since / 1000,
    AlarmConfigurationUpdatedTimestamp: changedAt / 1000,
  };
}

/** The settings of an alarm, as the API answers them. */
export function alarmSettings({ inputs }: MadeResource): Readonly<Record<string, unknown>> {
  const { dimensions, metricQueries } = inputs;
  const queries = (metricQueries ?? []) as readonly MetricQueryInputs[];
  const given = SAME.map((name) => [name, inputs[lowerFirst(name)]] as const);
  return {
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
    ...actionSettings(inputs),
    Dimensions: listed(dimensions as Record<string, string> | undefined),
    ...(queries.length > 0 && { Metrics: queries.map(queryOf) }),
  };
}

function queryInputs({ Id, MetricStat: stat, ReturnData = true, ...query }: Given<MetricDataQuery>): Properties {
  return {
    id: Id,
    returnData: ReturnData,
    ...Object.fromEntries(Object.entries(query).map(([name, value]) => [lowerFirst(name), value])),
    ...(stat && {
      metric: {
        namespace: stat.Metric?.Namespace,
        metricName: stat.Metric?.MetricName,
        dimensions: dimensionsOf(stat.Metric?.Dimensions),
        period: stat.Period,
        stat: stat.Stat,
        ...(stat.Unit !== undefined && { unit: stat.Unit }),
      },
    }),
  };
}

function queryOf({
  id,
  label,
  returnData = false,
  expression,
  period,
  metric,
}: MetricQueryInputs): OnWire<MetricDataQuery> {
  return {
    Id: id,
    ...(label !== undefined && { Label: label }),
    ...(expression !== undefined && { Expression: expression }),
    ...(period !== undefined && { Period: period }),
    ReturnData: returnData,
    ...(metric && {
      MetricStat: {
        Metric: {
          ...(metric.namespace !== undefined && { Namespace: metric.namespace }),
          MetricName: metric.metricName,
          Dimensions: listed(metric.dimensions),
        },
        Period: metric.period,
        Stat: metric.stat,
      },
    }),
  };
}
